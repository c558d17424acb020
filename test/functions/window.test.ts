import { describe, expect, test } from 'vitest';
import type { PartitionedRows } from '../../src/functions/definition.js';
import { windowFunction } from '../../src/functions/registry.js';
import { noRow } from '../../src/functions/window/chosen-row.js';
import type { SqlValue } from '../../src/types/sql-value.js';

interface Setting {
  readonly ignoreNulls?: boolean;
  /** Peers are rows of equal key; default: no two rows are. */
  readonly keys?: readonly number[];
  /** Bounds of the frame relative to the row; default: from the start to the row. */
  readonly frame?: readonly [number, number];
}

function evaluate(name: string, columns: readonly (readonly SqlValue[])[], rowCount: number, setting: Setting = {}) {
  const { keys, frame, ignoreNulls = false } = setting;
  const clamp = (row: number): number => Math.max(0, Math.min(rowCount, row));
  const rows: PartitionedRows = {
    rowCount,
    value: (argument, row) => columns[argument]![row]!,
    peerStart: (row) => (keys ? keys.indexOf(keys[row]!) : row),
    peerEnd: (row) => (keys ? keys.lastIndexOf(keys[row]!) + 1 : row + 1),
    frameStart: (row) => (frame ? clamp(row + frame[0]) : 0),
    frameEnd: (row) => (frame ? Math.max(clamp(row + frame[0]), clamp(row + frame[1] + 1)) : row + 1),
    ignoreNulls,
    partitionStart: () => 0,
    partitionEnd: () => rowCount,
  };
  const overload = windowFunction(name)!.overloads.find(({ args }) => args.length === columns.length)!;
  const numberOf = overload.each(rows);
  return Array.from({ length: rowCount }, (_, row): SqlValue => {
    const number = numberOf(row);
    if (overload.gives === 'row')
      return number >= 0 ? columns[0]![number]! : number === noRow ? null : columns[2]![row]!;
    if (number < 0) return null;
    return overload.returns === 'double' ? number : BigInt(number);
  });
}

const v = [10, null, 30, 40];
const all = <T>(value: T): T[] => [value, value, value, value];

describe('ranking', () => {
  const keys = [1, 2, 2, 3];
  test('peers share ranks', () => {
    expect(evaluate('row_number', [], 4, { keys })).toEqual([1n, 2n, 3n, 4n]);
    expect(evaluate('rank', [], 4, { keys })).toEqual([1n, 2n, 2n, 4n]);
    expect(evaluate('dense_rank', [], 4, { keys })).toEqual([1n, 2n, 2n, 3n]);
    expect(evaluate('percent_rank', [], 4, { keys })).toEqual([0, 1 / 3, 1 / 3, 1]);
    expect(evaluate('percent_rank', [], 1)).toEqual([0]);
    expect(evaluate('cume_dist', [], 4, { keys })).toEqual([0.25, 0.75, 0.75, 1]);
  });

  test('ntile gives the first buckets one row more', () => {
    expect(evaluate('ntile', [all(3n)], 4)).toEqual([1n, 1n, 2n, 3n]);
    expect(evaluate('ntile', [all(10n)], 4)).toEqual([1n, 2n, 3n, 4n]);
    expect(evaluate('ntile', [all(null)], 4)).toEqual(all(null));
    expect(() => evaluate('ntile', [all(0n)], 4)).toThrow('Buckets must be greater than 0');
  });
});

describe('values of other rows', () => {
  test('lag and lead', () => {
    expect(evaluate('lag', [v], 4)).toEqual([null, 10, null, 30]);
    expect(evaluate('lag', [v, all(0n)], 4)).toEqual(v);
    expect(evaluate('lag', [v, all(2n), all(99)], 4)).toEqual([99, 99, 10, null]);
    expect(evaluate('lead', [v], 4, { ignoreNulls: true })).toEqual([30, 30, 40, null]);
    expect(evaluate('lag', [v, all(1n), all(7)], 4, { ignoreNulls: true })).toEqual([7, 10, 10, 30]);
    expect(evaluate('lag', [v, all(3_000_000_000n)], 4)).toEqual(all(null));
    expect(() => evaluate('lag', [v, all(-1n)], 4)).toThrow('Offset must be at least 0');
    expect(() => evaluate('lead', [v, all(null)], 4)).toThrow('Offset must not be null');
  });

  test('first_value, last_value and nth_value stay in the frame', () => {
    expect(evaluate('first_value', [v], 4, { frame: [1, 9], ignoreNulls: true })).toEqual([30, 30, 40, null]);
    expect(evaluate('last_value', [v], 4, { frame: [-1, 1] })).toEqual([null, 30, 40, 40]);
    expect(evaluate('last_value', [v], 4, { ignoreNulls: true })).toEqual([10, 10, 30, 40]);
    expect(evaluate('nth_value', [v, all(2n)], 4)).toEqual([null, null, null, null]);
    expect(evaluate('nth_value', [v, all(2n)], 4, { ignoreNulls: true })).toEqual([null, null, 30, 30]);
    expect(evaluate('nth_value', [v, all(null)], 4)).toEqual(all(null));
    expect(() => evaluate('nth_value', [v, all(0n)], 4)).toThrow('Offset must be at least 1');
  });
});
