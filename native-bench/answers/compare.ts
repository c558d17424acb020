import type { Answer } from '../engines/engine.js';
import { isSameValue, showValue, sortKey, type Value, valueFrom } from './value.js';
import { parseValueType, type ValueType } from './value-type.js';

/** Decides whether two values in the same place of two answers are the same. */
export type SameValue = (expected: Value, actual: Value, column: number) => boolean;

/**
 * Returns what is different between an engine's answer and the recorded one, or undefined where nothing is:
 * names and types of columns exactly (interval types without case), rows as a multiset unless `ordered`.
 */
export function differenceOf(expected: Answer, actual: Answer, ordered: boolean): string | undefined {
  const wanted = expected.columns.map(describeColumn);
  const got = actual.columns.map(describeColumn);
  if (wanted.join(', ') !== got.join(', ')) return `columns: expected ${wanted.join(', ')}; got ${got.join(', ')}`;
  const types = expected.columns.map((column) => parseValueType(column.type));
  const same: SameValue = (a, b, column) => isSameValue(a, b, types[column]!);
  return rowDifference(valuesOf(expected, types), valuesOf(actual, types), ordered, same);
}

/** Brings the rows of an answer into the compared form. */
export function valuesOf(answer: Answer, types: readonly ValueType[]): Value[][] {
  return answer.rows.map((row) => types.map((type, i) => valueFrom(row[i], type)));
}

/** Returns the first difference between two lists of rows, as multisets unless `ordered`. */
export function rowDifference(
  expected: readonly Value[][],
  actual: readonly Value[][],
  ordered: boolean,
  same: SameValue,
): string | undefined {
  if (expected.length !== actual.length) {
    return `expected ${expected.length} rows, got ${actual.length}: ${showRows(expected)} / ${showRows(actual)}`;
  }
  const sameRow = (a: Value[], b: Value[]): boolean => a.every((value, i) => same(value, b[i]!, i));
  const wanted = ordered ? expected : sortedRows(expected);
  const got = ordered ? actual : sortedRows(actual);
  const wrong = wanted.findIndex((row, i) => !sameRow(row, got[i]!));
  if (wrong < 0) return undefined;
  // Rounded numbers may sort rows differently: match the rows one by one before saying so.
  if (!ordered && matchRows(wanted.slice(wrong), got.slice(wrong), sameRow)) return undefined;
  return `row ${wrong}: expected ${showRow(wanted[wrong]!)}, got ${showRow(got[wrong]!)}`;
}

const rowsToMatchMax = 5_000;

function matchRows(
  expected: readonly Value[][],
  actual: readonly Value[][],
  sameRow: (a: Value[], b: Value[]) => boolean,
): boolean {
  if (expected.length > rowsToMatchMax) return false;
  const left = [...actual];
  return expected.every((row) => {
    const found = left.findIndex((other) => sameRow(row, other));
    if (found < 0) return false;
    left.splice(found, 1);
    return true;
  });
}

function sortedRows(rows: readonly Value[][]): Value[][] {
  return rows
    .map((row) => ({ row, key: row.map(sortKey).join(' ') }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ row }) => row);
}

function describeColumn({ name, type }: { name: string; type: string }): string {
  return `${name} ${/^interval/i.test(type) ? type.toLowerCase() : type}`;
}

function showRow(row: readonly Value[]): string {
  return `(${row.map(showValue).join(', ')})`;
}

function showRows(rows: readonly Value[][]): string {
  return `${rows.slice(0, 5).map(showRow).join(' ')}${rows.length > 5 ? ' …' : ''}`;
}
