import { LakeError } from '../../base/lake-error.js';
import { valueKey } from '../../types/compare-values.js';
import type { SqlType } from '../../types/sql-type.js';
import type { MapEntry, SqlValue } from '../../types/sql-value.js';
import type { AggregateFunction, AggregateOverload } from '../definition.js';

/** Makes an aggregate that is computed in TypeScript and has one overload. */
const hostAggregate = (
  name: string,
  summary: string,
  overload: AggregateOverload,
  facts: Pick<AggregateFunction, 'ignoresDuplicates' | 'showsOrder'> = {},
): AggregateFunction => ({ kind: 'aggregate', name, summary, overloads: [overload], ...facts });

const typeOfKeys = (type: SqlType): SqlType => (type.kind === 'map' ? type.key : type);

/** Groups by the key that `keyOf` finds in a row; NULL where no row has one. */
function grouped<G>(
  rows: readonly (readonly SqlValue[])[],
  type: SqlType,
  start: (row: readonly SqlValue[]) => G,
  add: (group: G, row: readonly SqlValue[]) => void,
): { readonly key: SqlValue; readonly group: G }[] {
  const groups = new Map<string, { readonly key: SqlValue; readonly group: G }>();
  for (const row of rows) {
    const [key] = row;
    if (key === null) continue;
    const text = valueKey(key!, type);
    const known = groups.get(text);
    if (known) add(known.group, row);
    else groups.set(text, { key: key!, group: start(row) });
  }
  return [...groups.values()];
}

const mapOrNull = (entries: readonly MapEntry[]): SqlValue =>
  entries.length === 0 ? null : (entries as unknown as SqlValue);

export const array_agg = hostAggregate(
  'array_agg',
  'Collects the values in an array, NULLs too.',
  {
    args: ['T'],
    returns: 'array(T)',
    nulls: 'called',
    host: (rows) => (rows.length === 0 ? null : rows.map(([value]) => value!)),
  },
  { showsOrder: true },
);

export const map_agg = hostAggregate(
  'map_agg',
  'Makes a map of keys and values; the first value of a key counts.',
  {
    args: ['E', 'V'],
    returns: 'map(E,V)',
    nulls: 'called',
    host: (rows, { returns }) => {
      const groups = grouped(
        rows,
        typeOfKeys(returns),
        ([, value]) => value!,
        () => undefined,
      );
      return mapOrNull(groups.map(({ key, group }) => [key, group]));
    },
  },
  { showsOrder: true },
);

export const multimap_agg = hostAggregate(
  'multimap_agg',
  'Makes a map of keys and arrays of all their values.',
  {
    args: ['E', 'V'],
    returns: 'map(E,array(V))',
    nulls: 'called',
    host: (rows, { returns }) => {
      const groups = grouped(
        rows,
        typeOfKeys(returns),
        ([, value]) => [value!],
        (values, [, value]) => {
          values.push(value!);
        },
      );
      return mapOrNull(groups.map(({ key, group }) => [key, group]));
    },
  },
  { showsOrder: true },
);

export const histogram = hostAggregate('histogram', 'Makes a map of the values and how often each occurs.', {
  args: ['E'],
  returns: 'map(E,bigint)',
  host: (rows, { returns }) => {
    const groups = grouped(
      rows,
      typeOfKeys(returns),
      () => ({ count: 1n }),
      (group) => {
        group.count++;
      },
    );
    return mapOrNull(groups.map(({ key, group }) => [key, group.count]));
  },
});

export const map_union = hostAggregate(
  'map_union',
  'Joins the maps; the first value of a key counts.',
  {
    args: ['map(K,V)'],
    returns: 'map(K,V)',
    host: (rows, { returns }) => {
      if (rows.length === 0) return null;
      const entries = rows.flatMap(([map]) => map as unknown as readonly MapEntry[]);
      const groups = grouped(
        entries,
        typeOfKeys(returns),
        ([, value]) => value!,
        () => undefined,
      );
      return groups.map(({ key, group }) => [key, group]);
    },
  },
  { ignoresDuplicates: true },
);

export const reduce_agg = hostAggregate('reduce_agg', 'Folds the values into a state by a function.', {
  args: ['T', 'S', 'function(S,T,S)', 'function(S,S,S)'],
  returns: 'S',
  host: (rows, { lambdas }) => {
    if (rows.length === 0) return null;
    const [step] = lambdas;
    return rows.reduce((state: SqlValue, [value]) => step!(state, value!), rows[0]![1]!);
  },
});

const mostFrequent = (type: 'bigint' | 'varchar'): AggregateOverload => ({
  args: ['bigint', type, 'bigint'],
  returns: `map(${type},bigint)`,
  host: (rows, { returns }) => {
    if (rows.length === 0) return null;
    const buckets = rows[0]![0] as bigint;
    if (buckets < 2n)
      throw new LakeError('INVALID_FUNCTION_ARGUMENT', 'approx_most_frequent bucket count must be greater than one');
    const groups = grouped(
      rows.map(([, value]) => [value!]),
      typeOfKeys(returns),
      () => ({ count: 1n }),
      (group) => {
        group.count++;
      },
    );
    groups.sort((a, b) => Number(b.group.count - a.group.count));
    return mapOrNull(groups.slice(0, Number(buckets)).map(({ key, group }) => [key, group.count]));
  },
});

export const approx_most_frequent: AggregateFunction = {
  kind: 'aggregate',
  name: 'approx_most_frequent',
  summary: 'Makes a map of the most frequent values and how often each occurs.',
  overloads: [mostFrequent('bigint'), mostFrequent('varchar')],
};
