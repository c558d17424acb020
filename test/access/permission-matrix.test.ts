import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Lake } from '../../src/index.js';
import { askingAs, noFailure } from '../asking.js';

// Lake Formation's matrix: which permission there is on what, each with and without the grant option, all others refused.

let folder: string;
let lake: Lake;
const { rowsAs, errorAs } = askingAs(() => lake);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lakelet-matrix-'));
  lake = await Lake.open(folder, { threads: 1, memoryLimit: '64MiB', admins: ['alice'], readOnlyAdmins: ['rosa'] });
  for (const sql of [
    'CREATE TABLE t AS SELECT 1 AS a, 2 AS b',
    'CREATE VIEW v AS SELECT a FROM t',
    'CREATE DATA FILTER f ON t WHERE a = 1',
    "CREATE TAG k VALUES ('x', 'y')",
    "CREATE TAG EXPRESSION e AS (k IN ('x', 'y'))",
    'CREATE ROLE r',
  ])
    await rowsAs('alice', sql);
});

afterAll(async () => {
  await lake.close();
  await rm(folder, { recursive: true, force: true });
});

const ofTables = ['ALL', 'ALTER', 'DELETE', 'DESCRIBE', 'DROP', 'INSERT', 'SELECT'];
const ofDatabases = ['ALL', 'ALTER', 'CREATE_TABLE', 'DESCRIBE', 'DROP'];

/** The resource as GRANT names it, its permissions, and what SHOW GRANTS calls it. */
const matrix: readonly (readonly [target: string, permissions: readonly string[], shown: string])[] = [
  [
    'CATALOG',
    [
      'ALL',
      'SUPER_USER',
      'ALTER',
      'CREATE_DATABASE',
      'CREATE_CATALOG',
      'CREATE_LF_TAG',
      'CREATE_LF_TAG_EXPRESSION',
      'DESCRIBE',
      'DROP',
    ],
    'CATALOG',
  ],
  // What is said of tables is granted on all tables of the schema.
  ['SCHEMA default', [...ofDatabases, 'SELECT', 'INSERT', 'DELETE'], 'DATABASE'],
  ['t', ofTables, 'TABLE'],
  ['v', ['ALL', 'SELECT', 'DESCRIBE', 'DROP'], 'TABLE'],
  ['DATA FILTER f ON t', ['DESCRIBE', 'DROP', 'SELECT', 'ALL'], 'DATA FILTER'],
  ["LOCATION 's3://bucket/place'", ['DATA_LOCATION_ACCESS'], 'LOCATION'],
  ['TAG k', ['ALTER', 'DROP', 'ASSOCIATE', 'DESCRIBE', 'GRANT_WITH_LF_TAG_EXPRESSION'], 'TAG'],
  ["SCHEMA TAGS (k = 'x')", ofDatabases, 'DATABASE POLICY'],
  ["TAGS (k = 'x')", ofTables, 'TABLE POLICY'],
  ['SCHEMA TAG EXPRESSION e', ofDatabases, 'DATABASE POLICY'],
  ['TAG EXPRESSION e', ofTables, 'TABLE POLICY'],
];

/** ALL of what has no ALL of its own is each, or the one, that there is. */
const hasOwnAll = new Set(['CATALOG', 'DATABASE', 'TABLE', 'DATABASE POLICY', 'TABLE POLICY']);

const everyPermission = [...new Set([...matrix.flatMap(([, permissions]) => permissions), 'NONSENSE'])];

const cells = matrix.flatMap(([target, permissions, shown]) =>
  everyPermission.map((permission) => [permission, target, permissions.includes(permission), shown] as const),
);

describe('the matrix', () => {
  test.each(cells.filter(([permission, , , shown]) => permission !== 'ALL' || hasOwnAll.has(shown)))(
    '%s on %s: %s',
    async (permission, target, isThere, shown) => {
      const grant = `GRANT ${permission} ON ${target} TO ROLE r`;
      if (!isThere) {
        expect(await errorAs('alice', grant)).toMatch(/^INVALID_PRIVILEGE: .* is no privilege on a /);
        return;
      }
      const listed = async (): Promise<unknown[][]> =>
        (await rowsAs('alice', `SHOW GRANTS ON ${target} FOR ROLE r`)).filter((row) => row[4] === permission);
      expect(await errorAs('alice', grant)).toBe(noFailure);
      const isOfTables = shown === 'DATABASE' && ['SELECT', 'INSERT', 'DELETE'].includes(permission);
      expect((await listed())[0]).toMatchObject(
        ['r', 'ROLE', isOfTables ? 'ALL TABLES' : shown, expect.anything(), permission, null, 'NO', 'alice'].map(
          (value, index) => (index === 3 && target === 'CATALOG' ? null : value),
        ),
      );
      await rowsAs('alice', `${grant} WITH GRANT OPTION`);
      expect((await listed()).every((row) => row[6] === 'YES')).toBe(true);
      await rowsAs('alice', `REVOKE GRANT OPTION FOR ${permission} ON ${target} FROM ROLE r`);
      expect((await listed()).every((row) => row[6] === 'NO')).toBe(true);
      await rowsAs('alice', `REVOKE ${permission} ON ${target} FROM ROLE r`);
      expect(await listed()).toEqual([]);
    },
  );

  test.each(matrix)('the grant option on %s', async (target, permissions) => {
    const denied =
      'PERMISSION_DENIED: Resource does not exist or requester is not authorized to access requested permissions.';
    for (const permission of permissions) {
      const [what, holder] = [`${permission} ON ${target}`, `holder_of_${permission}`];
      await rowsAs('alice', `GRANT ${what} TO USER ${holder}`);
      expect(await errorAs(holder, `GRANT ${what} TO USER other`), what).toBe(denied);
      await rowsAs('alice', `GRANT ${what} TO USER ${holder} WITH GRANT OPTION`);
      expect(await errorAs(holder, `GRANT ${what} TO USER other`), what).toBe(noFailure);
      expect(await errorAs(holder, `REVOKE ${what} FROM USER other`), what).toBe(noFailure);
      await rowsAs('alice', `REVOKE ${what} FROM USER ${holder}`);
    }
  });

  test('only SELECT is granted on columns', async () => {
    for (const permission of ofTables.filter((name) => name !== 'SELECT'))
      expect(await errorAs('alice', `GRANT ${permission} (a) ON t TO USER bob`)).toMatch(
        /^INVALID_PRIVILEGE|SYNTAX_ERROR/,
      );
    expect(await errorAs('alice', 'GRANT SELECT (a) ON t TO USER bob')).toBe(noFailure);
  });
});

describe('implicit permissions', () => {
  test('an administrator sees all, makes databases, uses locations, grants to itself, and may not read what is not its own', async () => {
    await rowsAs('alice', 'GRANT CREATE_TABLE ON SCHEMA default TO USER tom');
    await rowsAs('tom', 'CREATE TABLE toms AS SELECT 7 AS a');
    expect(await rowsAs('alice', 'SHOW TABLES')).toContainEqual(['toms']);
    expect(await errorAs('alice', 'DESCRIBE toms')).toBe(noFailure);
    expect(await errorAs('alice', 'SELECT a FROM toms')).toContain('Access Denied: Cannot select from columns [a]');
    expect(await errorAs('alice', 'DROP TABLE toms')).toContain('Required Drop on toms');
    expect(await errorAs('alice', 'ALTER TABLE toms ADD COLUMNS (b int)')).toContain('Required Alter on toms');
    await rowsAs('alice', 'GRANT SELECT ON toms TO USER alice');
    expect(await rowsAs('alice', 'SELECT a FROM toms')).toEqual([[7]]);
    expect(await errorAs('alice', `CREATE DATABASE hers LOCATION '${join(folder, 'there')}'`)).toBe(noFailure);
  });

  test('a read-only administrator sees all and changes nothing', async () => {
    expect(await rowsAs('rosa', 'SHOW TABLES')).toContainEqual(['t']);
    expect(await errorAs('rosa', 'DESCRIBE t')).toBe(noFailure);
    expect((await rowsAs('rosa', 'SHOW GRANTS ON t')).length).toBeGreaterThan(0);
    expect(await rowsAs('rosa', "SELECT count(*) > 0 FROM system.audit WHERE principal = 'alice'")).toEqual([[true]]);
    expect(await errorAs('rosa', 'SELECT a FROM t')).toContain('Access Denied');
    for (const sql of [
      'CREATE DATABASE roses',
      'GRANT SELECT ON t TO USER rosa',
      'DROP TABLE t',
      'CREATE ROLE gardener',
      "CREATE TAG rose VALUES ('red')",
      `CREATE EXTERNAL TABLE x (a int) STORED AS PARQUET LOCATION '${join(folder, 'x')}'`,
    ])
      expect(await errorAs('rosa', sql), sql).toContain('PERMISSION_DENIED');
    expect(
      await rowsAs('alice', "SELECT reason FROM system.audit WHERE action = 'SET READ ONLY ADMINISTRATORS'"),
    ).toEqual([['["user rosa"]']]);
  });

  test("who makes a database has all of it, and of others' tables in it nothing", async () => {
    await rowsAs('alice', 'GRANT CREATE_DATABASE ON CATALOG TO USER uma');
    await rowsAs('uma', 'CREATE DATABASE umas');
    await rowsAs('uma', 'GRANT CREATE_TABLE ON SCHEMA umas TO USER tom');
    await rowsAs('tom', 'CREATE TABLE umas.toms AS SELECT 1 AS a');
    expect(await errorAs('uma', 'SELECT a FROM umas.toms')).toContain('TABLE_NOT_FOUND');
    expect(await errorAs('uma', 'DROP TABLE umas.toms')).not.toBe(noFailure);
    expect(await errorAs('uma', "ALTER DATABASE umas SET DBPROPERTIES ('a' = 'b')")).toBe(noFailure);
    expect(await rowsAs('tom', 'SHOW SCHEMAS')).toContainEqual(['umas']);
    expect(await errorAs('tom', 'GRANT SELECT ON umas.toms TO USER uma WITH GRANT OPTION')).toBe(noFailure);
    expect(await rowsAs('uma', 'SELECT a FROM umas.toms')).toEqual([[1]]);
  });
});

describe('data filters', () => {
  test('DESCRIBE shows one, DROP drops it', async () => {
    await rowsAs('alice', 'CREATE DATA FILTER g ON t COLUMNS (a)');
    await rowsAs('alice', 'GRANT SELECT ON DATA FILTER g ON t TO USER dee');
    expect(await rowsAs('dee', 'SHOW DATA FILTERS ON t')).toEqual([]);
    await rowsAs('alice', 'GRANT DESCRIBE ON DATA FILTER g ON t TO USER dee');
    expect(await rowsAs('dee', 'SHOW DATA FILTERS ON t')).toEqual([['g', 'include', 'a', null]]);
    expect(await errorAs('dee', 'DROP DATA FILTER g ON t')).toContain('PERMISSION_DENIED');
    await rowsAs('alice', 'GRANT DROP ON DATA FILTER g ON t TO USER dee');
    expect(await errorAs('dee', 'DROP DATA FILTER f ON t')).toContain('PERMISSION_DENIED');
    expect(await errorAs('dee', 'DROP DATA FILTER g ON t')).toBe(noFailure);
  });
});

describe('saved tag expressions', () => {
  test('grants follow what a name stands for', async () => {
    await rowsAs('alice', "ALTER TABLE t SET TAGS (k = 'x')");
    await rowsAs('alice', "CREATE TAG EXPRESSION open_ones AS (k = 'x')");
    await rowsAs('alice', 'GRANT SELECT ON TAG EXPRESSION open_ones TO USER eli');
    expect(await rowsAs('eli', 'SELECT a FROM t')).toEqual([[1]]);
    expect(await rowsAs('eli', 'SHOW GRANTS')).toEqual([
      ['eli', 'USER', 'TABLE POLICY', 'open_ones', 'SELECT', null, 'NO', 'alice'],
    ]);
    await rowsAs('alice', "ALTER TAG EXPRESSION open_ones AS (k = 'y')");
    expect(await errorAs('eli', 'SELECT a FROM t')).toContain('NOT_FOUND');
    await rowsAs('alice', "ALTER TAG EXPRESSION open_ones AS (k IN ('x', 'y'))");
    expect(await rowsAs('eli', 'SELECT a FROM t')).toEqual([[1]]);
    expect(await rowsAs('alice', 'SHOW TAG EXPRESSIONS')).toContainEqual(['open_ones', "k IN ('x', 'y')"]);
    await rowsAs('alice', 'DROP TAG EXPRESSION open_ones');
    expect(await errorAs('eli', 'SELECT a FROM t')).toContain('NOT_FOUND');
    await rowsAs('alice', "CREATE TAG EXPRESSION open_ones AS (k = 'x')");
    expect(await errorAs('eli', 'SELECT a FROM t')).toContain('NOT_FOUND');
    await rowsAs('alice', 'ALTER TABLE t UNSET TAGS (k)');
  });

  test.each([
    ["CREATE TAG EXPRESSION e AS (k = 'x')", "ALREADY_EXISTS: Tag expression 'e' already exists"],
    ["CREATE TAG EXPRESSION h AS (k = 'z')", "INVALID_ARGUMENTS: Tag 'k' has no value 'z'"],
    ["CREATE TAG EXPRESSION h AS (nope = 'z')", "NOT_FOUND: Tag 'nope' does not exist"],
    ['DROP TAG EXPRESSION nope', "NOT_FOUND: Tag expression 'nope' does not exist"],
    ["ALTER TAG EXPRESSION nope AS (k = 'x')", "NOT_FOUND: Tag expression 'nope' does not exist"],
    ['GRANT SELECT ON TAG EXPRESSION nope TO USER bob', "NOT_FOUND: Tag expression 'nope' does not exist"],
  ])('%s', async (sql, error) => {
    expect(await errorAs('alice', sql)).toBe(error);
    expect(await errorAs('eve', sql)).toMatch(/PERMISSION_DENIED|NOT_FOUND/);
  });
});

test('who opted in for a table of everybody is governed, others are not', async () => {
  const open = await Lake.open(join(folder, 'open'), { threads: 1, memoryLimit: '64MiB' });
  await open.query('CREATE TABLE t AS SELECT 1 AS a, 2 AS b');
  await open.query('CREATE TABLE u AS SELECT 3 AS a');
  await open.close();
  const hybrid = await Lake.open(join(folder, 'open'), { threads: 1, memoryLimit: '64MiB', admins: ['alice'] });
  const { rowsAs: rows, errorAs: error } = askingAs(() => hybrid);
  await rows('alice', 'GRANT SELECT (a) ON t TO USER bob');
  expect(await rows('bob', 'SELECT * FROM t')).toEqual([[1, 2]]);
  expect(await error('bob', 'CREATE OPT IN FOR USER bob ON t')).toContain('PERMISSION_DENIED');
  await rows('alice', 'CREATE OPT IN FOR USER bob ON t');
  expect(await rows('bob', 'SELECT * FROM t')).toEqual([[1]]);
  expect(await rows('bob', 'SELECT * FROM u')).toEqual([[3]]);
  expect(await rows('cal', 'SELECT * FROM t')).toEqual([[1, 2]]);
  expect(await rows('bob', 'SHOW OPT INS')).toEqual([['bob', 'USER', 'TABLE', 'default.t']]);
  expect(await rows('cal', 'SHOW OPT INS')).toEqual([]);
  await rows('alice', 'CREATE OPT IN FOR USER bob ON SCHEMA default');
  expect(await error('bob', 'SELECT * FROM u')).toContain('TABLE_NOT_FOUND');
  expect(await error('bob', 'CREATE TABLE w AS SELECT 1 AS a')).toContain('Required Create Table on default');
  await rows('alice', 'DROP OPT IN FOR USER bob ON SCHEMA default');
  await rows('alice', 'ALTER TABLE t RENAME TO t2');
  expect(await rows('bob', 'SELECT * FROM t2')).toEqual([[1]]);
  await rows('alice', 'DROP OPT IN FOR USER bob ON t2');
  expect(await rows('bob', 'SELECT * FROM t2')).toEqual([[1, 2]]);
  await hybrid.close();
});
