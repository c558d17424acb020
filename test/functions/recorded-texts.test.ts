import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { differenceOf } from '../../native-bench/answers/compare.js';
import type { SqlEngine } from '../../native-bench/engines/engine.js';
import { openLakelet } from '../../native-bench/engines/lakelet.js';

/** An expression over texts, URLs, binaries or JSON, and what Trino 476 answers: a type and a value, or an error and its place. */
type Recorded =
  | readonly [expression: string, failure: { error: string; line?: number; column?: number }]
  | readonly [expression: string, type: string, value: unknown];

const file = new URL('files/recorded-texts.json', import.meta.url);
const recorded = JSON.parse(readFileSync(file, 'utf8')) as readonly Recorded[];
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
