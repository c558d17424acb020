import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { LakeError } from '../../src/base/lake-error.js';
import type { HostCall } from '../../src/functions/definition.js';
import { scalarFunction } from '../../src/functions/registry.js';
import type { Expression } from '../../src/plan/expression.js';
import { parseType } from '../../src/types/parse-type.js';
import type { SqlValue } from '../../src/types/sql-value.js';
import { session } from './call-function.js';
import { Evaluator } from './evaluate.js';

/** A call and what Trino 476 answers: a value or a message. */
type Recorded = readonly [name: string, args: readonly (string | number)[], answer: unknown];

const file = new URL('files/regexp.json', import.meta.url);
const recorded = JSON.parse(readFileSync(file, 'utf8')) as readonly Recorded[];
const evaluator = new Evaluator();

function overloadOf(name: string, count: number): number {
  return scalarFunction(name)!.overloads.findIndex(({ args }) => args.length === count);
}

function valuesOf(name: string, args: readonly (string | number)[]): SqlValue[] {
  const { args: types } = scalarFunction(name)!.overloads[overloadOf(name, args.length)]!;
  return args.map((arg, index) => (types[index] === 'bigint' ? BigInt(arg) : arg));
}

/** Computes with literals, as emitted code, or `byHost` where the pattern may differ by row. */
function call(name: string, args: readonly (string | number)[], byHost: boolean): SqlValue {
  const overload = overloadOf(name, args.length);
  const definition = scalarFunction(name)!.overloads[overload]!;
  const values = valuesOf(name, args);
  const returns = parseType(typeof definition.returns === 'string' ? definition.returns.replace('(x)', '') : 'varchar');
  const types = definition.args.map((pattern) => parseType(pattern.replace(/\(.*/, '')));
  if (byHost) {
    const hostCall: HostCall = { args: types, returns, lambdas: [], session, memo: new Map() };
    return definition.host!(values, hostCall);
  }
  const constants = values.map((value, index): Expression => ({ kind: 'constant', type: types[index]!, value }));
  // The text comes as a column, so that nothing is folded.
  const text: Expression = { kind: 'column', type: types[0]!, id: 0, name: 'text' };
  const expression: Expression = { kind: 'call', type: returns, name, overload, args: [text, ...constants.slice(1)] };
  return evaluator.evaluate(expression, [{ type: types[0]!, value: values[0]! }]);
}

function outcome(run: () => SqlValue): unknown {
  try {
    return JSON.parse(JSON.stringify(run(), (_key, value) => (typeof value === 'bigint' ? Number(value) : value)));
  } catch (error) {
    if (error instanceof LakeError) return { error: error.message };
    throw error;
  }
}

describe('regular expressions answer as Trino does', () => {
  test.each([
    // Each call is a module of its own, so a part of them must do.
    ['as emitted code', false, 6],
    ['by the host', true, 1],
  ])('%s', (_label, byHost, step) => {
    for (const [name, args, answer] of recorded.filter((_, index) => index % step === 0))
      expect(
        outcome(() => call(name, args, byHost)),
        `${name}(${args.map((arg) => JSON.stringify(arg))})`,
      ).toEqual(answer);
  });
});

describe('patterns that go wrong', () => {
  test('nested repetition takes no exponential time', () => {
    const text = `${'a'.repeat(3000)}b`;
    for (const pattern of ['(a+)+$', '^(a|a)*$', '(a*)*c', '(?:a|aa)+$', '(.*)*x'])
      expect(call('regexp_like', [text, pattern], true), pattern).toBe(false);
  });

  test('what cannot be bounded is given up', () => {
    const text = 'a'.repeat(40);
    const message = 'The regular expression takes too many steps on a value';
    expect(() => call('regexp_like', [text, '(a+)+(?=x)\\1b'], true)).toThrow(message);
    expect(() => call('regexp_like', [text, '(a+)+(?=x)\\1b'], false)).toThrow(message);
  });

  test('a program that would be too large is refused', () => {
    expect(() => call('regexp_like', ['a', '((a|b){1000}){1000}'], true)).toThrow('too large');
    expect(() => call('regexp_like', ['a', `${'('.repeat(1000)}a${')'.repeat(1000)}`], true)).toThrow('nest');
  });

  test('long texts and deep stacks', () => {
    const text = 'ab'.repeat(200_000);
    expect(call('regexp_like', [text, '^(?:a|b)*$'], true)).toBe(true);
    expect(call('regexp_count', [text, '(a)(b)'], true)).toBe(200_000n);
    expect((call('regexp_replace', [text, 'a', 'xyz'], true) as string).length).toBe(800_000);
    expect((call('regexp_split', [text, 'a'], true) as readonly SqlValue[]).length).toBe(200_001);
  });
});

describe('regexp_replace with a lambda', () => {
  const run = (text: string, pattern: string, lambda: (...args: SqlValue[]) => SqlValue): SqlValue => {
    const definition = scalarFunction('regexp_replace')!.overloads[2]!;
    const hostCall: HostCall = { args: [], returns: { kind: 'varchar' }, lambdas: [lambda], session, memo: new Map() };
    return definition.host!([text, pattern], hostCall);
  };

  test('gets the groups and may give NULL', () => {
    expect(run('aé日', '(é)(x)?', (groups) => JSON.stringify((groups as readonly SqlValue[])[0]))).toBe('a"é"日');
    expect(run('abc', '(b)(x)?', (groups) => JSON.stringify(groups))).toBe('a["b",null]c');
    expect(run('aaa', 'a*', () => 'X')).toBe('XX');
    expect(run('abc', '(a)', () => null)).toBe(null);
    expect(run('abc', 'x', () => null)).toBe('abc');
  });
});
