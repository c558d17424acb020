import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Lake } from '../../src/index.js';

// Answers with little memory are those with enough, and no file stays behind.

const folder = mkdtempSync(join(tmpdir(), 'lakelet-test-'));
// Lakes make their spill folders here, apart from those of other tests.
process.env.TMPDIR = folder;
const file = join(folder, 'rows.parquet');
let small: Lake;
let large: Lake;

beforeAll(async () => {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  // Every key comes one to three times, in no order.
  await connection.run(`COPY (
    SELECT (i * 7919) % 1000003 % 700001 AS k,
           CASE WHEN i % 97 = 0 THEN NULL ELSE 'a rather long key ' || ((i * 7919) % 1000003 % 500009) END AS s,
           i::DOUBLE AS x, ((i * 31) % 1000)::DECIMAL(12, 2) AS d
    FROM range(1200000) t(i)) TO '${file}' (FORMAT parquet, ROW_GROUP_SIZE 20000)`);
  connection.closeSync();
  instance.closeSync();
  small = await open('20MiB', 2);
  large = await open('1GiB', 2);
});

async function open(memoryLimit: string, threads: number): Promise<Lake> {
  const lake = await Lake.open(undefined, { memoryLimit, threads });
  await lake.createTable('rows', { location: file });
  return lake;
}

afterAll(async () => {
  await small.close();
  await large.close();
  rmSync(folder, { recursive: true });
});

const spillFiles = (): string[] =>
  readdirSync(folder)
    .filter((name) => name.startsWith('lakelet-spill-'))
    .flatMap((name) => readdirSync(join(folder, name)));

async function compare(text: string): Promise<void> {
  const result = await small.query(text);
  const rows = await result.toArrays();
  expect(result.stats.spilledBytes).toBeGreaterThan(1_000_000);
  const inMemory = await large.query(text);
  expect(rows).toEqual(await inMemory.toArrays());
  expect(inMemory.stats.spilledBytes).toBe(0);
  expect(spillFiles()).toEqual([]);
}

describe('aggregation spills', () => {
  test('with numbers as keys', () =>
    compare(`SELECT count(*), sum(c), sum(a), sum(d), sum(k * c) FROM (
      SELECT k, count(*) c, sum(x) a, max(d) d FROM rows GROUP BY k)`));

  test('with strings and NULL as keys', () =>
    compare(`SELECT count(*), count(s), sum(c), checksum(s), sum(length(s) * c) FROM (
      SELECT s, count(*) c FROM rows GROUP BY s)`));

  test('with several keys', () =>
    compare(`SELECT count(*), checksum(s), sum(k), sum(d) FROM (
      SELECT s, k, count(x) c, sum(d) d FROM rows GROUP BY s, k)`));

  test('with DISTINCT', () => compare('SELECT count(*), checksum(s), sum(k) FROM (SELECT DISTINCT s, k FROM rows)'));

  test('and splits partitions that are too large', async () => {
    const text =
      'SELECT count(*), sum(k), sum(length(m)) FROM (SELECT k, s, x, max(s) AS m FROM rows GROUP BY k, s, x)';
    const ask = async (memoryLimit: string) => {
      const lake = await open(memoryLimit, 1);
      const result = await lake.query(text);
      const rows = await result.toArrays();
      await lake.close();
      return { rows, spilledBytes: result.stats.spilledBytes };
    };
    const [tiny, roomy] = [await ask('9MiB'), await ask('64MiB')];
    expect(tiny.rows).toEqual(roomy.rows);
    expect(tiny.rows[0]!.slice(0, 1)).toEqual([1_200_000n]);
    // Both write all rows; what is split is written once more.
    expect(roomy.spilledBytes).toBeGreaterThan(50_000_000);
    expect(tiny.spilledBytes).toBeGreaterThan(1.5 * roomy.spilledBytes);
  });

  test('and leaves no file when the query fails or is left early', async () => {
    const failing = small
      .query('SELECT k, 1 / (count(*) - 1) FROM rows GROUP BY k')
      .then((result) => result.toArrays());
    await expect(failing).rejects.toMatchObject({ name: 'DIVISION_BY_ZERO' });
    expect(spillFiles()).toEqual([]);
    const result = await small.query('SELECT k, x, count(*) FROM rows GROUP BY k, x');
    for await (const row of result) {
      expect(row).toBeDefined();
      break;
    }
    expect(spillFiles()).toEqual([]);
  });
});

describe('sorting spills', () => {
  test('in both directions, with NULL, under LIMIT and OFFSET', async () => {
    await compare('SELECT x, k, s, d FROM rows ORDER BY s DESC, k, x OFFSET 1190000');
    await compare('SELECT s, x FROM rows ORDER BY d, x DESC OFFSET 600000 LIMIT 10000');
  });

  test('and gives every row', async () => {
    const text = 'SELECT k, s, x FROM rows ORDER BY k DESC, x';
    const result = await small.query(text);
    let count = 0;
    let last = Number.POSITIVE_INFINITY;
    for await (const { k } of result) {
      if (Number(k) > last) throw new Error(`${k} comes behind ${last}`);
      last = Number(k);
      count++;
    }
    expect(count).toBe(1_200_000);
    expect(result.stats.spilledBytes).toBeGreaterThan(10_000_000);
    expect(spillFiles()).toEqual([]);
  });
});
