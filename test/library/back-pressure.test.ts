import { readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Lake, type QueryResult } from '../../src/index.js';
import { flightsFile } from '../engine/flights.js';

const sql = 'SELECT date, delay, distance, origin, destination FROM flights';
const rowsTotal = 3_000_000;
const batchRows = 8192;
// What waits for the reader, what two workers hold in their hands, and what the reader has.
const rowsAhead = (16 + 2 + 1) * batchRows;

let lake: Lake;
beforeAll(async () => {
  lake = await Lake.open(undefined, { threads: 2, memoryLimit: '256MiB' });
  await lake.createTable('flights', { location: flightsFile });
});
afterAll(() => lake.close());
beforeEach(async () => {
  // What an earlier test has left ends by itself.
  await expect.poll(() => lake.statements.list().length).toBe(0);
});

const openFiles = (): number => readdirSync('/proc/self/fd').length;
const isLinux = process.platform === 'linux';

/** Takes some rows and then none for a moment; gives how many rows the statement had read by then. */
async function readWhileStalled(result: QueryResult, take: () => Promise<unknown>): Promise<number> {
  await take();
  await sleep(400);
  const before = result.progress().rowsRead!;
  await sleep(200);
  expect(result.progress().rowsRead).toBe(before);
  return before;
}

describe('a slow reader', () => {
  test('of rows keeps the statement waiting', async () => {
    const result = await lake.query(sql);
    const rows = result[Symbol.asyncIterator]();
    const read = await readWhileStalled(result, () => rows.next());
    expect(result.progress().state).toBe('running');
    expect(result.stats.rowsReturned).toBe(batchRows);
    // Rows count when a row group is done with, so of two none may be.
    expect(read).toBeLessThan(rowsTotal / 2);
    await rows.return(undefined);
  });

  test('takes no more memory than what may wait for it', async () => {
    const result = await lake.query(sql);
    const batches = result.batches();
    await batches.next();
    await sleep(300);
    const before = process.memoryUsage().arrayBuffers;
    await sleep(500);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(4e6);
    let waiting = 0;
    const began = performance.now();
    // What comes without a turn of the workers was waiting.
    while (performance.now() - began < 1 && !(await batches.next()).done) waiting++;
    expect(waiting * batchRows).toBeLessThanOrEqual(rowsAhead + 8 * batchRows);
    await result.close();
  });

  test('gets all rows in the end', async () => {
    let count = 0;
    let stalls = 0;
    for await (const { rowCount } of (await lake.query(sql)).batches()) {
      count += rowCount;
      if (count > stalls * 1_000_000) {
        stalls++;
        await sleep(50);
      }
    }
    expect(count).toBe(rowsTotal);
  });

  test('does not keep other statements from running', async () => {
    const stalled = await Promise.all(Array.from({ length: 6 }, () => lake.query(sql)));
    expect(await (await lake.query('SELECT count(*) FROM flights WHERE delay > 100')).toArrays()).toHaveLength(1);
    await Promise.all(stalled.map((result) => result.close()));
  });
});

describe('leaving a result early', () => {
  const leavings: readonly (readonly [name: string, leave: (result: QueryResult) => Promise<void>])[] = [
    [
      'out of a loop over rows',
      async (result) => {
        for await (const _row of result) break;
      },
    ],
    [
      'out of a loop over batches',
      async (result) => {
        for await (const _batch of result.batches()) break;
      },
    ],
    [
      'out of a loop over an Arrow stream',
      async (result) => {
        let pieces = 0;
        for await (const _piece of result.arrowStream()) if (++pieces === 2) break;
      },
    ],
    [
      'with what the loop throws',
      async (result) => {
        const failing = async (): Promise<void> => {
          for await (const row of result) throw new Error(String(row.origin));
        };
        await expect(failing()).rejects.toThrow(/^[A-Z]{3}$/);
      },
    ],
    ['without taking a row', (result) => result.close()],
    [
      'at the end of its block',
      async (result) => {
        await using left = result;
        await left[Symbol.asyncIterator]().next();
      },
    ],
  ];

  test.each(leavings)('%s ends the statement and frees files and threads', async (_, leave) => {
    await leave(await lake.query(sql));
    await expect.poll(() => lake.statements.list().length).toBe(0);
    const files = isLinux ? openFiles() : 0;
    for (let times = 0; times < 10; times++) {
      const result = await lake.query(sql);
      await leave(result);
      expect(result.progress().state).toBe('finished');
      expect(result.stats.rowsReturned).toBeLessThan(rowsAhead * 2);
    }
    await expect.poll(() => lake.statements.list().length).toBe(0);
    if (isLinux) await expect.poll(openFiles, { timeout: 5000 }).toBeLessThanOrEqual(files + 2);
  });

  test('by a signal ends the loop within a moment', async () => {
    const stop = new AbortController();
    const result = await lake.query(sql, { signal: stop.signal });
    let endedAt = 0;
    const reading = (async () => {
      for await (const _row of result) {
        endedAt ||= performance.now();
        stop.abort();
      }
    })();
    await expect(reading).rejects.toMatchObject({ name: 'USER_CANCELED', queryId: result.queryId });
    expect(performance.now() - endedAt).toBeLessThan(500);
  });
});
