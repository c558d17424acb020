import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type Database from 'libsql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Lake } from '../../src/index.js';

// Processes that change the catalog are killed at random moments: two at a time. What was acknowledged is there, each statement whole or not at
// all. LAKELET_KILL_ROUNDS asks for more rounds.
const rounds = Number(process.env.LAKELET_KILL_ROUNDS ?? 6);
const script = fileURLToPath(new URL('changing-process.js', import.meta.url));
const added = new Set<number>();
const last = new Map<number, number>();
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lakelet-changes-'));
  await ask("CREATE EXTERNAL TABLE t (a int) PARTITIONED BY (n int, k string) LOCATION '/nowhere/t'");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function ask(sql: string): Promise<readonly (readonly unknown[])[]> {
  const lake = await Lake.open(folder, { threads: 1, memoryLimit: '64MiB' });
  try {
    return await (await lake.query(sql)).toArrays();
  } finally {
    await lake.close();
  }
}

/** Runs a process and kills it some time after its first acknowledgement. */
function change(number: number, killAfterMs: number): Promise<void> {
  const child = spawn(process.execPath, [script, folder, String(number)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let rest = '';
  let isTimed = false;
  child.stdout.on('data', (chunk: Buffer) => {
    if (!isTimed) setTimeout(() => child.kill('SIGKILL'), killAfterMs);
    isTimed = true;
    const lines = (rest + chunk.toString()).split('\n');
    rest = lines.pop()!;
    for (const line of lines) {
      const [what, id] = line.split(' ');
      if (what === 'added') added.add(Number(id));
      else last.set(number, Number(id));
    }
  });
  return new Promise((resolve) => child.on('close', () => resolve()));
}

test('a killed process leaves whole statements', { timeout: 240_000 }, async () => {
  for (let round = 0; round < rounds; round++) {
    const delay = (): number => 20 + Math.floor(Math.random() * 150);
    await Promise.all([change(2 * round, delay()), change(2 * round + 1, delay())]);
    const rows = await ask('SELECT n, count(*) FROM "t$partitions" GROUP BY n');
    for (const [id, count] of rows) expect([id, count]).toEqual([id, 2n]);
    const found = new Set(rows.map(([id]) => Number(id)));
    for (const id of added) expect(found, `partition ${id} is lost`).toContain(id);
    const properties = new Map((await ask('SHOW TBLPROPERTIES t')) as [string, string][]);
    for (const [number, id] of last) {
      expect(Number(properties.get(`last${number}`))).toBeGreaterThanOrEqual(id);
      expect(properties.get(`again${number}`)).toBe(properties.get(`last${number}`));
    }
  }
  const libsql = createRequire(import.meta.url)('libsql') as typeof Database;
  const database = new libsql(join(folder, 'catalog.db'));
  expect(database.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
  expect(database.prepare('PRAGMA foreign_key_check').all()).toEqual([]);
  const sql =
    'SELECT id FROM tables WHERE partition_count <> (SELECT count(*) FROM partitions WHERE table_id = tables.id)';
  expect(database.prepare(sql).all()).toEqual([]);
  database.close();
});
