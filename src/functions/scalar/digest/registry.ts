import type { ScalarFunction } from '../../definition.js';
import {
  cardinality,
  empty_approx_set,
  hash_counts,
  intersection_cardinality,
  jaccard_index,
  quantile_at_value,
  value_at_quantile,
  values_at_quantiles,
} from './value_at_quantile.js';

/** Lists the functions of digests. */
export const digestFunctions: readonly ScalarFunction[] = [
  cardinality,
  empty_approx_set,
  hash_counts,
  intersection_cardinality,
  jaccard_index,
  quantile_at_value,
  value_at_quantile,
  values_at_quantiles,
];
