import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Lake } from '../../src/index.js';
import { S3Connection } from '../../src/storage/s3/s3-connection.js';
import { S3Store } from '../../src/storage/s3/s3-store.js';
import { FaultyProxy, type Trouble } from './faulty-proxy.js';
import { reasonWithoutS3, S3Server } from './s3-server.js';

const missing = reasonWithoutS3();
if (missing !== undefined) console.log(missing);
const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
const idleMsMax = 2000;
const isPut = ({ method, url = '' }: IncomingMessage): boolean => method === 'PUT' && url.includes('.parquet');

const home = mkdtempSync(join(tmpdir(), 'lakelet-s3-writes-'));
let server: S3Server;
let proxy: FaultyProxy;
let connection: S3Connection;
let store: S3Store;
let lake: Lake;
const run = async (sql: string) => (await lake.query(sql)).toArrays();
const open = (): Promise<Lake> =>
  Lake.open(join(home, 'lake'), {
    threads: 2,
    s3: { endpoint: proxy.endpoint, region: 'us-east-1', credentials, idleMsMax },
  });
const objects = async (folder: string): Promise<string[]> => {
  const found: string[] = [];
  for await (const page of store.list(folder)) found.push(...page.map(({ location }) => location));
  return found.sort();
};
const paths = async (table: string) => (await run(`SELECT DISTINCT "$path" FROM ${table} ORDER BY 1`)).flat();
const staged = (): string[] => {
  const folder = join(home, 'lake', 'staging');
  return existsSync(folder) ? readdirSync(folder) : [];
};

beforeAll(async () => {
  if (missing !== undefined) return;
  server = await S3Server.start();
  await server.createBucket('lake');
  proxy = await FaultyProxy.start(server.endpoint);
  connection = new S3Connection({ endpoint: server.endpoint, region: 'us-east-1', credentials });
  store = new S3Store(connection, join(home, 'none'));
  lake = await open();
  await run("CREATE TABLE kept WITH (external_location = 's3://lake/kept/') AS SELECT bigint '0' x");
});
afterEach(() => proxy?.disarm());
afterAll(async () => {
  if (missing === undefined) await stop();
  rmSync(home, { recursive: true, force: true });
});

async function stop(): Promise<void> {
  await lake.close();
  await connection.close();
  await proxy.stop();
  await server.stop();
}
const insert = 'INSERT INTO kept VALUES 7';
const count = async (): Promise<bigint> => (await run('SELECT count(*) FROM kept'))[0]![0] as bigint;

describe.skipIf(missing !== undefined)('writing to S3', () => {
  test('CREATE TABLE AS, INSERT and OPTIMIZE', async () => {
    await run(
      "CREATE TABLE parts WITH (external_location = 's3://lake/parts/', partitioned_by = ARRAY['k']) AS SELECT x, CAST(x % 3 AS varchar) k FROM UNNEST(sequence(1, 300)) t(x)",
    );
    await run('INSERT INTO parts SELECT x, CAST(x % 4 AS varchar) k FROM UNNEST(sequence(301, 400)) t(x)');
    const sums = [[400n, 80_200n]];
    expect(await run('SELECT count(*), sum(x) FROM parts')).toEqual(sums);
    expect(await run('SHOW PARTITIONS parts')).toEqual([['k=0'], ['k=1'], ['k=2'], ['k=3']]);
    expect(await paths('parts')).toEqual(await objects('s3://lake/parts/'));
    await run('OPTIMIZE parts REWRITE DATA USING BIN_PACK');
    expect(await run('SELECT count(*), sum(x) FROM parts')).toEqual(sums);
    expect(await objects('s3://lake/parts/')).toHaveLength(4);
    expect(await paths('parts')).toEqual(await objects('s3://lake/parts/'));
    expect(staged()).toEqual([]);
    await expect(
      run("CREATE TABLE other WITH (external_location = 's3://lake/parts/') AS SELECT 1 x"),
    ).rejects.toMatchObject({ name: 'HIVE_PATH_ALREADY_EXISTS' });
  });

  test('UNLOAD', async () => {
    const sql =
      "UNLOAD (SELECT 1 x, 'a' k) TO 's3://lake/unloaded/' WITH (format = 'JSON', partitioned_by = ARRAY['k'])";
    expect(await run(sql)).toEqual([[1n]]);
    expect(await objects('s3://lake/unloaded/')).toEqual([expect.stringMatching(/\/k=a\/.*\.gz$/)]);
    await expect(run(sql)).rejects.toMatchObject({ name: 'HIVE_PATH_ALREADY_EXISTS' });
  });

  test('a table on a disk with a partition in S3, and the other way round', async () => {
    await run('CREATE TABLE mixed (x int) PARTITIONED BY (k string) STORED AS PARQUET');
    await run("ALTER TABLE mixed ADD PARTITION (k = 'away') LOCATION 's3://lake/away/'");
    await run("INSERT INTO mixed VALUES (1, 'away'), (2, 'here')");
    expect(await run('SELECT x, k, "$path" LIKE \'s3://lake/away/%\' FROM mixed ORDER BY x')).toEqual([
      [1, 'away', true],
      [2, 'here', false],
    ]);
    await run(
      "CREATE EXTERNAL TABLE turned (x int) PARTITIONED BY (k string) STORED AS PARQUET LOCATION 's3://lake/turned/'",
    );
    await run(`ALTER TABLE turned ADD PARTITION (k = 'here') LOCATION '${home}/turned/'`);
    await run("INSERT INTO turned VALUES (1, 'away'), (2, 'here')");
    expect(await run('SELECT x, k, "$path" LIKE \'s3://lake/turned/%\' FROM turned ORDER BY x')).toEqual([
      [1, 'away', true],
      [2, 'here', false],
    ]);
    expect(staged()).toEqual([]);
  });
});

describe.skipIf(missing !== undefined)('writing to S3 in trouble', () => {
  test.each<Trouble>(['refused', 'answer lost', 'silent'])('a PUT once %s is made again', async (trouble) => {
    const before = await count();
    proxy.arm(trouble, 1, isPut);
    await run(insert);
    expect(proxy.troubleCount).toBe(1);
    expect(await count()).toBe(before + 1n);
    expect(await paths('kept')).toEqual(await objects('s3://lake/kept/'));
  });

  test.each<Trouble>(['refused', 'silent'])(
    'a PUT always %s fails the statement and leaves nothing',
    async (trouble) => {
      const before = await count();
      proxy.arm(trouble, 100, isPut);
      await expect(run(insert)).rejects.toMatchObject({ name: 'HIVE_FILESYSTEM_ERROR' });
      expect(proxy.troubleCount).toBeGreaterThan(1);
      proxy.disarm();
      expect(await count()).toBe(before);
      expect(await paths('kept')).toEqual(await objects('s3://lake/kept/'));
      expect(staged()).toEqual([]);
    },
  );

  test('a PUT that is done after its statement failed is never seen', async () => {
    const before = await count();
    proxy.arm('late', 100, isPut);
    await expect(run(insert)).rejects.toMatchObject({ name: 'HIVE_FILESYSTEM_ERROR' });
    proxy.disarm();
    const objectsBefore = await objects('s3://lake/kept/');
    await proxy.deliverLate();
    expect(await objects('s3://lake/kept/')).toHaveLength(objectsBefore.length + 1);
    expect(await count()).toBe(before);
    await lake.close();
    lake = await open();
    expect(await count()).toBe(before);
  });

  test('what a killed writer began to send is swept, and never seen when it comes later', async () => {
    const before = await count();
    await lake.close();
    proxy.arm('late', 1, isPut);
    const script = fileURLToPath(new URL('s3-writing-process.js', import.meta.url));
    const child = spawn(process.execPath, [script, join(home, 'lake'), proxy.endpoint, insert], { stdio: 'ignore' });
    while (proxy.troubleCount === 0 && child.exitCode === null) await new Promise((resume) => setTimeout(resume, 20));
    child.kill('SIGKILL');
    await once(child, 'close');
    expect(proxy.troubleCount).toBe(1);
    expect(staged()).toHaveLength(1);
    const upload = await connection.call('beginUpload', 's3://lake/kept/foreign.parquet');
    lake = await open();
    expect(staged()).toEqual([]);
    await proxy.deliverLate();
    expect(await count()).toBe(before);
    // What is of another's stays.
    const { uploads } = await connection.call('listUploads', { folder: 's3://lake/kept' });
    expect(uploads).toEqual([{ location: 's3://lake/kept/foreign.parquet', id: upload.id }]);
  });

  test('large files go in parts, whose last answer may be lost', async () => {
    const isEnd = ({ method, url = '' }: IncomingMessage): boolean => method === 'POST' && url.includes('uploadId');
    proxy.arm('answer lost', 1, isEnd);
    const rows =
      'SELECT x, to_hex(sha256(to_utf8(CAST(x AS varchar)))) h FROM UNNEST(sequence(1, 5000)) t(x) CROSS JOIN UNNEST(sequence(1, 60))';
    await run(
      `CREATE TABLE large WITH (external_location = 's3://lake/large/', write_compression = 'NONE', format = 'TEXTFILE') AS ${rows}`,
    );
    expect(await run('SELECT count(*) FROM large')).toEqual([[300_000n]]);
    expect(proxy.troubleCount).toBe(1);
  });
});
