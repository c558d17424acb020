import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Lake } from '../../src/index.js';

const endless =
  'SELECT count(*) FROM UNNEST(sequence(1, 10000)) a(x), UNNEST(sequence(1, 10000)) b(y), UNNEST(sequence(1, 10000)) c(z)';
const closed = { name: 'SERVER_SHUTTING_DOWN' };

describe('a closed lake', () => {
  test('refuses everything with a typed error, and is closed again without harm', async () => {
    const lake = await Lake.open(undefined, { threads: 1 });
    const session = lake.session();
    const prepared = await session.prepare('SELECT 1');
    await lake.close();
    const uses: readonly (() => unknown)[] = [
      () => lake.query('SELECT 1'),
      () => lake.sql`SELECT ${1}`,
      () => lake.explain('SELECT 1'),
      () => lake.prepare('SELECT 1'),
      () => prepared.query(),
      () => session.query('SELECT 1'),
      () => lake.session().query('CREATE SCHEMA s'),
      () => lake.register('t', [{ a: 1 }]),
      () => lake.createTable('t', { location: tmpdir() }),
      () => lake.exportDatabase('default'),
      () => lake.importDatabase({}),
      () => lake.verifyAudit(),
      () => lake.check().next(),
    ];
    for (const use of uses) await expect((async () => use())(), String(use)).rejects.toMatchObject(closed);
    await lake.close();
    await lake[Symbol.asyncDispose]();
  });

  test('has ended what ran and what waited for its reader', async () => {
    const lake = await Lake.open(undefined, { threads: 1 });
    const running = Array.from({ length: 3 }, async () => (await lake.query(endless)).toArray());
    const waiting = await lake.query('SELECT x FROM UNNEST(sequence(1, 10000)) a(x), UNNEST(sequence(1, 100)) b(y)');
    const ended = Promise.all(running.map((rows) => expect(rows).rejects.toMatchObject(closed)));
    await lake.close();
    await ended;
    await expect(waiting.toArray()).rejects.toMatchObject(closed);
  });

  test('may be closed while statements change it', async () => {
    const lake = await Lake.open(undefined, { threads: 1 });
    const changes = Array.from({ length: 20 }, (_, index) =>
      lake.query(`CREATE TABLE t${index} AS SELECT ${index} AS n`).then(
        () => undefined,
        (error: Error) => error.name,
      ),
    );
    await lake.close();
    for (const name of await Promise.all(changes)) expect([undefined, closed.name]).toContain(name);
  });
});

test('two lakes of one folder in one process see the same tables', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lakelet-twice-'));
  const one = await Lake.open(folder, { threads: 1 });
  const two = await Lake.open(folder, { threads: 1 });
  await one.query('CREATE TABLE t AS SELECT 1 AS n');
  await two.query('INSERT INTO t VALUES 2');
  expect(await (await one.query('SELECT n FROM t ORDER BY n')).toArrays()).toEqual([[1], [2]]);
  await one.close();
  expect(await (await two.query('SELECT count(*) FROM t')).toArrays()).toEqual([[2n]]);
  await two.close();
  await rm(folder, { recursive: true });
});

test('a signal that is aborted already ends a statement before anything is done', async () => {
  await using lake = await Lake.open(undefined, { threads: 1 });
  const signal = AbortSignal.abort();
  await expect(lake.query('CREATE SCHEMA s', { signal })).rejects.toMatchObject({ name: 'USER_CANCELED' });
  expect(await (await lake.query("SHOW SCHEMAS LIKE 's'")).toArrays()).toEqual([]);
});

test('a statement may end with a semicolon', async () => {
  await using lake = await Lake.open(undefined, { threads: 1 });
  expect(await (await lake.query('SELECT 1; -- one')).toArrays()).toEqual([[1]]);
  expect((await lake.prepare('SELECT ? AS a;')).parameters).toHaveLength(1);
  expect(await lake.explain('SELECT 1;')).toMatchObject({ name: 'Values' });
  await expect(lake.query('SELECT 1; SELECT 2')).rejects.toMatchObject({ name: 'SYNTAX_ERROR' });
});
