import type { ScalarFunction } from '../../definition.js';
import { map, map_entries, map_from_entries, map_keys, map_values, multimap_from_entries } from './map.js';
import { cardinality, element_at, map_concat } from './map_concat.js';
import { map_filter, map_zip_with, transform_keys, transform_values } from './map_filter.js';

/** Lists the map functions. */
export const mapFunctions: readonly ScalarFunction[] = [
  cardinality,
  element_at,
  map,
  map_concat,
  map_entries,
  map_filter,
  map_from_entries,
  map_keys,
  map_values,
  map_zip_with,
  multimap_from_entries,
  transform_keys,
  transform_values,
];
