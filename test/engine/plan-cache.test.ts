import { copyFileSync, mkdirSync, mkdtempSync, rmSync, statSync, unlinkSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Lake } from '../../src/engine/lake.js';
import { PlanReuse } from '../../src/engine/plan-reuse.js';
import type { Session } from '../../src/engine/session.js';

let folder: string;
let lake: Lake;
const planned = vi.spyOn(PlanReuse.prototype, 'planned');

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lakelet-plans-'));
  lake = await Lake.open(join(folder, 'lake'), { threads: 1, memoryLimit: '64MiB' });
  await run('CREATE TABLE t AS SELECT x, x * 2 AS y FROM (VALUES 1, 2, 3) AS v(x)');
  planned.mockClear();
});

afterEach(async () => {
  await lake.close();
  rmSync(folder, { recursive: true });
});

const run = async (sql: string, session: Lake | Session = lake): Promise<unknown[][]> =>
  (await session.query(sql)).toArrays();

/** Counts the statements so far that used the plan of an earlier one. */
const reused = async (): Promise<number> => {
  const plans = await Promise.all(planned.mock.results.map(({ value }) => value));
  return plans.filter((plan) => plan !== undefined).length;
};

const sum = 'SELECT sum(x), count(*) FROM t';

test('uses the plan of a query that comes again; answers and counts are the same', async () => {
  const first = await lake.query(sum);
  const rows = await first.toArrays();
  const second = await lake.query(sum);
  expect(await second.toArrays()).toEqual(rows);
  expect(await reused()).toBe(1);
  const { filesListed, filesOpened, rowGroupsTotal, rowGroupsRead, rowsRead, rowsReturned } = first.stats;
  expect(second.stats).toMatchObject({
    filesListed,
    filesOpened,
    rowGroupsTotal,
    rowGroupsRead,
    rowsRead,
    rowsReturned,
  });
  expect(filesListed).toBe(1);
  expect(second.columns).toEqual(first.columns);
  expect(second.queryId).not.toBe(first.queryId);
});

test('the same text at once gives everybody the rows', async () => {
  const answers = await Promise.all(Array.from({ length: 8 }, () => run('SELECT x FROM t ORDER BY x')));
  for (const rows of answers) expect(rows).toEqual([[1], [2], [3]]);
});

test('sees rows that were written, changed and removed', async () => {
  expect(await run(sum)).toEqual([[6n, 3n]]);
  await run('INSERT INTO t VALUES (10, 20)');
  expect(await run(sum)).toEqual([[16n, 4n]]);
  await run("CREATE TABLE u AS SELECT DECIMAL '1.5' AS x");
  await run('DROP TABLE t');
  await expect(run(sum)).rejects.toMatchObject({ name: 'TABLE_NOT_FOUND' });
  await run('ALTER TABLE u RENAME TO t');
  expect(await run(sum)).toEqual([['1.5', 1n]]);
  expect(await reused()).toBe(0);
});

test('sees what another opening of the lake has changed', async () => {
  const star = 'SELECT * FROM t ORDER BY 1 LIMIT 1';
  expect(await run(star)).toEqual([[1, 2]]);
  const other = await Lake.open(join(folder, 'lake'), { threads: 1, memoryLimit: '64MiB' });
  await run('INSERT INTO t VALUES (-1, -2)', other);
  expect(await run(star)).toEqual([[-1, -2]]);
  await run('ALTER TABLE t ADD COLUMNS (z int)', other);
  expect(await run(star)).toEqual([[-1, -2, null]]);
  await other.close();
});

test('sees that files outside of the lake were changed, added and removed', async () => {
  const files = join(folder, 'files');
  mkdirSync(files);
  const write = (name: string, from: number, to: number): Promise<unknown> =>
    run(
      `UNLOAD (SELECT x FROM UNNEST(sequence(${from}, ${to})) AS u(x)) TO '${join(folder, name)}' WITH (format = 'PARQUET')`,
    );
  const only = async (name: string): Promise<string> => {
    const [[path]] = (await run(`SELECT DISTINCT "$path" FROM '${join(folder, name)}/**'`)) as [[string]];
    return path;
  };
  await write('a', 1, 3);
  await write('b', 4, 6);
  const [a, b] = [await only('a'), await only('b')];
  const one = join(files, 'one.parquet');
  copyFileSync(a, one);
  for (const source of [`'${files}/*.parquet'`, `'${one}'`]) {
    copyFileSync(a, one);
    const count = `SELECT sum(x) FROM ${source}`;
    const before = await reused();
    expect(await run(count)).toEqual([[6n]]);
    expect(await run(count)).toEqual([[6n]]);
    expect(await reused()).toBe(before + 1);
    // Of the same length: the time of its modification tells.
    expect(statSync(b).size).toBe(statSync(a).size);
    copyFileSync(b, one);
    utimesSync(one, 1, 1);
    expect(await run(count)).toEqual([[15n]]);
  }
  const count = `SELECT sum(x) FROM '${files}/*.parquet'`;
  expect(await run(count)).toEqual([[15n]]);
  copyFileSync(a, join(files, 'two.parquet'));
  expect(await run(count)).toEqual([[21n]]);
  unlinkSync(one);
  expect(await run(count)).toEqual([[6n]]);
});

test('what depends on the time, the statement or chance is computed anew', async () => {
  await run('CREATE VIEW v AS SELECT x, current_timestamp(6) AS at FROM t');
  const texts = [
    'SELECT now()',
    'SELECT x FROM t WHERE now() < current_timestamp',
    'SELECT at FROM v',
    "SELECT date_add('day', 1, current_date) FROM t",
    "SELECT CAST('10:00' AS time) AT TIME ZONE '+01:00'",
    'SELECT random() FROM t',
    'SELECT uuid()',
    "SELECT table_name FROM information_schema.tables WHERE table_schema = 'default' ORDER BY 1",
    'SELECT count(*) FROM system.runtime.queries',
  ];
  for (const text of texts) await run(text);
  const [[time]] = (await run('SELECT now()')) as [[unknown]];
  await new Promise((wake) => setTimeout(wake, 5));
  const [[later]] = (await run('SELECT now()')) as [[unknown]];
  expect(later).not.toEqual(time);
  expect(await run('SELECT random() FROM t')).not.toEqual(await run('SELECT random() FROM t'));
  expect(await run('SELECT uuid()')).not.toEqual(await run('SELECT uuid()'));
  await run('CREATE TABLE another AS SELECT 1 AS x');
  expect(await run(texts[7]!)).toEqual([['another'], ['t'], ['v']]);
});

test('what the catalog alone decides is planned once, and anew when anybody has changed the catalog', async () => {
  const lists = [
    "SELECT table_name FROM information_schema.tables WHERE table_schema = 'default' ORDER BY 1",
    "SELECT DISTINCT table_name FROM information_schema.columns WHERE table_schema = 'default' ORDER BY 1",
    "SELECT table_name FROM system.jdbc.tables WHERE table_schem = 'default' ORDER BY 1",
    'SHOW TABLES',
    "SHOW TABLES LIKE '%'",
  ];
  const others = ['SHOW SCHEMAS', 'SHOW COLUMNS FROM t', 'SHOW CATALOGS', "SHOW FUNCTIONS LIKE 'sign'"];
  for (const text of [...lists, ...others]) {
    const rows = await run(text);
    const before = await reused();
    expect(await run(text)).toEqual(rows);
    expect(await reused()).toBe(before + 1);
  }
  for (const text of lists) expect(await run(text)).toEqual([['t']]);
  const other = await Lake.open(join(folder, 'lake'), { threads: 1, memoryLimit: '64MiB' });
  await run('CREATE TABLE another AS SELECT 1 AS x', other);
  await run('CREATE DATABASE further', other);
  await run('ALTER TABLE t ADD COLUMNS (z int)', other);
  await other.close();
  for (const text of lists) expect(await run(text)).toEqual([['another'], ['t']]);
  expect((await run('SHOW SCHEMAS')).flat()).toContain('further');
  expect((await run('SHOW COLUMNS FROM t')).map(([name]) => name)).toEqual(['x', 'y', 'z']);
});

test('what the lake tells of its statements and of roles is asked anew', async () => {
  await run('CREATE ROLE analyst');
  const session = lake.session();
  for (const text of ['SELECT count(*) FROM system.runtime.queries', 'SHOW CURRENT ROLES', 'SHOW ROLES']) {
    await run(text, session);
    await run(text, session);
  }
  expect(await reused()).toBe(0);
});

test('a view that does not tell the time is planned once', async () => {
  await run('CREATE VIEW w AS SELECT x FROM t WHERE x > 1');
  expect(await run('SELECT * FROM w ORDER BY 1')).toEqual([[2], [3]]);
  expect(await run('SELECT * FROM w ORDER BY 1')).toEqual([[2], [3]]);
  expect(await reused()).toBe(1);
  await run('CREATE OR REPLACE VIEW w AS SELECT x FROM t WHERE x > 2');
  expect(await run('SELECT * FROM w ORDER BY 1')).toEqual([[3]]);
});

test('what a session has set counts', async () => {
  const session = lake.session();
  await run('CREATE DATABASE other', session);
  await run('CREATE TABLE other.t AS SELECT 7 AS x', session);
  expect(await run(sum, session)).toEqual([[6n, 3n]]);
  await run('USE other', session);
  expect(await run(sum, session)).toEqual([[7n, 1n]]);
  const literal = 'SELECT typeof(1.5), current_user, current_timezone()';
  expect(await run(literal, session)).toMatchObject([['decimal(2,1)', expect.any(String), 'UTC']]);
  await run('SET SESSION parse_decimal_literals_as_double = true', session);
  await run("SET TIME ZONE 'Europe/Berlin'", session);
  expect(await run(literal, session)).toMatchObject([['double', expect.any(String), 'Europe/Berlin']]);
  expect(await run(literal, lake.session({ principal: 'bob' }))).toEqual([['decimal(2,1)', 'bob', 'UTC']]);
  expect(await run(literal)).toMatchObject([['decimal(2,1)', expect.not.stringMatching(/^bob$/), 'UTC']]);
});

test('rows that a session has registered are its own', async () => {
  const [one, two] = [lake.session(), lake.session()];
  const text = 'SELECT sum(x) FROM mine';
  await one.register('mine', [{ x: 100n }]);
  await two.register('mine', [{ x: 200n }]);
  for (let i = 0; i < 2; i++) {
    expect(await run(text, one)).toEqual([[100n]]);
    expect(await run(text, two)).toEqual([[200n]]);
  }
  await one.unregister('mine');
  await expect(run(text, one)).rejects.toMatchObject({ name: 'TABLE_NOT_FOUND' });
  expect(await reused()).toBe(0);
});

test('values of parameters count, prepared statements too', async () => {
  const above = async (least: number): Promise<unknown[][]> =>
    (await lake.query('SELECT x FROM t WHERE x >= ? ORDER BY x', { parameters: [least] })).toArrays();
  expect(await above(2)).toEqual([[2], [3]]);
  expect(await above(3)).toEqual([[3]]);
  const session = lake.session();
  await run('PREPARE p FROM SELECT x FROM t WHERE x < 2', session);
  expect(await run('EXECUTE p', session)).toEqual([[1]]);
  await run('PREPARE p FROM SELECT x FROM t WHERE x > 2', session);
  expect(await run('EXECUTE p', session)).toEqual([[3]]);
});

test('in a governed lake nothing is used again, and what was planned before it was governed is not either', async () => {
  const bob = (): Session => lake.session({ principal: 'bob' });
  expect(await run(sum, bob())).toEqual([[6n, 3n]]);
  expect(await run(sum, bob())).toEqual([[6n, 3n]]);
  expect(await reused()).toBe(1);
  const governed = await Lake.open(join(folder, 'lake'), { threads: 1, memoryLimit: '64MiB', admins: ['root'] });
  const root = governed.session({ principal: 'root' });
  await run('REVOKE ALL PRIVILEGES ON TABLE t FROM EVERYONE', root).catch(() => undefined);
  const before = await reused();
  await run(sum, root).catch(() => undefined);
  await run(sum, bob()).catch(() => undefined);
  await run(sum, bob()).catch(() => undefined);
  expect(await reused()).toBe(before);
  await governed.close();
});

test('a partition projection up to now is computed anew', async () => {
  const day = (offset: number): string => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
  await run(`CREATE EXTERNAL TABLE p (x int) PARTITIONED BY (d string) STORED AS PARQUET LOCATION '${join(folder, 'p')}'
    TBLPROPERTIES ('projection.enabled'='true', 'projection.d.type'='date', 'projection.d.format'='yyyy-MM-dd',
      'projection.d.range'='${day(-2)},NOW')`);
  const text = 'SELECT count(*) FROM p';
  expect(await run(text)).toEqual([[0n]]);
  expect(await run(text)).toEqual([[0n]]);
  expect(await reused()).toBe(0);
});

test('plan_cache_enabled = false plans each time', async () => {
  const session = lake.session({ settings: { plan_cache_enabled: false } });
  for (let i = 0; i < 3; i++) expect(await run(sum, session)).toEqual([[6n, 3n]]);
  expect(await reused()).toBe(0);
});
