/**
 * Sets of values that a column may take, for skipping what cannot match. A domain is a sorted list of ranges that do not touch,
 * and whether NULL is in it. NaN is in no range: only `all` holds it, so a domain made from a comparison rightly lacks it.
 */
import { compareValues } from './compare-values.js';
import type { SqlType } from './sql-type.js';
import type { SqlValue } from './sql-value.js';

/** One end of a range. */
export interface Bound {
  readonly value: SqlValue;
  readonly inclusive: boolean;
}

/** All values between two bounds; an absent one is open. */
export interface Range {
  readonly low?: Bound | undefined;
  readonly high?: Bound | undefined;
}

/** The values of one column: plain data. */
export interface Domain {
  readonly type: SqlType;
  /** Sorted, apart from each other; or every value there is. */
  readonly ranges: readonly Range[] | 'all';
  readonly hasNull: boolean;
}

/** Makes the domain of everything. */
export const allDomain = (type: SqlType): Domain => ({ type, ranges: 'all', hasNull: true });
/** Makes the domain of nothing. */
export const noneDomain = (type: SqlType): Domain => ({ type, ranges: [], hasNull: false });
/** Makes the domain of NULL alone. */
export const nullDomain = (type: SqlType): Domain => ({ type, ranges: [], hasNull: true });
/** Makes the domain of everything but NULL. */
export const notNullDomain = (type: SqlType): Domain => ({ type, ranges: 'all', hasNull: false });

/** Makes the domain of the given values; NULL among them counts. */
export function valuesDomain(type: SqlType, values: readonly SqlValue[]): Domain {
  const present = values.filter((value) => value !== null && !Number.isNaN(value));
  const ranges = present.map((value): Range => ({ low: inclusive(value), high: inclusive(value) }));
  return { type, ranges: normalize(type, ranges), hasNull: present.length < values.length && values.includes(null) };
}

/** Makes the domain of one range, without NULL; `rangeDomain(type, {})` holds all numbers, but not NaN. */
export const rangeDomain = (type: SqlType, range: Range): Domain => ({
  type,
  ranges: normalize(type, [range]),
  hasNull: false,
});

const inclusive = (value: SqlValue): Bound => ({ value, inclusive: true });

/** Tells whether nothing is in a domain. */
export const isNone = (domain: Domain): boolean => domain.ranges.length === 0 && !domain.hasNull;

/** Tells whether everything is in a domain. */
export const isAll = (domain: Domain): boolean => domain.ranges === 'all' && domain.hasNull;

/** Gives the single values of a domain that has only such; undefined otherwise. NULL is not among them. */
export function singleValues(domain: Domain): readonly SqlValue[] | undefined {
  if (domain.ranges === 'all') return undefined;
  const values: SqlValue[] = [];
  for (const { low, high } of domain.ranges) {
    if (!low?.inclusive || !high?.inclusive || compareValues(low.value, high.value, domain.type) !== 0)
      return undefined;
    values.push(low.value);
  }
  return values;
}

/** Gives what is in either domain. */
export function unionDomains(a: Domain, b: Domain): Domain {
  const ranges = a.ranges === 'all' || b.ranges === 'all' ? 'all' : normalize(a.type, [...a.ranges, ...b.ranges]);
  return { type: a.type, ranges, hasNull: a.hasNull || b.hasNull };
}

/** Gives what is in both domains. */
export function intersectDomains(a: Domain, b: Domain): Domain {
  return { type: a.type, ranges: intersectRanges(a, b), hasNull: a.hasNull && b.hasNull };
}

function intersectRanges(a: Domain, b: Domain): readonly Range[] | 'all' {
  if (a.ranges === 'all') return b.ranges;
  if (b.ranges === 'all') return a.ranges;
  const result: Range[] = [];
  for (let i = 0, j = 0; i < a.ranges.length && j < b.ranges.length; ) {
    const [left, right] = [a.ranges[i]!, b.ranges[j]!];
    const range = {
      low: compareLows(left.low, right.low, a.type) >= 0 ? left.low : right.low,
      high: compareHighs(left.high, right.high, a.type) <= 0 ? left.high : right.high,
    };
    if (!isEmpty(range, a.type)) result.push(range);
    if (compareHighs(left.high, right.high, a.type) <= 0) i++;
    else j++;
  }
  return result;
}

/** Gives what is not in a domain: NaN is in the complement of every range. */
export function complementDomain(domain: Domain): Domain {
  const { type, ranges } = domain;
  if (ranges === 'all') return { type, ranges: [], hasNull: !domain.hasNull };
  if (ranges.length === 0 || type.kind === 'real' || type.kind === 'double')
    return { type, ranges: 'all', hasNull: !domain.hasNull };
  const gaps: Range[] = [];
  let low: Bound | undefined;
  let isOpen = true;
  for (const range of ranges) {
    if (range.low !== undefined) gaps.push({ low, high: flip(range.low) });
    isOpen = range.high !== undefined;
    if (range.high !== undefined) low = flip(range.high);
  }
  if (isOpen) gaps.push({ low, high: undefined });
  return { type, ranges: normalize(type, gaps), hasNull: !domain.hasNull };
}

const flip = ({ value, inclusive: isInclusive }: Bound): Bound => ({ value, inclusive: !isInclusive });

/** Tells whether a value is in a domain. */
export function containsValue(domain: Domain, value: SqlValue): boolean {
  if (value === null) return domain.hasNull;
  if (domain.ranges === 'all') return true;
  if (Number.isNaN(value)) return false;
  return overlapsRange(domain, { low: inclusive(value), high: inclusive(value) });
}

/** What is known of the values of a file, row group or page. */
export interface ValueStatistics {
  /** Smallest and largest value, inclusive; absent where not known. */
  readonly min?: SqlValue | undefined;
  readonly max?: SqlValue | undefined;
  readonly hasNull: boolean;
  /** No value is there but NULL. */
  readonly isOnlyNull?: boolean;
  /** A floating-point column may hold NaN, which min and max do not tell. */
  readonly mayHaveNaN?: boolean;
}

/** Tells whether a value that statistics allow can be in a domain; false means that the rows can be skipped. */
export function overlaps(domain: Domain, statistics: ValueStatistics): boolean {
  if (domain.hasNull && statistics.hasNull) return true;
  if (statistics.isOnlyNull) return false;
  if (domain.ranges === 'all') return true;
  const { min, max } = statistics;
  const low = min === undefined || min === null || Number.isNaN(min) ? undefined : inclusive(min);
  const high = max === undefined || max === null || Number.isNaN(max) ? undefined : inclusive(max);
  return overlapsRange(domain, { low, high });
}

/** Tells whether every value that statistics allow is in a domain. */
export function covers(domain: Domain, statistics: ValueStatistics): boolean {
  if (statistics.hasNull && !domain.hasNull) return false;
  if (statistics.isOnlyNull || domain.ranges === 'all') return true;
  if (statistics.mayHaveNaN || statistics.min == null || statistics.max == null) return false;
  const range = { low: inclusive(statistics.min), high: inclusive(statistics.max) };
  return domain.ranges.some(
    ({ low, high }) =>
      compareLows(low, range.low, domain.type) <= 0 && compareHighs(high, range.high, domain.type) >= 0,
  );
}

function overlapsRange(domain: Domain, range: Range): boolean {
  const ranges = domain.ranges as readonly Range[];
  // The first range that does not end before the wanted one begins is the only one to look at.
  let first = 0;
  let end = ranges.length;
  while (first < end) {
    const middle = (first + end) >> 1;
    if (endsBefore(ranges[middle]!, range, domain.type)) first = middle + 1;
    else end = middle;
  }
  return first < ranges.length && !endsBefore(range, ranges[first]!, domain.type);
}

const endsBefore = (a: Range, b: Range, type: SqlType): boolean =>
  a.high !== undefined && b.low !== undefined && isEmpty({ low: b.low, high: a.high }, type);

/** Widens a domain of more ranges than `rangesMax` to the one range around them. */
export function simplifyDomain(domain: Domain, rangesMax: number): Domain {
  if (domain.ranges === 'all' || domain.ranges.length <= rangesMax) return domain;
  return { ...domain, ranges: [{ low: domain.ranges[0]!.low, high: domain.ranges.at(-1)!.high }] };
}

function normalize(type: SqlType, ranges: readonly Range[]): readonly Range[] {
  const sorted = ranges.filter((range) => !isEmpty(range, type)).sort((a, b) => compareLows(a.low, b.low, type));
  const result: Range[] = [];
  for (const range of sorted) {
    const last = result.at(-1);
    if (last === undefined || isApart(last, range, type)) result.push(range);
    else if (compareHighs(last.high, range.high, type) < 0)
      result[result.length - 1] = { low: last.low, high: range.high };
  }
  return result;
}

/** Tells whether something lies between the end of `a` and the start of `b`, which does not start before `a`. */
function isApart(a: Range, b: Range, type: SqlType): boolean {
  if (a.high === undefined || b.low === undefined) return false;
  const order = compareValues(a.high.value, b.low.value, type);
  return order < 0 || (order === 0 && !a.high.inclusive && !b.low.inclusive);
}

function isEmpty({ low, high }: Range, type: SqlType): boolean {
  if (low === undefined || high === undefined) return false;
  const order = compareValues(low.value, high.value, type);
  return order > 0 || (order === 0 && !(low.inclusive && high.inclusive));
}

function compareLows(a: Bound | undefined, b: Bound | undefined, type: SqlType): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? -1 : 1;
  return compareValues(a.value, b.value, type) || Number(b.inclusive) - Number(a.inclusive);
}

function compareHighs(a: Bound | undefined, b: Bound | undefined, type: SqlType): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? 1 : -1;
  return compareValues(a.value, b.value, type) || Number(a.inclusive) - Number(b.inclusive);
}
