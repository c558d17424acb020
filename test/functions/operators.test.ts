import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseDaySecond, parseYearMonth } from '../../src/types/parse-interval.js';
import { parseType } from '../../src/types/parse-type.js';
import { parseValue } from '../../src/types/parse-value.js';
import { displayType, type SqlType } from '../../src/types/sql-type.js';
import type { SqlValue } from '../../src/types/sql-value.js';
import { Evaluator, outcome, type TypedValue } from './evaluate.js';

type Operand = [type: string, text: string | null];
type Recorded = [
  operator: string,
  a: Operand,
  b: Operand,
  type: string | null,
  result: string | null,
  message?: string,
];

function readText(type: SqlType, text: string | null): SqlValue {
  if (text === null) return null;
  if (type.kind === 'interval day to second') return parseDaySecond(text, 'DAY', 'SECOND')!;
  if (type.kind === 'interval year to month') return parseYearMonth(text, 'YEAR', 'MONTH')!;
  const value = parseValue(text, type.kind === 'char' ? { kind: 'varchar' } : type, { zone: 0, startMillis: 0 });
  return type.kind === 'char' ? (value as string).trimEnd() : value;
}

const operand = ([name, text]: Operand): TypedValue => {
  const type = parseType(name);
  return { type, value: readText(type, text) };
};

// Recorded from Trino 476: typeof and text of `a operator b`, or the error.
describe('operators', () => {
  const cases = JSON.parse(readFileSync(new URL('./files/operators.json', import.meta.url), 'utf8')) as Recorded[];
  const evaluator = new Evaluator();

  test.each([...new Set(cases.map(([operator]) => operator))])('%s', (operator) => {
    const wrong: string[] = [];
    for (const [name, a, b, type, result, message] of cases) {
      if (name !== operator) continue;
      const args = name === 'negate' ? [operand(a)] : [operand(a), operand(b)];
      const got = outcome(() => evaluator.call(name, args));
      const want = type === null ? `${result} ${message}` : `${displayType(parseType(type))} ${result ?? 'NULL'}`;
      if (got !== want) wrong.push(`${a} ${name} ${b}: ${got}, not ${want}`);
    }
    expect(wrong).toEqual([]);
  });
});
