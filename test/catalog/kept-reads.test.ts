import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CatalogConnection } from '../../src/catalog/catalog-connection.js';

let folder: string;
let path: string;
let here: CatalogConnection;
let there: CatalogConnection;
let reads = 0;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lakelet-kept-'));
  path = join(folder, 'catalog.db');
  here = CatalogConnection.open(path);
  there = CatalogConnection.open(path);
  here.run("INSERT INTO roles VALUES ('first')");
  reads = 0;
});

afterEach(() => {
  here.close();
  there.close();
  rmSync(folder, { recursive: true });
});

const rolesOf = (connection: CatalogConnection): readonly string[] =>
  connection.kept('roles', [], () => {
    reads++;
    return connection.all<{ name: string }>('SELECT name FROM roles ORDER BY name').map(({ name }) => name);
  });

test('asks once as long as nothing changes', () => {
  for (let i = 0; i < 3; i++) expect(rolesOf(here)).toEqual(['first']);
  here.snapshot(() => expect(rolesOf(here)).toEqual(['first']));
  expect(reads).toBe(1);
  expect(here.version()).toBe(here.version());
});

test('sees changes of its own, of other connections and of other processes at once', () => {
  expect(rolesOf(here)).toEqual(['first']);
  const first = here.version();
  here.run("INSERT INTO roles VALUES ('own')");
  expect(rolesOf(here)).toEqual(['first', 'own']);
  const second = here.version();
  there.run("INSERT INTO roles VALUES ('other')");
  expect(rolesOf(here)).toEqual(['first', 'other', 'own']);
  const third = here.version();
  const libsql = createRequire(import.meta.url).resolve('libsql');
  const script = `new (require(${JSON.stringify(libsql)}))(${JSON.stringify(path)}).exec("DELETE FROM roles WHERE name = 'own'")`;
  execFileSync(process.execPath, ['-e', script]);
  expect(rolesOf(here)).toEqual(['first', 'other']);
  expect(new Set([first, second, third, here.version()]).size).toBe(4);
});

test('keeps nothing of a transaction that is rolled back', () => {
  expect(rolesOf(here)).toEqual(['first']);
  expect(() =>
    here.transaction(() => {
      here.run("INSERT INTO roles VALUES ('gone')");
      expect(rolesOf(here)).toEqual(['first', 'gone']);
      throw new Error('given up');
    }),
  ).toThrow('given up');
  expect(rolesOf(here)).toEqual(['first']);
});

test('keeps nothing of a transaction before it ends, and sees it afterwards', () => {
  expect(rolesOf(here)).toEqual(['first']);
  here.transaction(() => {
    here.run("INSERT INTO roles VALUES ('new')");
    expect(rolesOf(here)).toEqual(['first', 'new']);
    expect(rolesOf(there)).toEqual(['first']);
    here.run("DELETE FROM roles WHERE name = 'first'");
    expect(rolesOf(here)).toEqual(['new']);
  });
  expect(rolesOf(here)).toEqual(['new']);
  expect(rolesOf(there)).toEqual(['new']);
});

test('keeps nothing of a snapshot that writes after it has read', () => {
  here.snapshot(() => {
    expect(rolesOf(here)).toEqual(['first']);
    here.transaction(() => here.run("INSERT INTO roles VALUES ('new')"));
    expect(rolesOf(here)).toEqual(['first', 'new']);
  });
  expect(rolesOf(here)).toEqual(['first', 'new']);
  expect(rolesOf(there)).toEqual(['first', 'new']);
});

test('sees a change that was made by a statement with RETURNING', () => {
  const count = (): number | undefined =>
    here.kept(
      'count',
      [],
      () => here.get<{ value: number }>("SELECT value FROM counters WHERE name = 'write_id'")?.value,
    );
  const before = count()!;
  here.get("UPDATE counters SET value = value + 1 WHERE name = 'write_id' RETURNING value");
  expect(count()).toBe(before + 1);
});

test('a snapshot that found something kept reads the rest of the same moment', () => {
  expect(rolesOf(here)).toEqual(['first']);
  let attempts = 0;
  const [roles, count] = here.snapshot(() => {
    attempts++;
    const found = rolesOf(here);
    // Another connection comes between what is kept and what has to be read.
    if (attempts === 1) there.run("INSERT INTO roles VALUES ('between')");
    return [found, here.get<{ n: number }>('SELECT count(*) AS n FROM roles')!.n];
  });
  expect(attempts).toBe(2);
  expect(roles).toEqual(['between', 'first']);
  expect(count).toBe(2);
});

test('a snapshot that has begun to read sees no later change, and the next one does', () => {
  here.snapshot(() => {
    expect(here.get('SELECT count(*) AS n FROM roles')).toMatchObject({ n: 1 });
    there.run("INSERT INTO roles VALUES ('later')");
    expect(rolesOf(here)).toEqual(['first']);
  });
  expect(rolesOf(here)).toEqual(['first', 'later']);
});

test('a read that fails leaves the connection usable', () => {
  expect(() => here.kept('bad', [], () => here.all('SELECT x FROM nowhere'))).toThrow('no such table');
  expect(() => here.snapshot(() => here.all('SELECT x FROM nowhere'))).toThrow('no such table');
  here.run("INSERT INTO roles VALUES ('second')");
  expect(rolesOf(here)).toEqual(['first', 'second']);
});
