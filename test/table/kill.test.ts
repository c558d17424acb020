import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Lake } from '../../src/index.js';

// Processes that write are killed at random moments. Whatever was acknowledged is there, each statement is there whole or not at all, and
// the next open leaves no file that no table has. LAKELET_KILL_ROUNDS asks for more rounds.
const rounds = Number(process.env.LAKELET_KILL_ROUNDS ?? 20);
const script = fileURLToPath(new URL('writing-process.js', import.meta.url));
const rowsPerInsert = 10;
const stepCount = 19;

let folder: string;
const pathsOf = new Map<string, readonly string[]>();
const words = [
  'inserted',
  'made',
  'property',
  'column',
  'granted',
  'revoking',
  'revoked',
  'view',
  'renamed',
  'dropping',
  'dropped',
  'updated',
  'deleted',
  'merged',
  'replaced',
  'truncated',
  'unloaded',
  'repaired',
  'stepped',
] as const;
type Word = (typeof words)[number];
/** The numbers that the processes printed behind each word. */
const printed = Object.fromEntries(words.map((word) => [word, new Set<number>()])) as Record<Word, Set<number>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lakelet-kill-'));
  await withLake(async (run) => {
    await run(
      "CREATE TABLE kept WITH (partitioned_by = ARRAY['k']) AS SELECT bigint '0' x, 0 id, CAST('0' AS varchar) k WHERE false",
    );
  });
});

afterAll(() => rm(folder, { recursive: true, force: true }));

type Run = (sql: string) => Promise<readonly (readonly unknown[])[]>;

async function withLake(work: (run: Run) => Promise<void>): Promise<void> {
  const lake = await Lake.open(folder, { threads: 2, memoryLimit: '64MiB' });
  try {
    await work(async (sql) => (await lake.query(sql)).toArrays());
  } finally {
    await lake.close();
  }
}

/** Runs a writing process; kills it `killAfterMs` after its first step. Resolves when it is gone. */
function write(number: number, count: number, killAfterMs?: number): Promise<number | null> {
  const child = spawn(process.execPath, [script, folder, String(number), String(count)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let rest = '';
  let hasStepped = false;
  child.stdout.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString()).split('\n');
    rest = lines.pop()!;
    for (const line of lines) {
      const [word, id] = line.trim().split(' ') as [Word, string];
      if (word === 'stepped' && !hasStepped && killAfterMs !== undefined)
        setTimeout(() => child.kill('SIGKILL'), killAfterMs);
      hasStepped ||= word === 'stepped';
      printed[word].add(Number(id));
    }
  });
  return new Promise((resolve) => child.on('close', resolve));
}

/** `numbers`: of the processes that wrote since the last check. */
async function check(numbers: readonly number[]): Promise<void> {
  await withLake(async (run) => {
    const inserted = await run('SELECT id, count(*), count(DISTINCT x) FROM kept GROUP BY id');
    for (const row of inserted) expect(row).toEqual([row[0], BigInt(rowsPerInsert), BigInt(rowsPerInsert)]);
    const ids = new Set(inserted.map(([id]) => Number(id)));
    for (const id of printed.inserted) expect(ids, `insert ${id} is lost`).toContain(id);
    const tables = (await run('SHOW TABLES')).map(([name]) => name as string);
    for (const id of printed.made) expect(tables).toContain(`made_${id}`);
    await checkChanges(run, tables);
    for (const number of numbers) await checkRows(run, number, tables);
    await checkUnloaded(run);
    for (const table of pathsOf.keys()) if (!tables.includes(table)) pathsOf.delete(table);
    for (const table of tables) {
      // Nothing changes a table of an earlier process.
      if ((pathsOf.has(table) && !isOfAny(table, numbers)) || table.startsWith('view_')) continue;
      if (table.startsWith('made_')) expect(await run(`SELECT count(*) FROM ${table}`)).toEqual([[500n]]);
      const paths = await run(`SELECT DISTINCT "$path" FROM ${table}`);
      pathsOf.set(
        table,
        paths.map(([path]) => path as string),
      );
    }
    expect(await dataFiles()).toEqual([...pathsOf.values()].flat().sort());
  });
  checkCatalog();
}

/** What ALTER, GRANT, REVOKE, CREATE OR REPLACE VIEW, RENAME and DROP changed is as the last statement of its kind left it, or the one after. */
async function checkChanges(run: Run, tables: readonly string[]): Promise<void> {
  const rounds = new Set([...printed.property].map(roundOf));
  for (const round of rounds) {
    const ofRound = (ids: ReadonlySet<number>): number[] => [...ids].filter((id) => roundOf(id) === round);
    const properties = new Map((await run(`SHOW TBLPROPERTIES changed_${round}`)) as [string, string][]);
    expect(properties.get('p')).toBe(properties.get('q'));
    expect(Number(properties.get('p'))).toBeGreaterThanOrEqual(Math.max(...ofRound(printed.property)));
    const columns = (await run(`DESCRIBE changed_${round}`)).map(([name]) => name);
    for (const id of ofRound(printed.column)) expect(columns).toContain(`c_${id}`);
    const views = ofRound(printed.view);
    if (views.length > 0)
      expect(Number((await run(`SELECT id FROM view_${round}`))[0]![0])).toBeGreaterThanOrEqual(Math.max(...views));
  }
  const grants = JSON.stringify(await run('SHOW GRANTS'), (_, value) =>
    typeof value === 'bigint' ? `${value}` : value,
  );
  const privileges = (id: number): number => grants.split(`u_${id}"`).length - 1;
  for (const id of printed.granted) if (!printed.revoking.has(id)) expect(privileges(id), `grant ${id}`).toBe(2);
  for (const id of printed.revoking) expect([0, 2]).toContain(privileges(id));
  for (const id of printed.revoked) expect(privileges(id), `revoke ${id}`).toBe(0);
  for (const id of printed.renamed) if (!printed.dropping.has(id)) expect(tables).toContain(`renamed_${id}`);
  for (const id of printed.renamed) expect(tables).not.toContain(`own_${id}`);
  for (const id of printed.dropped) expect(tables).not.toContain(`renamed_${id}`);
}

/** Tells whether one of the processes may change a table. */
function isOfAny(table: string, numbers: readonly number[]): boolean {
  const [, kind, digits] = /^(.*)_(\d+)$/.exec(table) ?? [];
  if (kind === undefined) return true;
  const id = Number(digits);
  return numbers.includes(['made', 'own', 'renamed'].includes(kind) ? roundOf(id) : id);
}

/** What UPDATE, DELETE, MERGE, CREATE OR REPLACE TABLE, TRUNCATE and MSCK did is there whole, as the last of them left it or the one after. */
async function checkRows(run: Run, number: number, tables: readonly string[]): Promise<void> {
  const checks: Readonly<Record<string, (run: Run, number: number) => Promise<void>>> = {
    updated: checkUpdated,
    deleted: checkDeleted,
    merged: checkMerged,
    replaced: checkReplaced,
    truncated: async () => {
      const [[count]] = (await run(`SELECT count(DISTINCT x) FROM truncated_${number}`)) as [[bigint]];
      expect([0n, 10n]).toContain(count);
    },
    repaired: async () => {
      const partitions = (await run(`SHOW PARTITIONS repaired_${number}`)).map(([name]) => name);
      for (const id of ofProcess('repaired', number)) expect(partitions).toContain(`k=${id}`);
    },
  };
  for (const [word, check] of Object.entries(checks)) {
    if (tables.includes(`${word}_${number}`)) await check(run, number);
    else expect(ofProcess(word as Word, number)).toEqual([]);
  }
}

const ofProcess = (word: Word, number: number): number[] => [...printed[word]].filter((id) => roundOf(id) === number);
const numbersOf = async (run: Run, sql: string): Promise<readonly (readonly number[])[]> =>
  (await run(sql)).map((row) => row.map(Number));

async function checkUpdated(run: Run, number: number): Promise<void> {
  const [row] = await numbersOf(run, `SELECT count(*), min(v), max(v) FROM updated_${number}`);
  const [count, least, last] = row!;
  expect([count, least]).toEqual([50, last]);
  expect(last).toBeGreaterThanOrEqual(Math.max(0, ...ofProcess('updated', number)));
}

async function checkDeleted(run: Run, number: number): Promise<void> {
  const left = await numbersOf(run, `SELECT x % 100, count(*) FROM deleted_${number} GROUP BY 1 ORDER BY 1`);
  const goneCount = 100 - left.length;
  expect(left).toEqual(left.map((_, index) => [goneCount + index, 10]));
  const told = ofProcess('deleted', number).length;
  expect([told, told + 1]).toContain(goneCount);
}

async function checkMerged(run: Run, number: number): Promise<void> {
  const rows = await numbersOf(run, `SELECT x, v FROM merged_${number} ORDER BY x`);
  const added = rows.slice(9);
  const last = added.at(-1)?.[0] ?? 0;
  expect(rows.slice(0, 9)).toEqual(Array.from({ length: 9 }, (_, index) => [index + 1, last]));
  expect(added.every(([x, v]) => x === v)).toBe(true);
  for (const id of ofProcess('merged', number)) expect(added).toContainEqual([id, id]);
}

async function checkReplaced(run: Run, number: number): Promise<void> {
  const [row] = await numbersOf(run, `SELECT count(*), min(v), max(v) FROM replaced_${number}`);
  const [count, least, last] = row!;
  expect([count, least]).toEqual([100, last]);
  expect(last).toBeGreaterThanOrEqual(Math.max(0, ...ofProcess('replaced', number)));
}

const checkedUnloads = new Set<string>();

/** An UNLOAD wrote all of its rows or nothing. */
async function checkUnloaded(run: Run): Promise<void> {
  const place = join(folder, 'unloaded');
  const ids = await readdir(place).catch(() => []);
  for (const id of printed.unloaded) expect(ids).toContain(String(id));
  for (const id of ids) {
    if (checkedUnloads.has(id)) continue;
    checkedUnloads.add(id);
    const files = await readdir(join(place, id));
    expect(files.length, files.join()).toBe(printed.unloaded.has(Number(id)) ? 1 : Math.min(files.length, 1));
    if (files.length > 0) expect(await run(`SELECT count(*) FROM '${join(place, id)}/*.parquet'`)).toEqual([[100n]]);
  }
}

const roundOf = (id: number): number => Math.floor(id / 1_000_000);

async function dataFiles(): Promise<string[]> {
  const data = join(folder, 'data');
  const names = await readdir(data, { recursive: true });
  return names
    .filter((name) => /\.(parquet|staged)$/.test(name))
    .map((name) => `${data}${sep}${name}`)
    .sort();
}

function checkCatalog(): void {
  const Database = createRequire(import.meta.url)('libsql') as new (
    path: string,
  ) => { prepare(sql: string): { all(): unknown[] }; close(): void };
  const database = new Database(join(folder, 'catalog.db'));
  expect(database.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
  expect(database.prepare('SELECT * FROM writes').all()).toEqual([]);
  expect(database.prepare('SELECT * FROM replaced_files').all()).toEqual([]);
  database.close();
}

test(
  `a killed writer leaves all or nothing of each statement (${rounds} rounds)`,
  async () => {
    for (let round = 0; round < rounds; round++) {
      await write(round, 10_000, Math.random() * 600);
      await check([round]);
    }
    for (const word of words) expect(printed[word].size, word).toBeGreaterThan(rounds / 25);
    console.log(words.map((word) => `${word}: ${printed[word].size}`).join(', '));
  },
  60_000 + rounds * 20_000,
);

test('four processes insert at once, every acknowledged row exactly once', async () => {
  // Three of the steps of a process are INSERTs into one table.
  const count = Math.ceil((Number(process.env.LAKELET_INSERTS ?? 8) * stepCount) / 3);
  const exits = await Promise.all([1, 2, 3, 4].map((number) => write(1000 + number, count)));
  expect(exits).toEqual([0, 0, 0, 0]);
  const ofFour = [...printed.inserted].filter((id) => roundOf(id) >= 1000);
  expect(ofFour.length).toBeGreaterThanOrEqual(Math.floor(count / stepCount) * 3 * 4);
  await check([1001, 1002, 1003, 1004]);
}, 600_000);
