import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { differenceOf } from '../../native-bench/answers/compare.js';
import type { SqlEngine } from '../../native-bench/engines/engine.js';
import { openLakelet } from '../../native-bench/engines/lakelet.js';

/** A query with JSON_TABLE, and what Trino 476 answers: types and rows, or an error and its place. */
type Recorded = readonly [
  sql: string,
  expected: readonly string[] | { error: string; line?: number; column?: number },
  rows?: readonly (readonly unknown[])[],
];

const file = new URL('files/json-table.json', import.meta.url);
const recorded = JSON.parse(readFileSync(file, 'utf8')) as readonly Recorded[];
let engine: SqlEngine;

beforeAll(async () => {
  engine = await openLakelet({ threads: 1 });
});

afterAll(async () => {
  await engine.close();
});

test.each(recorded.map(([sql, expected, rows]) => ({ sql, expected, rows })))(
  '$sql',
  async ({ sql, expected, rows }) => {
    if ('error' in expected) {
      const { error: name, line, column } = expected;
      await expect(engine.query(sql)).rejects.toMatchObject({ name, line, column });
      return;
    }
    const answer = await engine.query(sql);
    const columns = expected.map((type, index) => ({ name: answer.columns[index]!.name, type }));
    expect(differenceOf({ columns, rows: rows! }, answer, !sql.includes('GROUP BY'))).toBe(undefined);
  },
);
