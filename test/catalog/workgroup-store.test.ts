import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CatalogStore } from '../../src/catalog/catalog-store.js';
import { initialSettings } from '../../src/catalog/workgroup.js';

let folder: string;
let store: CatalogStore;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lakelet-workgroup-store-'));
  store = CatalogStore.open(folder);
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('the workgroups of a catalog', () => {
  test('are seen by other processes, with what they do not know', () => {
    const other = CatalogStore.open(folder);
    expect(other.workgroups.list()).toMatchObject([{ name: 'primary', ...initialSettings }]);
    store.workgroups.create('etl', { ...initialSettings, concurrency: 3, others: { tags: { team: 'web' } } });
    expect(other.workgroups.require('etl')).toMatchObject({ concurrency: 3, others: { tags: { team: 'web' } } });
    other.workgroups.update('etl', (before) => ({ ...before, priority: 'LOW' }));
    expect(store.workgroups.find('etl')).toMatchObject({
      concurrency: 3,
      priority: 'LOW',
      others: { tags: { team: 'web' } },
    });
    other.workgroups.drop('etl', false);
    expect(store.workgroups.find('etl')).toBeUndefined();
    other.close();
  });

  test('keep statements under names, and saved queries under ids', () => {
    const { workgroups } = store;
    workgroups.create('etl', initialSettings);
    workgroups.prepare({ workgroup: 'etl', name: 'p', statement: 'SELECT 1' });
    workgroups.prepare({ workgroup: 'etl', name: 'p', statement: 'SELECT 2', description: 'two' });
    workgroups.prepare({ workgroup: 'primary', name: 'p', statement: 'SELECT 3' });
    expect(workgroups.listPrepared('etl')).toMatchObject([{ name: 'p', statement: 'SELECT 2', description: 'two' }]);
    const query = { id: 'q-1', workgroup: 'etl', name: 'daily', database: 'd', statement: 'SELECT 4' };
    workgroups.save(query);
    workgroups.save({ ...query, id: 'q-2', description: 'again' });
    expect(workgroups.listNamed('etl').map(({ id }) => id)).toEqual(['q-1', 'q-2']);
    expect(workgroups.findNamed('q-2')).toMatchObject({ ...query, id: 'q-2', description: 'again' });
    expect(workgroups.forget('q-1')).toBe(true);
    expect(workgroups.forget('q-1')).toBe(false);
    expect(() => workgroups.drop('etl', false)).toThrow('WorkGroup etl is not empty');
    workgroups.drop('etl', true);
    expect(workgroups.findNamed('q-2')).toBeUndefined();
    expect(workgroups.findPrepared('etl', 'p')).toBeUndefined();
    expect(workgroups.findPrepared('primary', 'p')?.statement).toBe('SELECT 3');
    expect(workgroups.deallocate('primary', 'p')).toBe(true);
    expect(() => workgroups.prepare({ workgroup: 'gone', name: 'p', statement: 'SELECT 1' })).toThrow(
      'WorkGroup is not found.',
    );
    expect(() => workgroups.save({ ...query, workgroup: 'gone' })).toThrow('WorkGroup is not found.');
  });
});
