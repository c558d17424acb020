import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve, sep } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Lake } from '../../src/index.js';
import { listFiles } from '../../src/storage/list-files.js';
import { askingAs, failureOf } from '../asking.js';

// Names and partition values that would lead out of a folder, or mean something to a file system, stay what they are and lead nowhere.

let outside: string;
let folder: string;
let lake: Lake;
const { rowsAs } = askingAs(() => lake);
const run = (sql: string) => rowsAs(undefined, sql);

beforeAll(async () => {
  outside = await mkdtemp(join(tmpdir(), 'lakelet-hostile-'));
  folder = join(outside, 'lake');
  lake = await Lake.open(folder, { threads: 1, memoryLimit: '64MiB' });
});

afterAll(async () => {
  await lake.close();
  await rm(outside, { recursive: true, force: true });
});

const values = [
  'a/../b',
  '../../../etc/passwd',
  '..',
  '.',
  '/',
  '/etc/passwd',
  'a\\..\\b',
  '%2e%2e%2f',
  '%2F..',
  'a%',
  'k=v/k2=v2',
  '__HIVE_DEFAULT_PARTITION',
  '_hidden',
  '.hidden',
  ' ',
  'a b',
  "o'clock",
  '"quoted"',
  'new\nline',
  'tab\t',
  '*?[a-z]{x}',
  'ünï-中文-🦆',
  'CON',
  '~',
  '$(id)',
  's3://bucket/x',
  'file:///etc/passwd',
];

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
const rowsOfValues = values.map((value, index) => `(${index}, ${literal(value)})`).join(', ');

/** Nothing was made beside the lake, and every file of a table is below its folder. */
async function expectNothingOutside(): Promise<void> {
  expect(await readdir(outside)).toEqual(['lake']);
  for (const { location } of await listFiles(join(folder, 'data')))
    expect(resolve(location).startsWith(`${folder}${sep}`)).toBe(true);
}

describe('partition values', () => {
  test('are read as they were written', async () => {
    await run(
      `CREATE TABLE p WITH (partitioned_by = ARRAY['k']) AS SELECT id, k FROM (VALUES ${rowsOfValues}) AS t (id, k)`,
    );
    await run(`INSERT INTO p SELECT id + 1000, k FROM (VALUES ${rowsOfValues}) AS t (id, k)`);
    const found = await run('SELECT id, k FROM p WHERE id < 1000 ORDER BY id');
    expect(found).toEqual(values.map((value, index) => [index, value]));
    for (const [index, value] of values.entries())
      expect(await run(`SELECT id FROM p WHERE k = ${literal(value)} ORDER BY 1`), value).toEqual([
        [index],
        [index + 1000],
      ]);
    await expectNothingOutside();
  });

  test('are found again from their folders', async () => {
    const place = /LOCATION\s+'([^']+)'/.exec((await run('SHOW CREATE TABLE p')).flat().join('\n'))![1]!;
    await run(`CREATE EXTERNAL TABLE again (id int) PARTITIONED BY (k string) STORED AS PARQUET LOCATION '${place}'`);
    await run('MSCK REPAIR TABLE again');
    const found = await run('SELECT id, k FROM again WHERE id < 1000 ORDER BY id');
    const shown = new Map(found.map(([id, value]) => [id, value]));
    for (const [index, value] of values.entries()) expect(shown.get(index), value).toBe(value);
    expect((await run('SHOW PARTITIONS again')).length).toBe(values.length);
  });

  test('are added and dropped by statements', async () => {
    await run(
      'CREATE EXTERNAL TABLE q (id int) PARTITIONED BY (k string) STORED AS PARQUET LOCATION ' +
        literal(join(folder, 'data', 'q')),
    );
    for (const value of values.filter((text) => !/["\\\n\t]/.test(text))) {
      await run(`ALTER TABLE q ADD PARTITION (k = '${value.replaceAll("'", "\\'")}')`);
      expect(await run('SELECT k FROM "q$partitions"'), value).toEqual([[value]]);
      await run(`ALTER TABLE q DROP PARTITION (k = '${value.replaceAll("'", "\\'")}')`);
    }
    await expectNothingOutside();
  });
});

describe('names of databases, tables and columns', () => {
  test.each(['..', '../up', '/etc/x', 'a/../../b', '%2e%2e', 'a b', 'ünï', 'con', "o'clock", 'x;drop', '$path'])(
    '%j is refused, or means what it says',
    async (name) => {
      const quoted = `"${name}"`;
      for (const sql of [
        `CREATE SCHEMA ${quoted}`,
        `CREATE TABLE ${quoted}.t AS SELECT 1 AS a`,
        `CREATE TABLE default.${quoted} AS SELECT 2 AS a`,
        `CREATE TABLE c AS SELECT 3 AS ${quoted}`,
      ])
        expect(await failureOf(lake, sql), sql).not.toContain('GENERIC_INTERNAL_ERROR');
      const tables = (await run('SHOW TABLES')).flat();
      if (tables.includes(name)) expect(await run(`SELECT a FROM default.${quoted}`)).toEqual([[2]]);
      if ((await run('SHOW SCHEMAS')).flat().includes(name))
        expect(await run(`SELECT a FROM ${quoted}.t`)).toEqual([[1]]);
      if (tables.includes('c')) {
        expect((await lake.query('SELECT * FROM c')).columns.map((column) => column.name)).toEqual([name]);
        await run('DROP TABLE c');
      }
      await expectNothingOutside();
    },
  );

  test('a location that leads out of the lake by .. or an encoded .. is no folder of the lake', async () => {
    await lake.close();
    lake = await Lake.open(folder, { threads: 1, memoryLimit: '64MiB', dataLocations: [] });
    for (const place of [`${folder}/../x`, `${folder}/data/../../x`, `file://${folder}/../x`, '/etc', `${outside}/x`])
      expect(
        await failureOf(lake, `CREATE TABLE out WITH (external_location = '${place}') AS SELECT 1 AS a`),
        place,
      ).toMatch(/PERMISSION_DENIED|INVALID_TABLE_PROPERTY/);
    for (const place of ['%2e%2e', '..%2f..'])
      await failureOf(
        lake,
        `CREATE TABLE t${place.length} WITH (external_location = '${folder}/data/${place}/x') AS SELECT 1 AS a`,
      );
    await expectNothingOutside();
  });
});
