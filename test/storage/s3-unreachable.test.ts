import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Lake } from '../../src/index.js';

// Nothing listens there. What would be written to s3:// is an error then, and never a folder called s3: where the process runs.
const s3 = {
  endpoint: 'http://127.0.0.1:1',
  region: 'us-east-1',
  credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
};
const home = mkdtempSync(join(tmpdir(), 'lakelet-unreachable-'));
const before = process.cwd();
let lake: Lake;

beforeAll(async () => {
  process.chdir(home);
  lake = await Lake.open(join(home, 'lake'), { threads: 1, s3 });
  await lake.query(
    "CREATE EXTERNAL TABLE t (x int) PARTITIONED BY (k string) STORED AS PARQUET LOCATION 's3://lake/t/'",
  );
  await lake.query('CREATE TABLE here (x int) PARTITIONED BY (k string) STORED AS PARQUET');
  await lake.query("ALTER TABLE here ADD PARTITION (k = 'away') LOCATION 's3://lake/away/'");
});
afterAll(async () => {
  await lake.close();
  process.chdir(before);
  rmSync(home, { recursive: true, force: true });
});

test.each([
  "INSERT INTO t VALUES (1, 'a')",
  "INSERT INTO here VALUES (1, 'away')",
  "CREATE TABLE made WITH (external_location = 's3://lake/made/') AS SELECT 1 x",
  "UNLOAD (SELECT 1 x) TO 's3://lake/unloaded/' WITH (format = 'PARQUET')",
])('%s', async (sql) => {
  await expect(lake.query(sql)).rejects.toMatchObject({ name: 'HIVE_FILESYSTEM_ERROR' });
  expect(existsSync(join(home, 's3:'))).toBe(false);
});

test('a lake opens whose S3 is out of reach, and hides what was not committed there', async () => {
  await lake.close();
  lake = await Lake.open(join(home, 'lake'), { threads: 1, s3 });
  const tables = await (await lake.query('SHOW TABLES')).toArrays();
  expect(tables).toEqual([['here'], ['t']]);
});
