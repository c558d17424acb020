import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseType } from '../../src/types/parse-type.js';
import { displayType } from '../../src/types/sql-type.js';
import { Evaluator, outcome, type TypedValue } from './evaluate.js';
import { readText } from './read-text.js';

type Operand = [type: string, text: string | null];
type Recorded = [
  operator: string,
  a: Operand,
  b: Operand,
  type: string | null,
  result: string | null,
  message?: string,
];

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
