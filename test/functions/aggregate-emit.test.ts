import { describe, expect, test } from 'vitest';
import { aggregateFunction } from '../../src/functions/registry.js';
import { resolveOverload } from '../../src/functions/resolve-overload.js';
import { parseType } from '../../src/types/parse-type.js';
import type { SqlValue } from '../../src/types/sql-value.js';
import { runAggregate } from './emit-runner.js';

type Row = readonly SqlValue[];

/** Aggregates rows whole, split between two groups in every way, and with an empty group on either side. */
function aggregate(name: string, argTypes: readonly string[], rows: readonly Row[]): SqlValue {
  const definition = aggregateFunction(name)!;
  const resolved = resolveOverload(
    definition,
    argTypes.map((text) => parseType(text)),
  );
  const overload = definition.overloads[resolved.overload]!;
  const whole = runAggregate(overload.emit!, resolved, rows, { nulls: overload.nulls ?? 'skip' });
  for (let split = 0; split < rows.length; split++) {
    const merged = runAggregate(overload.emit!, resolved, rows, { split, nulls: overload.nulls ?? 'skip' });
    if (typeof whole === 'number' && !Number.isNaN(whole)) expect(merged).toBeCloseTo(whole, 9);
    else expect(merged).toEqual(whole);
  }
  return whole;
}

const column = (...values: SqlValue[]): Row[] => values.map((value) => [value]);

describe('sum', () => {
  test('of bigints, also negative, and NULL for no rows', () => {
    expect(aggregate('sum', ['bigint'], column(5n, -7n, null, 40n))).toBe(38n);
    expect(aggregate('sum', ['bigint'], [])).toBeNull();
    expect(aggregate('sum', ['bigint'], column(null))).toBeNull();
  });

  test('fails when a bigint overflows', () => {
    const rows = column(9223372036854775807n, 1n);
    expect(() => aggregate('sum', ['bigint'], rows)).toThrow('bigint addition overflow: 9223372036854775807 + 1');
  });

  test('of decimals of 64 bits goes beyond 64 bits', () => {
    const many = column(...Array.from({ length: 21 }, () => 999999999999999999n));
    expect(aggregate('sum', ['decimal(18,2)'], many)).toBe(20999999999999999979n);
    const negative = column(...Array.from({ length: 21 }, () => -999999999999999999n), 5n);
    expect(aggregate('sum', ['decimal(18,2)'], negative)).toBe(-20999999999999999974n);
  });

  test('of long decimals is exact and may pass the limit on the way', () => {
    const top = 10n ** 38n - 1n;
    expect(aggregate('sum', ['decimal(38,2)'], column(top, -top, 12345678901234567890123n, -1n))).toBe(
      12345678901234567890122n,
    );
    expect(aggregate('sum', ['decimal(38,2)'], column(top, top, top, -top, -top, -5n))).toBe(top - 5n);
    expect(aggregate('sum', ['decimal(38,2)'], column(-top, -top, -top, top, top))).toBe(-top);
    expect(aggregate('sum', ['decimal(38,0)'], column(-top))).toBe(-top);
  });

  test('fails when a decimal has more than 38 digits', () => {
    const top = 10n ** 38n - 1n;
    for (const rows of [column(top, 1n), column(-top, -1n), column(top, top), column(-top, -top, -top)])
      expect(() => aggregate('sum', ['decimal(38,0)'], rows)).toThrow('Decimal overflow');
  });

  test('of doubles, reals and intervals', () => {
    expect(aggregate('sum', ['double'], column(1.5, 2.25))).toBe(3.75);
    expect(aggregate('sum', ['real'], column(1.5, 2.25))).toBe(3.75);
    expect(aggregate('sum', ['interval day to second'], column(1000n, 500n))).toBe(1500n);
    expect(aggregate('sum', ['interval year to month'], column(1, 13))).toBe(14);
  });
});

describe('avg', () => {
  test('rounds decimals half away from zero', () => {
    expect(aggregate('avg', ['decimal(12,2)'], column(1n, 2n))).toBe(2n);
    expect(aggregate('avg', ['decimal(12,2)'], column(-1n, -2n))).toBe(-2n);
    expect(aggregate('avg', ['decimal(12,2)'], column(1n, 1n, 2n))).toBe(1n);
    expect(aggregate('avg', ['decimal(12,2)'], column(null))).toBeNull();
  });

  test('of long decimals never overflows', () => {
    const top = 10n ** 38n - 1n;
    expect(aggregate('avg', ['decimal(38,0)'], column(top, top, top))).toBe(top);
    expect(aggregate('avg', ['decimal(38,0)'], column(-top, -top, -top + 3n))).toBe(-top + 1n);
    expect(aggregate('avg', ['decimal(20,0)'], column(99999999999999999999n, 1n))).toBe(50000000000000000000n);
  });

  test('of other numbers and intervals', () => {
    expect(aggregate('avg', ['bigint'], column(1n, 2n))).toBe(1.5);
    expect(aggregate('avg', ['real'], column(1, 2))).toBe(1.5);
    expect(aggregate('avg', ['interval day to second'], column(1000n, 2001n))).toBe(1501n);
    expect(aggregate('avg', ['interval year to month'], column(-1, -2))).toBe(-1);
  });
});

describe('min and max', () => {
  test('skip NaN unless all are NaN', () => {
    expect(aggregate('min', ['double'], column(Number.NaN, 2, 1))).toBe(1);
    expect(aggregate('max', ['double'], column(2, Number.NaN, 1))).toBe(2);
    expect(aggregate('max', ['real'], column(Number.NaN, Number.NaN))).toBeNaN();
  });

  test('order strings by bytes and long decimals by value', () => {
    const texts = column('banana', 'a string of many bytes', 'a string of many bytez', null, '');
    expect(aggregate('min', ['varchar'], texts)).toBe('');
    expect(aggregate('max', ['varchar'], texts)).toBe('banana');
    expect(aggregate('max', ['varchar(30)'], texts.slice(1))).toBe('a string of many bytez');
    expect(aggregate('min', ['decimal(38,0)'], column(5n, -(10n ** 30n), 10n ** 30n))).toBe(-(10n ** 30n));
    expect(aggregate('max', ['decimal(38,0)'], column(-1n, -(10n ** 30n)))).toBe(-1n);
    expect(aggregate('min', ['boolean'], column(true, false))).toBe(false);
    expect(aggregate('max', ['date'], [])).toBeNull();
  });

  test('_by keep the first of equal keys, and its NULL', () => {
    expect(
      aggregate(
        'max_by',
        ['bigint', 'double'],
        [
          [1n, 2],
          [2n, 2],
          [3n, null],
          [4n, Number.NaN],
        ],
      ),
    ).toBe(1n);
    expect(
      aggregate(
        'min_by',
        ['varchar', 'bigint'],
        [
          ['a', 2n],
          [null, 1n],
          ['c', 3n],
        ],
      ),
    ).toBeNull();
    expect(
      aggregate(
        'max_by',
        ['varchar', 'varchar'],
        [
          ['x', 'b'],
          ['y', 'c'],
          [null, 'a'],
        ],
      ),
    ).toBe('y');
    expect(aggregate('max_by', ['varchar', 'varchar'], [['x', null]])).toBeNull();
  });
});

describe('the small ones', () => {
  test('count, count_if, any_value', () => {
    expect(aggregate('count', ['varchar'], column('a', null, 'b'))).toBe(2n);
    expect(aggregate('count', ['varchar'], [])).toBe(0n);
    expect(aggregate('count_if', ['boolean'], column(true, null, false, true))).toBe(2n);
    expect(aggregate('arbitrary', ['varchar'], column(null, 'only'))).toBe('only');
    expect(aggregate('any_value', ['varchar'], [])).toBeNull();
  });

  test('bool_and, bool_or and the bitwise ones', () => {
    expect(aggregate('bool_and', ['boolean'], column(true, null))).toBe(true);
    expect(aggregate('every', ['boolean'], column(true, false))).toBe(false);
    expect(aggregate('bool_or', ['boolean'], column(false, true))).toBe(true);
    expect(aggregate('bool_or', ['boolean'], [])).toBeNull();
    expect(aggregate('bitwise_and_agg', ['bigint'], column(7n, 3n))).toBe(3n);
    expect(aggregate('bitwise_or_agg', ['bigint'], column(4n, 3n))).toBe(7n);
    expect(aggregate('bitwise_xor_agg', ['bigint'], column(7n, 3n))).toBe(4n);
    expect(aggregate('bitwise_and_agg', ['bigint'], [])).toBeNull();
  });
});

describe('statistics', () => {
  test('moments as Trino computes them', () => {
    const values = column(1, 2, 4, 9);
    expect(aggregate('kurtosis', ['double'], values)).toBeCloseTo(1.5, 9);
    expect(aggregate('skewness', ['double'], values)).toBeCloseTo(0.7684172579878226, 9);
    expect(aggregate('variance', ['bigint'], column(1n, 2n, 4n, 9n))).toBeCloseTo(38 / 3, 9);
    expect(aggregate('var_pop', ['double'], column(5))).toBe(0);
    expect(aggregate('stddev', ['double'], column(5))).toBeNull();
    expect(aggregate('stddev_pop', ['double'], values)).toBeCloseTo(Math.sqrt(9.5), 9);
    expect(aggregate('kurtosis', ['double'], column(1, 1, 1, 1))).toBeNaN();
    expect(aggregate('geometric_mean', ['bigint'], column(1n, 2n, 9n))).toBeCloseTo(2.620741394208897, 9);
    expect(aggregate('geometric_mean', ['double'], column(1, 0))).toBe(0);
  });

  test('pairs', () => {
    const pairs: Row[] = [
      [1, 2],
      [2, 4],
      [4, 9],
      [null, 1],
    ];
    expect(aggregate('covar_pop', ['double', 'double'], pairs)).toBeCloseTo(11 / 3, 9);
    expect(aggregate('regr_slope', ['double', 'double'], pairs)).toBeCloseTo(11 / 26, 9);
    expect(aggregate('corr', ['double', 'double'], [[1, 1]])).toBeNull();
    expect(aggregate('covar_samp', ['real', 'real'], [[1, 1]])).toBeNull();
    expect(aggregate('corr', ['integer', 'integer'], [])).toBeNull();
  });
});

describe('hashes', () => {
  const base64 = (value: SqlValue): string => Buffer.from(value as Uint8Array).toString('base64');
  const micros = BigInt(Date.UTC(2024, 0, 1)) * 1000n;

  test.each<[string, SqlValue, string]>([
    ['integer', 1, 'k4/DCrUt5dQ='],
    ['boolean', false, 'nS0WeWxQkeo='],
    ['varchar', 'a', '/f+qzGJ0q98='],
    ['char(3)', 'a', '/f+qzGJ0q98='],
    ['double', 1, 'k9UXOKMfSdA='],
    ['double', -0, 'nS0WeWxQkeo='],
    ['double', Number.NaN, 'tDgkafUdJAU='],
    ['real', 1, 'tCW4PKjr4Pk='],
    ['decimal(2,1)', 15n, 'WF+E+IMs+sg='],
    ['decimal(21,1)', 123456789012345678905n, 'mKn4CnMotQ0='],
    ['date', 19723, 'NitrG64XQFU='],
    ['timestamp(0)', micros, 'MV1XS+6sCyw='],
    ['timestamp(7)', { micros: micros + 123456n, picosOfMicro: 700_000 }, 'wQ8YEb7XbjQ='],
    ['timestamp(0) with time zone', { millis: micros / 1000n, picosOfMilli: 0, zone: 5 }, 'G/UlDzrg3w8='],
    ['timestamp(4) with time zone', { millis: micros / 1000n + 123n, picosOfMilli: 4e8, zone: 0 }, '+PdCkAetFW4='],
    ['interval day to second', 86_400_000n, 'suFL/N1SG7A='],
  ])('checksum of a %s', (type, value, expected) => {
    expect(base64(aggregate('checksum', [type], column(value)))).toBe(expected);
  });

  test('checksum counts NULLs and does not depend on the order', () => {
    expect(base64(aggregate('checksum', ['bigint'], column(1n, null)))).toBe('GlqvkGanHHM=');
    expect(base64(aggregate('checksum', ['bigint'], column(null, 1n)))).toBe('GlqvkGanHHM=');
    expect(aggregate('checksum', ['bigint'], [])).toBeNull();
  });

  const distinct = (count: number, ...error: number[]): SqlValue => {
    const rows = Array.from({ length: count }, (_, i): Row => [BigInt(i + 1), ...error]);
    const overload = aggregateFunction('approx_distinct')!.overloads[error.length]!;
    const types = {
      args: [parseType('bigint'), parseType('double')].slice(0, 1 + error.length),
      returns: parseType('bigint'),
    };
    const whole = runAggregate(overload.emit!, types, rows);
    expect(runAggregate(overload.emit!, types, rows, { split: count >> 1 })).toBe(whole);
    return whole;
  };

  test.each([
    [0, 0n],
    [25, 25n],
    [250, 250n],
    [260, 256n],
    [1000, 1008n],
    [1900, 1860n],
    [2500, 2495n],
    [5000, 4941n],
  ])('approx_distinct of %i numbers is what Trino says', (count, expected) => {
    expect(distinct(count)).toBe(expected);
  });

  test('approx_distinct of a standard error', () => {
    expect(distinct(14, 0.1)).toBe(14n);
    expect(() => distinct(1, 0.5)).toThrow('Max standard error must be in [0.0040625, 0.26]: 0.5');
  });
});
