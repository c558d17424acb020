import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Database from 'libsql';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { columnType, type TableDefinition } from '../../src/catalog/catalog-entry.js';
import { CatalogStore } from '../../src/catalog/catalog-store.js';
import { formatDescriptor } from '../../src/catalog/storage-format.js';
import { typeText } from '../../src/types/sql-type.js';

const table: TableDefinition = {
  database: 'default',
  name: 'orders',
  tableType: 'EXTERNAL_TABLE',
  storage: {
    ...formatDescriptor('PARQUET'),
    location: '/lake/orders',
    columns: [
      { name: 'id', type: 'bigint', parameters: { 'iceberg.field.id': '1' } },
      { name: 'item', type: 'struct<a:int,`B c`:array<decimal(9,2)>>', comment: 'nested' },
      { name: 'odd', type: 'uniontype<int,string>' },
    ],
    others: { StoredAsSubDirectories: false },
  },
  partitionKeys: [{ name: 'day', type: 'date' }],
  parameters: { classification: 'parquet', 'x.unknown': 'kept' },
  others: { TargetTable: { Name: 'x' } },
};
let folder: string;
let store: CatalogStore;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lakelet-catalog-'));
  store = CatalogStore.open(folder);
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true });
});
const named = (name: string) => expect.objectContaining({ name });

describe('CatalogStore', () => {
  test('keeps tables as given, over a second opening', () => {
    const created = store.createTable(table);
    const other = CatalogStore.open(folder);
    expect(other.getTable('default', 'orders')).toEqual(created);
    expect(created).toMatchObject(table);
    expect(other.listTables('default').map(({ name }) => name)).toEqual(['orders']);
    other.close();
  });

  test('an update names the version it was made from, and the state before stays', () => {
    const { version, id } = store.createTable(table);
    const updated = store.updateTable({ ...table, description: 'new' }, version);
    expect(updated.version).toBeGreaterThan(version);
    expect(() => store.updateTable(table, version)).toThrow(named('TRANSACTION_CONFLICT'));
    expect(store.getTable('default', 'orders')).toMatchObject({ id, description: 'new' });
    expect(store.tableVersions(updated)).toMatchObject([{ version, table }]);
    const quiet = store.updateTable({ ...updated, description: 'newer' }, updated.version, { archive: false });
    expect(store.tableVersions(quiet).length).toBe(1);
    expect(store.deleteTableVersion(quiet, version)).toBe(true);
    expect(store.deleteTableVersion(quiet, version)).toBe(false);
    store.dropTable('default', 'orders');
    const again = store.createTable(table);
    expect(again.version).toBeGreaterThan(quiet.version);
    expect(again.id).not.toBe(id);
  });

  test('a renamed table keeps what belongs to it', () => {
    const { version, id } = store.createTable(table);
    store.createDatabase({ name: 'sales', parameters: {} });
    const from = { database: 'default', name: 'orders' };
    expect(() => store.renameTable(from, { database: 'none', name: 'o' }, version)).toThrow(named('SCHEMA_NOT_FOUND'));
    const renamed = store.renameTable(from, { database: 'sales', name: 'o' }, version);
    expect(renamed).toMatchObject({ id, database: 'sales', name: 'o' });
    expect(store.getTable('default', 'orders')).toBeUndefined();
  });
});

describe('the catalog as a whole', () => {
  test('names what is missing or in the way', () => {
    store.createTable(table);
    expect(() => store.createTable(table)).toThrow(named('TABLE_ALREADY_EXISTS'));
    expect(() => store.createTable({ ...table, database: 'none' })).toThrow(named('SCHEMA_NOT_FOUND'));
    expect(() => store.dropTable('default', 'none')).toThrow(named('TABLE_NOT_FOUND'));
    expect(() => store.createDatabase({ name: 'default', parameters: {} })).toThrow(named('SCHEMA_ALREADY_EXISTS'));
    expect(() => store.updateDatabase({ name: 'none', parameters: {} })).toThrow(named('SCHEMA_NOT_FOUND'));
    store.createDatabase({ name: 'sales', parameters: { a: 'b' } });
    store.createTable({ ...table, database: 'sales' });
    expect(() => store.dropDatabase('sales')).toThrow(named('SCHEMA_NOT_EMPTY'));
    store.updateDatabase({ name: 'sales', parameters: { c: 'd' }, description: 'of goods' });
    expect(store.getDatabase('sales')).toMatchObject({ parameters: { c: 'd' }, description: 'of goods' });
    store.dropDatabase('sales', { cascade: true });
    expect(store.listDatabases().map(({ name }) => name)).toEqual(['default']);
  });

  test('a transaction is done whole or not at all', () => {
    const { version } = store.createTable(table);
    const failing = (): void =>
      store.transaction(() => {
        store.updateTable({ ...table, description: 'new' }, version);
        store.createDatabase({ name: 'sales', parameters: {} });
        store.dropTable('default', 'none');
      });
    expect(failing).toThrow(named('TABLE_NOT_FOUND'));
    expect(store.getTable('default', 'orders')?.version).toBe(version);
    expect(store.getDatabase('sales')).toBeUndefined();
    store.transaction(() => store.createDatabase({ name: 'sales', parameters: {} }));
    expect(store.getDatabase('sales')).toBeDefined();
  });

  test('statistics go with their table', () => {
    const created = store.createTable(table);
    const statistics = [{ column: 'id', distinctCount: 7, min: '1', max: '9', analyzeMillis: 5 }];
    store.statistics.setOfTable(created, statistics);
    expect(store.statistics.ofTable(created)).toEqual(statistics);
    store.statistics.deleteOfTable(created, 'none');
    expect(store.statistics.ofTable(created)).toEqual(statistics);
    store.dropTable('default', 'orders');
    expect(store.statistics.ofTable(created)).toEqual([]);
  });

  test('a file that is no catalog is a typed error', () => {
    const other = mkdtempSync(join(tmpdir(), 'lakelet-catalog-'));
    writeFileSync(join(other, 'catalog.db'), 'x'.repeat(5000));
    expect(() => CatalogStore.open(other)).toThrow(named('HIVE_METASTORE_ERROR'));
    rmSync(other, { recursive: true });
  });

  test('reads a catalog of the first version', () => {
    const old = mkdtempSync(join(tmpdir(), 'lakelet-catalog-'));
    makeFirstCatalog(join(old, 'catalog.db'));
    const opened = CatalogStore.open(old);
    const found = opened.requireTable('default', 'old');
    expect(found).toMatchObject({ version: 3, owner: 'me', createMillis: 1, updateMillis: 2, parameters: { a: 'b' } });
    expect(found.storage).toMatchObject({ location: '/x', additionalLocations: ['/y'] });
    expect(found.storage.columns.map((column) => typeText(columnType(column)))).toEqual([
      'timestamp(6)',
      'row(integer)',
    ]);
    expect(opened.statistics.ofTable(found)).toEqual([{ column: 'ts', distinctCount: 7, analyzeMillis: 5 }]);
    expect(opened.createTable(table).version).toBe(4);
    opened.close();
    rmSync(old, { recursive: true });
  });
});

function makeFirstCatalog(path: string): void {
  const libsql = createRequire(import.meta.url)('libsql') as typeof Database;
  const database = new libsql(path);
  database.exec(`
    CREATE TABLE databases (name TEXT PRIMARY KEY, location TEXT, description TEXT, parameters TEXT NOT NULL) STRICT;
    CREATE TABLE tables (database TEXT NOT NULL REFERENCES databases (name), name TEXT NOT NULL, version INTEGER NOT NULL,
      location TEXT NOT NULL, format TEXT NOT NULL, columns TEXT NOT NULL, partition_keys TEXT NOT NULL, owner TEXT,
      description TEXT, parameters TEXT NOT NULL, create_millis INTEGER NOT NULL, update_millis INTEGER NOT NULL,
      PRIMARY KEY (database, name)) STRICT;
    CREATE TABLE column_statistics (database TEXT NOT NULL, table_name TEXT NOT NULL, column_name TEXT NOT NULL,
      statistics TEXT NOT NULL, PRIMARY KEY (database, table_name, column_name),
      FOREIGN KEY (database, table_name) REFERENCES tables (database, name) ON DELETE CASCADE) STRICT;
    CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;
    INSERT INTO counters VALUES ('table_version', 3);
    INSERT INTO databases VALUES ('default', NULL, NULL, '{}');
    INSERT INTO tables VALUES ('default', 'old', 3, '/x' || char(10) || '/y', 'parquet',
      '[{"name":"ts","type":"timestamp(6)"},{"name":"r","type":"row(integer)"}]', '[]', 'me', NULL, '{"a":"b"}', 1, 2);
    INSERT INTO column_statistics VALUES ('default', 'old', 'ts', '{"column":"ts","distinctCount":7,"analyzeMillis":5}');
    PRAGMA user_version = 1;`);
  database.close();
}
