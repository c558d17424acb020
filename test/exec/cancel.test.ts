import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Lake } from '../../src/index.js';

// A cancelled query is rejected at once, and its workers stop soon, wherever they are. They do so within 50 ms on an idle machine; the bound
// is for one that is busy with other tests.

const boundMs = 1000;
const folder = mkdtempSync(join(tmpdir(), 'lakelet-test-'));
const file = join(folder, 'rows.parquet');
let lake: Lake;

beforeAll(async () => {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  await connection.run(`COPY (
    SELECT (i * 7919) % 5000011 AS k, i AS x, 'a key ' || (i * 31) % 1000003 AS s FROM range(5000000) t(i)
  ) TO '${file}' (FORMAT parquet)`);
  connection.closeSync();
  instance.closeSync();
  lake = await Lake.open(undefined, { memoryLimit: '1GiB', threads: 2 });
  await lake.createTable('rows', { location: file });
  // The threads start with the first query.
  await (await lake.query('SELECT count(*) FROM rows WHERE x > 5')).toArrays();
});

afterAll(async () => {
  await lake.close();
  rmSync(folder, { recursive: true });
});

const queries: readonly (readonly [string, string])[] = [
  ['a join', 'SELECT count(*), max(b.x) FROM rows a JOIN rows b ON a.k = b.k + 1'],
  ['a sort', 'SELECT k, s FROM rows ORDER BY s, k OFFSET 4999990'],
  ['an aggregation', 'SELECT count(*), sum(c) FROM (SELECT k, s, count(*) AS c FROM rows GROUP BY k, s)'],
  ['a window', 'SELECT max(n) FROM (SELECT row_number() OVER (ORDER BY k) AS n FROM rows)'],
  ['a regular expression', `SELECT count(*) FROM rows WHERE regexp_replace(s, '^a (.)[^0-9]*([0-9]+)$', '$2$1') = 'x'`],
];

// Moments of the seconds that the queries take.
const moments = [40, 350, 800, 1500];

test.each(queries)('%s', async (_, text) => {
  for (const moment of moments) {
    const controller = new AbortController();
    const result = await lake.query(text, { signal: controller.signal });
    const ended = result.toArrays().then(
      () => 'done',
      (error: Error) => error.name,
    );
    await setTimeout(moment);
    const before = performance.now();
    controller.abort();
    expect(['done', 'USER_CANCELED']).toContain(await ended);
    const rejectedMs = performance.now() - before;
    // Closing waits for the workers.
    await result.close();
    const stoppedMs = performance.now() - before;
    expect(rejectedMs, `rejection at ${moment} ms`).toBeLessThan(boundMs);
    expect(stoppedMs, `end of the workers at ${moment} ms`).toBeLessThan(boundMs);
  }
});
