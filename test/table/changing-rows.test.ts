import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { Lake } from '../../src/index.js';

const script = fileURLToPath(new URL('changing-rows-process.js', import.meta.url));
const roundCount = Number(process.env.LAKELET_CHANGES ?? 4);

test('two processes that change the same rows lose none, and readers see them before or after', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lakelet-changing-'));
  const lake = await Lake.open(folder, { threads: 1 });
  const numbers = async (sql: string): Promise<readonly number[]> =>
    (await (await lake.query(sql)).toArrays())[0]!.map(Number);
  try {
    await lake.query(
      "CREATE TABLE accounts AS SELECT x id, bigint '100' money, 0 changes FROM UNNEST(sequence(1, 100)) t(x)",
    );
    await lake.query('CREATE TABLE log (process int, round int)');
    let isDone = false;
    const writers = Promise.all(
      [1, 2].map((number) =>
        promisify(execFile)(process.execPath, [script, folder, String(number), String(roundCount)]),
      ),
    ).finally(() => {
      isDone = true;
    });
    let readCount = 0;
    while (!isDone) {
      const [sum, count] = await numbers('SELECT sum(money), count(*) FILTER (WHERE id <= 100) FROM accounts');
      expect([sum, count]).toEqual([10_000, 100]);
      readCount++;
    }
    const conflicts = (await writers).map(({ stdout }) => Number(stdout));
    expect(readCount).toBeGreaterThan(0);
    expect(conflicts.every(Number.isInteger)).toBe(true);
    expect(await numbers('SELECT count(*), max(money), min(money) FROM accounts')).toEqual([
      100,
      100 + 2 * roundCount,
      100 - roundCount,
    ]);
    expect(await numbers('SELECT changes FROM accounts WHERE id = 1')).toEqual([roundCount]);
    expect(await numbers('SELECT changes FROM accounts WHERE id = 2')).toEqual([roundCount]);
    expect(await numbers('SELECT count(*), count(DISTINCT (process, round)) FROM log')).toEqual([
      2 * roundCount,
      2 * roundCount,
    ]);
  } finally {
    await lake.close();
    await rm(folder, { recursive: true, force: true });
  }
}, 300_000);
