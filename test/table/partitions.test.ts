import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CatalogColumn, CatalogTable, Parameters } from '../../src/catalog/catalog-entry.js';
import { CatalogStore } from '../../src/catalog/catalog-store.js';
import { formatDescriptor } from '../../src/catalog/storage-format.js';
import { Lake } from '../../src/index.js';

let folder: string;
let lake: Lake;
const days = Array.from({ length: 10 }, (_, day) => `2024-01-${String(day + 1).padStart(2, '0')}`);
const countries = ['CA', 'US'];
const dataColumns: CatalogColumn[] = [
  { name: 'id', type: 'bigint' },
  { name: 'amount', type: 'double' },
];

/** Writes `events/dt=…/country=…/*.parquet`, three rows each, and enters tables over them. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lakelet-partitions-'));
  const duckdb = await (await DuckDBInstance.create()).connect();
  await duckdb.run(`COPY (SELECT day * 100 + country * 10 + n AS id, n * 1.5e0 AS amount,
      CAST(DATE '2024-01-01' + CAST(day AS INTEGER) AS VARCHAR) AS dt, ['CA', 'US'][country + 1] AS country
    FROM range(10) d(day), range(2) c(country), range(3) r(n)) TO '${folder}/events' (FORMAT parquet, PARTITION_BY (dt, country))`);
  duckdb.closeSync();
  await mkdir(join(folder, 'lake'));
  const store = CatalogStore.open(join(folder, 'lake'));
  enter(store, 'events', [
    { name: 'dt', type: 'string' },
    { name: 'country', type: 'string' },
  ]);
  enter(store, 'dated', [
    { name: 'dt', type: 'date' },
    { name: 'country', type: 'string' },
  ]);
  enter(
    store,
    'projected',
    [
      { name: 'dt', type: 'string' },
      { name: 'country', type: 'string' },
    ],
    {
      'projection.enabled': 'true',
      'projection.dt.type': 'date',
      'projection.dt.format': 'yyyy-MM-dd',
      'projection.dt.range': '2000-01-01,2024-12-31',
      'projection.country.type': 'injected',
    },
  );
  const delimited = { ...formatDescriptor('TEXTFILE', { 'field.delim': ',' }), columns: dataColumns };
  await mkdir(join(folder, 'more'));
  await writeFile(join(folder, 'more', 'x'), '7000,1.5\n8000,2.5\n');
  store.partitions.add(
    enter(store, 'mixed', [
      { name: 'dt', type: 'string' },
      { name: 'country', type: 'string' },
    ]),
    [{ values: ['2024-02-01', 'XX'], storage: { ...delimited, location: join(folder, 'more') }, parameters: {} }],
  );
  store.close();
  lake = await Lake.open(join(folder, 'lake'), { threads: 2, memoryLimit: '256MiB' });
});
afterAll(async () => {
  await lake.close();
  await rm(folder, { recursive: true });
});

function enter(
  store: CatalogStore,
  name: string,
  partitionKeys: CatalogColumn[],
  parameters: Parameters = {},
): CatalogTable {
  const storage = { ...formatDescriptor('PARQUET'), columns: dataColumns, location: join(folder, 'events') };
  const table = store.createTable({ database: 'default', name, storage, partitionKeys, parameters });
  if (parameters['projection.enabled']) return table;
  store.partitions.add(
    table,
    days.flatMap((dt) =>
      countries.map((country) => ({
        values: [dt, country],
        storage: { ...storage, location: join(folder, 'events', `dt=${dt}`, `country=${country}`) },
        parameters: {},
      })),
    ),
  );
  return table;
}

async function ask(sql: string, settings: Record<string, unknown> = {}) {
  const result = await lake.session({ settings }).query(sql);
  const rows = await result.toArrays();
  return { rows, stats: result.stats };
}

/** Runs a query that reads some partitions, and shows that it gives the same without pruning. */
async function expectPartitions(condition: string, listed: number, table = 'events') {
  const sql = `SELECT count(*), sum(id), min(dt), max(country) FROM ${table} WHERE ${condition}`;
  const pruned = await ask(sql);
  expect(pruned.stats.partitionsListed, condition).toBe(listed);
  expect(pruned.stats.partitionsTotal).toBe(20);
  expect(pruned.stats.filesListed).toBe(listed);
  const all = await ask(sql, { pruning_enabled: false });
  expect(all.stats.partitionsListed).toBe(20);
  expect(all.rows).toEqual(pruned.rows);
  expect((await ask(sql, { optimizer_enabled: false })).rows).toEqual(pruned.rows);
  return pruned;
}

describe('partitions of the catalog', () => {
  test('are chosen by conditions on keys before they are listed', async () => {
    await expectPartitions("dt = '2024-01-03'", 2);
    await expectPartitions("dt IN ('2024-01-03', '2024-01-05', 'x') AND country = 'US'", 2);
    await expectPartitions("dt BETWEEN '2024-01-03' AND '2024-01-05'", 6);
    await expectPartitions("dt > '2024-01-08' OR dt < '2024-01-02'", 6);
    await expectPartitions("dt LIKE '2024-01-0_' AND country <> 'US'", 9);
    await expectPartitions("dt LIKE '2024-01-1%'", 2);
    await expectPartitions("substr(dt, 9, 2) = '07'", 2);
    await expectPartitions("day(CAST(dt AS date)) % 5 = 0 AND country = lower('CA')", 0);
    await expectPartitions("dt || country = '2024-01-04US'", 1);
    await expectPartitions("(dt = '2024-01-01' AND country = 'CA') OR (dt = '2024-01-02' AND country = 'US')", 2);
    await expectPartitions('dt IS NULL', 0);
    await expectPartitions("dt = '2024-01-03' AND id % 2 = 0", 2);
  });

  test('have keys of their types', async () => {
    await expectPartitions("dt = DATE '2024-01-03'", 2, 'dated');
    await expectPartitions("dt >= DATE '2024-01-09'", 4, 'dated');
    await expectPartitions("date_trunc('month', dt) = DATE '2024-01-01' AND day_of_month(dt) < 3", 4, 'dated');
    const { rows } = await ask(
      "SELECT typeof(dt), dt, country, id FROM dated WHERE country = 'US' ORDER BY id LIMIT 1",
    );
    expect(rows).toEqual([['date', '2024-01-01', 'US', 10n]]);
  });

  test('whose condition fails are left to the rows', async () => {
    await expect(ask('SELECT count(*) FROM events WHERE CAST(country AS integer) = 1')).rejects.toThrow(
      /Cannot cast '(CA|US)' to INT/,
    );
    const { rows } = await ask('SELECT count(*) FROM events WHERE CAST(country AS integer) = 1 AND id < 0');
    expect(rows).toEqual([[0n]]);
  });

  test('answer counts and extremes by themselves', async () => {
    const { rows, stats } = await ask("SELECT count(*), min(dt), max(id) FROM events WHERE dt > '2024-01-08'");
    expect(rows).toEqual([[12n, '2024-01-09', 912n]]);
    expect(stats.filesOpened).toBe(0);
  });

  test('are skipped while a join runs', async () => {
    const sql = `SELECT count(*), sum(e.id) FROM events e JOIN (SELECT d FROM (VALUES '2024-01-02', '2024-01-09') v(d)) ON e.dt = d`;
    const { rows, stats } = await ask(sql);
    expect(rows).toEqual([[12n, 12n * 450n + 6n * 10n + 12n]]);
    expect(stats.partitionsListed).toBe(20);
    expect(stats.filesOpened).toBeLessThan(20);
    expect((await ask(sql, { pruning_enabled: false })).rows).toEqual(rows);
  });
});

describe('projected partitions', () => {
  test('are computed from the conditions', async () => {
    const { rows, stats } = await ask(
      "SELECT count(*), sum(id) FROM projected WHERE dt = '2024-01-03' AND country = 'US'",
    );
    expect(rows).toEqual([[3n, 633n]]);
    expect(stats).toMatchObject({ partitionsListed: 1, partitionsTotal: 9132, filesListed: 1, filesOpened: 1 });
    const range = await ask(
      "SELECT count(*) FROM projected WHERE dt >= '2024-01-09' AND country IN ('CA', 'US', 'XX')",
    );
    expect(range.rows).toEqual([[12n]]);
    expect(range.stats.partitionsListed).toBe(358 * 3);
  });

  test('want the values of injected keys', async () => {
    await expect(ask("SELECT count(*) FROM projected WHERE dt = '2024-01-03'")).rejects.toThrow(
      'For the injected projected partition column country',
    );
    const off = { optimizer_enabled: false };
    expect((await ask("SELECT count(*) FROM projected WHERE dt = '2024-01-03' AND country = 'CA'", off)).rows).toEqual([
      [3n],
    ]);
  });
});

describe('hidden columns', () => {
  test('name a row and its file', async () => {
    const { rows } =
      await ask(`SELECT DISTINCT "$partition", "$path" LIKE '%/dt=2024-01-03/country=US/%.parquet', "$file_size" > 100,
      "$file_modified_time" > TIMESTAMP '2020-01-01 00:00:00 UTC' FROM events WHERE dt = '2024-01-03' AND country = 'US'`);
    expect(rows).toEqual([['dt=2024-01-03/country=US', true, true, true]]);
    const one = await ask(`SELECT count(*) FROM events WHERE "$partition" = 'dt=2024-01-03/country=US' AND id > 0`);
    expect(one.rows).toEqual([[3n]]);
    expect(one.stats.filesOpened).toBe(1);
  });
  test('are not among all columns', async () => {
    const result = await lake.query('SELECT * FROM events LIMIT 1');
    expect(result.columns.map(({ name }) => name)).toEqual(['id', 'amount', 'dt', 'country']);
    await result.close();
  });
});

test('partitions of several formats are one table', async () => {
  const { rows, stats } = await ask("SELECT count(*), sum(id), max(country) FROM mixed WHERE dt >= '2024-01-09'");
  expect(rows).toEqual([[14n, 15_000n + 12n * 850n + 6n * 10n + 12n, 'XX']]);
  expect(stats).toMatchObject({ partitionsListed: 5, partitionsTotal: 21, filesOpened: 5 });
  expect((await ask("SELECT count(*) FROM mixed m JOIN (VALUES 'XX') v(c) ON m.country = v.c")).rows).toEqual([[2n]]);
});

test('EXPLAIN shows the partitions', async () => {
  const { rows } = await ask("EXPLAIN SELECT * FROM events WHERE dt = '2024-01-03'");
  expect(rows[0]![0]).toContain('partitions=2/20');
});

test('paths are those of the locations that folders stand for', async () => {
  const mapped = await Lake.open(undefined, { threads: 1, s3Folders: { 's3://bucket/data/': join(folder, 'more') } });
  await mapped.query("CREATE EXTERNAL TABLE t (a string) LOCATION 's3://bucket/data/'");
  expect(await (await mapped.query('SELECT DISTINCT "$path" FROM t')).toArrays()).toEqual([['s3://bucket/data/x']]);
  await mapped.close();
});
