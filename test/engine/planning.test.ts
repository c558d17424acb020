import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
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

const folder = mkdtempSync(join(tmpdir(), 'lakelet-planning-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function write(name: string, query: string): Promise<string> {
  const path = join(folder, name);
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  await connection.run(`COPY (${query}) TO '${path}' (FORMAT parquet, ROW_GROUP_SIZE 2048)`);
  connection.closeSync();
  instance.closeSync();
  return path;
}

describe('what queries leave for the next', () => {
  test('strings of one query are not written over by another on the same memory', async () => {
    const text = "date_format(date, '%Y-%m-%d %H:%i:%s') || ' ' || origin";
    const sql = (end: string): string =>
      `SELECT destination, ${end}(${text}) FROM flights WHERE origin = 'SFO' GROUP BY 1 ORDER BY 1`;
    const [lows, highs] = [await rowsOf(sql('min')), await rowsOf(sql('max'))];
    expect(lows.length).toBeGreaterThan(20);
    for (let round = 0; round < 2; round++) {
      expect(await rowsOf(sql('min'))).toEqual(lows);
      expect(await rowsOf(`SELECT count(*) FROM (${sql('max')})`)).toEqual([[BigInt(highs.length)]]);
      expect(await rowsOf(sql('max'))).toEqual(highs);
    }
    expect(highs.every(([, high], index) => String(high) >= String(lows[index]![1]))).toBe(true);
  });
});

describe('what planning keeps of files', () => {
  const summary = 'SELECT count(*), min(n), max(n) FROM counted';
  const numbers = (first: number, count: number): string =>
    `SELECT n, n % 7 AS k FROM range(${first}, ${first + count}) t(n)`;

  test('is of the file that is there now', async () => {
    await lake.createTable('counted', { location: await write('counted.parquet', numbers(0, 10_000)) });
    const pruned = 'SELECT sum(k), count(*) FROM counted WHERE n BETWEEN 9000 AND 9006';
    expect(await rowsOf(summary)).toEqual([[10_000n, 0n, 9999n]]);
    expect(await rowsOf(pruned)).toEqual([[21n, 7n]]);
    // As many rows, and as many bytes: only the time of the change tells.
    await write('counted.parquet', numbers(5000, 10_000));
    expect(await rowsOf(summary)).toEqual([[10_000n, 5000n, 14_999n]]);
    expect(await rowsOf(pruned)).toEqual([[21n, 7n]]);
    expect(await rowsOf('SELECT count(*) FROM counted WHERE n < 5000')).toEqual([[0n]]);
    await write('counted.parquet', 'SELECT 3::DOUBLE AS n');
    expect(await rowsOf(summary)).toEqual([[1n, 3, 3]]);
  });

  test('is of the table that has the name now', async () => {
    await lake.query('DROP TABLE counted');
    await expect(lake.query(summary)).rejects.toMatchObject({ name: 'TABLE_NOT_FOUND' });
    await lake.createTable('counted', { location: await write('other.parquet', numbers(-5, 3)) });
    expect(await rowsOf(summary)).toEqual([[3n, -5n, -3n]]);
  });

  test('does not keep a setting of one session from another', async () => {
    const exact = lake.session();
    const binary = lake.session({ settings: { parse_decimal_literals_as_double: true, optimizer_enabled: false } });
    const sql = 'SELECT typeof(1.5 + 1), 1.5 + 1.25, sum(n * 1.0) FROM counted';
    for (let round = 0; round < 2; round++) {
      expect(await (await exact.query(sql)).toArrays()).toEqual([['decimal(12,1)', '2.75', '-12.0']]);
      expect(await (await binary.query(sql)).toArrays()).toEqual([['double', 2.75, -12]]);
    }
  });
});

describe('queries that need few threads or none', () => {
  test('what the statistics exclude is answered without reading', async () => {
    const result = await lake.query(
      `SELECT count(*), max(delay), sum(distance) FROM flights WHERE date > TIMESTAMP '2030-01-01 00:00:00'`,
    );
    expect(await result.toArrays()).toEqual([[0n, null, null]]);
    expect(result.stats).toMatchObject({ rowGroupsRead: 0, bytesRead: 0, rowGroupsTotal: 11 });
    const groups = await rowsOf(
      `SELECT origin, count(*) FROM flights WHERE date > TIMESTAMP '2030-01-01 00:00:00' GROUP BY origin ORDER BY 1 LIMIT 3`,
    );
    expect(groups).toEqual([]);
  });

  test('one row group gives what several give', async () => {
    const sql = 'SELECT k, count(*), sum(n) FROM t GROUP BY k ORDER BY k';
    const numbers = 'SELECT i AS n, i % 5 AS k FROM range(20000) t(i)';
    const path = await write('many-groups.parquet', numbers);
    const single = join(folder, 'one-group.parquet');
    const instance = await DuckDBInstance.create();
    const connection = await instance.connect();
    await connection.run(`COPY (${numbers}) TO '${single}' (FORMAT parquet, ROW_GROUP_SIZE 20480)`);
    connection.closeSync();
    instance.closeSync();
    const from = (file: string): string => sql.replace('FROM t', `FROM '${file}'`);
    expect(await rowsOf(from(single))).toEqual(await rowsOf(from(path)));
  });
});
