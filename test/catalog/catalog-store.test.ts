import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { TableDefinition } from '../../src/catalog/catalog-entry.js';
import { CatalogStore } from '../../src/catalog/catalog-store.js';
import { parseType } from '../../src/types/parse-type.js';

const table: TableDefinition = {
  database: 'default',
  name: 'orders',
  location: '/lake/orders',
  format: 'parquet',
  columns: [
    { name: 'id', type: parseType('bigint') },
    { name: 'item', type: parseType('row(a integer, "B c" array(decimal(9,2)))'), comment: 'nested' },
  ],
  partitionKeys: [{ name: 'day', type: parseType('date') }],
  parameters: { classification: 'parquet', 'x.unknown': 'kept' },
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

describe('CatalogStore', () => {
  test('keeps tables as given, over a second opening', () => {
    const created = store.createTable(table);
    const other = CatalogStore.open(folder);
    expect(other.getTable('default', 'orders')).toMatchObject({ ...table, version: created.version });
    expect(other.listTables('default').map(({ name }) => name)).toEqual(['orders']);
    other.close();
  });

  test('an update names the version it was made from', () => {
    const { version } = store.createTable(table);
    const updated = store.updateTable({ ...table, description: 'new' }, version);
    expect(updated.version).toBeGreaterThan(version);
    expect(() => store.updateTable(table, version)).toThrow(expect.objectContaining({ name: 'TRANSACTION_CONFLICT' }));
    expect(store.getTable('default', 'orders')?.description).toBe('new');
    store.dropTable('default', 'orders');
    expect(store.createTable(table).version).toBeGreaterThan(updated.version);
  });

  test('names what is missing or in the way', () => {
    const names = (name: string) => expect.objectContaining({ name });
    store.createTable(table);
    expect(() => store.createTable(table)).toThrow(names('TABLE_ALREADY_EXISTS'));
    expect(() => store.createTable({ ...table, database: 'none' })).toThrow(names('SCHEMA_NOT_FOUND'));
    expect(() => store.dropTable('default', 'none')).toThrow(names('TABLE_NOT_FOUND'));
    expect(() => store.createDatabase({ name: 'default', parameters: {} })).toThrow(names('SCHEMA_ALREADY_EXISTS'));
    store.createDatabase({ name: 'sales', parameters: {} });
    store.createTable({ ...table, database: 'sales' });
    expect(() => store.dropDatabase('sales')).toThrow(names('SCHEMA_NOT_EMPTY'));
    store.dropDatabase('sales', { cascade: true });
    expect(store.listDatabases().map(({ name }) => name)).toEqual(['default']);
  });

  test('statistics go with their table', () => {
    store.createTable(table);
    const statistics = [{ column: 'id', distinctCount: 7, min: '1', max: '9', analyzeMillis: 5 }];
    store.setColumnStatistics('default', 'orders', statistics);
    expect(store.columnStatistics('default', 'orders')).toEqual(statistics);
    store.deleteColumnStatistics('default', 'orders', 'none');
    expect(store.columnStatistics('default', 'orders')).toEqual(statistics);
    store.dropTable('default', 'orders');
    expect(store.columnStatistics('default', 'orders')).toEqual([]);
  });

  test('a file that is no catalog is a typed error', () => {
    const other = mkdtempSync(join(tmpdir(), 'lakelet-catalog-'));
    writeFileSync(join(other, 'catalog.db'), 'x'.repeat(5000));
    expect(() => CatalogStore.open(other)).toThrow(expect.objectContaining({ name: 'HIVE_METASTORE_ERROR' }));
    rmSync(other, { recursive: true });
  });
});
