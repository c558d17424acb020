import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { Lake } from '../../src/engine/lake.js';

const main = fileURLToPath(new URL('../../dist/src/bundle/main.cjs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'lakelet-commands-'));

interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function lakelet(...args: readonly string[]): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [main, ...args], { cwd: folder });
    const texts = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const)
      child[name].setEncoding('utf8').on('data', (text: string) => {
        texts[name] += text;
      });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...texts }));
    child.stdin.end();
  });
}

test('--help lists the commands', async () => {
  const { stdout } = await lakelet('--help');
  for (const name of ['import', 'check', 'doctor', 'demo', 'serve'])
    expect(stdout).toMatch(new RegExp(`^  ${name} `, 'm'));
});

describe('lakelet import', () => {
  writeFileSync(join(folder, 'people.csv'), 'id,name\n1,Ann\n2,Bob\n');

  test('makes a table, and prints the statements that do it', async () => {
    const { code, stdout, stderr } = await lakelet('import', 'people.csv', '--lake', 'lake', '--table', 'people');
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining('2 rows imported') as string });
    expect(stdout).toContain(
      `CREATE TABLE default.people\nWITH (format = 'PARQUET') AS\nSELECT\n  CAST(nullif(id, '') AS bigint) AS id`,
    );
    expect((await lakelet('lake', '-c', 'SELECT * FROM people ORDER BY 1; SHOW TABLES')).stdout).toBe(
      'id,name\n1,Ann\n2,Bob\nTable\npeople\n',
    );
  });

  test('only prints with --dry-run', async () => {
    const args = ['import', 'people.csv', '--lake', 'lake', '--table', 'dry', '--external', '--dry-run'];
    expect((await lakelet(...args)).stdout).toContain('CREATE EXTERNAL TABLE `default`.`dry`');
    expect((await lakelet('lake', '-c', 'SHOW TABLES')).stdout).not.toContain('dry');
  });

  test('leaves nothing behind when it fails', async () => {
    const { code, stderr } = await lakelet('import', 'people.csv', '--lake', 'lake', '--table', 'people');
    expect(code).toBe(1);
    expect(stderr).toContain('TABLE_ALREADY_EXISTS');
    expect((await lakelet('lake', '-c', 'SHOW TABLES')).stdout).toBe('Table\npeople\n');
  });

  test('needs a lake and a table', async () => {
    expect((await lakelet('import', 'people.csv')).code).toBe(2);
  });

  test('changes nothing with --read-only', async () => {
    const { code, stderr } = await lakelet('import', 'people.csv', '--lake', 'lake', '--table', 'x', '--read-only');
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('READ_ONLY_VIOLATION') as string });
  });
});

describe('lakelet check', () => {
  // In a process that ends, so that nothing is left in SQLite's logs.
  async function lakeWithTable(name: string): Promise<string> {
    const home = join(folder, name);
    const table = 'CREATE TABLE t AS SELECT random() AS a FROM UNNEST(sequence(1, 1000))';
    expect(await lakelet(home, '-c', `${table}; CREATE ROLE r`)).toMatchObject({ code: 0 });
    return home;
  }
  const dataFile = (home: string): string => {
    const folderOfTable = join(home, 'data', 'default', 't');
    return join(
      folderOfTable,
      readdirSync(folderOfTable, { recursive: true, encoding: 'utf8' }).find((name) => !/^[._]/.test(name))!,
    );
  };

  test('finds nothing wrong with a whole lake', async () => {
    const { code, stdout } = await lakelet('check', await lakeWithTable('whole'));
    expect({ code, marks: stdout.split('\n').map((line) => line.slice(0, 5).trim()) }).toEqual({
      code: 0,
      marks: ['ok', 'ok', 'ok', 'ok', 'ok', ''],
    });
  });

  test('finds a file that was cut, and files of no table', async () => {
    const home = await lakeWithTable('cut');
    truncateSync(dataFile(home), 20);
    mkdirSync(join(home, 'data', 'old'), { recursive: true });
    writeFileSync(join(home, 'data', 'old', 'x.parquet'), 'abc');
    const { code, stdout } = await lakelet('check', home);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^wrong {2}data files: default\.t: .*HIVE_/m);
    expect(stdout).toMatch(/^note {3}orphans: .*old: 1 files of 3 bytes belong to no table/m);
  });

  test('finds a page whose bytes changed, when pages are asked for', async () => {
    const home = await lakeWithTable('flipped');
    const file = dataFile(home);
    const bytes = readFileSync(file);
    bytes[2000]! ^= 0xff;
    writeFileSync(file, bytes);
    expect((await lakelet('check', home)).code).toBe(0);
    const { code, stdout } = await lakelet('check', home, '--pages');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^wrong {2}data files: default\.t: .*HIVE_BAD_DATA: .*row group 0, column a, page 0/m);
  });

  test('finds an audit log that is no longer one, after the other checks', async () => {
    const home = await lakeWithTable('no-log');
    writeFileSync(join(home, 'audit.db'), randomBytes(50_000));
    const { code, stdout } = await lakelet('check', home);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^ok {5}orphans/m);
    expect(stdout).toMatch(/^wrong {2}audit log: cannot be checked: HIVE_METASTORE_ERROR/m);
  });

  test('finds pages of the catalog that were overwritten', async () => {
    const home = await lakeWithTable('overwritten');
    const catalog = join(home, 'catalog.db');
    const bytes = readFileSync(catalog);
    bytes.fill(0xa5, 8192, bytes.length);
    writeFileSync(catalog, bytes);
    const { code, stdout, stderr } = await lakelet('check', home);
    expect([1, 3]).toContain(code);
    expect(stdout + stderr).toMatch(/malformed|not a database/);
  });

  test.each(['check', 'doctor'])('ends with 3 when the lake cannot be opened: %s', async (command) => {
    const home = await lakeWithTable(`garbled-${command}`);
    writeFileSync(join(home, 'catalog.db'), randomBytes(50_000));
    const { code, stderr } = await lakelet(command, home);
    expect({ code, stderr }).toEqual({
      code: 3,
      stderr: expect.stringMatching(/HIVE_METASTORE_ERROR: Cannot open the catalog .*not a database/) as string,
    });
  });
});

describe('lakelet doctor', () => {
  test('warns of objects that stayed open when a lake became governed', async () => {
    const home = join(folder, 'opened');
    const open = await Lake.open(home);
    await open.query('CREATE TABLE older (a bigint)');
    await open.close();
    await (await Lake.open(home, { admins: ['boss'] })).close();
    const { code, stdout } = await lakelet('doctor', home);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^note {3}open objects: .*older.*open to everybody/m);
    expect(stdout).toMatch(/^ok {5}node: Node \d/m);
  });

  test('tells of a folder that cannot be a lake', async () => {
    writeFileSync(join(folder, 'plain'), '');
    expect((await lakelet('doctor', join(folder, 'plain', 'lake'))).code).not.toBe(0);
  });
});

test('lakelet demo shows what each may see', async () => {
  const { code, stdout, stderr } = await lakelet('demo', 'demo');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain("COLUMN_NOT_FOUND: line 1:8: Column 'email' cannot be resolved");
  expect(stdout).toMatch(/All of it was logged[\s\S]*ann/);
});
