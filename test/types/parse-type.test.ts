import { expect, test } from 'vitest';
import { parseType } from '../../src/types/parse-type.js';
import { typeText } from '../../src/types/sql-type.js';

test.each([
  ['int', 'integer'],
  [' Double  Precision ', 'double'],
  ['"Integer"', 'integer'],
  ['decimal', 'decimal(38,0)'],
  ['decimal(12, 2)', 'decimal(12,2)'],
  ['varchar(2147483647)', 'varchar'],
  ['char', 'char(1)'],
  ['timestamp', 'timestamp(3)'],
  ['timestamp (6) with time zone', 'timestamp(6) with time zone'],
  ['"timestamp with time zone"', 'timestamp(3) with time zone'],
  ['time(3) without time zone', 'time(3)'],
  ['TIME WITH TIME ZONE', 'time(3) with time zone'],
  ['interval day to second', 'interval day to second'],
  ['array<map<int,varchar>>', 'array(map(integer, varchar))'],
  ['int array array', 'array(array(integer))'],
  ['row(a integer, "b c" varchar)', 'row(a integer, "b c" varchar)'],
  [
    'row(int, Int int, time time, timestamp with time zone)',
    'row(integer, int integer, time time(3), timestamp(3) with time zone)',
  ],
  ['row("A""b" row(double precision, interval year to month))', 'row("A""b" row(double, interval year to month))'],
  ['row(x interval day to second, y array(row(z char(3))))', 'row(x interval day to second, y array(row(z char(3))))'],
])('%s', (text, expected) => {
  const type = parseType(text);
  expect(typeText(type)).toBe(expected);
  expect(typeText(parseType(typeText(type)))).toBe(expected);
});

test.each([
  '',
  'string',
  'float',
  'varchar(n)',
  'char(65537)',
  'varchar(2147483648)',
  'timestamp(13)',
  'map(int)',
  'array',
  'row',
  'integer(3)',
  'row(x int, y)',
  'int)',
  '(int',
  'interval month',
  'a;b',
  '__proto__',
  'constructor',
])('there is no type %s', (text) =>
  expect(() => parseType(text)).toThrow(expect.objectContaining({ name: 'TYPE_NOT_FOUND' })),
);

test('a decimal out of range', () => {
  expect(() => parseType('decimal(39,1)')).toThrow('DECIMAL precision must be in range [1, 38]: 39');
  expect(() => parseType('decimal(5,6)')).toThrow('DECIMAL scale must be in range [0, precision (5)]: 6');
});

test('an unknown type stands where the caller says', () => {
  const position = { line: 2, column: 7 };
  expect(() => parseType('nope', { position, errorName: 'TYPE_MISMATCH' })).toThrow(
    expect.objectContaining({ name: 'TYPE_MISMATCH', line: 2, column: 7 }),
  );
});
