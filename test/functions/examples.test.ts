import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SqlEngine } from '../../native-bench/engines/engine.js';
import { openLakelet } from '../../native-bench/engines/lakelet.js';
import { programVersion } from '../../src/base/version.js';
import { listFunctions } from '../../src/functions/registry.js';
import { doubleText } from '../../src/types/number-text.js';

// Every function's examples are true.

let engine: SqlEngine;

beforeAll(async () => {
  engine = await openLakelet({ threads: 1 });
});

afterAll(async () => {
  await engine.close();
});

function valueText(value: unknown): string {
  if (value === null) return 'NULL';
  if (Array.isArray(value)) return `[${value.map(valueText).join(', ')}]`;
  if (value instanceof Map)
    return `{${[...value].map(([key, item]) => `${valueText(key)}=${valueText(item)}`).join(', ')}}`;
  return String(value);
}

const examples = listFunctions().flatMap((definition) =>
  definition.kind === 'scalar' ? (definition.examples ?? []).map((example) => [definition.name, ...example]) : [],
);

test.each(examples)('%s: %s is %s', async (_name, expression, expected) => {
  const { columns, rows } = await engine.query(`SELECT ${expression}`);
  const value = rows[0]![0];
  const isDouble = columns[0]!.type === 'double' && typeof value === 'number';
  expect(isDouble ? doubleText(value) : valueText(value)).toBe(expected);
});

test('version() is what clients of Trino read; the package has one of its own', async () => {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  expect((await engine.query('SELECT version()')).rows).toEqual([['476']]);
  expect(programVersion).toBe(version);
});

test('every function tells what it is for', () => {
  for (const { name, summary } of listFunctions()) expect(summary.endsWith('.'), name).toBe(true);
});
