import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openLake, type TestLake } from './open-lake.js';

let lake: TestLake;
beforeEach(async () => {
  lake = await openLake();
});
afterEach(() => lake.close());

const hostile = [
  '..',
  '.',
  '_hidden',
  'a/../b',
  '%2e%2e',
  "it's",
  'a"b',
  'a`b',
  'x*',
  '!(x)',
  '$paths',
  'é漢😀',
  ' ',
  'select',
  '-- x',
  'a;b',
];

test('names that could lead elsewhere stay names', async () => {
  for (const [index, name] of hostile.entries()) {
    const quoted = `"${name.replaceAll('"', '""')}"`;
    await lake.run(`CREATE TABLE ${quoted} AS SELECT ${index} AS ${quoted}`);
  }
  const sorted = hostile.map((name) => name.toLowerCase()).sort();
  expect((await lake.names('SHOW TABLES')).sort()).toEqual(sorted);
  for (const [index, name] of hostile.entries()) {
    const quoted = `"${name.replaceAll('"', '""')}"`;
    expect(await lake.rows(`SELECT ${quoted} FROM ${quoted}`), name).toEqual([[index]]);
    const text = (await lake.names(`SHOW CREATE TABLE ${quoted}`)).join('\n');
    expect(text).toContain(`\`${name.toLowerCase().replaceAll('`', '``')}\``);
  }
  expect(readdirSync(lake.folder)).toEqual(['lake']);
  expect(readdirSync(join(lake.folder, 'lake', 'data'))).toEqual(['default']);
  expect(readdirSync(join(lake.folder, 'lake', 'data', 'default')).length).toBe(hostile.length);
  await lake.run('CREATE SCHEMA ".."', 'CREATE TABLE "..".t AS SELECT 1 a', 'DROP DATABASE `..` CASCADE');
  expect(await lake.rows('SELECT count(*) FROM ".."')).toEqual([[1n]]);
});

test('names have at most 255 characters', async () => {
  const long = 'x'.repeat(256);
  for (const sql of [`CREATE DATABASE ${long}`, `CREATE TABLE ${long} (a int)`, `CREATE VIEW ${long} AS SELECT 1 a`])
    expect(await lake.failure(sql)).toContain('INVALID_DDL');
});
