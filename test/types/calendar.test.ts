import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addMonths, civilFromDays, dayOfWeek, dayOfYear, daysFromCivil, isoWeek } from '../../src/types/calendar.js';
import {
  findZone,
  instantOfLocal,
  instantsOfLocal,
  offsetZone,
  zoneNameList,
  zoneOffsetMillis,
  zoneText,
} from '../../src/types/time-zone.js';

test('days and civil dates are inverse, and follow each other as in JavaScript', () => {
  fc.assert(
    fc.property(fc.integer({ min: -90_000_000, max: 90_000_000 }), (days) => {
      const { year, month, day } = civilFromDays(days);
      const date = new Date(days * 86_400_000);
      expect([year, month, day]).toEqual([date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()]);
      expect(daysFromCivil(year, month, day)).toBe(days);
      expect(dayOfWeek(days) % 7).toBe(date.getUTCDay());
      expect(dayOfYear(days)).toBe(days - daysFromCivil(year, 1, 1) + 1);
    }),
  );
});

test('ISO weeks', () => {
  expect(isoWeek(daysFromCivil(2021, 1, 3))).toEqual({ year: 2020, week: 53 });
  expect(isoWeek(daysFromCivil(2021, 1, 4))).toEqual({ year: 2021, week: 1 });
  expect(isoWeek(daysFromCivil(2018, 12, 31))).toEqual({ year: 2019, week: 1 });
});

test('adding months keeps to the end of a month', () => {
  const add = (year: number, month: number, day: number, months: number) =>
    civilFromDays(addMonths(daysFromCivil(year, month, day), months));
  expect(add(2024, 1, 31, 1)).toEqual({ year: 2024, month: 2, day: 29 });
  expect(add(2024, 3, 31, -13)).toEqual({ year: 2023, month: 2, day: 28 });
  expect(add(0, 1, 15, -1)).toEqual({ year: -1, month: 12, day: 15 });
});

test('zones read back as they are printed', () => {
  const zones = [...zoneNameList(), 'UTC', '+05:30', '-14:00', '-00:30'];
  expect(zones.filter((name) => zoneText(findZone(name)!) !== name)).toEqual([]);
  expect(zoneText(findZone('Etc/GMT+5')!)).toBe('-05:00');
  expect(zoneText(findZone('UTC+1')!)).toBe('+01:00');
  expect(findZone('EST')).toBeUndefined();
  expect(findZone('europe/berlin')).toBeUndefined();
  expect(() => findZone('+14:01')).toThrow('Time zone not supported: +14:01');
  expect(Math.max(...zones.map((name) => findZone(name)!))).toBeLessThan(4096);
  expect(offsetZone(0)).toBe(0);
});

test('offsets are those that Intl tells, at any instant', () => {
  const names = ['Europe/Berlin', 'America/New_York', 'Africa/Casablanca', 'Australia/Lord_Howe', 'Asia/Kolkata'];
  fc.assert(
    fc.property(fc.constantFrom(...names), fc.integer({ min: -4e12, max: 8e12 }), (name, millis) => {
      const parts = new Intl.DateTimeFormat('en-US-u-hc-h23', {
        timeZone: name,
        ...{ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' },
      }).formatToParts(millis);
      const part = (type: string) => Number(parts.find((candidate) => candidate.type === type)!.value);
      const local = Date.UTC(
        part('year'),
        part('month') - 1,
        part('day'),
        part('hour'),
        part('minute'),
        part('second'),
      );
      const zone = findZone(name)!;
      const second = Math.floor(millis / 1000) * 1000;
      expect(zoneOffsetMillis(zone, millis)).toBe(local - second);
      expect(instantsOfLocal(zone, local)).toContain(second);
    }),
    { numRuns: 300 },
  );
});

test('a skipped local time moves forward, a repeated one is the earlier', () => {
  const berlin = findZone('Europe/Berlin')!;
  expect(instantsOfLocal(berlin, Date.UTC(2024, 2, 31, 2, 30))).toEqual([]);
  expect(instantOfLocal(berlin, Date.UTC(2024, 2, 31, 2, 30))).toBe(Date.UTC(2024, 2, 31, 1, 30));
  expect(instantOfLocal(berlin, Date.UTC(2024, 9, 27, 2, 30))).toBe(Date.UTC(2024, 9, 27, 0, 30));
});
