import { existsSync, mkdirSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { VirtualTerminal } from './virtual-terminal.js';

let folder: string;
let env: NodeJS.ProcessEnv;
let terminal: VirtualTerminal;
const open: VirtualTerminal[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lakelet-terminal-'));
  env = { XDG_STATE_HOME: join(folder, 'state'), XDG_CONFIG_HOME: join(folder, 'config'), PAGER: '', NO_COLOR: '' };
});
afterEach(() => {
  for (const each of open.splice(0)) each.kill();
});

async function start(args: readonly string[] = [], more: { columns?: number; rows?: number } = {}): Promise<void> {
  terminal = new VirtualTerminal(args, { cwd: folder, env, ...more });
  open.push(terminal);
  await terminal.untilPrompt();
}

async function run(text: string): Promise<void> {
  terminal.type(`${text}\r`);
  await terminal.until(({ text: screen }) => screen.includes(text.split('\r')[0]!.slice(0, 30)));
  await terminal.untilPrompt();
}

describe('typing', () => {
  test('goes on until a semicolon ends the statement, not one in a text or a comment', async () => {
    await start();
    terminal.type("SELECT ';' AS a, -- no;\r");
    await terminal.until(({ cursor }) => cursor.line === '      ->');
    terminal.type('2 AS b;\r');
    await terminal.until(/;\s+2\n\(1 row/);
    expect(terminal.text).toMatch(/a +b\nvarchar\(1\) {2}integer\n/);
  });

  test('edits lines above, words and characters, and takes changes back', async () => {
    await start();
    terminal.type('SELECT 1 AS wrong,\r 2 AS b');
    await terminal.until(/2 AS b/);
    terminal.type('\x1b[A\x05\x02\x17rite\x1b[B\x05;');
    await terminal.until(/SELECT 1 AS rite,\n {6}-> {2}2 AS b;/);
    terminal.type('\x1f');
    await terminal.until(({ cursor }) => cursor.line.endsWith('2 AS b'));
    terminal.type(';\r');
    await terminal.until(/rite\s+b\n/);
  });

  test('keeps the cursor in its place among wide characters and in lines that are too long', async () => {
    await start([], { columns: 40 });
    terminal.type("SELECT '漢字👍é' AS w");
    await terminal.until(({ cursor }) => cursor.column === 30);
    terminal.type('\x1b[D\x1b[D\x1b[D\x1b[D\x1b[D\x1b[D\x7f');
    await terminal.until(/'漢字👍' AS w/);
    terminal.type(`\x05, 'x${'y'.repeat(40)}' AS long;\r`);
    await terminal.until(/\(1 row/);
    expect(terminal.text).toMatch(/xy+…/);
    expect(terminal.text).toContain('values cut to fit');
    await terminal.untilPrompt();
    await run('.last vertical');
    expect(terminal.text.replaceAll('\n', '')).toContain(`long: x${'y'.repeat(40)}`);
  });

  test('takes a paste as it is, and text that has several statements', async () => {
    await start();
    terminal.type('\x1b[200~SELECT 1 AS a;\r\n\tSELECT 2 AS b;\x1b[201~');
    await terminal.until(/SELECT 2 AS b;/);
    expect(terminal.text).not.toContain('(1 row');
    terminal.type('\r');
    await terminal.until(/\(1 row[\s\S]*\(1 row/);
  });

  test('draws colours only where they are wanted', async () => {
    await start();
    terminal.type("SELECT 'a'");
    await terminal.until(/SELECT 'a'/);
    expect(terminal.raw).toContain('\x1b[1;34mSELECT\x1b[0m');
    env.NO_COLOR = '1';
    await start();
    terminal.type("SELECT 'a'");
    await terminal.until(/SELECT 'a'/);
    expect(terminal.raw).not.toContain('\x1b[0m');
  });

  test('Ctrl-C forgets what is typed, Ctrl-D leaves', async () => {
    await start();
    terminal.type('SELECT nonsense\x03');
    await terminal.untilPrompt();
    terminal.type('\x04');
    expect(await terminal.untilExit()).toBe(0);
  });
});

describe('completion', () => {
  test('completes words, tables, columns and functions', async () => {
    await start();
    await run('CREATE TABLE measurements (temperature bigint, place varchar);');
    terminal.type('SELECT temp\x1b[F');
    terminal.type(' FROM meas\t');
    await terminal.until(({ cursor }) => cursor.line.endsWith('FROM measurements') && cursor.column === 39);
    terminal.type('\x01\x1b[1;5C\x1b[1;5C\t');
    await terminal.until(/SELECT temperature {1,2}FROM/);
    terminal.type('\x05 gro\t');
    await terminal.until(/measurements {1,2}group/);
    terminal.type('\x03');
    await terminal.untilPrompt();
    terminal.type('SELECT starts_\t');
    await terminal.until(/SELECT starts_with\(/);
  });

  test('shows a menu with types, chosen from by Tab and Enter', async () => {
    await start();
    await run('CREATE TABLE m (alpha bigint, altitude double);');
    terminal.type('SELECT * FROM m WHERE al\t');
    await terminal.until(/alpha\s+column {2}bigint\n altitude\s+column {2}double/);
    terminal.type('\t\t\r');
    await terminal.until(({ text }) => /WHERE altitude$/m.test(text) && !text.includes('column  double'));
  });

  test('completes dot commands and their operands', async () => {
    await start();
    terminal.type('.sche\t');
    await terminal.until(({ cursor }) => cursor.line === 'lakelet> .schema' && cursor.column === 17);
    terminal.type('\x15.mode vert\t');
    await terminal.until(/\.mode vertical/);
  });
});

describe('history', () => {
  test('recalls, searches, lasts beyond the end, and forgets what begins with a blank', async () => {
    await start();
    await run('SELECT 1 AS first;');
    await run('SELECT 2 AS second;');
    await run(" SELECT 'secret' AS s;");
    terminal.type('\x1b[A');
    await terminal.until(({ cursor }) => cursor.line === 'lakelet> SELECT 2 AS second;');
    terminal.type('\x1b[A');
    await terminal.until(({ cursor }) => cursor.line === 'lakelet> SELECT 1 AS first;');
    terminal.type('\x03');
    await terminal.untilPrompt();
    terminal.type('quit\r');
    expect(await terminal.untilExit()).toBe(0);
    const file = join(folder, 'state', 'lakelet', 'history.jsonl');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(
      readFileSync(file, 'utf8')
        .split('\n')
        .map((line) => line && JSON.parse(line)),
    ).toEqual(['SELECT 1 AS first;', 'SELECT 2 AS second;', 'quit', '']);
    await start();
    terminal.type('\x12fir');
    await terminal.until(/\(search 'fir'\) SELECT 1 AS first;/);
    terminal.type('\r');
    await terminal.until(/first\s+integer\s+─+\s+1\s+\(1 row/);
  });
});

describe('a statement that runs', () => {
  const long =
    'SELECT count(*) FROM UNNEST(sequence(1, 10000)) a(x), UNNEST(sequence(1, 10000)) b(y), UNNEST(sequence(1, 1000)) c(z) WHERE x * y + z = 7;';

  test('is cancelled by Ctrl-C, and the session goes on', async () => {
    await start();
    await run('CREATE TABLE kept (a bigint);');
    terminal.type(`${long}\r`);
    await terminal.until(/= 7;\n.*\d s/);
    terminal.type('\x03');
    await terminal.until(/USER_CANCELED/);
    await terminal.untilPrompt();
    await run('.tables');
    expect(terminal.text).toMatch(/default\s+kept\s+base table/);
  });

  test('shows its share, rows a second and when it will be done, and takes the line away', async () => {
    await start();
    await run('CREATE TABLE scanned AS SELECT x FROM UNNEST(sequence(1, 10000)) a(x), UNNEST(sequence(1, 100)) b(y);');
    const slow = 'SELECT count(*) AS found FROM scanned, UNNEST(sequence(1, 150)) c(z) WHERE x * z = 7';
    terminal.type(`${slow};\r`);
    await terminal.until(({ raw }) =>
      /[█▏] {2}[1-9]\d?% {2}[\d.]+[MK]? rows {2}[\d.]+[MK]? rows\/s {2}.*ETA \d/i.test(raw),
    );
    await terminal.untilPrompt();
    expect(terminal.text).toMatch(/found/);
    expect(terminal.text).not.toContain('ETA');
  });

  test('ends a script with 130', async () => {
    terminal = new VirtualTerminal(['-c', long], { cwd: folder, env });
    open.push(terminal);
    await terminal.until(({ raw }) => /\d (ms|s)/.test(raw));
    terminal.type('\x03');
    expect(await terminal.untilExit()).toBe(130);
  });
});

describe('results', () => {
  test('longer than the screen go through the pager', async () => {
    env.PAGER = `tee ${join(folder, 'paged')}`;
    await start();
    await run('SELECT 1 AS short;');
    expect(existsSync(join(folder, 'paged'))).toBe(false);
    terminal.type('SELECT x FROM UNNEST(sequence(1, 100)) t(x);\r');
    await terminal.until(/\(100 rows/);
    await terminal.untilPrompt();
    expect(readFileSync(join(folder, 'paged'), 'utf8')).toContain('(100 rows');
    await run('.pager off');
    terminal.type('SELECT x FROM UNNEST(sequence(1, 90)) t(x);\r');
    await terminal.until(/\(90 rows/);
    expect(readFileSync(join(folder, 'paged'), 'utf8')).not.toContain('(90 rows');
  });

  test('end when the reader leaves the pager', async () => {
    env.PAGER = 'head -5';
    await start();
    terminal.type('SELECT x FROM UNNEST(sequence(1, 9000)) a(x), UNNEST(sequence(1, 9000)) b(y);\r');
    await terminal.until(/x\n\s*(integer|bigint)[\s\S]*lakelet>\s*$/);
    await run('SELECT 5 AS five;');
    expect(terminal.text).toContain('five');
  });

  test('never command the terminal', async () => {
    await start();
    await run(`SELECT chr(27) || '[2J' AS x, from_utf8(X'E280AE') AS rtl;`);
    expect(terminal.text).toContain(String.raw`\u001b[2J`);
    expect(terminal.text).toContain(String.raw`\u202e`);
  });

  test('are shown one value a line after \\G', async () => {
    await start();
    terminal.type('SELECT 1 AS a, 2 AS b\\G\r');
    await terminal.until(/─── row 1 ───\na: 1\nb: 2/);
  });
});

describe('dot commands', () => {
  test('answer under their psql names too', async () => {
    await start();
    await run('CREATE TABLE t (a bigint, b varchar);');
    terminal.type('\\d t\r');
    await terminal.until(/Column\s+Type\s+Extra\s+Comment/);
    await terminal.untilPrompt();
    terminal.type('.mode csv\r');
    await terminal.untilPrompt();
    await run('SELECT 1 AS a;');
    expect(terminal.text).toContain('\na\n1\n');
    await run('.timer on');
    terminal.type('SELECT 2 AS b;\r');
    await terminal.until(/Time: .*planning/);
    await terminal.untilPrompt();
    terminal.type('.nonsense\r');
    await terminal.until(/SYNTAX_ERROR: There is no command \.nonsense/);
    await terminal.untilPrompt();
    terminal.type('.help\r');
    await terminal.until(/\.tables \[PATTERN\] {2}\(\\dt/);
  });

  test('export and open', async () => {
    await start(['lake']);
    await run('CREATE TABLE t AS SELECT 1 AS a;');
    await run('.export out.jsonl t');
    expect(readFileSync(join(folder, 'out.jsonl'), 'utf8')).toBe('{"a":1}\n');
    await run('.export out.csv SELECT a + 1 AS b FROM t');
    expect(readFileSync(join(folder, 'out.csv'), 'utf8')).toBe('b\n2\n');
    await run('.open');
    terminal.type('SELECT * FROM t;\r');
    await terminal.until(/TABLE_NOT_FOUND/);
    await terminal.untilPrompt();
    await run('.open lake');
    await run('SELECT a AS back FROM t;');
    expect(terminal.text).toMatch(/back\s+integer\s+─+\s+1/);
  });

  test('the rc file runs first, unless it must not', async () => {
    mkdirSync(join(folder, 'config', 'lakelet'), { recursive: true });
    writeFileSync(join(folder, 'config', 'lakelet', 'rc'), '.mode jsonl\nSELECT 1 AS from_rc;\n');
    await start();
    expect(terminal.text).toContain('{"from_rc":1}');
    await start(['--no-init']);
    expect(terminal.text).not.toContain('from_rc');
  });
});
