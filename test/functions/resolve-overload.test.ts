import { describe, expect, test } from 'vitest';
import type { ScalarFunction, ScalarOverload } from '../../src/functions/definition.js';
import { resolveOverload } from '../../src/functions/resolve-overload.js';
import type { ArgumentType } from '../../src/functions/unify.js';
import { parseType } from '../../src/types/parse-type.js';
import { arrayType, type SqlType, typeText, UNKNOWN } from '../../src/types/sql-type.js';

const define = (...overloads: (readonly [string[], ScalarOverload['returns']])[]): ScalarFunction => ({
  kind: 'scalar',
  name: 'f',
  summary: '',
  overloads: overloads.map(([args, returns]) => ({ args, returns })),
});
const resolve = (definition: ScalarFunction, ...args: (string | ArgumentType)[]): string => {
  const types = args.map((arg) => (typeof arg === 'string' ? parseType(arg) : arg));
  const { overload, args: bound, returns } = resolveOverload(definition, types);
  return `${overload}: (${bound.map(typeText).join('; ')}) → ${typeText(returns)}`;
};

const substr = define(
  [['varchar(n)', 'bigint'], 'varchar(n)'],
  [['char(n)', 'bigint'], 'varchar(n)'],
  [['varbinary', 'bigint'], 'varbinary'],
);
const plus = define(
  [['integer', 'integer'], 'integer'],
  [['bigint', 'bigint'], 'bigint'],
  [['double', 'double'], 'double'],
  [['decimal(p1,s1)', 'decimal(p2,s2)'], (types) => types[0]!],
);

describe('resolveOverload', () => {
  test('numbers of a type are variables', () => {
    expect(resolve(substr, 'varchar(3)', 'integer')).toBe('0: (varchar(3); bigint) → varchar(3)');
    expect(resolve(substr, 'varchar', 'bigint')).toBe('0: (varchar; bigint) → varchar');
  });

  test('coercion takes the most specific overload', () => {
    expect(resolve(plus, 'integer', 'bigint')).toBe('1: (bigint; bigint) → bigint');
    expect(resolve(plus, 'tinyint', 'tinyint')).toBe('0: (integer; integer) → integer');
    expect(resolve(plus, 'integer', 'decimal(3,1)')).toBe('3: (decimal(10,0); decimal(3,1)) → decimal(10,0)');
    expect(resolve(plus, 'decimal(3,1)', 'double')).toBe('2: (double; double) → double');
  });

  test('a type variable becomes the common type', () => {
    const least = define([['O', 'O'], 'O']);
    expect(resolve(least, 'integer', 'double')).toBe('0: (double; double) → double');
    expect(resolve(least, 'decimal(3,3)', 'decimal(5,0)')).toBe('0: (decimal(8,3); decimal(8,3)) → decimal(8,3)');
    expect(() => resolve(least, 'map(integer,integer)', 'map(integer,integer)')).toThrow(/Unexpected parameters/);
    expect(() => resolve(least, 'integer', 'varchar')).toThrow(/Unexpected parameters \(integer, varchar\)/);
  });

  test('NULL converts alone where the rest matches, and is ambiguous otherwise', () => {
    expect(resolve(plus, UNKNOWN, 'bigint')).toBe('1: (bigint; bigint) → bigint');
    expect(() => resolve(substr, UNKNOWN, 'bigint')).toThrow(/Could not choose a best candidate/);
  });

  test('lambdas take their types from the other arguments', () => {
    const transform = define([['array(T)', 'function(T,U)'], 'array(U)']);
    const wrap = {
      kind: 'lambda',

      returns: ([type]: readonly SqlType[]) => arrayType(type!),
    } as const;
    expect(resolve(transform, 'array(integer)', wrap)).toBe(
      '0: (array(integer); function(integer,array(integer))) → array(array(integer))',
    );
    const reduce = define([['array(T)', 'S', 'function(S,T,S)', 'function(S,R)'], 'R']);
    const second = { kind: 'lambda', returns: () => parseType('bigint') } as const;
    const same = { kind: 'lambda', returns: ([type]: readonly SqlType[]) => type! } as const;
    expect(resolve(reduce, 'array(bigint)', 'integer', second, same)).toMatch(/→ bigint$/);
    expect(() => resolve(transform, 'array(integer)', 'integer')).toThrow(/Unexpected parameters/);
  });
});
