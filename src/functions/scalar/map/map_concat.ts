import { valueKey } from '../../../types/compare-values.js';
import type { SqlType } from '../../../types/sql-type.js';
import type { MapEntry, SqlValue } from '../../../types/sql-value.js';
import { hostFunction, invalidArgument } from '../array/array-types.js';
import { entriesOf, keyType } from './map-entries.js';

/** Entries by key: a later one takes the place of an earlier one with the same key. */
export function entriesByKey(entries: Iterable<MapEntry>, type: SqlType): Map<string, MapEntry> {
  const byKey = new Map<string, MapEntry>();
  for (const entry of entries) byKey.set(valueKey(entry[0], type), entry);
  return byKey;
}

export const map_concat = hostFunction(
  'map_concat',
  'Joins maps; of entries with the same key the last counts.',
  [["map_concat(map(ARRAY['a'], ARRAY[1]), map(ARRAY['a'], ARRAY[2]))", '{a=2}']],
  {
    args: ['map(K,V)', 'map(K,V)'],
    variadic: true,
    returns: 'map(K,V)',
    host: (maps, { returns }) => {
      if (maps.length < 2) throw invalidArgument('There must be two or more concatenation arguments to map_concat');
      const byKey = entriesByKey(maps.flatMap(entriesOf), keyType(returns));
      return [...byKey.values()] as unknown as SqlValue;
    },
  },
);

export const element_at = hostFunction('element_at', 'Returns the value of a key; NULL where there is none.', [], {
  args: ['map(E,V)', 'E'],
  returns: 'V',
  host: ([value, wanted], { args }) => {
    const type = keyType(args[0]);
    const text = valueKey(wanted!, type);
    return entriesOf(value).find(([key]) => valueKey(key, type) === text)?.[1] ?? null;
  },
});

export const cardinality = hostFunction('cardinality', 'Returns how many entries a map has.', [], {
  args: ['map(K,V)'],
  returns: 'bigint',
  host: ([value]) => BigInt(entriesOf(value).length),
});
