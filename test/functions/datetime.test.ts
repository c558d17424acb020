import { describe, expect, test } from 'vitest';
import {
  addMonths,
  civilFromDays,
  dayOfWeek,
  dayOfYear,
  daysFromCivil,
  daysInMonth,
  isoWeek,
} from '../../src/types/calendar.js';
import { parseType } from '../../src/types/parse-type.js';
import { parseValue } from '../../src/types/parse-value.js';
import type { SqlValue } from '../../src/types/sql-value.js';
import { protocolText } from '../../src/types/value-text.js';
import { callFunction } from './call-function.js';
import { EmitRunner } from './emit-runner.js';

const context = { zone: 0, startMillis: 0 };

/** Reads `type text` as a literal of the type, `text` alone as varchar and a number as bigint. */
function literal(arg: string | number): { type: string; value: SqlValue } {
  if (typeof arg === 'number') return { type: 'bigint', value: BigInt(arg) };
  const match = /^(date|time\(\d+\)(?: with time zone)?|timestamp\(\d+\)(?: with time zone)?) (.*)$/.exec(arg);
  if (!match) return { type: 'varchar', value: arg };
  const value = parseValue(match[2]!, parseType(match[1]!), context);
  if (value === undefined) throw new Error(`not a ${match[1]}: ${match[2]}`);
  return { type: match[1]!, value };
}

/** Calls a function with literals and prints what it gives. */
function run(name: string, ...args: (string | number)[]): string | null {
  const literals = args.map(literal);
  const { value, type } = callFunction(
    name,
    literals.map((item) => item.type),
    literals.map((item) => item.value),
  );
  return value === null ? null : protocolText(value, type);
}

describe('the calendar kernels', () => {
  const runner = new EmitRunner();
  const { kernels } = runner.memory;
  const far = [-2147480000, 2147480000, -500000001, 500000001, -719529, -719468, -719469, 0, -1, 59, 60];
  const near = Array.from({ length: 4000 }, (_, i) => ((i * 7919) % 5_000_000) - 2_500_000);

  test('agree with the calendar', () => {
    for (const days of [...far, ...near]) {
      const { year, month, day } = civilFromDays(days);
      const found = [kernels.date_year!(days), kernels.date_month!(days), kernels.date_day!(days)];
      expect([days, ...found]).toEqual([days, year, month, day]);
      expect(kernels.date_day_of_week!(days)).toBe(dayOfWeek(days));
      expect(kernels.date_day_of_year!(days)).toBe(dayOfYear(days));
      expect(kernels.date_week!(days)).toBe(isoWeek(days).week);
      expect(kernels.date_week_year!(days)).toBe(isoWeek(days).year);
      expect(kernels.date_first_of_month!(days)).toBe(daysFromCivil(year, month, 1));
      expect(kernels.date_last_of_month!(days)).toBe(daysFromCivil(year, month, daysInMonth(year, month)));
      const add = kernels.date_add_months as unknown as (days: number, months: bigint) => bigint;
      for (const months of [1, -1, 13, -25, 1200])
        expect(Number(add(days, BigInt(months)))).toBe(addMonths(days, months));
    }
  });
});

describe('date_trunc', () => {
  test.each([
    ['day', 'timestamp(3) 1969-12-31 23:59:59.999', '1969-12-31 00:00:00.000'],
    ['week', 'timestamp(3) 1969-12-31 23:59:59.999', '1969-12-29 00:00:00.000'],
    ['quarter', 'timestamp(3) 1969-12-31 23:59:59.999', '1969-10-01 00:00:00.000'],
    ['HOUR', 'timestamp(6) 1965-10-27 02:30:00.123456', '1965-10-27 02:00:00.000000'],
    ['millisecond', 'timestamp(9) 2024-01-01 00:00:00.123456789', '2024-01-01 00:00:00.123000000'],
    ['week', 'date 2024-03-31', '2024-03-25'],
    ['year', 'date -0044-03-15', '-0044-01-01'],
    ['minute', 'time(3) 12:34:56.789', '12:34:00.000'],
    ['second', 'time(6) with time zone 12:34:56.789123 +05:30', '12:34:56.000000+05:30'],
    [
      'quarter',
      'timestamp(3) with time zone 2024-03-31 03:30:00.123 Europe/Berlin',
      '2024-01-01 00:00:00.000 Europe/Berlin',
    ],
    ['hour', 'timestamp(0) with time zone 2024-07-01 00:30:45 Asia/Kathmandu', '2024-07-01 00:00:00 Asia/Kathmandu'],
    ['week', 'timestamp(0) with time zone 2024-07-01 00:30:00 Asia/Tokyo', '2024-07-01 00:00:00 Asia/Tokyo'],
  ])('%s of %s', (unit, value, expected) => expect(run('date_trunc', unit, value)).toBe(expected));

  test('refuses units that the type has not', () => {
    expect(() => run('date_trunc', 'hour', 'date 2024-01-01')).toThrow("'hour' is not a valid DATE field");
    expect(() => run('date_trunc', 'day', 'time(0) 00:00:00')).toThrow("'day' is not a valid TIME field");
    expect(() => run('date_trunc', 'days', 'timestamp(0) 2024-01-01 00:00:00')).toThrow(
      "'days' is not a valid TIMESTAMP field",
    );
  });
});

describe('date_add', () => {
  test.each([
    ['month', 1, 'date 2024-01-31', '2024-02-29'],
    ['quarter', -13, 'date 2024-03-31', '2020-12-31'],
    ['second', -13, 'timestamp(6) 2024-02-29 23:59:59.987654', '2024-02-29 23:59:46.987654'],
    ['month', -13, 'timestamp(3) 1969-12-31 23:59:59.999', '1968-11-30 23:59:59.999'],
    ['millisecond', 1, 'timestamp(7) 2024-01-01 00:00:00.1234567', '2024-01-01 00:00:00.1244567'],
    ['millisecond', 5, 'timestamp(2) 2024-01-01 00:00:00.12', '2024-01-01 00:00:00.13'],
    ['millisecond', -500, 'timestamp(0) 2024-01-01 00:00:00', '2024-01-01 00:00:00'],
    ['millisecond', -501, 'timestamp(0) 1960-01-01 00:00:00', '1959-12-31 23:59:59'],
    ['year', 290000, 'timestamp(0) 2024-01-01 00:00:00', '+292024-01-01 00:00:00'],
    ['hour', -13, 'time(0) 12:00:00', '23:00:00'],
    ['hour', 3000000000, 'time(0) 12:00:00', '12:00:00'],
    ['millisecond', 500, 'time(0) 23:59:59', '00:00:00'],
    ['hour', 25, 'time(0) with time zone 12:00:00 +01:00', '13:00:00+01:00'],
    ['day', 1, 'timestamp(0) with time zone 2024-03-30 02:30:00 Europe/Berlin', '2024-03-31 03:30:00 Europe/Berlin'],
    [
      'hour',
      -13,
      'timestamp(3) with time zone 2024-03-31 03:30:00.123 Europe/Berlin',
      '2024-03-30 13:30:00.123 Europe/Berlin',
    ],
    ['millisecond', -5, 'timestamp(2) with time zone 2024-01-01 00:00:00.12 UTC', '2024-01-01 00:00:00.12 UTC'],
  ])('%s %i to %s', (unit, count, value, expected) => expect(run('date_add', unit, count, value)).toBe(expected));

  test('fails outside of what the type holds', () => {
    const start = 'timestamp(0) 2024-01-01 00:00:00';
    expect(() => run('date_add', 'day', 3000000000, start)).toThrow('integer overflow');
    expect(() => run('date_add', 'year', 294000, start)).toThrow('out of range');
    expect(() => run('date_add', 'day', 2147483647, 'date 2024-01-01')).toThrow('out of range');
    expect(() => run('date_add', 'year', 300000, `timestamp(0) with time zone 2024-01-01 00:00:00 UTC`)).toThrow(
      'Millis overflow',
    );
  });
});

describe('date_diff', () => {
  const [berlin, zoned] = ['Europe/Berlin', 'timestamp(0) with time zone'];
  test.each([
    ['month', 'date 2024-01-31', 'date 2024-02-29', '1'],
    ['month', 'date 2024-02-29', 'date 2024-01-31', '-1'],
    ['month', 'date 2023-03-31', 'date 2023-02-28', '-1'],
    ['month', 'date 2023-05-31', 'date 2023-04-30', '-1'],
    ['year', 'date 2024-02-29', 'date 2023-03-01', '0'],
    ['year', 'date 2023-03-01', 'date 2024-02-29', '0'],
    ['year', 'date 2024-02-29', 'date 2025-02-28', '1'],
    ['quarter', 'date 2023-11-30', 'date 2024-02-29', '1'],
    ['week', 'date 2024-01-01', 'date 2024-01-14', '1'],
    ['second', 'timestamp(6) 2024-01-01 00:00:00.999999', 'timestamp(6) 2024-01-01 00:00:01.999998', '1'],
    ['millisecond', 'timestamp(6) 2024-01-01 00:00:00.999999', 'timestamp(6) 2024-01-01 00:00:01.000000', '1'],
    ['month', 'timestamp(6) 2024-01-01 00:00:00.000999', 'timestamp(6) 2024-02-01 00:00:00.000000', '1'],
    ['hour', 'time(0) 23:00:00', 'time(0) 01:00:00', '-22'],
    ['millisecond', 'time(4) 10:00:00.9999', 'time(4) 10:00:01.9998', '999'],
    ['hour', 'time(0) with time zone 10:00:00 +01:00', 'time(0) with time zone 10:00:00 +02:00', '-1'],
    ['day', `${zoned} 2024-03-30 12:00:00 ${berlin}`, `${zoned} 2024-03-31 12:00:00 ${berlin}`, '1'],
    ['hour', `${zoned} 2024-03-30 12:00:00 ${berlin}`, `${zoned} 2024-03-31 12:00:00 ${berlin}`, '23'],
    ['day', `${zoned} 2024-03-30 12:00:00 ${berlin}`, `${zoned} 2024-03-31 11:59:59 ${berlin}`, '0'],
    ['year', `${zoned} 2024-03-30 12:00:00 ${berlin}`, `${zoned} 2023-03-31 11:59:59 ${berlin}`, '0'],
  ])('%s from %s to %s', (unit, from, to, expected) => expect(run('date_diff', unit, from, to)).toBe(expected));
});

describe('fields', () => {
  test.each([
    ['year', 'timestamp(6) -0044-03-15 00:00:00.5', '-44'],
    ['quarter', 'timestamp(1) with time zone 1960-02-29 12:00:00.5 -08:00', '1'],
    ['week', 'date 2021-01-03', '53'],
    ['yow', 'date 2021-01-03', '2020'],
    ['dow', 'timestamp(3) 2024-01-07 23:59:59.999', '7'],
    ['doy', 'timestamp(12) 2024-02-29 00:00:00.000000000001', '60'],
    ['hour', 'timestamp(6) 1969-12-31 23:59:59.999999', '23'],
    ['minute', 'timestamp(6) 1582-10-04 10:07:00.123456', '7'],
    ['second', 'timestamp(6) 1969-12-31 23:59:59.999999', '59'],
    ['millisecond', 'timestamp(6) 1969-12-31 23:59:59.999999', '999'],
    ['hour', 'timestamp(3) with time zone 2024-07-01 23:30:15.250 Asia/Kolkata', '23'],
    ['hour', 'time(3) with time zone 12:34:56.789 +05:30', '12'],
    ['millisecond', 'time(9) 12:34:56.789123456', '789'],
    ['timezone_minute', 'time(0) with time zone 12:00:00 -03:30', '-30'],
    ['timezone_hour', 'timestamp(0) with time zone 2024-07-01 12:00:00 Europe/Berlin', '2'],
    ['last_day_of_month', 'timestamp(0) 2023-02-01 10:00:00', '2023-02-28'],
    ['date', 'timestamp(0) with time zone 2024-10-27 23:30:00 America/New_York', '2024-10-27'],
  ])('%s of %s', (name, value, expected) => expect(run(name, value)).toBe(expected));

  test('of intervals are signed', () => {
    const hours = (count: number): SqlValue => BigInt(count * 3_600_000);
    expect(callFunction('hour', ['interval day to second'], [hours(-50)]).value).toBe(-2n);
    expect(callFunction('day', ['interval day to second'], [hours(50)]).value).toBe(2n);
    expect(callFunction('month', ['interval year to month'], [-50]).value).toBe(-2n);
    expect(callFunction('year', ['interval year to month'], [-50]).value).toBe(-4n);
  });
});

describe('patterns', () => {
  const stamp = 'timestamp(3) 2024-01-07 05:04:05.678';
  const berlin = 'timestamp(3) with time zone 2024-01-07 15:04:05.678 Europe/Berlin';
  test.each([
    [
      'date_format',
      stamp,
      '%a %b %c %d %e %f %H %h %i %j %k %l %M %m %p %r %S %T %v %W %x %Y %y %%',
      'Sun Jan 1 07 7 678000 05 05 04 007 5 5 January 01 AM 05:04:05 AM 05 05:04:05 01 Sunday 2024 2024 24 %',
    ],
    ['date_format', 'timestamp(6) 2024-01-07 12:04:05.678999', '%f', '679000'],
    ['date_format', stamp, '%z %q abc%', 'z q abc'],
    [
      'format_datetime',
      berlin,
      'G C Y x w e E y D M d a K h H k m s S z Z',
      'AD 20 2024 2024 1 7 Sun 2024 7 1 7 PM 3 3 15 15 4 5 6 CET +0100',
    ],
    [
      'format_datetime',
      berlin,
      'EEEE MMMM SSSS zzzz ZZ ZZZ',
      'Sunday January 6780 Central European Standard Time +01:00 Europe/Berlin',
    ],
    ['format_datetime', stamp, "'it''s' yyyyy-M-d #", "it's 02024-1-7 #"],
    ['format_datetime', 'timestamp(0) -0044-01-07 00:04:05', 'G C Y y yy YYYY yyyy x', 'BC 0 45 -44 44 0045 -0044 -44'],
  ])('%s %s by %s', (name, value, pattern, expected) => expect(run(name, value, pattern)).toBe(expected));

  test.each([
    ['2024-2-9 5:6:7', '%Y-%m-%d %H:%i:%s', '2024-02-09 05:06:07.000'],
    ['12 AM', '%h %p', '1970-01-01 00:00:00.000'],
    ['jan 5 2024', '%b %d %Y', '2024-01-05 00:00:00.000'],
    ['Monday Jan 7 2024', '%W %b %d %Y', '2024-01-01 00:00:00.000'],
    ['69', '%y', '2069-01-01 00:00:00.000'],
    ['70', '%y', '1970-01-01 00:00:00.000'],
    ['2024 060', '%Y %j', '2024-02-29 00:00:00.000'],
    ['2024 09 Thu', '%x %v %a', '2024-02-29 00:00:00.000'],
    ['5', '%c', '2000-05-01 00:00:00.000'],
    ['20240229101112', '%Y%m%d%H%i%s', '2024-02-29 10:11:12.000'],
    ['12.123456789', '%s.%f', '1970-01-01 00:00:12.123'],
  ])('date_parse %s by %s', (value, pattern, expected) => expect(run('date_parse', value, pattern)).toBe(expected));

  test.each([
    ['2024-02-30', '%Y-%m-%d'],
    ['2024-02-29 foo', '%Y-%m-%d'],
    ['13 AM', '%h %p'],
    ['12024', '%Y'],
    ['24', '%k'],
    ['12.1234567891', '%s.%f'],
    ['', '%Y'],
    ['2024', ''],
    ['5', '%w'],
  ])('date_parse refuses %s by %s', (value, pattern) => {
    expect(() => run('date_parse', value, pattern)).toThrow(
      expect.objectContaining({ name: 'INVALID_FUNCTION_ARGUMENT' }),
    );
  });

  test.each([
    ['2024-02-29 10:11:12 -0800', 'yyyy-MM-dd HH:mm:ss Z', '2024-02-29 10:11:12.000 -08:00'],
    ['2024-02-29 10:11:12 PST', 'yyyy-MM-dd HH:mm:ss z', '2024-02-29 10:11:12.000 America/Los_Angeles'],
    ['2024-02-29 10:11:12 Europe/Berlin', 'yyyy-MM-dd HH:mm:ss ZZZ', '2024-02-29 10:11:12.000 Europe/Berlin'],
    ['54', 'yy', '1954-01-01 00:00:00.000 UTC'],
    ['2024', 'yy', '2024-01-01 00:00:00.000 UTC'],
    ['24', 'k', '1970-01-01 00:00:00.000 UTC'],
    ['2024-W09-4', "xxxx-'W'ww-e", '2024-02-29 00:00:00.000 UTC'],
    ['20240229', 'yyyyMMdd', '2024-02-29 00:00:00.000 UTC'],
    ['Mon 29 Feb 2024', 'EEE dd MMM yyyy', '2024-02-26 00:00:00.000 UTC'],
    ['-0044', 'yyyy', '-0044-01-01 00:00:00.000 UTC'],
  ])('parse_datetime %s by %s', (value, pattern, expected) =>
    expect(run('parse_datetime', value, pattern)).toBe(expected),
  );
});

describe('ISO 8601, zones and durations', () => {
  test.each([
    ['from_iso8601_date', '2024-W09-4', '2024-02-29'],
    ['from_iso8601_date', '2024-060', '2024-02-29'],
    ['from_iso8601_date', '-0044-03-15', '-0044-03-15'],
    ['from_iso8601_timestamp', '2024-060T10:11:12,5', '2024-02-29 10:11:12.500 UTC'],
    ['from_iso8601_timestamp', '2024-02-29T10:11+0530', '2024-02-29 10:11:00.000 +05:30'],
    ['from_iso8601_timestamp', '2024-02-29T10:30.25', '2024-02-29 10:30:15.000 UTC'],
    ['from_iso8601_timestamp', 'T10:11', '1970-01-01 10:11:00.000 UTC'],
    ['from_iso8601_timestamp_nanos', '2024-02-29T10:11:12.1+01:00', '2024-02-29 10:11:12.100000000 +01:00'],
    ['to_iso8601', 'date 12024-03-15', '12024-03-15'],
    ['to_iso8601', 'timestamp(0) 12024-02-29 10:11:12', '+12024-02-29T10:11:12'],
    [
      'to_iso8601',
      'timestamp(12) with time zone 2024-02-29 10:11:12.123456789012 -03:30',
      '2024-02-29T10:11:12.123456789012-03:30',
    ],
    ['timezone', 'timestamp(0) with time zone 2024-07-01 12:00:00 UTC', 'UTC'],
    ['parse_duration', '42.8ms', '0 00:00:00.043'],
    ['now', undefined, '2026-01-02 03:04:05.678 UTC'],
    ['localtime', undefined, '03:04:05.678'],
  ])('%s %s', (name, value, expected) => expect(value === undefined ? run(name) : run(name, value)).toBe(expected));

  test('conversions between zones', () => {
    expect(run('with_timezone', 'timestamp(6) 2024-03-31 02:30:00.123456', 'Europe/Berlin')).toBe(
      '2024-03-31 03:30:00.123456 Europe/Berlin',
    );
    expect(run('at_timezone', 'timestamp(0) with time zone 2024-07-01 12:00:00 UTC', '+05:45')).toBe(
      '2024-07-01 17:45:00 +05:45',
    );
    expect(() => run('at_timezone', 'timestamp(0) with time zone 2024-07-01 12:00:00 UTC', '+15:00')).toThrow(
      "'+15:00' is not a valid time zone",
    );
    expect(run('$at_timezone', 'time(0) with time zone 12:00:00 +00:00', '+03:00')).toBe('15:00:00+03:00');
  });

  test('seconds since 1970', () => {
    const seconds = (value: number): string =>
      protocolText(callFunction('from_unixtime', ['double'], [value]).value, parseType('timestamp(3) with time zone'));
    expect(seconds(-1.0015)).toBe('1969-12-31 23:59:58.999 UTC');
    expect(() => seconds(1e18)).toThrow('Millis overflow: 9223372036854775807');
    expect(
      callFunction('to_unixtime', ['timestamp(9) with time zone'], [{ millis: 1n, picosOfMilli: 5e8, zone: 0 }]).value,
    ).toBe(0.0015);
    expect(callFunction('human_readable_seconds', ['double'], [56363463]).value).toBe(
      '93 weeks, 1 day, 8 hours, 31 minutes, 3 seconds',
    );
  });
});
