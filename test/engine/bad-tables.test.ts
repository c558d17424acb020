import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Lake, LakeError } from '../../src/index.js';

let lake: Lake;
let folder: string;
const file = (name: string): string => join(folder, name);

async function write(name: string, select: string): Promise<string> {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  await connection.run(`COPY (${select}) TO '${file(name)}' (FORMAT parquet)`);
  connection.closeSync();
  instance.closeSync();
  return file(name);
}

const rowsOf = async (sql: string) => (await lake.query(sql)).toArrays();

async function failure(sql: string): Promise<LakeError> {
  const error = await rowsOf(sql).then(
    () => new Error('it succeeded'),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(LakeError);
  expect((error as LakeError).queryId).toMatch(/\S/);
  return error as LakeError;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lakelet-bad-'));
  lake = await Lake.open(undefined, { threads: 2, memoryLimit: '1536MiB' });
});
afterAll(async () => {
  await lake.close();
  await rm(folder, { recursive: true, force: true });
});

describe('what is no Parquet file', () => {
  test('a missing file', async () => {
    const error = await failure(`SELECT * FROM '${file('missing.parquet')}'`);
    expect(error.message).toContain('missing.parquet');
    expect([error.line, error.column]).toEqual([1, 15]);
  });

  test('a folder without files', async () => {
    await mkdir(file('empty-folder'));
    expect((await failure(`SELECT * FROM '${file('empty-folder')}'`)).message).toContain('empty-folder');
  });

  test.each([
    ['text', 'this is a text and no Parquet file at all'],
    ['short', 'PAR1'],
    ['nothing', ''],
    ['a footer past the file', `PAR1\xff\xff\xff\x7fPAR1`],
  ])('%s', async (name, content) => {
    const path = file(`${name.replaceAll(' ', '-')}.parquet`);
    await writeFile(path, content, 'latin1');
    const error = await failure(`SELECT count(*) FROM '${path}'`);
    expect(error.name).toMatch(/^HIVE_/);
    expect(error.message).toContain(path);
  });

  test('a table whose file is gone', async () => {
    const path = await write('gone.parquet', 'SELECT 1 AS a');
    await lake.createTable('gone', { location: path });
    expect(await rowsOf('SELECT a FROM gone')).toEqual([[1]]);
    await rm(path);
    expect((await failure('SELECT a FROM gone')).message).toContain('gone');
  });
});

describe('unusual tables work', () => {
  test('no rows', async () => {
    const path = await write('none.parquet', "SELECT 1 AS a, 'x' AS b WHERE false");
    expect(await rowsOf(`SELECT * FROM '${path}'`)).toEqual([]);
    expect(await rowsOf(`SELECT count(*), max(a), min(b) FROM '${path}'`)).toEqual([[0n, null, null]]);
    expect(await rowsOf(`SELECT a.b FROM '${path}' a JOIN '${path}' b ON a.a = b.a ORDER BY 1`)).toEqual([]);
  });

  test('only NULLs', async () => {
    const path = await write(
      'nulls.parquet',
      'SELECT CAST(NULL AS integer) AS a, CAST(NULL AS varchar) AS b FROM range(1000)',
    );
    expect(await rowsOf(`SELECT count(*), count(a), max(b) FROM '${path}'`)).toEqual([[1000n, 0n, null]]);
    expect(await rowsOf(`SELECT b, count(*) FROM '${path}' GROUP BY b`)).toEqual([[null, 1000n]]);
  });

  test('columns named as parts of JavaScript objects', async () => {
    const path = await write(
      'names.parquet',
      'SELECT 1 AS "__proto__", 2 AS "constructor", 3 AS "toString", 4 AS "hasOwnProperty"',
    );
    const sql = `SELECT "__proto__", constructor, tostring, hasownproperty, "__proto__" + constructor AS valueof FROM '${path}'`;
    const [row] = await (await lake.query(sql)).toArray();
    expect(Object.entries(row!)).toEqual(
      [
        ['__proto__', 1],
        ['constructor', 2],
        ['toString', 3],
        ['hasOwnProperty', 4],
        ['valueof', 3],
      ].map(([name, value]) => [String(name).toLowerCase(), value]),
    );
    expect(await rowsOf(`SELECT constructor, count(*) FROM '${path}' GROUP BY constructor`)).toEqual([[2, 1n]]);
    await lake.createTable('__proto__', { location: path });
    expect(await rowsOf('SELECT "__proto__" FROM "__proto__" AS constructor')).toEqual([[1]]);
    expect((await failure('SELECT constructor(1)')).name).toBe('FUNCTION_NOT_FOUND');
    expect((await failure('SELECT "__proto__" FROM (VALUES 1) t(a)')).name).toBe('COLUMN_NOT_FOUND');
  });

  test('names that repeat', async () => {
    const result = await lake.query('SELECT 1 AS a, 2 AS a');
    expect(result.columns.map(({ name }) => name)).toEqual(['a', 'a']);
    expect(await result.toArrays()).toEqual([[1, 2]]);
    expect(await (await lake.query('SELECT 1 AS a, 2 AS a')).toArray()).toEqual([{ a: 2 }]);
  });

  test('5,000 columns', async () => {
    const names = Array.from({ length: 5000 }, (_, index) => `column_${index}`);
    const path = await write(
      'wide.parquet',
      `SELECT ${names.map((name, index) => `i + ${index} AS ${name}`).join(', ')} FROM range(3) t(i)`,
    );
    const result = await lake.query(`SELECT * FROM '${path}' ORDER BY column_0 DESC`);
    expect(result.columns.length).toBe(5000);
    const rows = await result.toArrays();
    expect(rows.map((row) => row[4999])).toEqual([5001n, 5000n, 4999n]);
    expect(await rowsOf(`SELECT sum(column_4998) FROM '${path}' WHERE column_17 > 17`)).toEqual([[9999n]]);
    const sums = names.map((name) => `sum(${name})`).join(', ');
    expect((await rowsOf(`SELECT ${sums} FROM '${path}'`))[0]!.length).toBe(5000);
  });
});
