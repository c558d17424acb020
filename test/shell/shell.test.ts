import { spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { Lake } from '../../src/engine/lake.js';

const main = fileURLToPath(new URL('../../dist/src/bundle/main.cjs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'lakelet-shell-'));

interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function lakelet(args: readonly string[], input = ''): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [main, ...args], { cwd: folder });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
    child.stdin.end(input);
  });
}

describe('formats', () => {
  const sql = `SELECT 1 AS n, 'a, "b"' AS t, '' AS e, CAST(NULL AS varchar) AS x, DECIMAL '1.50' AS d, ARRAY[1, NULL] AS l`;

  test('a pipe gets CSV', async () => {
    const { code, stdout, stderr } = await lakelet(['-c', sql]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe('n,t,e,x,d,l\n1,"a, ""b""","",,1.50,"[1,null]"\n');
  });

  test('jsonl', async () => {
    const { stdout } = await lakelet(['--format', 'jsonl', '-c', sql]);
    expect(stdout).toBe(`${String.raw`{"n":1,"t":"a, \"b\"","e":"","x":null,"d":"1.50","l":[1,null]}`}\n`);
  });

  test('tables align numbers to the right and show control characters', async () => {
    const { stdout } = await lakelet([
      '--format',
      'table',
      '-c',
      `SELECT * FROM (VALUES (1, 'é\n漢'), (200, 'z')) t(n, "text")`,
    ]);
    expect(stdout.replace(/, [\d.]+ m?s/, '')).toBe(
      ['  n  text', '───  ─────', String.raw`  1  é\n漢`, '200  z', '(2 rows)', '', ''].join('\n'),
    );
  });
});

describe('where SQL comes from', () => {
  test('several statements, several options, a file and standard input, in order', async () => {
    const file = join(folder, 'two.sql');
    writeFileSync(file, `SELECT 2 AS b; -- the last\nSELECT ';' AS c`);
    expect((await lakelet(['-c', 'SELECT 1 AS a;', '-f', file])).stdout).toBe('a\n1\nb\n2\nc\n;\n');
    expect((await lakelet([], 'SELECT 3 AS d')).stdout).toBe('d\n3\n');
    expect((await lakelet(['-f', '-'], 'SELECT 4 AS d')).stdout).toBe('d\n4\n');
  });

  test('statements share a session', async () => {
    const script = 'PREPARE p FROM SELECT ? + 1 AS n; EXECUTE p USING 41';
    expect((await lakelet(['-c', script])).stdout).toBe('result\ntrue\nn\n42\n');
  });
});

describe('failures go to standard error with an exit code', () => {
  test('a statement that fails ends the run, with its place in the whole text', async () => {
    const { code, stdout, stderr } = await lakelet(['-c', 'SELECT 1 AS a;\n  SELECT nope;\nSELECT 2']);
    expect(code).toBe(1);
    expect(stdout).toBe('a\n1\n');
    expect(stderr).toBe(
      "lakelet: COLUMN_NOT_FOUND: line 2:10: Column 'nope' cannot be resolved\n    SELECT nope;\n           ^\n",
    );
  });

  test.each([
    [['--format', 'xml', '-c', 'SELECT 1'], 2],
    [['--threads', '0', '-c', 'SELECT 1'], 2],
    [['--memory', 'much', '-c', 'SELECT 1'], 2],
    [['-f', 'missing.sql'], 2],
    [['--nope'], 2],
    [['--help'], 0],
    [['--version'], 0],
  ])('%j ends with %d', async (args, expected) => {
    const { code, stdout, stderr } = await lakelet(args);
    expect(code).toBe(expected);
    expect(expected === 0 ? stderr : stdout).toBe('');
  });

  test('too long, denied, read only', async () => {
    const long =
      'SELECT count(*) FROM UNNEST(sequence(1, 10000)) a(x), UNNEST(sequence(1, 10000)) b(y) WHERE x * y % 7 = 8';
    expect((await lakelet(['--timeout', '0.2', '-c', long])).code).toBe(4);
    const home = join(folder, 'governed');
    await (await Lake.open(home, { admins: ['boss'] })).close();
    const create = 'CREATE DATABASE d';
    expect((await lakelet([home, '--principal', 'guest', '-c', create])).code).toBe(5);
    const { code, stderr } = await lakelet([home, '--principal', 'boss', '--read-only', '-c', create]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('READ_ONLY_VIOLATION') as string });
    expect((await lakelet([home, '--workgroup', 'nowhere', '-c', 'SELECT 1'])).code).toBe(1);
  });

  test('a folder that is no lake', async () => {
    writeFileSync(join(folder, 'file'), '');
    expect((await lakelet([join(folder, 'file'), '-c', 'SELECT 1'])).code).toBe(3);
  });

  test('a file that is no Parquet is named', async () => {
    writeFileSync(join(folder, 'no.parquet'), 'this is no Parquet file');
    const { code, stderr } = await lakelet(['-c', `SELECT * FROM 'no.parquet'`]);
    expect(code).toBe(1);
    expect(stderr).toContain('no.parquet');
  });
});
