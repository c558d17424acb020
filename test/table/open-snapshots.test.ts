import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { presenceNames } from '../../src/catalog/process-presence.js';
import type { WriteStore } from '../../src/catalog/write-store.js';
import { epochOf, OpenSnapshots } from '../../src/table/commit/open-snapshots.js';

const folder = mkdtempSync(join(tmpdir(), 'lakelet-snapshots-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('the lock of the last snapshot stays for the next, and no other', () => {
  let epoch = 1;
  const writes = { epoch: () => epoch, snapshot: () => ({ epoch }) } as unknown as WriteStore;
  const names = (): readonly string[] => presenceNames(folder, 'snapshot');
  const snapshots = new OpenSnapshots(folder);
  snapshots.take(writes).release();
  const [first] = names();
  snapshots.take(writes).release();
  expect(names()).toEqual([first]);
  // Another process committed.
  epoch = 2;
  const open = snapshots.take(writes);
  expect(open.writes.epoch).toBe(2);
  expect(names().map(epochOf)).toEqual([2]);
  epoch = 3;
  const newer = snapshots.take(writes);
  expect(names().map(epochOf).sort()).toEqual([2, 3]);
  open.release();
  snapshots.releaseIdle();
  expect(names().map(epochOf)).toEqual([3]);
  newer.release();
  snapshots.releaseIdle();
  expect(names()).toEqual([]);
  snapshots.take(writes);
  snapshots.close();
  expect(names()).toEqual([]);
});
