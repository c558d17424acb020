import type { WindowFunction } from '../definition.js';
import { first_value, last_value, nth_value } from './first_value.js';
import { lag, lead } from './lag.js';
import { ntile } from './ntile.js';
import { cume_dist, dense_rank, percent_rank, rank, row_number } from './rank.js';

/** Lists the window functions that are not aggregates. */
export const windowFunctions: readonly WindowFunction[] = [
  cume_dist,
  dense_rank,
  first_value,
  lag,
  last_value,
  lead,
  nth_value,
  ntile,
  percent_rank,
  rank,
  row_number,
];
