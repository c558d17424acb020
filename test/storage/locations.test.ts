import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Lake, LakeError } from '../../src/index.js';
import { listFiles } from '../../src/storage/list-files.js';
import { Locations } from '../../src/storage/locations.js';

const home = realpathSync(mkdtempSync(join(tmpdir(), 'lakelet-locations-')));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const s3Folders = { 's3://bucket/lake/': 'lake', 's3://bucket/lake/deep': 'elsewhere', 's3://whole': 'whole' };
const locations = new Locations({ baseFolder: home, s3Folders });
const nameOf = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return error instanceof LakeError ? error.name : error;
  }
};

describe('the place of a location', () => {
  test.each([
    ['a/b', `${home}/a/b`],
    ['/x/../y', '/y'],
    ['file:///x/p=a%2Fb', '/x/p=a%2Fb'],
    ['file:/x', '/x'],
    ['s3://bucket/lake/t/p=1/', `${home}/lake/t/p=1`],
    ['s3://bucket/lake', `${home}/lake`],
    ['s3a://bucket/lake/x', `${home}/lake/x`],
    ['s3://bucket/lake/deep/x', `${home}/elsewhere/x`],
    ['s3://bucket/lake/deeper/x', `${home}/lake/deeper/x`],
    ['s3://whole/a', `${home}/whole/a`],
    ['s3://bucket/lakes/x', 's3://bucket/lakes/x'],
    ['s3://other/a/../b', 's3://other/a/../b'],
    ['s3://bucket/lake/%2e%2e/x', `${home}/lake/%2e%2e/x`],
    ['odd:name.parquet', `${home}/odd:name.parquet`],
  ])('%s', (location, place) => {
    expect(locations.place(location)).toBe(place);
  });

  test.each([
    ['', 'INVALID_TABLE_PROPERTY'],
    ['a\0b', 'INVALID_TABLE_PROPERTY'],
    ['s3://', 'INVALID_TABLE_PROPERTY'],
    ['s3://bucket/lake/../secret', 'INVALID_TABLE_PROPERTY'],
    ['s3://bucket/lake/a/../../b', 'INVALID_TABLE_PROPERTY'],
    ['s3://bucket/lake/..', 'INVALID_TABLE_PROPERTY'],
    ['s3://bucket/lake/a/./b', 'INVALID_TABLE_PROPERTY'],
    ['hdfs://host/x', 'NOT_SUPPORTED'],
    ['https://host/x', 'NOT_SUPPORTED'],
  ])('%j is refused', (location, name) => {
    expect(nameOf(() => locations.place(location))).toBe(name);
  });

  test('an odd mapping is refused', () => {
    expect(nameOf(() => new Locations({ baseFolder: home, s3Folders: { bucket: 'x' } }))).toBe('CONFIGURATION_INVALID');
  });
});

describe('registered locations', () => {
  const registered = new Locations({
    baseFolder: home,
    s3Folders,
    dataLocations: ['open', 's3://bucket/lake/a', 's3://cloud/x/'],
  });
  beforeAll(() => {
    for (const folder of ['open/sub', 'secret', 'lake/a', 'lake/b']) mkdirSync(join(home, folder), { recursive: true });
    writeFileSync(join(home, 'secret/s.csv'), 'secret');
    writeFileSync(join(home, 'open/o.csv'), 'open');
    symlinkSync(join(home, 'secret'), join(home, 'open/out'));
    symlinkSync(join(home, 'secret/s.csv'), join(home, 'open/link.csv'));
    symlinkSync(join(home, 'open/sub'), join(home, 'open/in'));
  });

  test.each([
    'open',
    'open/',
    'open/new/folder',
    `${home}/open/sub`,
    'open/in',
    's3://bucket/lake/a/x',
    's3://cloud/x/y',
    's3://cloud/x/',
  ])('%s may be used', (location) => registered.check(location));

  test.each([
    ...['', 'secret', 'open/../secret', 'opened', '/', home, `file://${home}/secret`, 'open/out', 'open/out/new'],
    ...['s3://bucket/lake/b', 's3://bucket/lake/ab', 's3://cloud/xy', 's3://cloud', 's3://other/x'],
  ])('%s may not', (location) => {
    expect(nameOf(() => registered.check(location))).toMatch(/PERMISSION_DENIED|INVALID_TABLE_PROPERTY/);
  });

  test('links in a folder do not lead out', async () => {
    const isAllowed = (place: string) => registered.isRegistered(place);
    await expect(listFiles(join(home, 'open'), isAllowed)).rejects.toMatchObject({ name: 'PERMISSION_DENIED' });
    await expect(listFiles(join(home, 'open/*.csv'), isAllowed)).rejects.toMatchObject({ name: 'PERMISSION_DENIED' });
    expect((await listFiles(join(home, 'open/o*.csv'), isAllowed)).length).toBe(1);
    expect((await listFiles(join(home, 'open'))).map(({ location }) => location.slice(home.length))).toContain(
      '/open/link.csv',
    );
  });
});

describe('a lake', () => {
  const outcome = (lake: Lake, sql: string): Promise<unknown> =>
    lake
      .query(sql)
      .then((result) => result.toArrays())
      .catch((error: unknown) => (error instanceof LakeError ? error.name : error));

  test('runs statements that were written for S3 in folders', async () => {
    const lake = await Lake.open(join(home, 'l1'), {
      threads: 1,
      s3Folders: { 's3://corp/warehouse/': join(home, 'w') },
    });
    try {
      await lake.query(
        "CREATE EXTERNAL TABLE sales (id int, v string) PARTITIONED BY (dt string) STORED AS PARQUET LOCATION 's3://corp/warehouse/sales/'",
      );
      await lake.query("INSERT INTO sales VALUES (1, 'a', '2024-01-01'), (2, 'b', '2024-01-02')");
      expect(await outcome(lake, "SELECT v FROM sales WHERE dt = '2024-01-02'")).toEqual([['b']]);
      expect((await listFiles(join(home, 'w/sales/dt=2024-01-01'))).length).toBe(1);
      const [[ddl]] = (await outcome(lake, 'SHOW PARTITIONS sales')) as [[string]];
      expect(ddl).toBe('dt=2024-01-01');
      await lake.query(
        "CREATE TABLE copy WITH (external_location = 's3://corp/warehouse/copy/') AS SELECT * FROM sales",
      );
      expect(await outcome(lake, 'SELECT count(*) FROM copy')).toEqual([[2n]]);
      expect(
        await outcome(lake, "CREATE EXTERNAL TABLE bad (id int) STORED AS PARQUET LOCATION 's3://corp/warehouse/../x'"),
      ).toBe('INVALID_TABLE_PROPERTY');
    } finally {
      await lake.close();
    }
  });

  test('uses no other location than those that are registered', async () => {
    const lake = await Lake.open(join(home, 'l2'), { threads: 1, dataLocations: [join(home, 'open/sub')] });
    try {
      const table = (location: string) => `CREATE EXTERNAL TABLE t (id int) STORED AS PARQUET LOCATION '${location}'`;
      const refused = 'PERMISSION_DENIED';
      expect(await outcome(lake, table(`${home}/secret`))).toBe(refused);
      expect(await outcome(lake, table(`${home}/open/sub/../../secret`))).toBe(refused);
      expect(await outcome(lake, `CREATE DATABASE d LOCATION '${home}/secret'`)).toBe(refused);
      expect(await outcome(lake, `SELECT * FROM '${home}/secret/*.parquet'`)).toBe(refused);
      expect(await outcome(lake, `UNLOAD (SELECT 1 a) TO '${home}/secret/u' WITH (format = 'PARQUET')`)).toBe(refused);
      expect(await outcome(lake, `CREATE TABLE c WITH (external_location = '${home}/secret/c') AS SELECT 1 a`)).toBe(
        refused,
      );
      expect(await outcome(lake, table(`${home}/open/sub/t`))).not.toBe(refused);
      expect(await outcome(lake, `ALTER TABLE t SET LOCATION '${home}/secret'`)).toBe(refused);
      expect(await outcome(lake, 'CREATE TABLE own AS SELECT 1 a')).not.toBe(refused);
      expect(await outcome(lake, 'SELECT * FROM own')).toEqual([[1]]);
      await expect(lake.createTable('x', { location: `${home}/secret` })).rejects.toMatchObject({ name: refused });
    } finally {
      await lake.close();
    }
  });
});
