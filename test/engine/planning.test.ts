import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Lake } from '../../src/index.js';
import { flightsFile } from './flights.js';

let lake: Lake;
beforeAll(async () => {
  lake = await Lake.open(undefined, { threads: 2, memoryLimit: '256MiB' });
  await lake.createTable('flights', { location: flightsFile });
});
afterAll(() => lake.close());

const rowsOf = async (sql: string) => (await lake.query(sql)).toArrays();

describe('what queries leave for the next', () => {
  test('strings of one query are not written over by another on the same memory', async () => {
    const text = "date_format(date, '%Y-%m-%d %H:%i:%s') || ' ' || origin";
    const sql = (end: string): string =>
      `SELECT destination, ${end}(${text}) FROM flights WHERE origin IN ('LAX', 'SFO') GROUP BY 1 ORDER BY 1`;
    const [lows, highs] = [await rowsOf(sql('min')), await rowsOf(sql('max'))];
    expect(lows.length).toBeGreaterThan(50);
    for (let round = 0; round < 2; round++) {
      expect(await rowsOf(sql('min'))).toEqual(lows);
      expect(await rowsOf(`SELECT count(*) FROM (${sql('max')})`)).toEqual([[BigInt(highs.length)]]);
      expect(await rowsOf(sql('max'))).toEqual(highs);
    }
    expect(highs.every(([, high], index) => String(high) >= String(lows[index]![1]))).toBe(true);
  });
});
