import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareText, compareValues, equalValues, sameValue, valueKey } from '../../src/types/compare-values.js';
import { parseType } from '../../src/types/parse-type.js';
import { DOUBLE, INTEGER, VARCHAR } from '../../src/types/sql-type.js';

const nested = parseType('row(a array(double), b map(varchar, integer))');

test('equality is open where a NULL leaves it open', () => {
  const array = parseType('array(integer)');
  expect(equalValues([1, null], [1, 2], array)).toBe(null);
  expect(equalValues([1, null], [2, null], array)).toBe(false);
  expect(equalValues([1, null], [1], array)).toBe(false);
  const map = parseType('map(varchar, integer)');
  expect(
    equalValues(
      [
        ['a', 1],
        ['b', 2],
      ],
      [
        ['b', 2],
        ['a', 1],
      ],
      map,
    ),
  ).toBe(true);
  expect(equalValues([['a', null]], [['a', null]], map)).toBe(null);
  expect(equalValues([['a', 1]], [['b', 1]], map)).toBe(false);
});

test('NaN and the zeros', () => {
  expect(equalValues(Number.NaN, Number.NaN, DOUBLE)).toBe(false);
  expect(sameValue(Number.NaN, Number.NaN, DOUBLE)).toBe(true);
  expect(equalValues(0, -0, DOUBLE)).toBe(true);
  expect(compareValues(Number.NaN, Number.POSITIVE_INFINITY, DOUBLE)).toBeGreaterThan(0);
  expect(valueKey(-0, DOUBLE)).toBe(valueKey(0, DOUBLE));
});

test('char compares as if padded', () => {
  expect(compareValues('a', 'a\t', parseType('char(3)'))).toBeGreaterThan(0);
  expect(compareValues('a', 'a', parseType('char(3)'))).toBe(0);
});

test('times with zone compare as instants', () => {
  const type = parseType('time(0) with time zone');
  const hour = 3_600_000_000_000_000n;
  expect(compareValues({ picos: hour, offsetMinutes: 60 }, { picos: 0n, offsetMinutes: 0 }, type)).toBe(0);
});

test('an order that depends on a NULL is refused', () => {
  const array = parseType('array(integer)');
  expect(compareValues([1, null], [2, null], array)).toBeLessThan(0);
  expect(() => compareValues([1, null], [1, 2], array)).toThrow(expect.objectContaining({ name: 'NOT_SUPPORTED' }));
});

test('text sorts as its UTF-8 bytes do', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }), (a, b) => {
      expect(Math.sign(compareText(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
    }),
  );
});

test('keys are equal exactly for the same values', () => {
  const value = fc.tuple(
    fc.option(fc.array(fc.option(fc.constantFrom(0, -0, 1, Number.NaN)), { maxLength: 2 })),
    fc.option(
      fc.uniqueArray(fc.tuple(fc.constantFrom('a', 'b,', '"'), fc.option(fc.constantFrom(1, 2))), {
        maxLength: 2,
        selector: ([key]) => key,
      }),
    ),
  );
  fc.assert(
    fc.property(value, value, (a, b) => {
      expect(valueKey(a, nested) === valueKey(b, nested)).toBe(sameValue(a, b, nested));
    }),
  );
  expect(valueKey(1, INTEGER)).not.toBe(valueKey(null, INTEGER));
  expect(valueKey('1', VARCHAR)).not.toBe(valueKey(null, VARCHAR));
});
