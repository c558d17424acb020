import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { differenceOf } from '../../native-bench/answers/compare.js';
import type { SqlEngine } from '../../native-bench/engines/engine.js';
import { openLakelet } from '../../native-bench/engines/lakelet.js';

/** An expression over texts, URLs, binaries or JSON, and what Trino 476 answers: a type and a value, or an error and its place. */
type Recorded =
  | readonly [expression: string, failure: { error: string; line?: number; column?: number }]
  | readonly [expression: string, type: string, value: unknown];

/** Tables as WITH queries, and expressions over their rows with the values that Trino gives by ascending id. */
interface RecordedColumns {
  readonly tables: Readonly<Record<string, string>>;
  readonly answers: readonly (readonly [table: string, expression: string, type: string, values: readonly unknown[]])[];
}

const read = (name: string): unknown => JSON.parse(readFileSync(new URL(`files/${name}`, import.meta.url), 'utf8'));
const recorded = read('recorded-texts.json') as readonly Recorded[];
const columns = read('recorded-columns.json') as RecordedColumns;
let engine: SqlEngine;

beforeAll(async () => {
  engine = await openLakelet({ threads: 1 });
});

afterAll(async () => {
  await engine.close();
});

async function differenceFrom([expression, expected, value]: Recorded): Promise<string | undefined> {
  const sql = `SELECT ${expression}`;
  try {
    const answer = await engine.query(sql);
    if (typeof expected !== 'string') return `expected ${expected.error}`;
    return differenceOf({ columns: [{ name: '_col0', type: expected }], rows: [[value]] }, answer, true);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const { name, message, line, column } = error as Error & { line?: number; column?: number };
    const found = line === undefined ? { error: name } : { error: name, line, column };
    const isSame = typeof expected !== 'string' && JSON.stringify(found) === JSON.stringify(expected);
    return isSame ? undefined : `${JSON.stringify(expected)}, got ${name} at ${line}:${column}: ${message}`;
  }
}

test('functions of texts answer as Trino does', async () => {
  const wrong: string[] = [];
  for (const one of recorded) {
    const difference = await differenceFrom(one);
    if (difference !== undefined) wrong.push(`${one[0]}\n  ${difference}`);
  }
  expect(wrong).toEqual([]);
});

test('functions over columns answer as Trino does', async () => {
  const wrong: string[] = [];
  for (const [table, expression, type, values] of columns.answers) {
    const sql = `WITH ${columns.tables[table]} SELECT ${expression} AS r FROM ${table} ORDER BY id`;
    const expected = { columns: [{ name: 'r', type }], rows: values.map((value) => [value]) };
    const difference = differenceOf(expected, await engine.query(sql), true);
    if (difference !== undefined) wrong.push(`${expression}\n  ${difference}`);
  }
  expect(wrong).toEqual([]);
});
