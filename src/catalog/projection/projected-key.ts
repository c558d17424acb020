import { compareValues } from '../../types/compare-values.js';
import { containsValue, type Domain, type Range, singleValues } from '../../types/domain.js';
import type { SqlType } from '../../types/sql-type.js';
import type { SqlValue } from '../../types/sql-value.js';

/** One value that a partition key takes: as it stands in locations, and as a query sees it. */
export interface KeyValue {
  readonly text: string;
  readonly value: SqlValue;
}

/** The values that a projected partition key takes, numbered from 0; none is made before it is asked for. */
export interface ProjectedKey {
  readonly name: string;
  readonly type: SqlType;
  readonly valueCount: bigint;
  /** `at(i)` grows (or stays) with i, as the key's type compares values. */
  readonly isOrdered: boolean;
  at(index: bigint): KeyValue;
  /** Gives the number of a value without trying them one after the other; undefined: the key has no such value. */
  indexOf(value: SqlValue): bigint | undefined;
}

/** Numbers from `first` up to but not `end`. */
export interface IndexRange {
  readonly first: bigint;
  readonly end: bigint;
}

/** Values of a key that a domain lets through: `ranges` are few, and hold all of them and perhaps others. */
export interface KeySelection {
  readonly key: ProjectedKey;
  readonly domain: Domain | undefined;
  readonly ranges: readonly IndexRange[];
  /** How many values there are at most. */
  readonly valueCount: bigint;
}

/** Finds where the values of a key lie that are in a domain. */
export function selectValues(key: ProjectedKey, domain: Domain | undefined): KeySelection {
  const ranges = rangesIn(key, domain);
  const valueCount = ranges.reduce((sum, { first, end }) => sum + end - first, 0n);
  return { key, domain, ranges, valueCount };
}

/** Makes the selected values one after the other. */
export function* valuesOf({ key, domain, ranges }: KeySelection): Generator<KeyValue> {
  for (const { first, end } of ranges)
    for (let index = first; index < end; index++) {
      const value = key.at(index);
      if (!domain || containsValue(domain, value.value)) yield value;
    }
}

function rangesIn(key: ProjectedKey, domain: Domain | undefined): readonly IndexRange[] {
  const all = { first: 0n, end: key.valueCount };
  if (!domain || domain.ranges === 'all') return [all];
  const singles = singleValues(domain);
  if (singles && !key.isOrdered) {
    const found = singles.flatMap((value) => key.indexOf(value) ?? []);
    return found.map((first) => ({ first, end: first + 1n }));
  }
  if (!key.isOrdered) return [all];
  return domain.ranges.map((range) => rangeIn(key, range)).filter(({ first, end }) => first < end);
}

/** Searches both ends of a range among the values of an ordered key. */
function rangeIn(key: ProjectedKey, { low, high }: Range): IndexRange {
  const isBefore = (index: bigint, bound: SqlValue, orEqual: boolean): boolean => {
    const order = compareValues(key.at(index).value, bound, key.type);
    return orEqual ? order <= 0 : order < 0;
  };
  const search = (bound: SqlValue, orEqual: boolean): bigint => {
    let [first, end] = [0n, key.valueCount];
    while (first < end) {
      const middle = (first + end) >> 1n;
      if (isBefore(middle, bound, orEqual)) first = middle + 1n;
      else end = middle;
    }
    return first;
  };
  return {
    first: low ? search(low.value, !low.inclusive) : 0n,
    end: high ? search(high.value, high.inclusive) : key.valueCount,
  };
}
