import { LakeError } from '../../base/lake-error.js';
import type { SqlValue } from '../../types/sql-value.js';
import type { AggregateFunction, AggregateOverload } from '../definition.js';

interface Bucket {
  value: number;
  weight: number;
}

/** How much the squared error grows when two buckets become one (J. Ward's criterion). */
const penalty = (a: Bucket, b: Bucket): number =>
  ((a.value - b.value) ** 2 * a.weight * b.weight) / (a.weight + b.weight);

function merged(a: Bucket, b: Bucket): Bucket {
  const weight = a.weight + b.weight;
  return { value: (a.value * a.weight + b.value * b.weight) / weight, weight };
}

/** Buckets of equal values, in order. */
function sorted(entries: readonly Bucket[]): Bucket[] {
  const buckets: Bucket[] = [];
  for (const { value, weight } of [...entries].sort((a, b) => a.value - b.value)) {
    const last = buckets.at(-1);
    if (last?.value === value) last.weight += weight;
    else buckets.push({ value, weight });
  }
  return buckets;
}

/** Merges the neighbours that differ least until no more than `count` are left. */
function compact(entries: readonly Bucket[], count: number): Bucket[] {
  const buckets = sorted(entries);
  while (buckets.length > count) {
    let best = 0;
    let least = Number.POSITIVE_INFINITY;
    for (let i = 0; i + 1 < buckets.length; i++) {
      const cost = penalty(buckets[i]!, buckets[i + 1]!);
      if (cost < least) [best, least] = [i, cost];
    }
    buckets.splice(best, 2, merged(buckets[best]!, buckets[best + 1]!));
  }
  return buckets;
}

// So many values wait before the buckets are compacted.
const waitingMax = 100;

function histogramOf(rows: readonly (readonly SqlValue[])[]): SqlValue {
  if (rows.length === 0) return null;
  const count = Number(rows[0]![0] as bigint);
  if (count < 2)
    throw new LakeError('INVALID_FUNCTION_ARGUMENT', 'numeric_histogram bucket count must be greater than one');
  let entries: Bucket[] = [];
  for (const [, value, weight] of rows) {
    if (entries.length >= count + waitingMax) entries = compact(entries, count);
    entries.push({ value: value as number, weight: (weight as number | undefined) ?? 1 });
  }
  return compact(entries, count).map(({ value, weight }) => [value, weight]);
}

const overloadsFor = (type: 'double' | 'real'): AggregateOverload[] => [
  { args: ['bigint', type], returns: `map(${type},${type})`, host: histogramOf },
  { args: ['bigint', type, 'double'], returns: `map(${type},${type})`, host: histogramOf },
];

export const numeric_histogram: AggregateFunction = {
  kind: 'aggregate',
  name: 'numeric_histogram',
  summary: 'Makes a map of the centers of so many buckets and their weights.',
  overloads: [...overloadsFor('double'), ...overloadsFor('real')],
};
