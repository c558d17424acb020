import type { ScalarFunction } from '../../definition.js';
import {
  array_distinct,
  array_except,
  array_histogram,
  array_intersect,
  array_remove,
  array_union,
} from './array_distinct.js';
import { array_join } from './array_join.js';
import { array_max, array_min, array_sort } from './array_sort.js';
import { arrayConstructor } from './array-constructor.js';
import { combinations, ngrams } from './combinations.js';
import { concat, flatten, repeat, reverse, shuffle, slice, trim_array } from './concat.js';
import { array_position, arrays_overlap, contains, contains_sequence } from './contains.js';
import { cardinality, element_at } from './element_at.js';
import { sequence } from './sequence.js';
import { all_match, any_match, filter, none_match, reduce, transform } from './transform.js';
import { zip, zip_with } from './zip.js';

/** Lists the array functions. */
export const arrayFunctions: readonly ScalarFunction[] = [
  all_match,
  any_match,
  arrayConstructor,
  array_distinct,
  array_except,
  array_histogram,
  array_intersect,
  array_join,
  array_max,
  array_min,
  array_position,
  array_remove,
  array_sort,
  array_union,
  arrays_overlap,
  cardinality,
  combinations,
  concat,
  contains,
  contains_sequence,
  element_at,
  filter,
  flatten,
  ngrams,
  none_match,
  reduce,
  repeat,
  reverse,
  sequence,
  shuffle,
  slice,
  transform,
  trim_array,
  zip,
  zip_with,
];
