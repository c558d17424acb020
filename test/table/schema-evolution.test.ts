import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Lake, type LakeError } from '../../src/index.js';

let folder: string;
let lake: Lake;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lakelet-evolution-'));
  lake = await Lake.open(join(folder, 'lake'), { threads: 2, memoryLimit: '256MiB' });
});
afterAll(async () => {
  await lake.close();
  await rm(folder, { recursive: true });
});

const run = async (sql: string) => (await lake.query(sql)).toArrays();
const failure = (sql: string): Promise<LakeError> =>
  run(sql).then(
    () => expect.fail('a failure is expected'),
    (error: LakeError) => error,
  );
const place = (name: string): string => join(folder, 'lake', 'files', name);

async function parquet(name: string, query: string): Promise<void> {
  await mkdir(dirname(place(name)), { recursive: true });
  const duckdb = await (await DuckDBInstance.create()).connect();
  await duckdb.run(`COPY (${query}) TO '${place(name)}' (FORMAT parquet)`);
  duckdb.closeSync();
}

async function text(name: string, content: string): Promise<void> {
  await mkdir(dirname(place(name)), { recursive: true });
  await writeFile(place(name), content);
}

test('Parquet columns are found by name, missing ones are NULL, types are widened', async () => {
  await parquet(
    'a/1.parquet',
    "SELECT CAST(1 AS INTEGER) AS n, CAST(1.5 AS FLOAT) AS r, 1.25::DECIMAL(5,2) AS d, {'x': 1::INTEGER} AS s",
  );
  await parquet('a/2.parquet', "SELECT 'late' AS extra, CAST(2 AS BIGINT) AS N, {'y': 'y', 'x': 3::BIGINT} AS s");
  await run(`CREATE EXTERNAL TABLE a (extra string, n bigint, r double, d decimal(20,4), s struct<x:bigint,y:string>)
    STORED AS PARQUET LOCATION '${place('a')}/'`);
  expect(await run('SELECT n, extra, r, d, s.x, s.y FROM a ORDER BY n')).toEqual([
    [1n, null, 1.5, '1.2500', 1n, null],
    [2n, 'late', null, null, 3n, 'y'],
  ]);
});

test('Parquet columns are found by place where a property says so', async () => {
  await parquet('b/1.parquet', 'SELECT 1::INTEGER AS x, 2::INTEGER AS y');
  await run(`CREATE EXTERNAL TABLE b (first int, second int, third int) STORED AS PARQUET LOCATION '${place('b')}/'
    TBLPROPERTIES ('parquet.column.index.access'='true')`);
  expect(await run('SELECT * FROM b WHERE second = 2')).toEqual([[1, 2, null]]);
});

test('a type that does not fit fails with the file and the field', async () => {
  await parquet('c/1.parquet', "SELECT 'text' AS x");
  await run(`CREATE EXTERNAL TABLE c (x double) STORED AS PARQUET LOCATION '${place('c')}/'`);
  const error = await failure('SELECT x FROM c');
  expect(error.name).toBe('HIVE_BAD_DATA');
  expect(error.message).toMatch(
    /^Field x's type BYTE_ARRAY .* is incompatible with type double defined in the table .*1\.parquet\)$/,
  );
});

test('partitions keep their own columns, text by place', async () => {
  await text('d/p=1/x', '1,one\n');
  await text('d/p=2/x', '2,two,2.5\n');
  await run(`CREATE EXTERNAL TABLE d (a int, b string) PARTITIONED BY (p int) ROW FORMAT DELIMITED FIELDS TERMINATED BY ','
    LOCATION '${place('d')}/'`);
  await run('ALTER TABLE d ADD PARTITION (p=1)');
  await run('ALTER TABLE d ADD COLUMNS (c double)');
  await run('ALTER TABLE d ADD PARTITION (p=2)');
  expect(await run('SELECT * FROM d ORDER BY p')).toEqual([
    [1, 'one', null, 1],
    [2, 'two', 2.5, 2],
  ]);
  await run('ALTER TABLE d REPLACE COLUMNS (a double, b string, c double)');
  const error = await failure('SELECT b FROM d WHERE p = 1');
  expect(error.name).toBe('HIVE_PARTITION_SCHEMA_MISMATCH');
  expect(error.message).toBe(
    'There is a mismatch between the table and partition schemas. The types are incompatible and cannot be coerced. ' +
      "The column 'a' in table 'default.d' is declared as type 'double', but partition 'p=1' declared column 'a' as type 'int'.",
  );
});

test('partitions may have formats of their own', async () => {
  await text('e/p=1/x', '{"a": 1, "b": "json"}\n');
  await parquet('f/1.parquet', "SELECT 2 AS a, 'parquet' AS b");
  await run(`CREATE EXTERNAL TABLE e (a int, b string) PARTITIONED BY (p int)
    ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe' LOCATION '${place('e')}/'`);
  await run(
    `CREATE EXTERNAL TABLE f (a int, b string) PARTITIONED BY (p int) STORED AS PARQUET LOCATION '${place('e')}/'`,
  );
  await run('ALTER TABLE e ADD PARTITION (p=1)');
  await run(`ALTER TABLE f ADD PARTITION (p=2) LOCATION '${place('f')}'`);
  expect(await run('SELECT * FROM e')).toEqual([[1, 'json', 1]]);
  expect(await run('SELECT * FROM f')).toEqual([[2, 'parquet', 2]]);
});
