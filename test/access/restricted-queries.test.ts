import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Lake } from '../../src/index.js';
import { askingAs } from '../asking.js';

let folder: string;
let lake: Lake;
const { rowsAs, errorAs } = askingAs(() => lake);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lakelet-restricted-'));
  const duckdb = await DuckDBInstance.create(':memory:');
  const connection = await duckdb.connect();
  await connection.run(`
    COPY (SELECT i AS id, i * 10 AS price, CASE WHEN i % 2 = 0 THEN 'north' ELSE 'south' END AS region, 'secret ' || i AS ssn
          FROM range(1, 7) t(i)) TO '${join(folder, 'orders.parquet')}' (FORMAT parquet);
    COPY (SELECT 1 AS a) TO '${join(folder, 'other.parquet')}' (FORMAT parquet)`);
  connection.closeSync();
  duckdb.closeSync();
  lake = await Lake.open(join(folder, 'lake'), { threads: 2, memoryLimit: '64MiB', admins: ['alice'] });
  await lake.createTable('orders', { location: join(folder, 'orders.parquet') });
  await lake.createTable('other', { location: join(folder, 'other.parquet') });
  for (const sql of [
    'CREATE ROLE analyst',
    'GRANT analyst TO USER cal',
    'GRANT SELECT (id, region) ON orders TO USER bob',
    "CREATE DATA FILTER north ON orders WHERE region = 'north'",
    'CREATE DATA FILTER cheap ON orders COLUMNS (id, price) WHERE price < 30',
    'GRANT SELECT ON DATA FILTER north ON orders TO ROLE analyst',
    'GRANT SELECT ON DATA FILTER cheap ON orders TO USER dan',
    'GRANT SELECT ON DATA FILTER cheap ON orders TO USER eve',
    "CREATE DATA FILTER evens ON orders COLUMNS (id, region) WHERE region = 'north'",
    'GRANT SELECT ON DATA FILTER evens ON orders TO USER eve',
    'GRANT DESCRIBE ON orders TO USER fay',
  ])
    await rowsAs(undefined, sql);
});

afterAll(async () => {
  await lake.close();
  await rm(folder, { recursive: true, force: true });
});

const notAuthorized = 'or requester is not authorized to access requested resources';

describe('columns', () => {
  test('* gives those that were granted', async () => {
    expect(await rowsAs('bob', 'SELECT * FROM orders WHERE id < 3 ORDER BY id')).toEqual([
      [1n, 'south'],
      [2n, 'north'],
    ]);
  });

  test.each([
    'SELECT ssn FROM orders',
    'SELECT id FROM orders WHERE ssn = 1',
    'SELECT id FROM orders ORDER BY ssn',
    'SELECT o.ssn FROM orders o JOIN orders p ON o.id = p.id',
  ])('a hidden one is as one that does not exist: %s', async (sql) => {
    const hidden = await errorAs('bob', sql);
    expect(hidden).toContain(`${notAuthorized}`);
    expect(hidden.replaceAll('ssn', 'nope')).toBe(await errorAs('bob', sql.replaceAll('ssn', 'nope')));
  });

  test('SHOW COLUMNS and DESCRIBE tell of no others', async () => {
    expect((await rowsAs('bob', 'SHOW COLUMNS FROM orders')).map(([name]) => name)).toEqual(['id', 'region']);
    expect((await rowsAs('fay', 'SHOW COLUMNS FROM orders')).map(([name]) => name)).toHaveLength(4);
  });

  test('count(*) counts all rows, and numbers of reading are not told', async () => {
    const result = await lake.session({ principal: 'bob' }).query('SELECT count(*) FROM orders');
    expect(await result.toArrays()).toEqual([[6n]]);
    expect(result.stats.bytesRead).toBeUndefined();
    expect(result.stats.rowsReturned).toBe(1);
    expect(await rowsAs('bob', 'SELECT "$path" FROM orders LIMIT 1')).toEqual([[null]]);
  });
});

describe('rows', () => {
  test('a role brings its filter', async () => {
    expect(await rowsAs('cal', 'SELECT id, ssn FROM orders ORDER BY id')).toEqual([
      [2n, 'secret 2'],
      [4n, 'secret 4'],
      [6n, 'secret 6'],
    ]);
    expect(await rowsAs('cal', 'SELECT count(*), min(id), max(price) FROM orders')).toEqual([[3n, 2n, 60n]]);
    expect(await rowsAs('cal', 'SELECT a.id, count(*) FROM orders a, orders b GROUP BY 1 ORDER BY 1')).toEqual([
      [2n, 3n],
      [4n, 3n],
      [6n, 3n],
    ]);
  });

  test('a condition that fails for hidden rows only does not fail', async () => {
    expect(await rowsAs('cal', 'SELECT id FROM orders WHERE 1 / (id - 1) >= 0 AND id < 4')).toEqual([[2n]]);
    expect(await rowsAs('cal', 'SELECT 100 / (id - 3) FROM orders ORDER BY 1')).toEqual([[-100n], [33n], [100n]]);
    expect(await errorAs('cal', 'SELECT 1 / (id - 4) FROM orders')).toContain('DIVISION_BY_ZERO');
  });

  test('filters of columns and rows', async () => {
    expect(await rowsAs('dan', 'SELECT * FROM orders ORDER BY id')).toEqual([
      [1n, 10n],
      [2n, 20n],
    ]);
  });

  test('several filters: rows of any, values of a column where its own admit them', async () => {
    expect(await rowsAs('eve', 'SELECT * FROM orders ORDER BY id')).toEqual([
      [1n, 10n, null],
      [2n, 20n, 'north'],
      [4n, null, 'north'],
      [6n, null, 'north'],
    ]);
    expect(await rowsAs('eve', 'SELECT id FROM orders WHERE price > 30')).toEqual([]);
    expect(await rowsAs('eve', 'SELECT id FROM orders WHERE price IS NULL ORDER BY id')).toEqual([[4n], [6n]]);
    expect(await rowsAs('eve', 'SELECT sum(price), count(region) FROM orders')).toEqual([[30n, 3n]]);
  });

  test('EXPLAIN shows neither conditions nor sizes', async () => {
    const [[text]] = (await rowsAs('eve', 'EXPLAIN SELECT id FROM orders WHERE price > 30')) as [[string]];
    expect(text).not.toMatch(/north|ssn|rowGroups|estimate/i);
  });
});

describe('tables', () => {
  test('a hidden one is as one that does not exist', async () => {
    for (const table of ['other', 'nothing'])
      expect(await errorAs('bob', `SELECT * FROM ${table}`)).toBe(
        `TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.default.${table}' does not exist ${notAuthorized}`,
      );
    expect(await errorAs('zed', 'SELECT * FROM orders')).toBe(
      (await errorAs('zed', 'SELECT * FROM nodb.orders')).replace('nodb', 'default'),
    );
    expect(await rowsAs('bob', 'SHOW TABLES')).toEqual([['orders']]);
    expect(await rowsAs('zed', 'SHOW SCHEMAS')).toEqual([]);
  });

  test('a visible one whose rows are hidden is denied', async () => {
    expect(await errorAs('fay', 'SELECT id FROM orders')).toContain('PERMISSION_DENIED');
    expect(await errorAs('alice', 'SELECT id FROM orders')).toContain('Access Denied: Cannot select from columns');
  });

  test('files beside tables are read by who may make tables over them', async () => {
    const sql = `SELECT count(*) FROM '${join(folder, 'orders.parquet')}'`;
    expect(await errorAs('bob', sql)).toContain('PERMISSION_DENIED');
    expect(await rowsAs(undefined, sql)).toEqual([[6n]]);
  });
});

describe('granting', () => {
  test('takes the grant option, and gives no more than is held', async () => {
    await rowsAs(undefined, 'GRANT SELECT (id) ON orders TO USER gil WITH GRANT OPTION');
    await rowsAs('gil', 'GRANT SELECT (id) ON orders TO USER hal');
    expect(await rowsAs('hal', 'SELECT * FROM orders WHERE id = 1')).toEqual([[1n]]);
    expect(await errorAs('gil', 'GRANT SELECT ON orders TO USER hal')).toContain('requester is not authorized');
    expect(await errorAs('hal', 'GRANT SELECT (id) ON orders TO USER ian')).toContain('requester is not authorized');
    await rowsAs('gil', 'REVOKE SELECT (id) ON orders FROM USER hal');
    expect(await errorAs('hal', 'SELECT * FROM orders')).toContain('SCHEMA_NOT_FOUND');
  });

  test('roles: SET ROLE chooses', async () => {
    const session = lake.session({ principal: 'cal' });
    const count = async () => (await session.query('SELECT count(*) FROM orders')).toArrays();
    expect(await count()).toEqual([[3n]]);
    await session.query('SET ROLE NONE');
    await expect(count()).rejects.toThrow('does not exist');
    await session.query('SET ROLE analyst');
    expect(await count()).toEqual([[3n]]);
    await expect(session.query('SET ROLE admin')).rejects.toThrow("Role 'admin' does not exist");
  });

  test('information_schema tells of roles and privileges', async () => {
    const cal = lake.session({ principal: 'cal', roles: ['guest'] });
    const of = async (session: Pick<Lake, 'query'>, table: string): Promise<unknown> =>
      (await session.query(`SELECT * FROM information_schema.${table} ORDER BY role_name`)).toArrays();
    await rowsAs(undefined, 'CREATE ROLE staff');
    await rowsAs(undefined, 'GRANT staff TO ROLE analyst WITH ADMIN OPTION');
    expect(await of(cal, 'applicable_roles')).toEqual([
      ['cal', 'USER', 'analyst', 'NO'],
      ['cal', 'USER', 'guest', 'NO'],
      ['analyst', 'ROLE', 'staff', 'YES'],
    ]);
    expect(await of(cal, 'enabled_roles')).toEqual([['analyst'], ['guest'], ['staff']]);
    await cal.query('SET ROLE staff');
    expect(await of(cal, 'enabled_roles')).toEqual([['staff']]);
    expect(await rowsAs('bob', 'SELECT * FROM information_schema.roles')).toEqual([]);
    expect(await rowsAs('alice', "SELECT count(*) FROM information_schema.roles WHERE role_name = 'staff'")).toEqual([
      [1n],
    ]);
    await rowsAs(undefined, 'GRANT INSERT ON orders TO USER nan WITH GRANT OPTION');
    const privileges =
      'SELECT grantee, table_schema, table_name, privilege_type, is_grantable FROM information_schema.table_privileges';
    expect(await rowsAs('nan', privileges)).toEqual([['nan', 'default', 'orders', 'INSERT', 'YES']]);
    expect(await rowsAs('bob', privileges)).toEqual([]);
  });

  test('SHOW GRANTS lists what the principal may know', async () => {
    const own = await rowsAs('bob', 'SHOW GRANTS');
    expect(own).toEqual([['bob', 'USER', 'TABLE', 'default.orders', 'SELECT', 'id, region', 'NO', expect.any(String)]]);
    expect((await rowsAs('alice', 'SHOW GRANTS ON orders')).length).toBeGreaterThan(5);
  });

  test('tags grant columns', async () => {
    await rowsAs(undefined, "CREATE TAG level VALUES ('open', 'secret')");
    await rowsAs(undefined, "ALTER TABLE orders SET TAGS (level = 'open')");
    await rowsAs(undefined, "ALTER TABLE orders COLUMN ssn SET TAGS (level = 'secret')");
    await rowsAs(undefined, "GRANT SELECT ON TAGS (level IN ('open')) TO USER joe");
    expect(await rowsAs('joe', 'SELECT * FROM orders WHERE id = 1')).toEqual([[1n, 10n, 'south']]);
    expect(await rowsAs(undefined, 'SHOW TAGS ON TABLE orders COLUMN ssn')).toEqual([['level', 'secret']]);
    expect(await errorAs(undefined, "GRANT SELECT ON TAGS (level = 'top') TO USER joe")).toContain(
      "has no value 'top'",
    );
  });

  test.each([
    ['a function', "lower(region) = 'north'"],
    ['two columns', 'id = price'],
    ['arithmetic', 'id + 1 > 2'],
    ['a subquery', 'id IN (SELECT 1)'],
    ['another type', "id = 'x'"],
    ['no condition', 'id'],
  ])('a data filter refuses %s', async (_what, condition) => {
    expect(await errorAs(undefined, `CREATE DATA FILTER bad ON orders WHERE ${condition}`)).not.toBe('no error');
  });
});

describe('statements', () => {
  test("make what is the maker's own, where they are allowed", async () => {
    expect(await errorAs('kim', 'CREATE DATABASE kims')).toContain('Required Create Database on Catalog');
    await rowsAs(undefined, 'GRANT CREATE_DATABASE ON CATALOG TO USER kim');
    await rowsAs('kim', 'CREATE DATABASE kims');
    await rowsAs('kim', 'CREATE TABLE kims.own AS SELECT 1 AS a, 2 AS b');
    expect(await rowsAs('kim', 'SELECT * FROM kims.own')).toEqual([[1, 2]]);
    expect(await errorAs('bob', 'SELECT * FROM kims.own')).toContain('does not exist');
    expect(await errorAs('bob', 'CREATE TABLE kims.other AS SELECT 1 AS a')).not.toBe('no error');
    await rowsAs('kim', 'GRANT SELECT (a) ON kims.own TO USER lea');
    expect(await rowsAs('lea', 'SELECT * FROM kims.own')).toEqual([[1]]);
    expect(await rowsAs('lea', 'SHOW TABLES IN kims')).toEqual([['own']]);
    expect(await rowsAs('lea', "SELECT column_name FROM information_schema.columns WHERE table_name = 'own'")).toEqual([
      ['a'],
    ]);
  });

  test.each([
    ['INSERT INTO kims.own VALUES (3)', 'Required Insert'],
    ['DROP TABLE kims.own', 'Required Drop'],
    ['ALTER TABLE kims.own ADD COLUMNS (c int)', 'Required Alter'],
    ['OPTIMIZE kims.own REWRITE DATA USING BIN_PACK', 'Required'],
    ['DROP DATABASE kims CASCADE', 'Required Drop'],
    ["ALTER DATABASE kims SET DBPROPERTIES ('a' = 'b')", 'Required Alter'],
    ['CREATE ROLE mine', 'Access Denied'],
    ["CREATE TAG mine VALUES ('a')", 'Required Create Lf Tag'],
  ])('are refused to others: %s', async (sql, reason) => {
    expect(await errorAs('lea', sql)).toMatch(new RegExp(`PERMISSION_DENIED: .*${reason}`));
  });

  test('a table over files of others takes a grant on their folder', async () => {
    const sql = `CREATE EXTERNAL TABLE kims.theirs (id bigint) STORED AS PARQUET LOCATION '${folder}/orders.parquet'`;
    expect(await errorAs('kim', sql)).toContain('Insufficient Lake Formation permissions on');
    await rowsAs(undefined, `GRANT DATA_LOCATION_ACCESS ON LOCATION '${folder}' TO USER kim`);
    await rowsAs('kim', sql);
    expect(await rowsAs('kim', 'SELECT count(*) FROM kims.theirs')).toEqual([[6n]]);
  });
});

test('a join with few visible rows reads what the same condition written by hand does, unless something in it can fail', async () => {
  for (const name of ['many', 'others'])
    await rowsAs(
      'alice',
      `CREATE TABLE ${name} WITH (row_group_rows = 1000) AS SELECT a * 100 + b AS id FROM UNNEST(sequence(0, 199)) AS t (a)
         CROSS JOIN UNNEST(sequence(0, 99)) AS u (b) ORDER BY 1`,
    );
  await rowsAs(undefined, 'CREATE DATA FILTER few ON many WHERE id BETWEEN 5100 AND 5200');
  await rowsAs(undefined, 'GRANT SELECT ON DATA FILTER few ON many TO USER pia');
  await rowsAs(undefined, 'GRANT SELECT ON others TO USER pia');
  const scanned = async (principal: string, sql: string): Promise<unknown> => {
    expect(await rowsAs(principal, sql)).toEqual([[101n]]);
    const text = sql.replaceAll("'", "''");
    const history = `SELECT max(scanned_rows) FROM system.queries WHERE query = '${text}'`;
    return (await rowsAs(undefined, history))[0]![0];
  };
  const join = 'SELECT count(*) FROM many m JOIN others o ON m.id = o.id';
  expect(await scanned('pia', join)).toBe(await scanned('alice', `${join} WHERE m.id BETWEEN 5100 AND 5200`));
  const [[plan]] = (await rowsAs('pia', `EXPLAIN ${join}`)) as [[string]];
  expect(plan).not.toMatch(/5100|5200|rowGroups/);
  expect(await rowsAs('pia', `${join} WHERE 1 / (o.id - 4000) >= 0 OR o.id < 4000`)).toEqual([[101n]]);
});

test('what is imported into an open lake stays open', async () => {
  const folderOfOpen = join(folder, 'open');
  const open = await Lake.open(folderOfOpen, { threads: 1, memoryLimit: '64MiB' });
  await open.createTable('orders', { location: join(folder, 'orders.parquet') });
  open.importDatabase(open.exportDatabase('default'), 'again');
  await open.close();
  const governed = await Lake.open(folderOfOpen, { threads: 1, memoryLimit: '64MiB', admins: ['alice'] });
  const read = async (principal: string, sql: string): Promise<unknown> =>
    (await governed.session({ principal }).query(sql)).toArrays();
  expect(await read('anybody', 'SELECT count(*) FROM again.orders')).toEqual([[6n]]);
  expect(await read('alice', "SELECT reason FROM system.audit WHERE action = 'SET ADMINISTRATORS'")).toEqual([
    ['["user alice"]'],
  ]);
  await governed.close();
});

test('an open lake restricts nobody', async () => {
  const open = await Lake.open(undefined, { threads: 1, memoryLimit: '64MiB' });
  await open.createTable('orders', { location: join(folder, 'orders.parquet') });
  const session = open.session({ principal: 'anybody' });
  expect(await (await session.query('SELECT count(*) FROM orders')).toArrays()).toEqual([[6n]]);
  await expect(session.query('SELECT nope FROM orders')).rejects.toThrow(/cannot be resolved$/);
  await open.close();
});
