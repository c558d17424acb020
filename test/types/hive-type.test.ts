import { describe, expect, test } from 'vitest';
import { hiveTypeText, isHiveType, parseHiveType } from '../../src/types/hive-type.js';
import { parseType } from '../../src/types/parse-type.js';
import { typeText } from '../../src/types/sql-type.js';

// Hive's text, our type, and Hive's text of that when it is another.
const types: readonly (readonly [hive: string, sql: string, canonical?: string | undefined])[] = [
  ['int', 'integer'],
  ['INTEGER', 'integer', 'int'],
  ['float', 'real'],
  ['string', 'varchar'],
  ['varchar(20)', 'varchar(20)'],
  ['char( 3 )', 'char(3)', 'char(3)'],
  ['binary', 'varbinary'],
  ['timestamp', 'timestamp(3)'],
  ['decimal', 'decimal(10,0)', 'decimal(10,0)'],
  ['decimal(5)', 'decimal(5,0)', 'decimal(5,0)'],
  ['decimal(10, 2)', 'decimal(10,2)', 'decimal(10,2)'],
  ['array<string>', 'array(varchar)'],
  [
    'map<string,array<struct<a:int,b:map<string,string>>>>',
    'map(varchar, array(row(a integer, b map(varchar, varchar))))',
  ],
  ['struct<A : int , b_2:date>', 'row(a integer, b_2 date)', 'struct<a:int,b_2:date>'],
  ['struct<`B c`:int,date:date>', 'row("B c" integer, date date)'],
  ['timestamp(6)', 'timestamp(6)'],
  ['timestamp(3) with time zone', 'timestamp(3) with time zone'],
  ['array<timestamp(6)>', 'array(timestamp(6))'],
  ['map<string,uuid>', 'map(varchar, uuid)'],
  ['row(integer, varchar)', 'row(integer, varchar)'],
  ['struct<a:time(6),b:int>', 'row(a time(6), b integer)'],
];

describe('a type in the spelling of Hive', () => {
  test.each(types.map((entry) => [entry[0], entry] as const))('%s', (_, [hive, sql, canonical]) => {
    const type = parseHiveType(hive);
    expect(typeText(type)).toBe(sql);
    expect(hiveTypeText(type)).toBe(canonical ?? hive);
    expect(typeText(parseHiveType(hiveTypeText(type)))).toBe(sql);
  });

  test.each([
    '',
    'strin',
    'array',
    'array<int',
    'array<int>>',
    'map<int>',
    'struct<>',
    'struct<a int>',
    'char(256)',
    'varchar(0)',
  ])('%s is none', (text) => {
    expect(() => parseHiveType(text)).toThrow(expect.objectContaining({ name: 'TYPE_NOT_FOUND' }));
  });

  test('what Hive has no word for', () => {
    const known = (text: string): boolean => isHiveType(parseType(text));
    expect(['map(varchar, row(a integer))', 'timestamp(6)', 'decimal(38,3)'].map(known)).toEqual([true, true, true]);
    expect(['uuid', 'array(json)', 'time(3)', 'row(integer)'].map(known)).toEqual([false, false, false, false]);
  });
});
