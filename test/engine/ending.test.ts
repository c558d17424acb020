import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Lake, LakeError } from '../../src/index.js';
import { flightsFile } from './flights.js';

let lake: Lake;
beforeAll(async () => {
  lake = await Lake.open(undefined, { threads: 2, memoryLimit: '256MiB' });
  await lake.createTable('flights', { location: flightsFile });
});
afterAll(() => lake.close());

// Days of work, without a single row.
const endless = `SELECT count(*) FROM flights a JOIN flights b ON a.delay + b.delay = 1000001 OR a.origin || b.origin = 'x'`;
const sleep = (ms: number): Promise<void> => new Promise((resume) => setTimeout(resume, ms));

async function failure(work: Promise<unknown>): Promise<LakeError> {
  const error = await work.then(
    () => new Error('it succeeded'),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(LakeError);
  return error as LakeError;
}

const rowsOf = async (sql: string, options = {}) => (await lake.query(sql, options)).toArrays();
const countLate = 'SELECT count(*) FROM flights WHERE delay > 5';
const lateCount = [[1_002_344n]];

describe('cancelling', () => {
  test.each([
    ['a join', endless],
    ['a sort', 'SELECT * FROM flights ORDER BY delay, date, origin'],
    ['an aggregation', 'SELECT date, delay, distance, count(*) FROM flights GROUP BY 1, 2, 3'],
    ['a window', 'SELECT *, sum(delay) OVER (PARTITION BY origin ORDER BY date) FROM flights'],
  ])('%s by a signal', async (_, sql) => {
    const canceller = new AbortController();
    let abortedAt = 0;
    setTimeout(() => {
      abortedAt = performance.now();
      canceller.abort();
    }, 150);
    const error = await failure(rowsOf(sql, { signal: canceller.signal }));
    // 50 ms, with room for a machine that does other things.
    expect(performance.now() - abortedAt).toBeLessThan(250);
    expect(error).toMatchObject({ name: 'USER_CANCELED', message: 'Query was canceled' });
    expect(error.queryId).toMatch(/\S/);
    expect(await rowsOf(countLate)).toEqual(lateCount);
  });

  test('before it begins', async () => {
    expect((await failure(rowsOf(countLate, { signal: AbortSignal.abort() }))).name).toBe('USER_CANCELED');
  });

  test('after it ended changes nothing', async () => {
    const canceller = new AbortController();
    const rows = await rowsOf(countLate, { signal: canceller.signal });
    canceller.abort();
    expect(rows).toEqual(lateCount);
  });

  test('leaving a loop ends the statement', async () => {
    for (let round = 0; round < 10; round++)
      for await (const row of await lake.query('SELECT * FROM flights')) {
        expect(Object.keys(row)).toEqual(['date', 'delay', 'distance', 'origin', 'destination']);
        break;
      }
    expect(await rowsOf(countLate)).toEqual(lateCount);
  });

  test('a result that nobody reads is closed', async () => {
    const result = await lake.query('SELECT * FROM flights');
    await result.close();
    expect(await result.toArrays()).toEqual([]);
  });

  test('a time limit', async () => {
    const error = await failure(rowsOf(endless, { timeoutMs: 100 }));
    expect(error.name).toBe('EXCEEDED_TIME_LIMIT');
    expect(error.queryId).toMatch(/\S/);
    expect(await rowsOf(countLate, { timeoutMs: 60_000 })).toEqual(lateCount);
  });
});

describe('several at once', () => {
  test('eight queries on two threads', async () => {
    const distances = [0, 100, 200, 300, 400, 500, 600, 700];
    const counts = await Promise.all(
      distances.map((distance) => rowsOf(`SELECT count(*) FROM flights WHERE distance > ${distance}`)),
    );
    const [together] = await rowsOf(
      `SELECT ${distances.map((distance) => `count_if(distance > ${distance})`).join(', ')} FROM flights`,
    );
    expect(counts.map(([row]) => row![0])).toEqual(together);
  });

  test('unread results do not keep others from running', async () => {
    const results = await Promise.all(Array.from({ length: 6 }, () => lake.query('SELECT * FROM flights')));
    expect(await rowsOf(countLate)).toEqual(lateCount);
    for (const result of results.reverse()) for await (const row of result) if (row.origin) break;
  });

  test('more threads than the lake has are not waited for', async () => {
    const session = lake.session({ settings: { task_concurrency: 32 } });
    expect(await (await session.query(countLate)).toArrays()).toEqual(lateCount);
  });
});

describe('memory', () => {
  test('a query over its limit fails, and the lake lives on', async () => {
    const small = await Lake.open(undefined, { threads: 2, memoryLimit: '16MiB' });
    try {
      await small.createTable('flights', { location: flightsFile });
      const wide = `SELECT max(v) FROM (SELECT array_agg(origin || destination || CAST(date AS varchar)) AS v FROM flights)`;
      const error = await failure(small.query(wide).then((result) => result.toArrays()));
      expect(error.name).toBe('EXCEEDED_LOCAL_MEMORY_LIMIT');
      expect(error.hint).toContain('memoryLimit');
      expect(error.queryId).toMatch(/\S/);
      expect(await (await small.query(countLate)).toArrays()).toEqual(lateCount);
    } finally {
      await small.close();
    }
  });
});

describe('closing', () => {
  test('ends what runs and what waits', async () => {
    const closing = await Lake.open(undefined, { threads: 2, memoryLimit: '64MiB' });
    await closing.createTable('flights', { location: flightsFile });
    const running = Array.from({ length: 6 }, () =>
      failure(closing.query(endless).then((result) => result.toArrays())),
    );
    await sleep(200);
    await closing.close();
    expect((await Promise.all(running)).map(({ name }) => name)).toEqual(running.map(() => 'SERVER_SHUTTING_DOWN'));
    expect((await failure(closing.query('SELECT 1'))).name).toBe('SERVER_SHUTTING_DOWN');
    await closing.close();
  });
});
