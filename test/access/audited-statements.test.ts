import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { auditSchema } from '../../src/access/audit-log.js';
import { CatalogConnection } from '../../src/catalog/catalog-connection.js';
import { Lake, LakeError } from '../../src/index.js';

// What system.audit tells of statements in a governed lake.

let folder: string;
let lake: Lake;
let lastId = 0n;

const options = { threads: 1, memoryLimit: '64MiB', admins: ['alice'] } as const;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lakelet-audited-'));
  lake = await Lake.open(folder, options);
  for (const sql of [
    "CREATE TABLE orders AS SELECT 1 AS id, 'north' AS region, 'x' AS ssn",
    'CREATE TABLE secrets AS SELECT 1 AS a',
    'CREATE VIEW ids AS SELECT id FROM orders',
    "CREATE DATA FILTER north ON orders COLUMNS (id, region) WHERE region = 'north'",
    'GRANT SELECT ON DATA FILTER north ON orders TO USER bob',
    'GRANT SELECT (id) ON orders TO USER cal',
    'CREATE ROLE analyst',
    'GRANT analyst TO USER bob',
  ])
    expect(await run('alice', sql), sql).not.toEqual([[expect.stringMatching(/^[A-Z_]+$/)]]);
});

afterAll(async () => {
  await lake.close();
  await rm(folder, { recursive: true, force: true });
});

beforeEach(async () => {
  lastId = ((await run('alice', 'SELECT max(id) FROM system.audit')) as [[bigint]])[0][0];
});

async function run(principal: string, sql: string): Promise<unknown[][]> {
  const session = lake.session({ principal, source: 'test' });
  try {
    return (await (await session.query(sql)).toArrays()) as unknown[][];
  } catch (error) {
    if (error instanceof LakeError) return [[error.name]];
    throw error;
  }
}

/** Gives what was noted since the test began. */
const noted = (principal = 'alice'): Promise<unknown[][]> =>
  run(
    principal,
    `SELECT principal, decision, action, object, array_join(columns, ', '), row_filter_applied FROM system.audit WHERE id > ${lastId} ORDER BY id`,
  );

describe('reads', () => {
  test('tell of the columns that are used, not of those that are there', async () => {
    await run('cal', 'SELECT count(*) FROM orders WHERE id > 0');
    await run('bob', 'SELECT upper(o.region) FROM orders o ORDER BY id');
    await run('bob', 'SELECT 1 FROM orders');
    expect(await noted()).toEqual([
      ['cal', 'ALLOW', 'SELECT', 'table default.orders', 'id', false],
      ['bob', 'ALLOW', 'SELECT', 'table default.orders', 'id, region', true],
      ['bob', 'ALLOW', 'SELECT', 'table default.orders', '', true],
    ]);
  });

  test('of the same twice are one decision, and those of EXPLAIN count', async () => {
    await run('bob', 'EXPLAIN SELECT a.id FROM orders a JOIN orders b ON a.id = b.id');
    expect(await noted()).toEqual([['bob', 'ALLOW', 'SELECT', 'table default.orders', 'id', true]]);
  });

  test('through subqueries and set operations', async () => {
    await run(
      'bob',
      'SELECT id FROM orders WHERE id IN (SELECT id FROM orders WHERE region IS NULL) UNION ALL SELECT 2',
    );
    expect(await noted()).toEqual([
      ['bob', 'ALLOW', 'SELECT', 'table default.orders', 'id', true],
      ['bob', 'ALLOW', 'SELECT', 'table default.orders', 'id, region', true],
    ]);
  });

  test('that find nothing, hidden or missing, are denied alike', async () => {
    for (const table of ['secrets', 'nothing'])
      expect(await run('bob', `SELECT a FROM ${table}`)).toEqual([['TABLE_NOT_FOUND']]);
    for (const column of ['ssn', 'nope']) await run('bob', `SELECT ${column} FROM orders`);
    expect(await noted()).toEqual([
      ['bob', 'DENY', 'SELECT', 'table default.secrets', null, null],
      ['bob', 'DENY', 'SELECT', 'table default.nothing', null, null],
      ['bob', 'DENY', 'SELECT', 'table default.orders', null, null],
      ['bob', 'DENY', 'SELECT', 'table default.orders', null, null],
    ]);
    const reasons = await run(
      'alice',
      `SELECT replace(reason, 'secrets', 'nothing') FROM system.audit WHERE id IN (${lastId + 1n}, ${lastId + 2n})`,
    );
    expect(reasons[0]).toEqual(reasons[1]);
  });
});

describe('changes', () => {
  test('tell what was asked for, on what, and whether it was allowed', async () => {
    await run('bob', 'CREATE TABLE mine AS SELECT id FROM orders');
    await run('bob', 'DROP TABLE orders');
    await run('bob', 'INSERT INTO orders SELECT * FROM orders');
    await run('alice', 'INSERT INTO secrets VALUES (2)');
    const rows = (await noted()).map((row) => row.slice(1, 4).join(' | '));
    expect(rows).toEqual([
      'ALLOW | SELECT | table default.orders',
      'DENY | CREATE_TABLE | database default',
      'ALLOW | DESCRIBE | table default.orders',
      'DENY | DROP | table default.orders',
      'DENY | INSERT | table default.orders',
      'ALLOW | INSERT | table default.secrets',
    ]);
  });

  test('of rights name who gets them', async () => {
    await run('alice', 'GRANT INSERT ON secrets TO USER dan WITH GRANT OPTION');
    await run('dan', 'REVOKE INSERT ON secrets FROM USER dan');
    await run('bob', 'GRANT SELECT ON orders TO USER dan');
    await run('bob', 'SET ROLE analyst');
    await run('bob', 'SET ROLE admin');
    await run('bob', 'DROP ROLE analyst');
    const rows = await run(
      'alice',
      `SELECT decision, action, object, reason FROM system.audit WHERE id > ${lastId} ORDER BY id`,
    );
    expect(rows).toEqual([
      ['ALLOW', 'GRANT INSERT', 'table default.secrets', 'to user dan with grant option'],
      ['ALLOW', 'REVOKE INSERT', 'table default.secrets', 'from user dan'],
      ['DENY', 'GRANT SELECT', 'table default.orders', 'to user dan'],
      ['ALLOW', 'SET ROLE', 'role analyst', null],
      ['DENY', 'SET ROLE', '', "ROLE_NOT_FOUND: line 1:10: Role 'admin' does not exist"],
      ['DENY', 'DROP ROLE', 'role analyst', null],
    ]);
  });

  test('are in the log before they are committed', async () => {
    await run('alice', 'GRANT SELECT ON secrets TO USER eve');
    const other = await Lake.open(folder, { threads: 1, memoryLimit: '64MiB' });
    const [[count]] = (await (
      await other.query(`SELECT count(*) FROM system.audit WHERE action = 'GRANT SELECT' AND reason = 'to user eve'`)
    ).toArrays()) as [[bigint]];
    expect(count).toBe(1n);
    await other.close();
  });
});

test('a log that was cut after its last change shows', async () => {
  await run('alice', 'GRANT SELECT ON secrets TO USER gus');
  const { entryCount, wrongId } = await lake.verifyAudit();
  expect(await run('alice', 'CALL system.verify_audit()')).toEqual([[true]]);
  expect(await run('bob', 'CALL system.verify_audit()')).toEqual([['PERMISSION_DENIED']]);
  expect(wrongId).toBeUndefined();
  const file = CatalogConnection.open(join(folder, 'audit.db'), auditSchema);
  file.run('DROP TRIGGER audit_is_not_deleted');
  file.run('DELETE FROM audit WHERE id = ?', entryCount);
  file.close();
  expect((await lake.verifyAudit()).wrongId).toBeDefined();
  expect(await run('alice', 'CALL system.verify_audit()')).toEqual([['PROCEDURE_CALL_FAILED']]);
});

test('rows and bytes of the statement come from its history, where they tell of nothing hidden', async () => {
  await run('bob', 'SELECT id FROM orders');
  await run('alice', 'SELECT id FROM orders');
  const sql = `SELECT rows_out, bytes_scanned > 0 FROM system.audit WHERE action = 'SELECT' AND id > ${lastId}`;
  expect(await run('alice', sql)).toEqual([
    [1n, true],
    [1n, true],
  ]);
  expect(await run('bob', sql)).toEqual([[1n, null]]);
});

test.each([
  'id > 3 AND id <= 7',
  'id = 5',
  '5 <= id AND 8 > id',
  'id <> 5',
  'id IS DISTINCT FROM 5',
  'id BETWEEN 4 AND 6 OR id = 1',
  'id BETWEEN 4 AND 6',
  'NOT id > 4',
  "ts > TIMESTAMP '2020-01-01 00:00:00' AND id < 4",
  "ts < TIMESTAMP '2020-01-01 00:00:00 UTC'",
  "ts >= TIMESTAMP '2020-01-01 00:00:00 Europe/Paris' AND action = 'GRANT SELECT'",
  "principal = 'alice' AND action LIKE 'CREATE%' AND statement_id IS NOT NULL",
])('entries are found by what is asked of them, as in a list of all: %s', async (condition) => {
  const found = await run('alice', `SELECT id FROM system.audit WHERE id < 30 AND ${condition} ORDER BY id`);
  const filtered = `SELECT id FROM (SELECT * FROM system.audit ORDER BY id LIMIT 29) WHERE ${condition} ORDER BY id`;
  expect(found).toEqual(await run('alice', filtered));
  if (!condition.includes('ts <')) expect(found.length).toBeGreaterThan(0);
});

test('others than administrators see what was decided about them', async () => {
  await run('bob', 'SELECT id FROM orders');
  await run('cal', 'SELECT id FROM orders');
  expect(await noted('cal')).toEqual([['cal', 'ALLOW', 'SELECT', 'table default.orders', 'id', false]]);
  expect(await run('zed', 'SELECT count(*) FROM system.audit')).toEqual([[0n]]);
  expect(await run('cal', 'SELECT DISTINCT source FROM system.audit')).toEqual([['test']]);
});

test('a log that goes back some days says that it forgot, and is whole', async () => {
  const place = join(folder, 'forgetful');
  const first = await Lake.open(place, options);
  for (const user of ['bob', 'cal', 'dan']) await first.query(`GRANT CREATE_DATABASE ON CATALOG TO USER ${user}`);
  await first.close();
  await expect(Lake.open(place, { ...options, auditDays: -1 })).rejects.toThrow('auditDays must not be less than 0');
  const kept = await Lake.open(place, { ...options, auditDays: 1 });
  const { entryCount, forgottenCount } = await kept.verifyAudit();
  expect(forgottenCount).toBe(0);
  await kept.close();
  const forgetful = await Lake.open(place, { ...options, auditDays: 0 });
  expect(await forgetful.verifyAudit()).toMatchObject({ forgottenCount: entryCount - 1, wrongId: undefined });
  const rows = (await (
    await forgetful.query('SELECT action, reason FROM system.audit ORDER BY id')
  ).toArrays()) as unknown[];
  expect(rows).toEqual([
    ['GRANT CREATE_DATABASE', 'to user dan'],
    ['FORGET AUDIT', `entries up to ${entryCount - 1}`],
  ]);
  await forgetful.query('CALL system.verify_audit()');
  await forgetful.close();
});
