import { valueKey } from '../../../types/compare-values.js';
import type { MapEntry, SqlValue } from '../../../types/sql-value.js';
import { hostFunction } from '../array/array-types.js';
import { entriesByKey } from './map_concat.js';
import { entriesOf, keyType, mapOf } from './map-entries.js';

export const map_filter = hostFunction(
  'map_filter',
  'Keeps the entries for which a function of key and value is true.',
  [["map_filter(map(ARRAY['a', 'b'], ARRAY[1, 2]), (k, v) -> v > 1)", '{b=2}']],
  {
    args: ['map(K,V)', 'function(K,V,boolean)'],
    returns: 'map(K,V)',
    host: ([value], { lambdas }) =>
      entriesOf(value).filter(([key, item]) => lambdas[0]!(key, item) === true) as unknown as SqlValue,
  },
);

export const transform_keys = hostFunction(
  'transform_keys',
  'Gives every entry a new key.',
  [["transform_keys(map(ARRAY[1], ARRAY['a']), (k, v) -> k + 1)", '{2=a}']],
  {
    args: ['map(K1,V)', 'function(K1,V,K2)'],
    returns: 'map(K2,V)',
    host: ([value], { lambdas, returns }) =>
      mapOf(
        entriesOf(value).map(([key, item]): MapEntry => [lambdas[0]!(key, item), item]),
        keyType(returns),
      ),
  },
);

export const transform_values = hostFunction(
  'transform_values',
  'Gives every entry a new value.',
  [["transform_values(map(ARRAY['a'], ARRAY[1]), (k, v) -> v + 1)", '{a=2}']],
  {
    args: ['map(K,V1)', 'function(K,V1,V2)'],
    returns: 'map(K,V2)',
    host: ([value], { lambdas }) => entriesOf(value).map(([key, item]) => [key, lambdas[0]!(key, item)]),
  },
);

export const map_zip_with = hostFunction(
  'map_zip_with',
  'Makes a map of the keys of two; the values by a function of key and both values, NULL where there is none.',
  [
    [
      "map_zip_with(map(ARRAY['a'], ARRAY[1]), map(ARRAY['a', 'b'], ARRAY[10, 20]), (k, x, y) -> coalesce(x, 0) + y)",
      '{a=11, b=20}',
    ],
  ],
  {
    args: ['map(K,V1)', 'map(K,V2)', 'function(K,V1,V2,V3)'],
    returns: 'map(K,V3)',
    host: ([a, b], { lambdas, returns }) => {
      const type = keyType(returns);
      const [left, right] = [entriesByKey(entriesOf(a), type), entriesByKey(entriesOf(b), type)];
      const keys = [...left.values(), ...entriesOf(b).filter(([key]) => !left.has(valueKey(key, type)))];
      return keys.map(([key]) => {
        const text = valueKey(key, type);
        return [key, lambdas[0]!(key, left.get(text)?.[1] ?? null, right.get(text)?.[1] ?? null)];
      });
    },
  },
);
