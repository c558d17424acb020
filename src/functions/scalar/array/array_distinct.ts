import { valueKey } from '../../../types/compare-values.js';
import type { SqlValue } from '../../../types/sql-value.js';
import type { HostCall, ScalarFunction } from '../../definition.js';
import { elementsOf, elementType, hostFunction } from './array-types.js';
import { isEqualElement } from './contains.js';

/** Keeps the first of each group of elements that are the same. */
function distinct(elements: readonly SqlValue[], call: HostCall): SqlValue[] {
  const type = elementType(call);
  const seen = new Set<string>();
  return elements.filter((item) => {
    const key = valueKey(item, type);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

const keysOf = (elements: readonly SqlValue[], call: HostCall): Set<string> => {
  const type = elementType(call);
  return new Set(elements.map((item) => valueKey(item, type)));
};

/** Makes a function of two arrays as sets, in which NULL is a value. */
const setFunction = (
  name: string,
  summary: string,
  example: readonly [string, string],
  combine: (a: readonly SqlValue[], b: readonly SqlValue[], call: HostCall) => SqlValue,
): ScalarFunction =>
  hostFunction(
    name,
    summary,
    [example],
    {
      args: ['array(E)', 'array(E)'],
      returns: 'array(E)',
      host: ([a, b], call) => combine(elementsOf(a), elementsOf(b), call),
    },
    { neverFails: true },
  );

export const array_distinct = hostFunction(
  'array_distinct',
  'Drops elements that were there before.',
  [['array_distinct(ARRAY[1, 2, 1])', '[1, 2]']],
  { args: ['array(E)'], returns: 'array(E)', host: ([array], call) => distinct(elementsOf(array), call) },
  { neverFails: true },
);

export const array_intersect = setFunction(
  'array_intersect',
  'Returns the elements that both arrays have, each once.',
  ['array_intersect(ARRAY[1, 2], ARRAY[2, 3])', '[2]'],
  (a, b, call) => {
    const [longer, shorter] = a.length < b.length ? [b, a] : [a, b];
    const keys = keysOf(shorter, call);
    const type = elementType(call);
    return distinct(longer, call).filter((item) => keys.has(valueKey(item, type)));
  },
);

export const array_union = setFunction(
  'array_union',
  'Returns the elements that either array has, each once.',
  ['array_union(ARRAY[1, 2], ARRAY[2, 3])', '[1, 2, 3]'],
  (a, b, call) => distinct([...a, ...b], call),
);

export const array_except = setFunction(
  'array_except',
  'Returns the elements of the first array that the second has not, each once.',
  ['array_except(ARRAY[1, 2], ARRAY[2, 3])', '[1]'],
  (a, b, call) => {
    // Trino gives the first array as it is when there is nothing to take away.
    if (b.length === 0) return a;
    const keys = keysOf(b, call);
    const type = elementType(call);
    return distinct(a, call).filter((item) => !keys.has(valueKey(item, type)));
  },
);

export const array_remove = hostFunction(
  'array_remove',
  'Drops all elements that equal a value.',
  [['array_remove(ARRAY[1, 2, 1], 1)', '[2]']],
  {
    args: ['array(E)', 'E'],
    returns: 'array(E)',
    host: ([array, element], call) =>
      elementsOf(array).filter((item) => item === null || !isEqualElement('array_remove', item, element!, call)),
  },
);

export const array_histogram = hostFunction(
  'array_histogram',
  'Counts each element that is not NULL.',
  [],
  {
    args: ['array(E)'],
    returns: 'map(E,bigint)',
    host: ([array], call) => {
      const type = elementType(call);
      const counts = new Map<string, { value: SqlValue; count: bigint }>();
      for (const value of elementsOf(array)) {
        if (value === null) continue;
        const key = valueKey(value, type);
        const entry = counts.get(key);
        if (entry) entry.count++;
        else counts.set(key, { value, count: 1n });
      }
      return [...counts.values()].map(({ value, count }) => [value, count]);
    },
  },
  { neverFails: true },
);
