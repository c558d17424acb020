/** The n best values or rows by a key, and the best of types whose order is not emitted. */
import { LakeError } from '../../base/lake-error.js';
import { compareValues } from '../../types/compare-values.js';
import type { SqlType } from '../../types/sql-type.js';
import type { SqlValue } from '../../types/sql-value.js';
import type { AggregateOverload } from '../definition.js';

/** Which end of the order an aggregate looks for. */
export type Extreme = 'min' | 'max';

const countMax = 10_000n;

const isNaNNumber = (value: SqlValue): boolean => typeof value === 'number' && Number.isNaN(value);

/** Orders by nearness to the extreme, the worst first; NaN is the worst. */
export function nearness(which: Extreme, type: SqlType): (a: SqlValue, b: SqlValue) => number {
  return (a, b) => {
    if (isNaNNumber(a) || isNaNNumber(b)) return Number(isNaNNumber(b)) - Number(isNaNNumber(a));
    const order = compareValues(a, b, type);
    return which === 'max' ? order : -order;
  };
}

/** A row with the key that ranks it. */
interface Ranked {
  readonly key: SqlValue;
  readonly value: SqlValue;
}

/**
 * Keeps the n best of what is added: a binary heap with the worst on top. Of equal keys those stay and come out as they do in
 * Trino, whose heap moves elements in the same way.
 */
class BestHeap {
  readonly #heap: Ranked[] = [];
  readonly #capacity: number;
  readonly #compare: (a: SqlValue, b: SqlValue) => number;

  constructor(capacity: number, compare: (a: SqlValue, b: SqlValue) => number) {
    this.#capacity = capacity;
    this.#compare = compare;
  }

  add(item: Ranked): void {
    if (this.#heap.length < this.#capacity) {
      this.#heap.push(item);
      this.#siftUp();
    } else if (this.#compare(item.key, this.#heap[0]!.key) > 0) {
      // Trino never takes back that the value of a place was NULL.
      this.#heap[0] = this.#heap[0]!.value === null ? { key: item.key, value: null } : item;
      this.#siftDown();
    }
  }

  /** Takes everything out, the best first. */
  drain(): SqlValue[] {
    const values: SqlValue[] = [];
    while (this.#heap.length > 0) {
      values.push(this.#heap[0]!.value);
      const last = this.#heap.pop()!;
      if (this.#heap.length === 0) break;
      this.#heap[0] = last;
      this.#siftDown();
    }
    return values.reverse();
  }

  #isWorse(a: number, b: number): boolean {
    return this.#compare(this.#heap[a]!.key, this.#heap[b]!.key) < 0;
  }

  #swap(a: number, b: number): void {
    [this.#heap[a], this.#heap[b]] = [this.#heap[b]!, this.#heap[a]!];
  }

  #siftUp(): void {
    let at = this.#heap.length - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#isWorse(at, parent)) return;
      this.#swap(at, parent);
      at = parent;
    }
  }

  #siftDown(): void {
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      if (left >= this.#heap.length) return;
      const right = left + 1;
      const child = right < this.#heap.length && !this.#isWorse(left, right) ? right : left;
      if (!this.#isWorse(child, at)) return;
      this.#swap(at, child);
      at = child;
    }
  }
}

function best(items: readonly Ranked[], count: bigint, compare: (a: SqlValue, b: SqlValue) => number): SqlValue {
  const heap = new BestHeap(Number(count), compare);
  for (const item of items) heap.add(item);
  return heap.drain();
}

const invalid = (message: string): LakeError => new LakeError('INVALID_FUNCTION_ARGUMENT', message);

/** Makes `min(x, n)` or `max(x, n)`. */
export const bestValues = (which: Extreme): AggregateOverload => ({
  args: ['O', 'bigint'],
  returns: 'array(O)',
  host: (rows, { args }) => {
    if (rows.length === 0) return null;
    const count = rows[0]![1] as bigint;
    if (count <= 0n) throw invalid(`second argument of ${which}_n must be positive`);
    if (count > countMax)
      throw invalid(`second argument of ${which}_n must be less than or equal to ${countMax}; found ${count}`);
    const items = rows.map(([value]) => ({ key: value!, value: value! }));
    return best(items, count, nearness(which, args[0]!));
  },
});

/** Makes `min_by(x, y, n)` or `max_by(x, y, n)`. */
export const bestRows = (which: Extreme): AggregateOverload => ({
  args: ['V', 'O', 'bigint'],
  returns: 'array(V)',
  nulls: 'called',
  host: (rows, { args }) => {
    const items = rows.filter(([, key]) => key !== null).map(([value, key]) => ({ key: key!, value: value! }));
    if (items.length === 0) return null;
    const count = rows[0]![2] as bigint | null;
    if (count === null) return null;
    if (count <= 0n) throw invalid(`third argument of ${which}_by must be a positive integer`);
    if (count > countMax)
      throw invalid(`third argument of ${which}_by must be less than or equal to ${countMax}; found ${count}`);
    return best(items, count, nearness(which, args[1]!));
  },
});

/** Finds the row with the best key, the first of equal ones. */
export function bestRow(
  rows: readonly (readonly SqlValue[])[],
  keyIndex: number,
  which: Extreme,
  type: SqlType,
): readonly SqlValue[] | undefined {
  const compare = nearness(which, type);
  let found: readonly SqlValue[] | undefined;
  for (const row of rows) {
    const key = row[keyIndex]!;
    if (key !== null && (found === undefined || compare(key, found[keyIndex]!) > 0)) found = row;
  }
  return found;
}
