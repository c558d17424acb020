import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Lake } from '../../src/index.js';
import { askingAs } from '../asking.js';

// Views read with their owners' rights: alice owns the tables, vic some of the views, bob reads.

let folder: string;
let lake: Lake;
const { rowsAs, errorAs } = askingAs(() => lake);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lakelet-definer-'));
  lake = await Lake.open(folder, { threads: 2, memoryLimit: '64MiB', admins: ['alice'] });
  for (const sql of [
    `CREATE TABLE orders AS SELECT CAST(id AS integer) AS id, CAST(id * 10 AS integer) AS price, CASE WHEN id % 2 = 0 THEN 'north' ELSE 'south' END AS region,
       'secret ' || CAST(id AS varchar) AS ssn FROM UNNEST(sequence(1, 6)) AS t (id)`,
    'GRANT CREATE_TABLE ON SCHEMA default TO USER vic',
    "CREATE VIEW north SECURITY DEFINER AS SELECT id, price FROM orders WHERE region = 'north'",
    'CREATE VIEW plain SECURITY INVOKER AS SELECT id FROM orders',
    'CREATE VIEW around SECURITY INVOKER AS SELECT id, price + 1 AS more FROM north',
    'CREATE VIEW outer_plain SECURITY DEFINER AS SELECT id FROM plain WHERE id > 3',
    'CREATE DATA FILTER cheap ON orders COLUMNS (id, price) WHERE price < 40',
    'GRANT SELECT ON DATA FILTER cheap ON orders TO USER vic WITH GRANT OPTION',
  ])
    await rowsAs('alice', sql);
  await rowsAs('vic', 'CREATE VIEW seen_by_vic SECURITY DEFINER AS SELECT * FROM orders');
  for (const view of ['north', 'plain', 'around', 'outer_plain'])
    await rowsAs('alice', `GRANT SELECT ON ${view} TO USER bob`);
  await rowsAs('vic', 'GRANT SELECT ON seen_by_vic TO USER bob');
});

afterAll(async () => {
  await lake.close();
  await rm(folder, { recursive: true, force: true });
});

const missing = (view: string): string =>
  `TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.default.${view}' does not exist or requester is not authorized to access requested resources`;

describe('whose rights count', () => {
  test("the owner's: SELECT on the view is all that its reader needs", async () => {
    expect(await rowsAs('bob', 'SELECT * FROM north ORDER BY id')).toEqual([
      [2, 20],
      [4, 40],
      [6, 60],
    ]);
    expect(await errorAs('bob', 'SELECT * FROM orders')).toContain('TABLE_NOT_FOUND');
    expect(await errorAs('zed', 'SELECT * FROM north')).toContain('SCHEMA_NOT_FOUND');
  });

  test("the reader's in a view of the invoker", async () => {
    expect(await errorAs('bob', 'SELECT * FROM plain')).toContain('INVALID_VIEW');
    expect(await rowsAs('alice', 'SELECT count(*) FROM plain')).toEqual([[6n]]);
  });

  test("the owner's filters and hidden columns", async () => {
    const all = [
      [1, 10],
      [2, 20],
      [3, 30],
    ];
    expect(await rowsAs('bob', 'SELECT * FROM seen_by_vic ORDER BY id')).toEqual(all);
    expect(await rowsAs('vic', 'SELECT * FROM seen_by_vic ORDER BY id')).toEqual(all);
    await rowsAs('alice', 'GRANT SELECT ON orders TO USER bob');
    expect(await rowsAs('bob', 'SELECT * FROM seen_by_vic ORDER BY id')).toEqual(all);
    await rowsAs('alice', 'REVOKE SELECT ON orders FROM USER bob');
  });

  test('views in views: an invoker view is read as whoever reads what is around it', async () => {
    expect(await rowsAs('bob', 'SELECT * FROM around ORDER BY id')).toEqual([
      [2, 21],
      [4, 41],
      [6, 61],
    ]);
    expect(await rowsAs('bob', 'SELECT * FROM outer_plain ORDER BY id')).toEqual([[4], [5], [6]]);
  });

  test('current_user is the reader', async () => {
    await rowsAs('alice', 'CREATE OR REPLACE VIEW who SECURITY DEFINER AS SELECT current_user AS name');
    await rowsAs('alice', 'GRANT SELECT ON who TO USER bob');
    expect(await rowsAs('bob', 'SELECT * FROM who')).toEqual([['bob']]);
  });

  test('the owner loses them: the view is missing for others, and says why to its owner', async () => {
    await rowsAs('alice', 'REVOKE SELECT ON DATA FILTER cheap ON orders FROM USER vic');
    expect(await errorAs('bob', 'SELECT * FROM seen_by_vic')).toBe(missing('seen_by_vic'));
    expect(await errorAs('vic', 'SELECT * FROM seen_by_vic')).toContain('INVALID_VIEW');
    await rowsAs('alice', 'GRANT SELECT ON DATA FILTER cheap ON orders TO USER vic');
  });

  test('the owner shows others what he may grant: without the grant option the view is his alone', async () => {
    expect(await errorAs('bob', 'SELECT * FROM seen_by_vic')).toBe(missing('seen_by_vic'));
    expect(await rowsAs('vic', 'SELECT count(*) FROM seen_by_vic')).toEqual([[3n]]);
    await rowsAs('alice', 'GRANT SELECT ON DATA FILTER cheap ON orders TO USER vic WITH GRANT OPTION');
    expect(await rowsAs('bob', 'SELECT count(*) FROM seen_by_vic')).toEqual([[3n]]);
  });

  test('the audit log tells the reader of the view, the owner of what is behind it', async () => {
    await rowsAs('bob', 'SELECT id FROM seen_by_vic');
    const sql =
      "SELECT object, array_join(columns, ','), row_filter_applied FROM system.audit WHERE action = 'SELECT' ORDER BY id DESC LIMIT 1";
    expect(await rowsAs('bob', sql)).toEqual([['view default.seen_by_vic', 'id', false]]);
    expect(await rowsAs('vic', sql.replace('object', 'object, reason'))).toEqual([
      ['table default.orders', 'view default.seen_by_vic for user bob', 'id,price', true],
    ]);
  });
});

describe('what its reader does not see', () => {
  test('the query', async () => {
    const [[text]] = (await rowsAs('bob', 'EXPLAIN SELECT count(*) FROM north WHERE id > 2')) as [[string]];
    expect(text).toContain('north');
    expect(text).not.toMatch(/orders|region|estimate|rowGroups/);
    expect(await errorAs('bob', 'SHOW CREATE VIEW north')).toContain('PERMISSION_DENIED');
    expect(
      await rowsAs('bob', "SELECT view_definition FROM information_schema.views WHERE table_name = 'north'"),
    ).toEqual([['']]);
    expect(JSON.stringify(await rowsAs('bob', 'DESCRIBE FORMATTED north'))).not.toMatch(/orders/);
    expect(await rowsAs('bob', 'SHOW COLUMNS FROM north')).toHaveLength(2);
    expect((await rowsAs('alice', 'SHOW CREATE VIEW north'))[0]![0]).toContain('SECURITY DEFINER');
  });

  test('what EXPLAIN ANALYZE and the result count', async () => {
    const [[text]] = (await rowsAs('bob', 'EXPLAIN ANALYZE SELECT count(*) FROM north')) as [[string]];
    expect(text).not.toMatch(/orders|bytesRead|rowsIn/);
    const result = await lake.session({ principal: 'bob' }).query('SELECT count(*) FROM north');
    expect(await result.toArrays()).toEqual([[3n]]);
    expect(result.stats.bytesRead).toBeUndefined();
  });

  test('rows that the view leaves out, through a condition that fails for them', async () => {
    expect(await rowsAs('bob', 'SELECT id FROM north WHERE 1 / (id - 3) >= 0 ORDER BY id')).toEqual([[4], [6]]);
    expect(await rowsAs('bob', 'SELECT a.id FROM north a JOIN north b ON 12 / (a.id - 3) = b.id')).toEqual([[6]]);
  });
});

test('columns of a view that are not granted do not exist', async () => {
  await rowsAs('alice', 'CREATE VIEW wide_open SECURITY DEFINER AS SELECT id, ssn FROM orders');
  await rowsAs('alice', 'GRANT SELECT (id) ON wide_open TO USER ivy');
  await rowsAs('alice', 'CREATE VIEW invoked SECURITY INVOKER AS SELECT id, ssn FROM orders');
  await rowsAs('alice', 'GRANT SELECT (id) ON invoked TO USER ivy');
  expect(await errorAs('ivy', 'SELECT * FROM invoked')).toContain('INVALID_VIEW');
  await rowsAs('alice', 'GRANT SELECT ON orders TO USER ivy');
  for (const view of ['wide_open', 'invoked']) {
    expect(await rowsAs('ivy', `SELECT * FROM ${view} WHERE id = 1`)).toEqual([[1]]);
    expect(await errorAs('ivy', `SELECT ssn FROM ${view}`)).toContain(
      "COLUMN_NOT_FOUND: line 1:8: Column 'ssn' cannot be resolved or requester",
    );
    for (const sql of [`SHOW COLUMNS FROM ${view}`, `DESCRIBE ${view}`])
      expect((await rowsAs('ivy', sql)).map(([name]) => name)).toEqual(['id']);
    const told = `SELECT c.column_name, v.view_definition FROM information_schema.columns c JOIN information_schema.views v
      ON c.table_name = v.table_name WHERE c.table_name = '${view}'`;
    expect(await rowsAs('ivy', told)).toEqual([['id', '']]);
    expect(await errorAs('ivy', `SHOW CREATE VIEW ${view}`)).toContain('PERMISSION_DENIED');
    const [[statement]] = (await rowsAs('ivy', `SHOW CREATE TABLE ${view}`).catch(() => [['']])) as [[string]];
    expect(statement).not.toContain('ssn');
  }
});

test('conditions and columns go into the query: what they leave out is not read', async () => {
  await rowsAs(
    'alice',
    "CREATE TABLE wide WITH (partitioned_by = ARRAY['day']) AS SELECT id, 'x' AS a, CAST(id % 50 AS integer) AS day FROM UNNEST(sequence(1, 500)) AS t (id)",
  );
  await rowsAs('alice', 'CREATE VIEW days SECURITY DEFINER AS SELECT id, day AS d FROM wide');
  await rowsAs('alice', 'GRANT SELECT ON days TO USER bob');
  expect(await rowsAs('bob', 'SELECT count(*), min(d) FROM days WHERE d = 7')).toEqual([[10n, 7]]);
  const sql =
    "SELECT max(scanned_rows) FROM system.queries WHERE query LIKE '%FROM days WHERE d = 7%' AND principal = 'bob'";
  expect(await rowsAs('alice', sql)).toEqual([[10n]]);
});
