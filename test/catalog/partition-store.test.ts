import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type CatalogTable, nullPartitionValue, type PartitionDefinition } from '../../src/catalog/catalog-entry.js';
import { CatalogStore } from '../../src/catalog/catalog-store.js';
import type { PartitionFilter } from '../../src/catalog/partition-filter.js';
import { formatDescriptor } from '../../src/catalog/storage-format.js';

const storage = { ...formatDescriptor('PARQUET'), columns: [{ name: 'id', type: 'bigint' }] };
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

function makeTable(...keys: readonly (readonly [name: string, type: string])[]): CatalogTable {
  return store.createTable({
    database: 'default',
    name: 't',
    storage,
    partitionKeys: keys.map(([name, type]) => ({ name, type })),
    parameters: {},
  });
}

const partition = (...values: readonly string[]): PartitionDefinition => ({
  values,
  storage: { ...storage, location: `/lake/t/${values.join('/')}` },
  parameters: {},
});
const found = (table: CatalogTable, filter?: PartitionFilter): string[] =>
  store.partitions
    .list(table, filter)
    .map(({ values }) => values.join(','))
    .sort();

describe('PartitionStore', () => {
  test('adds, gets, updates and drops partitions with a storage of their own', () => {
    const table = makeTable(['day', 'string'], ['n', 'int']);
    const first = { ...partition('2024-01-01', '1'), parameters: { numRows: '3' }, others: { LastAccessTime: 1 } };
    expect(store.partitions.add(table, [first, partition('2024-01-02', '1')])).toEqual([]);
    expect(store.partitions.get(table, ['2024-01-01', '1'])).toMatchObject(first);
    expect(store.requireTable('default', 't').partitionCount).toBe(2);
    expect(() => store.partitions.add(table, [partition('x', '1'), first])).toThrow(named('ALREADY_EXISTS'));
    expect(found(table)).toEqual(['2024-01-01,1', '2024-01-02,1']);
    const existing = store.partitions.add(table, [partition('x', '1'), first], { ifNotExists: true });
    expect(existing).toEqual([['2024-01-01', '1']]);
    store.partitions.update(table, ['x', '1'], { ...partition('y', '2'), parameters: { a: 'b' } });
    expect(found(table, [{ values: ['y'] }])).toEqual(['y,2']);
    expect(() => store.partitions.update(table, ['x', '1'], first)).toThrow(named('NOT_FOUND'));
    expect(() => store.partitions.update(table, ['y', '2'], first)).toThrow(named('ALREADY_EXISTS'));
    expect(
      store.partitions.drop(table, [
        ['y', '2'],
        ['z', '1'],
      ]),
    ).toEqual([['z', '1']]);
    expect(store.requireTable('default', 't').partitionCount).toBe(2);
    expect(() => store.partitions.add(table, [partition('x')])).toThrow(named('HIVE_INVALID_PARTITION_VALUE'));
    const [one] = store.partitions.list(table, [{ values: ['2024-01-01'] }]);
    store.statistics.setOfPartition(one!, [{ column: 'id', nullCount: 0, analyzeMillis: 1 }]);
    expect(store.statistics.ofPartition(one!)).toMatchObject([{ column: 'id' }]);
    store.dropTable('default', 't');
    expect(store.statistics.ofPartition(one!)).toEqual([]);
    expect(found(table)).toEqual([]);
  });

  test('values of numeric keys compare as numbers, of others as text', () => {
    const table = makeTable(['n', 'int'], ['s', 'string'], ['d', 'decimal(9,2)']);
    const rows = [
      ['2', 'b', '1.10'],
      ['10', 'B', '-2'],
      ['007', 'é', '10'],
      [nullPartitionValue, nullPartitionValue, '3'],
    ];
    store.partitions.add(
      table,
      rows.map((values) => partition(...values)),
    );
    expect(found(table, [{ ranges: [{ low: '7', lowInclusive: true }] }])).toEqual(['007,é,10', '10,B,-2']);
    expect(found(table, [{ ranges: [{ high: '7' }], includesNull: true }]).length).toBe(2);
    expect(found(table, [{ values: ['7', '2'] }])).toEqual(['007,é,10', '2,b,1.10']);
    expect(found(table, [undefined, { ranges: [{ low: 'a', high: 'c' }] }])).toEqual(['2,b,1.10']);
    expect(found(table, [undefined, undefined, { values: ['1.1'] }])).toEqual(['2,b,1.10']);
    expect(found(table, [{ values: ['2', '10'] }, { values: ['B'] }])).toEqual(['10,B,-2']);
    expect(found(table, [{ values: [] }])).toEqual([]);
    expect(found(table, [undefined, { includesNull: true }]).length).toBe(1);
    expect(found(table, [{ ranges: [{}] }]).length).toBe(3);
  });

  test('keys after the fourth are filtered too', () => {
    const table = makeTable(['a', 'int'], ['b', 'int'], ['c', 'int'], ['d', 'int'], ['e', 'int']);
    store.partitions.add(table, [partition('1', '1', '1', '1', '1'), partition('1', '1', '1', '1', '02')]);
    expect(found(table, [undefined, undefined, undefined, undefined, { values: ['2'] }])).toEqual(['1,1,1,1,02']);
  });

  test('a change of the key types is a change of order', () => {
    const table = makeTable(['n', 'string']);
    store.partitions.add(table, [partition('9'), partition('10')]);
    expect(found(table, [{ ranges: [{ low: '9', lowInclusive: true }] }])).toEqual(['9']);
    const changed = store.updateTable({ ...table, partitionKeys: [{ name: 'n', type: 'bigint' }] }, table.version);
    expect(found(changed, [{ ranges: [{ low: '9', lowInclusive: true }] }])).toEqual(['10', '9']);
  });

  test('three of many are found by any of the keys', () => {
    const table = makeTable(['day', 'string'], ['hour', 'int'], ['zone', 'string']);
    const all: PartitionDefinition[] = [];
    for (let day = 0; day < 100; day++)
      for (let hour = 0; hour < 24; hour++)
        all.push(partition(`d${100 + day}`, String(hour), `z${(day * 24 + hour) % 800}`));
    store.partitions.add(table, all);
    expect(found(table, [undefined, undefined, { values: ['z7'] }]).length).toBe(3);
    expect(found(table, [{ ranges: [{ low: 'd150', high: 'd152' }] }, { ranges: [{ high: '3' }] }]).length).toBe(3);
    expect(found(table, [{ ranges: [{ low: 'd150' }] }, undefined, { values: ['z7', 'z9'] }]).length).toBe(2);
  });
});
