import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { LakeError } from '../../src/index.js';
import { listFiles } from '../../src/storage/list-files.js';
import { openBlocking } from '../../src/storage/local-file.js';
import { isStagedName, LocalStore } from '../../src/storage/local-store.js';
import { StagedFile } from '../../src/storage/staged-file.js';
import { type Fault, FaultyDisk } from './faulty-disk.js';

const home = mkdtempSync(join(tmpdir(), 'lakelet-faults-'));
const disk = new FaultyDisk();
afterAll(() => {
  disk.restore();
  rmSync(home, { recursive: true, force: true });
});

const store = new LocalStore();
const content = Uint8Array.from({ length: 1000 }, (_, index) => index % 251);
const visible = async (folder: string): Promise<string[]> => {
  const found: string[] = [];
  for await (const page of store.list(folder)) found.push(...page.map(({ location }) => location));
  return found.filter((location) => !isStagedName(location.slice(location.lastIndexOf('/') + 1))).sort();
};
const stageFile = async (location: string) => {
  const staged = await store.stage(location);
  const file = new StagedFile(staged.path);
  try {
    file.append(content, 0, 400);
    file.append(content, 400);
    file.finish();
  } catch (error) {
    file.abandon();
    throw error;
  }
  return staged;
};
const publish = async (folder: string) => {
  const staged = [await stageFile(`${folder}/a/x`), await stageFile(`${folder}/b/y`)];
  await store.publish(staged);
};
const kept = async (folder: string) => {
  await store.write(`${folder}/k/x`, [content]);
};

interface Operation {
  readonly before?: (folder: string) => Promise<void>;
  readonly run: (folder: string) => Promise<unknown>;
  /** What is to be seen when it did its work, and when it failed. */
  readonly done: readonly string[];
  readonly failed?: readonly string[];
}

const operations: Record<string, Operation> = {
  write: {
    run: (folder) => store.write(`${folder}/w/x`, [content.subarray(0, 10), content.subarray(10)]),
    done: ['w/x'],
  },
  publish: { run: publish, done: ['a/x', 'b/y'] },
  list: { before: kept, run: (folder) => visible(folder), done: ['k/x'], failed: ['k/x'] },
  folders: { before: kept, run: (folder) => store.listFolders(folder), done: ['k/x'], failed: ['k/x'] },
  read: {
    before: kept,
    run: async (folder) => {
      const file = await store.openForRead(`${folder}/k/x`);
      try {
        expect(await file.read(0, 1000)).toEqual(content);
      } finally {
        await file.close();
      }
    },
    done: ['k/x'],
    failed: ['k/x'],
  },
  'blocking read': {
    before: kept,
    run: async (folder) => {
      const file = openBlocking(`${folder}/k/x`);
      try {
        const bytes = new Uint8Array(1000);
        file.readInto(bytes, 0, 0, 1000);
        expect(bytes).toEqual(content);
      } finally {
        file.close();
      }
    },
    done: ['k/x'],
    failed: ['k/x'],
  },
  'file list': { before: kept, run: (folder) => listFiles(folder), done: ['k/x'], failed: ['k/x'] },
};

describe.each<Fault>(['EIO', 'ENOSPC', 'short'])('each call that fails once with %s', (fault) => {
  test.each(Object.entries(operations))('in %s', async (name, { before, run, done, failed = [] }) => {
    let failureCount = 0;
    for (let call = 0, isReached = true; isReached; call++) {
      expect(call).toBeLessThan(200);
      const folder = join(home, `${name}-${fault}-${call}`);
      await before?.(folder);
      disk.arm(call, fault);
      const error = await run(folder).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      isReached = disk.disarm();
      if (error !== undefined) {
        failureCount++;
        expect(error).toBeInstanceOf(LakeError);
        expect((error as LakeError).type).toBe('EXTERNAL');
      }
      const wanted = error === undefined ? done : failed;
      expect(await visible(folder)).toEqual(wanted.map((file) => join(folder, file)));
      for (const file of wanted) expect(new Uint8Array(readFileSync(join(folder, file)))).toEqual(content);
      if (error !== undefined) await run(folder);
      expect(await visible(folder)).toEqual(done.map((file) => join(folder, file)));
    }
    // Less than was asked for is only asked for again.
    if (fault === 'short') expect(failureCount).toBe(0);
    else expect(failureCount).toBeGreaterThan(0);
  });
});
