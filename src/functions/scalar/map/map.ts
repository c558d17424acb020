import { valueKey } from '../../../types/compare-values.js';
import type { SqlType } from '../../../types/sql-type.js';
import type { MapEntry, SqlValue } from '../../../types/sql-value.js';
import type { ScalarFunction } from '../../definition.js';
import { elementsOf, hostFunction, invalidArgument } from '../array/array-types.js';
import { checkDeterminate, entriesOf, keyType, mapOf } from './map-entries.js';

function mapOfArrays(keys: readonly SqlValue[], values: readonly SqlValue[], type: SqlType): SqlValue {
  if (keys.length !== values.length) throw invalidArgument('Key and value arrays must be the same length');
  for (const key of keys) checkDeterminate(key, type);
  return mapOf(
    keys.map((key, i): MapEntry => [key, values[i]!]),
    type,
  );
}

export const map: ScalarFunction = {
  kind: 'scalar',
  name: 'map',
  summary: 'Makes a map of an array of keys and one of values; without arguments an empty one.',
  examples: [["map(ARRAY['a', 'b'], ARRAY[1, 2])", '{a=1, b=2}']],
  overloads: [
    {
      args: ['array(E)', 'array(V)'],
      returns: 'map(E,V)',
      host: ([keys, values], { returns }) => mapOfArrays(elementsOf(keys), elementsOf(values), keyType(returns)),
    },
    { args: [], returns: 'map(unknown,unknown)', host: () => [] },
  ],
};

/** Collects the values of equal keys in arrays. */
function groupEntries(entries: readonly MapEntry[], type: SqlType): SqlValue {
  const groups = new Map<string, { readonly key: SqlValue; readonly values: SqlValue[] }>();
  for (const [key, value] of entries) {
    if (key === null) throw invalidArgument('map key cannot be null');
    const text = valueKey(key, type);
    const group = groups.get(text);
    if (group) group.values.push(value);
    else groups.set(text, { key, values: [value] });
  }
  return [...groups.values()].map(({ key, values }) => [key, values]);
}

/** The entries of an array of rows; none may be NULL. */
function rowEntries(rows: SqlValue | undefined): MapEntry[] {
  return elementsOf(rows).map((row) => {
    if (row === null) throw invalidArgument('map entry cannot be null');
    const [key, value] = elementsOf(row);
    return [key!, value!];
  });
}

export const map_from_entries = hostFunction(
  'map_from_entries',
  'Makes a map of rows of a key and a value.',
  [["map_from_entries(ARRAY[ROW('a', 1)])", '{a=1}']],
  {
    args: ['array(row(E,V))'],
    returns: 'map(E,V)',
    host: ([rows], { returns }) => mapOf(rowEntries(rows), keyType(returns)),
  },
);

export const multimap_from_entries = hostFunction(
  'multimap_from_entries',
  'Makes a map of rows of a key and a value, with all values of a key in an array.',
  [["multimap_from_entries(ARRAY[ROW('a', 1), ROW('a', 2)])", '{a=[1, 2]}']],
  {
    args: ['array(row(E,V))'],
    returns: 'map(E,array(V))',
    host: ([rows], { returns }) => groupEntries(rowEntries(rows), keyType(returns)),
  },
);

export const map_entries = hostFunction(
  'map_entries',
  'Returns the entries of a map as rows.',
  [],
  {
    args: ['map(K,V)'],
    returns: 'array(row(K,V))',
    host: ([value]) => entriesOf(value).map(([key, item]) => [key, item]),
  },
  { neverFails: true },
);

export const map_keys = hostFunction(
  'map_keys',
  'Returns the keys of a map.',
  [["map_keys(map(ARRAY['a'], ARRAY[1]))", '[a]']],
  { args: ['map(K,V)'], returns: 'array(K)', host: ([value]) => entriesOf(value).map(([key]) => key) },
  { neverFails: true },
);

export const map_values = hostFunction(
  'map_values',
  'Returns the values of a map.',
  [["map_values(map(ARRAY['a'], ARRAY[1]))", '[1]']],
  { args: ['map(K,V)'], returns: 'array(V)', host: ([value]) => entriesOf(value).map(([, item]) => item) },
  { neverFails: true },
);
