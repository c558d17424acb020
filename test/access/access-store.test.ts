import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AccessStore } from '../../src/access/access-store.js';
import { allColumns } from '../../src/access/column-set.js';
import type { Grant } from '../../src/access/grant.js';
import { everybody, type Principal } from '../../src/access/principal.js';
import type { Resource } from '../../src/access/resource.js';
import { CatalogStore } from '../../src/catalog/catalog-store.js';
import { formatDescriptor } from '../../src/catalog/storage-format.js';

const bob: Principal = { kind: 'user', name: 'bob' };
const role = (name: string): Principal => ({ kind: 'role', name });

let folder: string;
let catalog: CatalogStore;
let access: AccessStore;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lakelet-access-'));
  catalog = CatalogStore.open(folder);
  access = new AccessStore(catalog.connection);
});

afterEach(async () => {
  catalog.close();
  await rm(folder, { recursive: true, force: true });
});

const grant = (resource: Resource, changes: Partial<Grant> = {}): Grant => ({
  principal: bob,
  resource,
  permission: 'SELECT',
  columns: allColumns,
  grantOption: false,
  grantor: 'alice',
  ...changes,
});

const makeTable = (name: string): void => {
  const storage = { ...formatDescriptor('PARQUET'), columns: [{ name: 'a', type: 'int' }] };
  catalog.createTable({ database: 'default', name, storage, partitionKeys: [], parameters: {} });
};

describe('grants in the catalog', () => {
  test('are listed as they were given, and given twice count once', () => {
    const one = grant({ kind: 'table', database: 'default', table: 't' });
    const some = { ...one, columns: { rule: 'include', names: ['a', 'b'] } } as const;
    access.grant(one);
    access.grant({ ...one, grantOption: true });
    access.grant(some);
    expect(access.grantsTo([bob])).toEqual([{ ...one, grantOption: true }, some]);
    expect(access.revoke(one, true)).toBe(true);
    expect(access.grantsTo([bob])).toEqual([one, some]);
    expect(access.revoke(one, false)).toBe(true);
    expect(access.revoke(one, false)).toBe(false);
    expect(access.grantsTo([bob])).toEqual([some]);
  });

  test('go with what is dropped and follow what is renamed', () => {
    makeTable('t');
    const filter = { database: 'default', table: 't', name: 'f', columns: allColumns, rowExpression: 'a > 1' };
    access.createFilter(filter);
    access.grant(grant({ kind: 'table', database: 'default', table: 't' }));
    access.grant(grant({ kind: 'data filter', database: 'default', table: 't', filter: 'f' }));
    const { version } = catalog.requireTable('default', 't');
    catalog.renameTable({ database: 'default', name: 't' }, { database: 'default', name: 'u' }, version);
    expect(access.grantsTo([bob]).map(({ resource }) => resource)).toEqual([
      { kind: 'table', database: 'default', table: 'u' },
      { kind: 'data filter', database: 'default', table: 'u', filter: 'f' },
    ]);
    expect(access.listFilters('default', 'u')).toEqual([{ ...filter, table: 'u' }]);
    catalog.dropTable('default', 'u');
    expect(access.grantsTo([bob])).toEqual([]);
    expect(access.listFilters('default', 'u')).toEqual([]);
    makeTable('u');
    expect(access.grantsTo([bob])).toEqual([]);
  });

  test('roles come through roles, and never through themselves', () => {
    for (const name of ['analyst', 'staff', 'all']) access.createRole(name);
    access.addMember({ role: 'analyst', member: bob, adminOption: false });
    access.addMember({ role: 'staff', member: role('analyst'), adminOption: false });
    access.addMember({ role: 'all', member: role('staff'), adminOption: true });
    expect([...access.rolesOf(bob)].sort()).toEqual(['all', 'analyst', 'staff']);
    expect(() => access.addMember({ role: 'analyst', member: role('all'), adminOption: false })).toThrow('cycle');
    expect(() => access.createRole('all')).toThrow("Role 'all' already exists");
    access.dropRole('staff');
    expect([...access.rolesOf(bob)]).toEqual(['analyst']);
    expect(() => access.dropRole('staff')).toThrow("Role 'staff' does not exist");
  });

  test('an open lake gives what is made to everybody, a strict one to its maker', () => {
    const database: Resource = { kind: 'database', database: 'default' };
    expect(access.mode).toBe('open');
    expect(access.grantsTo([everybody]).map(({ resource }) => resource)).toEqual([database]);
    access.setAdmins([bob]);
    expect(access.mode).toBe('strict');
    expect(access.grantsTo([everybody])).toEqual([]);
    expect(access.grantsTo([bob])).toMatchObject([{ resource: database, permission: 'ALL', grantOption: true }]);
  });

  test('what was made in an open lake stays open', () => {
    makeTable('t');
    access.grantToCreator({ kind: 'table', database: 'default', table: 't' }, bob);
    access.setAdmins([bob]);
    access.grantToCreator({ kind: 'database', database: 'new' }, bob);
    expect(access.grantsTo([everybody])).toHaveLength(2);
    expect(access.grantsTo([bob])).toMatchObject([
      { resource: { kind: 'database', database: 'new' }, grantOption: true },
    ]);
  });
});
