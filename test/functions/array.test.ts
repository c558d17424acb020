import { describe, expect, test } from 'vitest';
import { parseType } from '../../src/types/parse-type.js';
import { typeText } from '../../src/types/sql-type.js';
import type { SqlValue } from '../../src/types/sql-value.js';
import { protocolJson } from '../../src/types/value-text.js';
import { callFunction } from './call-function.js';

type Argument = readonly [type: string, value: SqlValue | ((...args: SqlValue[]) => SqlValue)];

/** Calls a function and prints what it gives as the protocol does. */
function run(name: string, ...args: Argument[]): string {
  const { value, type } = callFunction(
    name,
    args.map(([typeName]) => typeName),
    args.map(([, argument]) => argument),
  );
  return protocolJson(value, type);
}

const ints = (...values: SqlValue[]): Argument => ['array(integer)', values];
const doubles = (...values: SqlValue[]): Argument => ['array(double)', values];
const texts = (...values: SqlValue[]): Argument => ['array(varchar)', values];
const int = (value: number | null): Argument => ['integer', value];
const big = (value: number): Argument => ['bigint', BigInt(value)];
const nested = (...values: SqlValue[]): Argument => ['array(array(integer))', values];
const NaNs = [Number.NaN, Number.NaN];

describe('arrays', () => {
  test.each<[string, Argument[], string]>([
    ['element_at', [ints(1, 2, 3), big(-1)], '3'],
    ['element_at', [ints(1, 2, 3), big(4)], 'null'],
    ['cardinality', [ints(null, 1)], '2'],
    ['contains', [ints(1, null), int(2)], 'null'],
    ['contains', [ints(1, null), int(1)], 'true'],
    ['contains', [doubles(Number.NaN), ['double', Number.NaN]], 'false'],
    ['contains_sequence', [ints(1, null, 2), ints(null, 2)], 'true'],
    ['contains_sequence', [ints(1, 2), ints()], 'true'],
    ['array_position', [ints(null, 1), int(1)], '2'],
    ['array_distinct', [doubles(...NaNs, 0, -0)], '["NaN",0.0]'],
    ['array_distinct', [nested([1, null], [1, null])], '[[1,null]]'],
    ['array_intersect', [ints(3, 1, 2), ints(2, 3)], '[3,2]'],
    ['array_intersect', [ints(2, 3), ints(3, 1, 2)], '[3,2]'],
    ['array_intersect', [ints(1, null), ints(null, 2)], '[null]'],
    ['array_union', [ints(3, 1, null), ints(2, 1, null)], '[3,1,null,2]'],
    ['array_except', [ints(3, 1, null, 3), ints(1)], '[3,null]'],
    ['array_except', [ints(1, 1, 2), ints()], '[1,1,2]'],
    ['array_remove', [ints(1, 2, 1, null), int(1)], '[2,null]'],
    ['array_sort', [ints(3, null, 1)], '[1,3,null]'],
    ['array_sort', [doubles(Number.NaN, 1, Infinity)], '[1.0,"Infinity","NaN"]'],
    ['array_max', [doubles(Number.NaN, 1)], '1.0'],
    ['array_min', [doubles(...NaNs)], '"NaN"'],
    ['array_max', [ints(1, null, 3)], 'null'],
    ['array_join', [ints(1, null, 3), ['varchar', ',']], '"1,3"'],
    ['array_join', [ints(1, null, 3), ['varchar', ','], ['varchar', 'x']], '"1,x,3"'],
    ['array_join', [doubles(1, Number.NaN), ['varchar', ',']], '"1.0E0,NaN"'],
    [
      'array_join',
      [
        ['array(json)', ['1', '"a"']],
        ['varchar', ','],
      ],
      '"1,a"',
    ],
    ['array_histogram', [texts('b', 'a', 'b', null)], '{"b":2,"a":1}'],
    ['arrays_overlap', [ints(1, null), ints(2)], 'null'],
    ['arrays_overlap', [ints(), ints(null)], 'false'],
    ['arrays_overlap', [doubles(Number.NaN), doubles(Number.NaN)], 'true'],
    ['combinations', [texts('a', 'b', 'c'), int(2)], '[["a","b"],["a","c"],["b","c"]]'],
    ['combinations', [ints(1, 2, 3), int(0)], '[[]]'],
    ['combinations', [ints(1), int(2)], '[]'],
    ['ngrams', [texts('a', 'b', 'c'), int(2)], '[["a","b"],["b","c"]]'],
    ['ngrams', [ints(), int(2)], '[[]]'],
    ['flatten', [nested([1], null, [2, null])], '[1,2,null]'],
    ['repeat', [int(null), big(2)], '[null,null]'],
    ['reverse', [ints(1, null, 3)], '[3,null,1]'],
    ['slice', [ints(1, 2, 3, 4), big(-2), big(2)], '[3,4]'],
    ['slice', [ints(1, 2, 3, 4), big(-5), big(2)], '[]'],
    ['slice', [ints(1, 2, 3, 4), big(2), big(10)], '[2,3,4]'],
    ['trim_array', [ints(1, 2, 3), big(1)], '[1,2]'],
    ['concat', [ints(1), ints(2, 3), ints()], '[1,2,3]'],
    ['concat', [int(null), ints(2)], 'null'],
    ['concat', [ints(2), int(3)], '[2,3]'],
    ['zip', [ints(1), texts('a', 'b')], '[[1,"a"],[null,"b"]]'],
  ])('%s (%#)', (name, args, expected) => expect(run(name, ...args)).toBe(expected));

  test.each<[string, Argument[], string]>([
    ['element_at', [ints(1), big(0)], 'SQL array indices start at 1'],
    ['contains', [nested([1, null]), ints(1, 2)], 'contains does not support arrays with elements that are null'],
    ['array_sort', [nested([1, null], [1, 2])], 'comparison not supported for arrays with null elements'],
    ['combinations', [ints(1, 2), int(6)], 'combination size must not exceed 5: 6'],
    ['ngrams', [ints(1), int(0)], 'N must be positive'],
    ['repeat', [int(1), big(10_001)], 'less than or equal to 10000'],
    ['repeat', [['varchar', 'a'.repeat(200)], big(10_000)], 'must not take more than 1000000 bytes'],
    ['slice', [ints(1), big(0), big(1)], 'SQL array indices start at 1'],
    ['trim_array', [ints(1, 2, 3), big(4)], 'size must not exceed array cardinality 3: 4'],
    ['array_join', [nested([1]), ['varchar', ',']], 'Cannot cast array(integer) to varchar'],
  ])('%s fails (%#)', (name, args, message) => expect(() => run(name, ...args)).toThrow(message));

  test('shuffle keeps the elements', () => {
    expect(JSON.parse(run('shuffle', ints(1, 2, 3, 4))).sort()).toEqual([1, 2, 3, 4]);
  });
});

describe('sequence', () => {
  const date = (text: string): Argument => ['date', Math.floor(Date.parse(`${text}Z`) / 86_400_000)];
  const stamp = (text: string): Argument => ['timestamp(1)', BigInt(Date.parse(`${text}Z`)) * 1000n];
  const months = (count: number): Argument => ['interval year to month', count];
  const hours = (count: number): Argument => ['interval day to second', BigInt(count) * 3_600_000n];

  test('of numbers', () => {
    expect(run('sequence', big(5), big(1))).toBe('[5,4,3,2,1]');
    expect(run('sequence', big(10), big(1), big(-4))).toBe('[10,6,2]');
    expect(() => run('sequence', big(1), big(10_001))).toThrow('must not have more than 10000 entries');
    expect(() => run('sequence', big(1), big(5), big(0))).toThrow('step must not be zero');
    expect(() => run('sequence', big(1), big(10), big(-1))).toThrow('sequence stop value should be');
  });

  test('of dates and timestamps', () => {
    expect(run('sequence', date('2024-01-31'), date('2024-04-30'), months(1))).toBe(
      '["2024-01-31","2024-02-29","2024-03-31","2024-04-30"]',
    );
    expect(run('sequence', date('2024-01-10'), date('2024-01-01'), hours(-72))).toBe(
      '["2024-01-10","2024-01-07","2024-01-04","2024-01-01"]',
    );
    expect(() => run('sequence', date('2024-01-01'), date('2024-01-10'), hours(36))).toThrow('must be a day interval');
    expect(run('sequence', stamp('2024-01-31 10:00:00.5'), stamp('2024-04-30 10:00:00'), months(1))).toBe(
      '["2024-01-31 10:00:00.5","2024-02-29 10:00:00.5","2024-03-31 10:00:00.5"]',
    );
    expect(run('sequence', stamp('1969-12-31 22:00:00'), stamp('1970-01-01 00:00:00'), hours(1))).toBe(
      '["1969-12-31 22:00:00.0","1969-12-31 23:00:00.0","1970-01-01 00:00:00.0"]',
    );
  });
});

describe('functions of functions', () => {
  const add = (a: SqlValue, b: SqlValue): SqlValue => (a === null || b === null ? null : (a as number) + (b as number));
  const above =
    (limit: number) =>
    (x: SqlValue): SqlValue =>
      x === null ? null : (x as number) > limit;
  const test5: Argument = ['lambda(1) -> boolean', above(5)];
  const test0: Argument = ['lambda(1) -> boolean', above(0)];

  test.each<[string, Argument[], string]>([
    ['transform', [ints(1, null), ['lambda(1) -> integer', (x) => add(x!, 1)]], '[2,null]'],
    ['filter', [ints(1, null, 7), test5], '[7]'],
    ['any_match', [ints(1, null), test5], 'null'],
    ['any_match', [ints(), test5], 'false'],
    ['all_match', [ints(1, null), test0], 'null'],
    ['all_match', [ints(1, null), test5], 'false'],
    ['none_match', [ints(1, null), test0], 'false'],
    ['none_match', [ints(1, null), test5], 'null'],
    ['none_match', [ints(), test0], 'true'],
    [
      'reduce',
      [ints(1, 2, 3), int(0), ['lambda(2) -> integer', (s, x) => add(s!, x!)], ['lambda(1) -> boolean', above(5)]],
      'true',
    ],
    ['zip_with', [ints(1, 2), ints(10), ['lambda(2) -> integer', (x, y) => add(x!, y ?? 100)]], '[11,102]'],
    [
      'array_sort',
      [ints(3, 1, 2), ['lambda(2) -> integer', (x, y) => Math.sign((y as number) - (x as number))]],
      '[3,2,1]',
    ],
  ])('%s (%#)', (name, args, expected) => expect(run(name, ...args)).toBe(expected));

  test('array_sort refuses other answers than -1, 0 and 1', () => {
    const compare: Argument = ['lambda(2) -> integer', () => 2];
    expect(() => run('array_sort', ints(3, 1), compare)).toThrow('must return either -1, 0, or 1');
  });
});

describe('maps', () => {
  const map = (...entries: [SqlValue, SqlValue][]): Argument => ['map(integer, varchar)', entries];
  const rows = (...values: (readonly SqlValue[] | null)[]): Argument => ['array(row(integer, varchar))', values];

  test.each<[string, Argument[], string]>([
    ['map', [ints(1, 2), texts('x', null)], '{"1":"x","2":null}'],
    ['map_from_entries', [rows([1, 'a'], [2, null])], '{"1":"a","2":null}'],
    ['multimap_from_entries', [rows([1, 'a'], [2, 'b'], [1, 'c'])], '{"1":["a","c"],"2":["b"]}'],
    ['map_entries', [map([1, 'a'], [2, null])], '[[1,"a"],[2,null]]'],
    ['map_keys', [map([1, 'a'])], '[1]'],
    ['map_values', [map([1, null])], '[null]'],
    ['map_concat', [map([1, 'a'], [2, 'b']), map([2, 'c'])], '{"1":"a","2":"c"}'],
    ['element_at', [map([1, 'a']), int(1)], '"a"'],
    ['element_at', [map([1, 'a']), int(2)], 'null'],
    ['cardinality', [map([1, 'a'])], '1'],
    ['map_filter', [map([1, 'a'], [2, 'b']), ['lambda(2) -> boolean', (k) => (k === 1 ? null : true)]], '{"2":"b"}'],
    ['transform_keys', [map([1, 'a']), ['lambda(2) -> varchar', (_k, v) => v!]], '{"a":"a"}'],
    ['transform_values', [map([1, 'a']), ['lambda(2) -> integer', (k) => k!]], '{"1":1}'],
    [
      'map_zip_with',
      [map([2, 'a'], [1, 'b']), map([4, 'x'], [1, 'z']), ['lambda(3) -> varchar', (_k, a, b) => `${a}${b}`]],
      '{"2":"anull","1":"bz","4":"nullx"}',
    ],
  ])('%s (%#)', (name, args, expected) => expect(run(name, ...args)).toBe(expected));

  test.each<[string, Argument[], string]>([
    ['map', [ints(1, 1), ints(2, 3)], 'Duplicate map keys (1) are not allowed'],
    ['map', [doubles(0, -0), ints(2, 3)], 'Duplicate map keys (-0.0'],
    ['map', [doubles(...NaNs), ints(2, 3)], 'Duplicate map keys (NaN) are not allowed'],
    ['map', [ints(null), ints(2)], 'map key cannot be null'],
    ['map', [nested([null]), ints(2)], 'map key cannot be indeterminate: [null]'],
    ['map', [ints(1), ints()], 'Key and value arrays must be the same length'],
    ['map_from_entries', [rows(null)], 'map entry cannot be null'],
    ['map_concat', [map([1, 'a'])], 'two or more concatenation arguments'],
    ['transform_keys', [map([1, 'a'], [2, 'b']), ['lambda(2) -> integer', () => 0]], 'Duplicate map keys (0)'],
  ])('%s fails (%#)', (name, args, message) => expect(() => run(name, ...args)).toThrow(message));

  test('map() has unknown keys and values', () => {
    expect(typeText(callFunction('map', [], []).type)).toBe(typeText(parseType('map(unknown, unknown)')));
  });
});
