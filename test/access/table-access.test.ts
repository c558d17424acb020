import { describe, expect, test } from 'vitest';
import { Authority, type AuthorityFacts } from '../../src/access/authority.js';
import { allColumns, type ColumnSet, coversColumns } from '../../src/access/column-set.js';
import type { DataFilter, Grant } from '../../src/access/grant.js';
import type { Permission } from '../../src/access/permission.js';
import { everybody, type Principal, parsePrincipal } from '../../src/access/principal.js';
import { parseResourceKey, type Resource, resourceKey } from '../../src/access/resource.js';
import { type TableFacts, tableAccess } from '../../src/access/table-access.js';

const bob: Principal = { kind: 'user', name: 'bob' };
const orders: Resource = { kind: 'table', database: 'shop', table: 'orders' };
const filterOf = (filter: string): Resource => ({ kind: 'data filter', database: 'shop', table: 'orders', filter });
const include = (...names: string[]): ColumnSet => ({ rule: 'include', names });
const exclude = (...names: string[]): ColumnSet => ({ rule: 'exclude', names });

const grant = (permission: Permission, resource: Resource = orders, changes: Partial<Grant> = {}): Grant => ({
  principal: bob,
  resource,
  permission,
  columns: allColumns,
  grantOption: false,
  grantor: 'alice',
  ...changes,
});

const filter = (name: string, columns: ColumnSet, rowExpression: string | undefined): DataFilter => ({
  database: 'shop',
  table: 'orders',
  name,
  columns,
  rowExpression,
});

const facts: TableFacts = {
  database: 'shop',
  name: 'orders',
  columns: ['id', 'price', 'ssn', 'region'],
  tags: new Map([['level', 'open']]),
  columnTags: new Map([['ssn', new Map([['level', 'secret']])]]),
  filters: [
    filter('cheap', include('id', 'price'), 'price < 10'),
    filter('north', include('id', 'region'), "region = 'north'"),
    filter('ids', include('id'), undefined),
  ],
};

const selected = (...grants: Grant[]) => tableAccess(facts, grants, false).select;

describe('what a principal may do to a table', () => {
  test('nothing is granted: it does not exist, save for administrators, who may not read it either', () => {
    expect(tableAccess(facts, [], false)).toMatchObject({ isVisible: false, select: undefined });
    expect(tableAccess(facts, [], true)).toMatchObject({ isVisible: true, select: undefined });
  });

  test('any permission makes it visible; only SELECT and ALL give rows', () => {
    const access = tableAccess(facts, [grant('INSERT')], false);
    expect(access).toMatchObject({ isVisible: true, select: undefined });
    expect([...access.permissions]).toEqual(['INSERT']);
    expect(selected(grant('ALL'))?.columns).toEqual(facts.columns);
  });

  test('lists of columns add up, in the order of the table', () => {
    const some = selected(
      grant('SELECT', orders, { columns: include('region') }),
      grant('SELECT', orders, { columns: include('id') }),
    );
    expect(some).toEqual({ columns: ['id', 'region'], rowFilters: undefined, masks: new Map() });
    expect(selected(grant('SELECT', orders, { columns: exclude('ssn') }))?.columns).toEqual(['id', 'price', 'region']);
  });

  test('a part of the columns is not SELECT on the table', () => {
    const access = tableAccess(facts, [grant('SELECT', orders, { columns: include('id') })], false);
    expect(access.permissions.has('SELECT')).toBe(false);
    expect(tableAccess(facts, [grant('SELECT')], false).permissions.has('SELECT')).toBe(true);
  });

  test('a grant on all tables of the database counts, one on another table does not', () => {
    expect(selected(grant('SELECT', { kind: 'all tables', database: 'shop' }))?.columns).toEqual(facts.columns);
    expect(selected(grant('SELECT', { kind: 'table', database: 'shop', table: 'others' }))).toBeUndefined();
    expect(selected(grant('SELECT', { kind: 'all tables', database: 'bank' }))).toBeUndefined();
  });

  test('several filters: rows of any, each column only in the rows of its own', () => {
    expect(selected(grant('SELECT', filterOf('cheap')), grant('SELECT', filterOf('north')))).toEqual({
      columns: ['id', 'price', 'region'],
      rowFilters: ['price < 10', "region = 'north'"],
      masks: new Map([
        ['price', ['price < 10']],
        ['region', ["region = 'north'"]],
      ]),
    });
  });

  test('a filter without a condition shows all rows, and masks what others show in part', () => {
    expect(selected(grant('SELECT', filterOf('cheap')), grant('SELECT', filterOf('ids')))).toEqual({
      columns: ['id', 'price'],
      rowFilters: undefined,
      masks: new Map([['price', ['price < 10']]]),
    });
  });

  test('SELECT on the table wins over filters', () => {
    expect(selected(grant('SELECT'), grant('SELECT', filterOf('cheap')))).toEqual({
      columns: facts.columns,
      rowFilters: undefined,
      masks: new Map(),
    });
  });

  test('a grant on a filter that is gone shows nothing', () => {
    expect(selected(grant('SELECT', filterOf('gone')))).toBeUndefined();
  });

  test('tags: the columns whose own or inherited tags match', () => {
    const policy = (value: string): Resource => ({
      kind: 'table policy',
      expression: [{ key: 'level', values: [value] }],
    });
    expect(selected(grant('SELECT', policy('open')))?.columns).toEqual(['id', 'price', 'region']);
    expect(selected(grant('SELECT', policy('secret')))?.columns).toEqual(['ssn']);
    expect(tableAccess(facts, [grant('DESCRIBE', policy('other'))], false).isVisible).toBe(false);
  });

  test('while everybody may do all, nobody is restricted', () => {
    const open = grant('ALL', orders, { principal: everybody });
    expect(tableAccess(facts, [grant('SELECT', filterOf('cheap')), open], false)).toMatchObject({
      isOpen: true,
      select: { rowFilters: undefined },
    });
  });
});

describe('what a principal may grant', () => {
  const authority = (grants: readonly Grant[], changes: Partial<AuthorityFacts> = {}): Authority =>
    new Authority({ principals: [bob], isAdmin: false, isReadOnlyAdmin: false, isGoverned: true, grants, ...changes });

  test.each([
    ['nothing', [], allColumns, false],
    ['without the option', [grant('SELECT')], allColumns, false],
    ['with it', [grant('SELECT', orders, { grantOption: true })], allColumns, true],
    ['ALL with it', [grant('ALL', orders, { grantOption: true })], allColumns, true],
    [
      'of all tables',
      [grant('SELECT', { kind: 'all tables', database: 'shop' }, { grantOption: true })],
      allColumns,
      true,
    ],
    [
      'fewer columns of some',
      [grant('SELECT', orders, { grantOption: true, columns: include('id', 'price') })],
      include('id'),
      true,
    ],
    [
      'all of some columns',
      [grant('SELECT', orders, { grantOption: true, columns: include('id') })],
      allColumns,
      false,
    ],
    [
      'others than some columns',
      [grant('SELECT', orders, { grantOption: true, columns: include('id') })],
      include('ssn'),
      false,
    ],
  ] as const)('%s', (_name, grants, columns, isAllowed) => {
    expect(authority(grants).mayGrant('SELECT', orders, columns, facts)).toBe(isAllowed);
  });

  test('a part of the rows only by who holds all columns and rows', () => {
    const some = grant('SELECT', orders, { grantOption: true, columns: include('id') });
    expect(authority([some]).mayGrant('SELECT', filterOf('cheap'), allColumns, facts)).toBe(false);
    const all = grant('SELECT', orders, { grantOption: true });
    expect(authority([all]).mayGrant('SELECT', filterOf('cheap'), allColumns, facts)).toBe(true);
  });

  test('an administrator grants all and holds nothing of others', () => {
    const admin = authority([], { isAdmin: true });
    expect(admin.mayGrant('DROP', orders, allColumns, facts)).toBe(true);
    expect(admin.table(facts)).toMatchObject({ isVisible: true, select: undefined });
    expect(admin.onCatalog('CREATE_DATABASE')).toBe(true);
    expect(admin.onCatalog('ALTER')).toBe(false);
    expect(admin.onDatabase('DROP', 'shop', new Map())).toBe(false);
  });

  test('locations: a folder and what is in it', () => {
    const some = authority([grant('DATA_LOCATION_ACCESS', { kind: 'location', location: 's3://b/a' })]);
    expect(['s3://b/a', 's3://b/a/', 's3://b/a/c', 's3://b/ab', 's3://b'].map((path) => some.onLocation(path))).toEqual(
      [true, true, true, false, false],
    );
  });

  test('an ungoverned lake refuses nothing', () => {
    const anybody = authority([], { isGoverned: false });
    expect(anybody.table(facts).isOpen).toBe(true);
    expect(anybody.onDatabase('DROP', 'shop', new Map())).toBe(true);
  });
});

test('sets of columns: which covers which', () => {
  const columns = ['a', 'b', 'c'];
  expect(coversColumns(exclude('a'), exclude('a', 'b'), columns)).toBe(true);
  // A column that is added later is in the second only.
  expect(coversColumns(include('b', 'c'), exclude('a'), columns)).toBe(false);
  expect(coversColumns(exclude('a', 'z'), exclude('a'), columns)).toBe(false);
  expect(coversColumns(exclude('a'), include('b'), columns)).toBe(true);
  expect(coversColumns(exclude('a'), include('a'), columns)).toBe(false);
});

test('the key of a resource tells which it is', () => {
  const resources: Resource[] = [
    { kind: 'catalog' },
    { kind: 'database', database: 'a"b' },
    { kind: 'all tables', database: 'a' },
    orders,
    filterOf('f'),
    { kind: 'location', location: 's3://b/a' },
    { kind: 'tag', tag: 't' },
    { kind: 'database policy', expression: [{ key: 'k', values: ['a', 'b'] }] },
    { kind: 'table policy', expression: [{ key: 'k', values: ['a'] }] },
  ];
  expect(resources.map((resource) => parseResourceKey(resourceKey(resource)))).toEqual(resources);
});

test('principals as the API writes them', () => {
  expect(parsePrincipal('arn:aws:iam::123456789012:user/team/bob')).toEqual(bob);
  expect(parsePrincipal('arn:aws:iam::123456789012:role/analyst')).toEqual({ kind: 'role', name: 'analyst' });
  expect(parsePrincipal('arn:aws:sts::123456789012:assumed-role/analyst/session')).toEqual({
    kind: 'role',
    name: 'analyst',
  });
  expect(parsePrincipal('IAM_ALLOWED_PRINCIPALS')).toEqual(everybody);
  expect(parsePrincipal('bob')).toEqual(bob);
});
