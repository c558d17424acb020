import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { coalesce } from '../../src/storage/s3/range-reads.js';
import { S3Connection } from '../../src/storage/s3/s3-connection.js';
import { S3Store } from '../../src/storage/s3/s3-store.js';
import { storeConformance } from './object-store.case.js';
import { reasonWithoutS3, S3Server } from './s3-server.js';

const missing = reasonWithoutS3();
if (missing !== undefined) console.log(missing);

test('ranges that are close to each other are read together', () => {
  const range = (offset: number, length: number) => ({ offset, length });
  const shape = (wanted: readonly { offset: number; length: number }[]) =>
    coalesce(wanted).map(({ offset, length, parts }) => [offset, length, parts.length]);
  expect(shape([])).toEqual([]);
  expect(shape([range(100, 10), range(0, 50)])).toEqual([[0, 110, 2]]);
  expect(shape([range(0, 10), range(10 << 20, 5)])).toEqual([
    [0, 10, 1],
    [10 << 20, 5, 1],
  ]);
  expect(shape([range(0, 100), range(10, 20), range(90, 20)])).toEqual([[0, 110, 3]]);
  expect(shape([range(0, 12 << 20), range(12 << 20, 12 << 20)]).length).toBe(2);
});

describe.skipIf(missing !== undefined)('S3', () => {
  const staging = mkdtempSync(join(tmpdir(), 'lakelet-staging-'));
  let server: S3Server;
  let connection: S3Connection;
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  let folderCount = 0;
  beforeAll(async () => {
    server = await S3Server.start();
    await server.createBucket('bucket');
    connection = new S3Connection({ endpoint: server.endpoint, region: 'us-east-1', credentials });
  });
  afterAll(async () => {
    await connection.close();
    await server.stop();
    rmSync(staging, { recursive: true, force: true });
  });

  storeConformance('files in S3', async () => ({
    store: new S3Store(connection, staging),
    folder: `s3://bucket/tests/${folderCount++}`,
  }));

  test('tells a bucket that is not there', async () => {
    const store = new S3Store(connection, staging);
    await expect(store.write('s3://nowhere/x', [])).rejects.toMatchObject({ name: 'HIVE_FILESYSTEM_ERROR' });
    expect(await store.stat('s3://nowhere/x')).toBeUndefined();
    await expect(store.listFolders('s3://nowhere/')).rejects.toMatchObject({ name: 'HIVE_FILESYSTEM_ERROR' });
  });

  test('tells a file that changed while it was read', async () => {
    const store = new S3Store(connection, staging);
    const location = 's3://bucket/changing';
    await store.write(location, [new Uint8Array(1000)]);
    const file = await store.openForRead(location);
    expect((await file.read(0, 10))[0]).toBe(0);
    const other = new S3Connection({ endpoint: server.endpoint, region: 'us-east-1', credentials });
    const elsewhere = new S3Store(other, staging);
    await elsewhere.delete([location]);
    await elsewhere.write(location, [new Uint8Array(1000).fill(1)]);
    await other.close();
    await expect(file.read(0, 10)).rejects.toMatchObject({ name: 'HIVE_CURSOR_ERROR' });
  });

  test('a server that is gone is an error', async () => {
    const lost = new S3Connection({
      endpoint: 'http://127.0.0.1:9',
      region: 'us-east-1',
      credentials,
    });
    await expect(new S3Store(lost, staging).stat('s3://bucket/x')).rejects.toMatchObject({
      name: 'HIVE_FILESYSTEM_ERROR',
    });
    await lost.close();
  });
});
