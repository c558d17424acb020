import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { isCastable } from '../../src/types/castable.js';
import { canCoerce, commonSuperType } from '../../src/types/coercion.js';
import { decimalResultType } from '../../src/types/decimal-arithmetic.js';
import { parseType } from '../../src/types/parse-type.js';
import { displayType, UNKNOWN } from '../../src/types/sql-type.js';

// Recorded from Trino 476: which CAST exists, and the type of COALESCE over two types.
interface TypeRules {
  castable: { types: string[]; rows: string[] };
  commonSuperTypes: [string, string, string][];
}
const rules: TypeRules = JSON.parse(readFileSync(new URL('./files/type-rules.json', import.meta.url), 'utf8'));

describe('coercion', () => {
  test('the casts are those of Trino', () => {
    const { types, rows } = rules.castable;
    const wrong = types.flatMap((from, i) =>
      types.flatMap((to, j) => {
        const expected = rows[i]![j]!;
        if (expected === '-') return [];
        return isCastable(parseType(from), parseType(to)) === (expected === '1')
          ? []
          : [`${from} → ${to}: ${expected}`];
      }),
    );
    expect(wrong).toEqual([]);
  });

  test('the common super types are those of Trino, in both orders, and nothing else has one', () => {
    const expected = new Map<string, string>();
    const types = [...new Set(rules.commonSuperTypes.flatMap((rule) => rule.slice(0, 2)))];
    for (const [a, b, common] of rules.commonSuperTypes) {
      expected.set(`${a} ${b}`, common);
      expected.set(`${b} ${a}`, common);
    }
    const wrong: string[] = [];
    for (const a of types)
      for (const b of types) {
        const common = commonSuperType(parseType(a), parseType(b));
        const text = common && displayType(common);
        const want = a === b ? a : expected.get(`${a} ${b}`);
        if (text?.replaceAll(' ', '') !== want?.replaceAll(' ', '')) wrong.push(`${a}, ${b}: ${text}, not ${want}`);
      }
    expect(wrong).toEqual([]);
  });

  test('coerces only to a type that loses nothing', () => {
    const coerces = (from: string, to: string) => canCoerce(parseType(from), parseType(to));
    expect(coerces('bigint', 'decimal(18,0)')).toBe(false);
    expect(coerces('bigint', 'decimal(20,1)')).toBe(true);
    expect(coerces('decimal(5,2)', 'integer')).toBe(false);
    expect(coerces('decimal(5,2)', 'real')).toBe(true);
    expect(coerces('varchar(3)', 'varchar(2)')).toBe(false);
    expect(coerces('varchar(3)', 'char(3)')).toBe(true);
    expect(coerces('char(3)', 'varchar')).toBe(false);
    expect(coerces('timestamp(6)', 'timestamp(3)')).toBe(false);
    expect(coerces('date', 'timestamp(0) with time zone')).toBe(true);
    expect(coerces('row(a integer)', 'row(b bigint)')).toBe(true);
    expect(coerces('array(unknown)', 'array(map(varchar,date))')).toBe(true);
    expect(canCoerce(UNKNOWN, parseType('json'))).toBe(true);
    expect(canCoerce(parseType('json'), UNKNOWN)).toBe(false);
  });

  test('decimal arithmetic', () => {
    const result = (a: string, operator: '+' | '*' | '/' | '%', b: string) => {
      const [left, right] = [parseType(a), parseType(b)];
      if (left.kind !== 'decimal' || right.kind !== 'decimal') throw new Error('not decimals');
      return displayType(decimalResultType(operator, left, right));
    };
    expect(result('decimal(10,0)', '/', 'decimal(3,3)')).toBe('decimal(16,3)');
    expect(result('decimal(10,0)', '%', 'decimal(3,3)')).toBe('decimal(3,3)');
    expect(result('decimal(3,1)', '%', 'decimal(10,4)')).toBe('decimal(6,4)');
    expect(result('decimal(38,0)', '+', 'decimal(3,3)')).toBe('decimal(38,3)');
    expect(result('decimal(18,6)', '*', 'decimal(12,4)')).toBe('decimal(30,10)');
    expect(result('decimal(18,6)', '/', 'decimal(12,4)')).toBe('decimal(22,6)');
    expect(() => result('decimal(38,20)', '*', 'decimal(38,20)')).toThrow('scale must be in range');
  });
});
