import { mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Lake, type Session, type SessionOptions } from '../../../src/index.js';
import { failureOf, rowsOf } from '../../asking.js';

let folder: string;
let lake: Lake;
const reusing: SessionOptions = { settings: { result_reuse_minutes: 60 } };

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lakelet-reuse-'));
  lake = await Lake.open(folder, { threads: 1, memoryLimit: '128MiB' });
  await rowsOf(lake, "CREATE TABLE t AS SELECT * FROM (VALUES (1, 'a', DECIMAL '1.5'), (2, 'b', NULL)) AS t(a, b, c)");
});
afterEach(async () => {
  await lake.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs a statement; tells its rows and whether they are those of an earlier one. */
async function ask(
  session: Session | Lake,
  sql: string,
): Promise<{ rows: unknown[][]; isReused: boolean; id: string }> {
  const result = await session.query(sql);
  const rows = await result.toArrays();
  const [[from]] = (await rowsOf(
    lake,
    `SELECT reused_from FROM system.queries WHERE query_id = '${result.queryId}'`,
  )) as [[string | null]];
  return { rows, isReused: from !== null, id: result.queryId };
}
const isReused = async (session: Session | Lake, sql: string): Promise<boolean> => (await ask(session, sql)).isReused;

describe('a result', () => {
  const sql = 'SELECT a, b, c, ARRAY[a] AS d FROM t ORDER BY a';
  const rows = [
    [1, 'a', '1.5', [1]],
    [2, 'b', null, [2]],
  ];

  test('is given again to the same statement, without reading, also after the lake was closed', async () => {
    expect(await ask(lake.session(reusing), sql)).toMatchObject({ rows, isReused: false });
    await lake.close();
    lake = await Lake.open(folder, { threads: 1, memoryLimit: '128MiB' });
    const result = await lake.session(reusing).query(sql);
    expect(result.columns.map(({ name, type }) => [name, type])).toEqual([
      ['a', 'integer'],
      ['b', 'varchar(1)'],
      ['c', 'decimal(2, 1)'],
      ['d', 'array(integer)'],
    ]);
    expect(await result.toArrays()).toEqual(rows);
    expect(result.stats).toMatchObject({ bytesRead: 0, rowsReturned: 2 });
    const [noted] = await rowsOf(
      lake,
      `SELECT state, scanned_bytes, returned_rows, reused_from IS NOT NULL FROM system.queries WHERE query_id = '${result.queryId}'`,
    );
    expect(noted).toEqual(['SUCCEEDED', 0n, 2n, true]);
    expect((await ask(lake, sql)).isReused).toBe(false);
  });

  test('stays as it was when rows are added, until it is too old', async () => {
    const session = lake.session(reusing);
    await ask(session, sql);
    await rowsOf(lake, "INSERT INTO t VALUES (3, 'c', 3.5)");
    expect(await ask(session, sql)).toMatchObject({ rows, isReused: true });
    const old = new Date(Date.now() - 61 * 60_000);
    for (const name of readdirSync(join(folder, 'results'))) utimesSync(join(folder, 'results', name), old, old);
    expect((await ask(session, sql)).rows).toHaveLength(3);
  });

  test('is not that of another text, database, principal, workgroup or setting', async () => {
    await ask(lake.session(reusing), sql);
    await rowsOf(lake, 'CREATE WORKGROUP w WITH (result_reuse_minutes = 60)');
    await rowsOf(lake, 'CREATE DATABASE d');
    for (const options of [
      { ...reusing, principal: 'ana' },
      { ...reusing, workgroup: 'w' },
      { ...reusing, timeZone: 'Europe/Berlin' },
      { settings: { result_reuse_minutes: 60, parse_decimal_literals_as_double: true } },
    ])
      expect(await isReused(lake.session(options), sql)).toBe(false);
    expect(await isReused(lake.session({ ...reusing, database: 'd' }), 'SELECT a FROM default.t')).toBe(false);
    expect(await isReused(lake.session(reusing), `${sql} `)).toBe(false);
    expect(await isReused(lake.session({ workgroup: 'w' }), sql)).toBe(true);
  });

  test('is not there when its reader went', async () => {
    const session = lake.session(reusing);
    const result = await session.query(sql);
    await result.close();
    expect(await isReused(session, sql)).toBe(false);
  });

  test('is found where it was first written', async () => {
    await rowsOf(
      lake,
      `CREATE WORKGROUP w WITH (result_reuse_minutes = 60, output_location = '${join(folder, 'out')}')`,
    );
    const session = lake.session({ workgroup: 'w' });
    const first = await ask(session, sql);
    const second = await ask(session, sql);
    expect(second.isReused).toBe(true);
    expect(await rowsOf(lake, `SELECT result_location FROM system.queries WHERE query_id = '${second.id}'`)).toEqual([
      [join(folder, 'out', `${first.id}.csv`)],
    ]);
    expect(readdirSync(join(folder, 'out')).some((name) => name.startsWith(second.id))).toBe(false);
  });
});

describe('the result', () => {
  test.each([
    'SELECT a, random() FROM t',
    'SELECT a, now() FROM t',
    'SELECT a FROM t WHERE a < random(100)',
    'SELECT a, current_timestamp FROM t',
    'SELECT a FROM t LIMIT 1',
    'SELECT a FROM t TABLESAMPLE BERNOULLI (50)',
    'SELECT 1',
    'SELECT table_name FROM information_schema.tables, t',
  ])('of %s is not given again', async (other) => {
    const session = lake.session(reusing);
    await ask(session, other);
    expect(await isReused(session, other)).toBe(false);
  });

  test('of an ordered LIMIT and of a view is', async () => {
    const session = lake.session(reusing);
    await rowsOf(lake, 'CREATE VIEW v AS SELECT a FROM t');
    for (const other of ['SELECT a FROM t ORDER BY a LIMIT 1', 'SELECT sum(a) FROM v']) {
      await ask(session, other);
      expect(await isReused(session, other)).toBe(true);
    }
    await rowsOf(lake, 'CREATE OR REPLACE VIEW v AS SELECT a + 10 AS a FROM t');
    expect(await ask(session, 'SELECT sum(a) FROM v')).toMatchObject({ rows: [[23n]], isReused: false });
  });
});

describe('grants', () => {
  test('decide about results that are there', async () => {
    await lake.close();
    lake = await Lake.open(folder, { threads: 1, memoryLimit: '128MiB', admins: ['root'] });
    const root = lake.session({ principal: 'root' });
    await rowsOf(root, 'CREATE TABLE g AS SELECT * FROM t');
    await rowsOf(root, 'GRANT SELECT ON TABLE g TO USER ana');
    const ana = lake.session({ ...reusing, principal: 'ana' });
    const sql = 'SELECT a, b FROM g ORDER BY 1';
    expect(await isReused(ana, sql)).toBe(false);
    expect(await isReused(ana, sql)).toBe(true);
    expect(await failureOf(lake.session({ ...reusing, principal: 'ben' }), sql)).toContain('TABLE_NOT_FOUND: ');
    await rowsOf(root, 'REVOKE SELECT ON TABLE g FROM USER ana');
    expect(await failureOf(ana, sql)).toContain('TABLE_NOT_FOUND: ');
    await rowsOf(root, 'GRANT SELECT (a) ON TABLE g TO USER ana');
    expect(await failureOf(ana, sql)).toContain('COLUMN_NOT_FOUND: ');
    // Who does not see all of a table gets no earlier result.
    await ask(ana, 'SELECT a FROM g ORDER BY 1');
    expect(await isReused(ana, 'SELECT a FROM g ORDER BY 1')).toBe(false);
  });
});
