import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { Lake, type QueryProgress } from '../../src/index.js';
import { flightsFile } from '../engine/flights.js';

let lake: Lake;
beforeAll(async () => {
  lake = await Lake.open(undefined, { threads: 2, memoryLimit: '256MiB' });
  await lake.createTable('flights', { location: flightsFile });
});
afterAll(() => lake.close());

const slow = 'SELECT count(*) FROM flights a, flights b WHERE a.distance + b.delay = -1';

describe('progress', () => {
  test('counts up to what there is to read', async () => {
    const reports: QueryProgress[] = [];
    const result = await lake.query('SELECT origin, count(*) FROM flights GROUP BY 1', {
      onProgress: (progress) => reports.push(progress),
    });
    const rows = await result.toArrays();
    const { rowsRead, bytesRead } = result.stats;
    const last = reports.at(-1)!;
    expect(last).toMatchObject({ state: 'finished', rowsRead, bytesRead, rowsTotal: rowsRead });
    expect(last.splitsDone).toBe(last.splitsTotal);
    expect(last.splitsTotal).toBeGreaterThan(0);
    expect(result.progress()).toEqual({ ...last, rowsReturned: rows.length });
  });

  test('comes ten times a second while a statement works, and no longer than that', async () => {
    const reports: (QueryProgress & { readonly at: number })[] = [];
    const stop = new AbortController();
    const began = performance.now();
    const onProgress = (progress: QueryProgress): void => {
      reports.push({ ...progress, at: performance.now() });
      if (reports.length === 5) stop.abort();
    };
    const result = await lake.query(slow, { onProgress, signal: stop.signal });
    await expect(result.toArrays()).rejects.toMatchObject({ name: 'USER_CANCELED' });
    const took = performance.now() - began;
    // The workers notice a moment later.
    await vi.waitFor(() => expect(reports.at(-1)!.state).toBe('finished'));
    expect(reports.map(({ state }) => state)).toEqual([...Array(5).fill('running'), 'finished']);
    const elapsed = reports.map(({ elapsedMs }) => elapsedMs);
    expect(elapsed).toEqual([...elapsed].sort((a, b) => a - b));
    expect(took).toBeGreaterThan(400);
    expect(reports.at(-1)!.rowsRead).toBeGreaterThan(0);
    const count = reports.length;
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(reports.length).toBe(count);
  });

  test('tells nothing of what a principal must not know', async () => {
    const governed = await Lake.open(undefined, { threads: 2, admins: ['boss'] });
    try {
      await governed.createTable('flights', { location: flightsFile });
      await governed.query('GRANT SELECT (origin) ON flights TO USER ana');
      const reports: QueryProgress[] = [];
      const result = await governed
        .session({ principal: 'ana' })
        .query('SELECT count(origin) FROM flights', { onProgress: (progress) => reports.push(progress) });
      await result.toArrays();
      expect(Object.keys(reports.at(-1)!).sort()).toEqual(['elapsedMs', 'rowsReturned', 'state']);
      expect(Object.keys(result.progress()).sort()).toEqual(['elapsedMs', 'rowsReturned', 'state']);
    } finally {
      await governed.close();
    }
  });

  test('ends with a statement that fails before it runs', async () => {
    const reports: QueryProgress[] = [];
    const failing = lake.query('SELECT nope FROM flights', { onProgress: (progress) => reports.push(progress) });
    await expect(failing).rejects.toMatchObject({ name: 'COLUMN_NOT_FOUND' });
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(reports).toEqual([]);
  });
});
