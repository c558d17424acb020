import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Lake } from '../../../src/engine/lake.js';
import { parquet } from '../../../src/engine/result-formats/parquet.js';

let lake: Lake;
let folder: string;
beforeAll(async () => {
  lake = await Lake.open();
  folder = await mkdtemp(join(tmpdir(), 'lakelet-parquet-format-'));
});
afterAll(async () => {
  await lake.close();
  await rm(folder, { recursive: true });
});

async function written(name: string, sql: string): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of parquet.write(await lake.query(sql))) pieces.push(piece);
  const file = join(folder, name);
  await writeFile(file, Buffer.concat(pieces));
  return file;
}

const values = `SELECT * FROM (VALUES
  (true, TINYINT '1', SMALLINT '-2', 3, 9223372036854775807, REAL '0.1', 1e300, DECIMAL '1.50', DECIMAL '12345678901234567890.5',
   'short', 'longer than twelve bytes é', X'00ff', DATE '2024-02-29', TIMESTAMP '2024-02-29 01:02:03.004', ARRAY[1, NULL],
   MAP(ARRAY['k'], ARRAY[2]), CAST(ROW('x', NULL) AS ROW(a varchar, b bigint))),
  (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL))
  AS t (a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q)`;

test('a file of every type reads back the same', async () => {
  const file = await written('types.parquet', values);
  const expected = await (await lake.query(values)).toArrays();
  const back = await lake.query(`SELECT * FROM '${file}'`);
  expect(await back.toArrays()).toEqual(expected);
});

test('another engine reads rows of several row groups', async () => {
  const file = await written(
    'long.parquet',
    "SELECT x * 30 + z AS n, 'text number ' || CAST(x AS varchar) AS s FROM UNNEST(sequence(1, 10000)) AS a (x) CROSS JOIN UNNEST(sequence(0, 29)) AS b (z)",
  );
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  const reader = await connection.runAndReadAll(
    `SELECT count(*), sum(n), count(DISTINCT s), (SELECT count(DISTINCT row_group_id) FROM parquet_metadata('${file}')) FROM '${file}'`,
  );
  expect(reader.getRows()).toEqual([[300_000n, 30n * 30n * 50_005_000n + 10_000n * 435n, 10_000n, 3n]]);
  connection.closeSync();
});

test('a result without rows is a file without rows', async () => {
  const file = await written('empty.parquet', 'SELECT 1 AS a WHERE false');
  const back = await lake.query(`SELECT * FROM '${file}'`);
  expect(back.columns).toEqual([{ name: 'a', type: 'integer' }]);
  expect(await back.toArrays()).toEqual([]);
});

test('what Parquet cannot hold is an error by name', async () => {
  await expect(written('bad', 'SELECT 1 AS a, 2 AS a')).rejects.toMatchObject({ name: 'DUPLICATE_COLUMN_NAME' });
  await expect(written('bad', "SELECT INTERVAL '1' DAY AS a")).rejects.toMatchObject({ name: 'NOT_SUPPORTED' });
});

test('leaving early ends the thread and the statement', async () => {
  const result = await lake.query(
    'SELECT x FROM UNNEST(sequence(1, 10000)) AS s (x) CROSS JOIN UNNEST(sequence(1, 100))',
  );
  for await (const piece of parquet.write(result)) {
    expect(piece.length).toBeGreaterThan(0);
    break;
  }
  expect(await (await lake.query('SELECT 1')).toArrays()).toEqual([[1]]);
});
