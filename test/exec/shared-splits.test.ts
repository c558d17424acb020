import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Gang } from '../../src/exec/operator.js';
import { SplitTurns } from '../../src/exec/operators/split-turns.js';
import { Lake } from '../../src/index.js';
import type { RowGroupSplit } from '../../src/parquet/row-group-split.js';

// The last row groups of a scan are read by several workers, each some pieces.

const folder = mkdtempSync(join(tmpdir(), 'lakelet-test-'));
const file = join(folder, 'rows.parquet');
const rowCount = 300_000;
const lakes = new Map<number, Lake>();

beforeAll(async () => {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  await connection.run(`COPY (
    SELECT i, i // 1000 AS k, CASE WHEN i % 5 = 0 THEN NULL ELSE 's' || i % 777 END AS s, 'text ' || i AS t,
      CASE WHEN i % 3 = 0 THEN NULL ELSE [i, i + 1] END AS a, i % 2 = 0 AS b
    FROM range(${rowCount}) t(i)
  ) TO '${file}' (FORMAT parquet, ROW_GROUP_SIZE ${rowCount})`);
  connection.closeSync();
  instance.closeSync();
  for (const threads of [1, 2, 5]) {
    const lake = await Lake.open(undefined, { threads });
    await lake.createTable('rows', { location: file });
    lakes.set(threads, lake);
  }
});

afterAll(async () => {
  for (const lake of lakes.values()) await lake.close();
  rmSync(folder, { recursive: true });
});

const sums = 'count(*), sum(i), count(s), sum(length(t)), sum(cardinality(a)), count_if(b), min(s), max(t)';
const queries = [
  `SELECT ${sums} FROM rows`,
  `SELECT ${sums} FROM rows WHERE k BETWEEN 31 AND 240`,
  `SELECT ${sums} FROM rows WHERE s LIKE '%7' AND i > 100000`,
  `SELECT k, ${sums} FROM rows WHERE i % 7 = 1 GROUP BY k ORDER BY k`,
  `SELECT ${sums} FROM rows WHERE k IN (SELECT k + 3 FROM rows WHERE i % 50000 = 0)`,
];

test.each(queries)('%s', async (text) => {
  const [alone, ...shared] = await Promise.all(
    [...lakes.values()].map(async (lake) => {
      const result = await lake.query(text);
      return { rows: await result.toArrays(), stats: result.stats };
    }),
  );
  for (const { rows, stats } of shared) {
    expect(rows).toEqual(alone!.rows);
    expect(stats.rowGroupsRead).toBe(alone!.stats.rowGroupsRead);
    expect(stats.rowsRead).toBe(alone!.stats.rowsRead);
    expect(stats.filesOpened).toBe(alone!.stats.filesOpened);
  }
});

test('a limit ends all who share', async () => {
  for (const lake of lakes.values())
    expect(await (await lake.query('SELECT i FROM rows WHERE i >= 0 LIMIT 7')).toArrays()).toHaveLength(7);
});

/** Lets workers take turns as `order` says; gives what each read as "split:first row". */
function turnsOf(workerCount: number, rows: readonly number[], order: readonly number[]): string[][] {
  const words = new Map<number, number>();
  const next = (_state: number, word: number): number => {
    const number = words.get(word) ?? 0;
    words.set(word, number + 1);
    return number;
  };
  const splits = rows.map((count, index) => ({ rowCount: count, rowGroupIndex: index, file: { location: '/x' } }));
  const places = { nextSplit: 0, nextPiece: 1 };
  const workers = Array.from({ length: workerCount }, (_, workerIndex) => {
    const gang = { workerIndex, workerCount, next } as unknown as Gang;
    return new SplitTurns(splits as unknown as RowGroupSplit[], 0, places, gang, 2 ** 30);
  });
  const read: string[][] = workers.map(() => []);
  const take = (worker: number): boolean => {
    const piece = workers[worker]!.next();
    if (piece) read[worker]!.push(`${piece.split.rowGroupIndex}:${piece.rows.firstRow}-${piece.rows.endRow}`);
    return piece !== undefined;
  };
  for (const worker of order) take(worker);
  while (workers.map((_, index) => take(index)).some((isRead) => isRead));
  return read;
}

test('one worker reads whole splits', () => {
  expect(turnsOf(1, [100_000, 5, 0], [])).toEqual([['0:0-100000', '1:0-5', '2:0-0']]);
});

test('a worker that is done helps the other with its last split', () => {
  const read = turnsOf(2, [100_000, 100_000, 80_000, 80_000], [0, 1, 0, 0, 0, 0, 0, 0]);
  expect(read).toEqual([
    ['0:0-100000', '2:0-32768', '2:32768-65536', '2:65536-80000', '3:0-32768', '3:32768-65536', '3:65536-80000'],
    ['1:0-100000'],
  ]);
});

test('workers share what is fewer than they are', () => {
  expect(turnsOf(3, [70_000], [])).toEqual([['0:0-32768'], ['0:32768-65536'], ['0:65536-70000']]);
  expect(turnsOf(2, [10, 20], [1])).toEqual([['0:0-10'], ['1:0-20']]);
  expect(turnsOf(2, [], [])).toEqual([[], []]);
});
