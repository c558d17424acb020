import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { LakeError } from '../../src/base/lake-error.js';
import { canonicalJson } from '../../src/types/json-node.js';
import { parseType } from '../../src/types/parse-type.js';
import type { SqlValue } from '../../src/types/sql-value.js';
import { protocolJson } from '../../src/types/value-text.js';
import { Evaluator } from './evaluate.js';

type Recorded = [from: string, value: unknown, to: string, result: unknown, error?: string, message?: string];

function reviver(_: string, value: unknown): unknown {
  if (value === 'NaN') return Number.NaN;
  return typeof value === 'string' && /^-?\d+n$/.test(value) ? BigInt(value.slice(0, -1)) : value;
}

// Recorded from Trino 476 as its client protocol shows them.
test('casts of arrays, maps, rows and JSON', () => {
  const cases = JSON.parse(readFileSync(new URL('./files/nested-casts.json', import.meta.url), 'utf8')) as Recorded[];
  const evaluator = new Evaluator();
  const wrong: string[] = [];
  for (const [from, value, to, result, error, message] of cases) {
    const input = from === 'json' ? canonicalJson(value as string)! : JSON.parse(JSON.stringify(value), reviver);
    let got: string;
    try {
      const type = parseType(to);
      got = protocolJson(evaluator.cast({ type: parseType(from), value: input as SqlValue }, type), type);
      if (!error && type.kind !== 'json' && !to.includes('json')) got = JSON.stringify(JSON.parse(got));
    } catch (caught) {
      if (!(caught instanceof LakeError)) throw caught;
      got = `${caught.name} ${caught.message}`;
    }
    const want = error ? `${error} ${message}` : JSON.stringify(result);
    if (got !== want) wrong.push(`${from} ${JSON.stringify(value)} AS ${to}: ${got}, not ${want}`);
  }
  expect(wrong).toEqual([]);
});
