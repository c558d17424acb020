import type { AggregateFunction } from '../definition.js';
import { any_value } from './any_value.js';
import { approx_distinct } from './approx_distinct.js';
import { approx_percentile } from './approx_percentile.js';
import { approx_set, make_set_digest, merge, merge_set_digest, qdigest_agg, tdigest_agg } from './approx_set.js';
import {
  approx_most_frequent,
  array_agg,
  histogram,
  map_agg,
  map_union,
  multimap_agg,
  reduce_agg,
} from './array_agg.js';
import { avg } from './avg.js';
import { bitwise_and_agg, bitwise_or_agg, bitwise_xor_agg } from './bitwise_and_agg.js';
import { bool_and, bool_or } from './bool_and.js';
import { checksum } from './checksum.js';
import { count, count_if } from './count.js';
import { corr, covar_pop, covar_samp, regr_intercept, regr_slope } from './covariance.js';
import { geometric_mean } from './geometric_mean.js';
import { convex_hull_agg, geometry_union_agg } from './geometry_union_agg.js';
import { listagg } from './listagg.js';
import { max, min } from './min.js';
import { max_by, min_by } from './min_by.js';
import { numeric_histogram } from './numeric_histogram.js';
import { sum } from './sum.js';
import { kurtosis, skewness, stddev, stddev_pop, var_pop, variance } from './variance.js';

/** Lists the aggregate functions. */
export const aggregateFunctions: readonly AggregateFunction[] = [
  any_value,
  approx_distinct,
  approx_most_frequent,
  approx_percentile,
  approx_set,
  array_agg,
  avg,
  bitwise_and_agg,
  bitwise_or_agg,
  bitwise_xor_agg,
  bool_and,
  bool_or,
  checksum,
  corr,
  count,
  count_if,
  covar_pop,
  covar_samp,
  convex_hull_agg,
  geometric_mean,
  geometry_union_agg,
  histogram,
  kurtosis,
  listagg,
  make_set_digest,
  map_agg,
  map_union,
  max,
  max_by,
  merge,
  merge_set_digest,
  min,
  min_by,
  multimap_agg,
  numeric_histogram,
  qdigest_agg,
  reduce_agg,
  regr_intercept,
  regr_slope,
  skewness,
  stddev,
  stddev_pop,
  sum,
  tdigest_agg,
  var_pop,
  variance,
];
