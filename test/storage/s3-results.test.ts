import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Lake } from '../../src/index.js';
import { S3Connection } from '../../src/storage/s3/s3-connection.js';
import { S3Store } from '../../src/storage/s3/s3-store.js';
import { reasonWithoutS3, S3Server } from './s3-server.js';

const missing = reasonWithoutS3();
if (missing !== undefined) console.log(missing);
const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };

describe.skipIf(missing !== undefined)('a location of results on S3', () => {
  let server: S3Server;
  let connection: S3Connection;
  let lake: Lake;
  beforeAll(async () => {
    server = await S3Server.start();
    await server.createBucket('lake');
    const s3 = { endpoint: server.endpoint, region: 'us-east-1', credentials };
    connection = new S3Connection(s3);
    lake = await Lake.open(undefined, { threads: 1, s3 });
  });
  afterAll(async () => {
    await lake.close();
    await connection.close();
    await server.stop();
  });

  test('has the files of results that are whole', async () => {
    await lake.query("CREATE WORKGROUP w WITH (output_location = 's3://lake/results/')");
    const session = lake.session({ workgroup: 'w' });
    const idOf = async (sql: string): Promise<string> => {
      const result = await session.query(sql);
      await result.toArrays();
      return result.queryId;
    };
    const store = new S3Store(connection, tmpdir());
    const filesOf = async (folder: string): Promise<Map<string, number>> => {
      const found = new Map<string, number>();
      for await (const listed of store.list(folder))
        for (const { location, byteLength } of listed) found.set(location, byteLength);
      return found;
    };
    const few = await idOf("SELECT 1 AS a, 'x' AS b");
    const many = await idOf('SELECT x, x * 7 AS y FROM UNNEST(sequence(1, 10000)) AS t (x)');
    const shown = await idOf('SHOW TABLES');
    await expect(idOf('SELECT 1 / (x - x) FROM UNNEST(sequence(1, 10000)) AS t (x)')).rejects.toMatchObject({
      name: 'DIVISION_BY_ZERO',
    });
    const files = await filesOf('s3://lake/results/');
    const names = [`${few}.csv`, `${few}.csv.metadata`, `${many}.csv`, `${many}.csv.metadata`, `${shown}.txt`];
    expect([...files.keys()].sort()).toEqual(
      [...names, `${shown}.txt.metadata`].map((name) => `s3://lake/results/${name}`).sort(),
    );
    expect(files.get(`s3://lake/results/${few}.csv`)).toBe('"a","b"\n"1","x"\n'.length);
    expect(files.get(`s3://lake/results/${many}.csv`)).toBeGreaterThan(100_000);
  });
});
