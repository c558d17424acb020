import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Lake } from '../../src/index.js';
import { listFiles } from '../../src/storage/list-files.js';
import { S3Connection } from '../../src/storage/s3/s3-connection.js';
import { S3Store } from '../../src/storage/s3/s3-store.js';
import { reasonWithoutS3, S3Server } from './s3-server.js';

const missing = reasonWithoutS3();
if (missing !== undefined) console.log(missing);
const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };

describe.skipIf(missing !== undefined)('a lake over S3', () => {
  let server: S3Server;
  let connection: S3Connection;
  let lake: Lake;
  const rowsOf = async (sql: string) => (await lake.query(sql)).toArrays();
  beforeAll(async () => {
    server = await S3Server.start();
    await server.createBucket('lake');
    connection = new S3Connection({ endpoint: server.endpoint, region: 'us-east-1', credentials });
    const store = new S3Store(connection, tmpdir());
    const folder = mkdtempSync(join(tmpdir(), 'lakelet-s3-files-'));
    lake = await Lake.open(undefined, {
      threads: 2,
      s3: { endpoint: server.endpoint, region: 'us-east-1', credentials },
      dataLocations: ['s3://lake/', folder],
    });
    const rows = 'SELECT x, x % 7 AS k, CAST(x AS varchar) AS t FROM UNNEST(sequence(1, 10000)) a(x)';
    await lake.query(`CREATE TABLE made WITH (external_location = '${folder}/made') AS ${rows}`);
    const [file] = await listFiles(join(folder, 'made'));
    const bytes = readFileSync(file!.location);
    for (const day of ['2024-01-01', '2024-01-02']) await store.write(`s3://lake/t/day=${day}/part-0.parquet`, [bytes]);
    await store.write('s3://lake/t/_SUCCESS', [new Uint8Array(1)]);
    await store.write('s3://lake/csv/a.csv', [Buffer.from('1,a\n2,b\n')]);
    await store.write('s3://lake/bad/a.parquet', [bytes.subarray(0, bytes.length - 100)]);
    await lake.query(
      "CREATE EXTERNAL TABLE t (x bigint, k bigint, t string) PARTITIONED BY (day string) STORED AS PARQUET LOCATION 's3://lake/t/'",
    );
    await lake.query('MSCK REPAIR TABLE t');
    rmSync(folder, { recursive: true, force: true });
  });
  afterAll(async () => {
    await lake.close();
    await connection.close();
    await server.stop();
  });

  test('reads Parquet files of partitions', async () => {
    expect(await rowsOf('SELECT day, count(*), sum(x), max(t) FROM t GROUP BY day ORDER BY day')).toEqual([
      ['2024-01-01', 10_000n, 50_005_000n, '9999'],
      ['2024-01-02', 10_000n, 50_005_000n, '9999'],
    ]);
    const result = await lake.query("SELECT t FROM t WHERE day = '2024-01-02' AND x = 77");
    expect(await result.toArrays()).toEqual([['77']]);
    expect(result.stats).toMatchObject({ filesOpened: 1, partitionsListed: 1 });
  });

  test('reads text files', async () => {
    await lake.query(
      "CREATE EXTERNAL TABLE c (a int, b string) ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' LOCATION 's3://lake/csv/'",
    );
    expect(await rowsOf('SELECT * FROM c ORDER BY a')).toEqual([
      [1, 'a'],
      [2, 'b'],
    ]);
  });

  test('tells what is wrong', async () => {
    await lake.query("CREATE EXTERNAL TABLE bad (x bigint) STORED AS PARQUET LOCATION 's3://lake/bad/'");
    await expect(rowsOf('SELECT * FROM bad')).rejects.toMatchObject({ name: 'HIVE_BAD_DATA' });
    await expect(
      lake.query("CREATE EXTERNAL TABLE o (x bigint) STORED AS PARQUET LOCATION 's3://other/'"),
    ).rejects.toMatchObject({ name: 'PERMISSION_DENIED' });
  });

  test('stops soon', async () => {
    const stop = new AbortController();
    const running = lake.query('SELECT count(*) FROM t a JOIN t b ON a.x < b.x', { signal: stop.signal });
    setTimeout(() => stop.abort(), 50);
    await expect(running.then((result) => result.toArrays())).rejects.toMatchObject({ name: 'USER_CANCELED' });
    expect(await rowsOf('SELECT count(*) FROM t WHERE k = 3')).toEqual([[2858n]]);
  });
});
