import { createHash } from 'node:crypto';
import { isClose, showValue, type Value, valueFrom } from '../../native-bench/answers/value.js';
import { parseValueType, type ValueType } from '../../native-bench/answers/value-type.js';
import type { Answer } from '../../native-bench/engines/engine.js';
import type { SortMode } from './slt-file.js';

/** Writes the rows of an answer as lines, in the order that a query's sort mode asks for. */
export function rowLines(answer: Answer, sort: SortMode | undefined): string[] {
  const types = answer.columns.map((column) => parseValueType(column.type));
  const rows = answer.rows.map((row) => row.map((value, i) => valueText(valueFrom(value, types[i]!))));
  if (sort === 'valuesort') return rows.flat().sort();
  const lines = rows.map((row) => row.join('\t'));
  return sort === 'rowsort' ? lines.sort() : lines;
}

/** Says whether two lists of lines are the same, floating-point numbers within rounding. */
export function isSameLines(
  expected: readonly string[],
  actual: readonly string[],
  types: readonly ValueType[],
): boolean {
  if (expected.length !== actual.length) return false;
  const hasFloats = types.some(isFloat);
  return expected.every((line, i) => line === actual[i] || (hasFloats && isSameRow(line, actual[i]!, types)));
}

/** Writes an answer as the original format does: a value a line, by the letters I, R and T. */
export function classicLines(answer: Answer, letters: string, sort: SortMode | undefined): string[] {
  const types = answer.columns.map((column) => parseValueType(column.type));
  const rows = answer.rows.map((row) =>
    row.map((value, i) => classicText(valueFrom(value, types[i]!), letters[i] ?? 'T')),
  );
  if (sort === 'valuesort') return rows.flat().sort();
  if (sort === 'rowsort') rows.sort((a, b) => (a.join('\n') < b.join('\n') ? -1 : 1));
  return rows.flat();
}

/** Returns the MD5 that the original format has in place of many values. */
export function classicHash(lines: readonly string[]): string {
  return createHash('md5')
    .update(lines.map((line) => `${line}\n`).join(''))
    .digest('hex');
}

function isSameRow(expected: string, actual: string, types: readonly ValueType[]): boolean {
  const a = expected.split('\t');
  const b = actual.split('\t');
  return (
    a.length === b.length &&
    a.every((text, i) => {
      if (text === b[i]) return true;
      const type = types[i];
      if (!type || !isFloat(type) || text === 'NULL' || b[i] === 'NULL') return false;
      return isClose(Number(text), Number(b[i]), type.kind === 'real' ? 1e-5 : 1e-9);
    })
  );
}

function isFloat({ kind }: ValueType): boolean {
  return kind === 'double' || kind === 'real';
}

function valueText(value: Value): string {
  if (value === null) return 'NULL';
  if (value === '') return '(empty)';
  if (typeof value === 'number') return value === 0 ? '0' : String(value);
  if (typeof value !== 'string') return showValue(rounded(value));
  return value.replace(/[\\\t\n\r]/g, (character) => escapes[character]!);
}

const escapes: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/** Rounds the numbers inside arrays, maps and rows, which are compared as text. */
function rounded(value: Value): Value {
  if (typeof value === 'number') return value === 0 ? 0 : Number(value.toPrecision(10));
  if (Array.isArray(value)) return value.map(rounded);
  if (value instanceof Map) return new Map([...value].map(([key, one]) => [key, rounded(one)]));
  return value;
}

function classicText(value: Value, letter: string): string {
  if (value === null) return 'NULL';
  if (letter === 'I' && typeof value === 'boolean') return value ? '1' : '0';
  if (letter === 'I') return typeof value === 'number' ? String(Math.trunc(value)) : String(value).replace(/\..*$/, '');
  if (letter === 'R') return Number(value).toFixed(3);
  return value === '' ? '(empty)' : String(value).replace(/[^ -~]/g, '@');
}
