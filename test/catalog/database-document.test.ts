import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CatalogStore } from '../../src/catalog/catalog-store.js';
import { exportDatabase, importDatabase } from '../../src/catalog/database-document.js';

let folder: string;
let store: CatalogStore;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lakelet-document-'));
  store = CatalogStore.open(folder);
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true });
});

// As `aws glue get-database`, `get-tables` and `get-partitions` print them.
const storage = {
  Columns: [
    { Name: 'id', Type: 'bigint', Comment: 'key', Parameters: { 'iceberg.field.id': '1' } },
    { Name: 'm', Type: 'map<string,struct<a:int>>' },
  ],
  Location: 's3://b/t/',
  InputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
  OutputFormat: 'o',
  Compressed: false,
  NumberOfBuckets: -1,
  SerdeInfo: {
    SerializationLibrary: 'org.openx.data.jsonserde.JsonSerDe',
    Parameters: { 'ignore.malformed.json': 'true' },
  },
  BucketColumns: ['id'],
  SortColumns: [{ Column: 'id', SortOrder: 0 }],
  StoredAsSubDirectories: false,
  SkewedInfo: { SkewedColumnNames: [] },
};
const document = {
  Database: { Name: 'sales', Description: 'goods', LocationUri: 's3://b/', Parameters: { a: 'b' }, CatalogId: '123' },
  TableList: [
    {
      Name: 't',
      DatabaseName: 'sales',
      Owner: 'hadoop',
      Retention: 0,
      StorageDescriptor: storage,
      PartitionKeys: [{ Name: 'dt', Type: 'string' }],
      TableType: 'EXTERNAL_TABLE',
      Parameters: { EXTERNAL: 'TRUE', 'unknown.to.us': 'kept' },
      CreatedBy: 'arn:aws:iam::1:user/x',
      IsRegisteredWithLakeFormation: false,
    },
    {
      Name: 'v',
      DatabaseName: 'sales',
      Retention: 0,
      StorageDescriptor: { Columns: [{ Name: 'a', Type: 'int' }], Location: '', SerdeInfo: { Parameters: {} } },
      PartitionKeys: [],
      ViewOriginalText: '/* Presto View: e30= */',
      ViewExpandedText: '/* Presto View */',
      TableType: 'VIRTUAL_VIEW',
      Parameters: { presto_view: 'true', comment: 'Presto View' },
    },
  ],
  Partitions: [
    {
      Values: ["it's/2024"],
      DatabaseName: 'sales',
      TableName: 't',
      StorageDescriptor: { ...storage, Location: 's3://b/t/dt=x/' },
      Parameters: { numRows: '3' },
      LastAccessTime: 0,
    },
  ],
};

const withoutTimes = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (key, item) =>
      ['CreateTime', 'UpdateTime', 'CreationTime', 'VersionId'].includes(key) ? undefined : item,
    ),
  );

describe('a database as JSON', () => {
  test('goes out as it came in', () => {
    importDatabase(store, document);
    expect(withoutTimes(exportDatabase(store, 'sales'))).toEqual(document);
    const exported = JSON.parse(JSON.stringify(exportDatabase(store, 'sales'))) as unknown;
    importDatabase(store, exported, 'Copy');
    const renamed = JSON.stringify(withoutTimes(exportDatabase(store, 'copy'))).replaceAll('"copy"', '"sales"');
    expect(JSON.parse(renamed)).toEqual(document);
    expect(exportDatabase(store, 'sales').TableList[0]).toMatchObject({
      CreateTime: expect.any(Number),
      VersionId: '1',
    });
  });

  test('comes in whole or not at all', () => {
    const names = (name: string) => expect.objectContaining({ name });
    const broken = { ...document, Partitions: [{ Values: ['a', 'b'], TableName: 't' }] };
    expect(() => importDatabase(store, broken)).toThrow(names('HIVE_INVALID_PARTITION_VALUE'));
    expect(store.getDatabase('sales')).toBeUndefined();
    for (const wrong of [
      null,
      1,
      {},
      { Database: { Name: 3 } },
      { ...document, TableList: 1 },
      { ...document, TableList: [[]] },
    ])
      expect(() => importDatabase(store, wrong)).toThrow(names('HIVE_INVALID_METADATA'));
    importDatabase(store, document);
    expect(() => importDatabase(store, document)).toThrow(names('TABLE_ALREADY_EXISTS'));
    expect(() => exportDatabase(store, 'none')).toThrow(names('SCHEMA_NOT_FOUND'));
  });
});
