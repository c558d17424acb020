import { LakeError } from '../../base/lake-error.js';
import { isPresent, presenceNames } from '../../catalog/process-presence.js';
import type { PendingWrite, WriteStore } from '../../catalog/write-store.js';
import { isRemote } from '../../storage/locations.js';
import type { ObjectStore } from '../../storage/object-store.js';
import { epochOf } from './open-snapshots.js';
import { writeIdOf } from './written-file-name.js';

/** What cleaning up works with. */
export interface SweepPlace {
  /** Folder of the lake. */
  readonly folder: string;
  readonly writes: WriteStore;
  store(location: string): ObjectStore;
}

// A request that nobody waits for any longer may still make a file in S3: for no longer than this, since servers give up silent ones before.
const lateMsMax = 10 * 60_000;

/**
 * Deletes the files of writes whose processes ended before they were committed, and files that were replaced and that nobody reads. What
 * cannot be deleted now, as when S3 is out of reach, stays hidden until the next time.
 */
export async function sweep(place: SweepPlace): Promise<void> {
  const { folder, writes } = place;
  for (const write of writes.list()) {
    const { forgetAfterMillis } = write;
    if (forgetAfterMillis === undefined ? isPresent(folder, write.process) : Date.now() < forgetAfterMillis) continue;
    await orLater(removeWrite(write, place, true));
  }
  await orLater(deleteReplaced(place));
}

async function orLater(work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof LakeError)) throw error;
  }
}

/**
 * Deletes the files of a write and forgets it: in this order, so that a file that stays is never seen. One whose files were on their way
 * to S3 (`isSent`) is only forgotten when none can arrive any more.
 */
export async function removeWrite(write: PendingWrite, place: SweepPlace, isSent: boolean): Promise<void> {
  const { id, locations, isNewTable, forgetAfterMillis } = write;
  const { writes, store } = place;
  const lakeId = writes.lakeId();
  const isOwn = (location: string): boolean => writeIdOf(location, lakeId) === id;
  const stagingFolders = new Set(locations.flatMap((location) => store(location).stagingFolder ?? []));
  for (const folder of stagingFolders) await deleteOwn(folder, isOwn, store(folder));
  for (const [index, location] of locations.entries()) {
    const files = store(location);
    await files.deleteUnfinished?.(location, isOwn);
    const others = await deleteOwn(location, isOwn, files);
    // The folder of a table that never was, with those of its partitions.
    if (isNewTable && index === 0 && others === 0) await files.deleteFolder(location);
  }
  if (isSent && forgetAfterMillis === undefined && locations.some(isRemote)) writes.giveUp(id, Date.now() + lateMsMax);
  else writes.end(id);
}

/** Deletes a write's files below a folder; counts the others. */
async function deleteOwn(folder: string, isOwn: (location: string) => boolean, files: ObjectStore): Promise<number> {
  let others = 0;
  for await (const page of files.list(folder)) {
    const own = page.map(({ location }) => location).filter(isOwn);
    others += page.length - own.length;
    await files.delete(own);
  }
  return others;
}

/** Deletes replaced files that no open snapshot of any process needs. */
export async function deleteReplaced({ folder, writes, store }: SweepPlace): Promise<void> {
  const replaced = writes.listReplaced();
  if (replaced.length === 0) return;
  const held = presenceNames(folder, 'snapshot').filter((name) => isPresent(folder, name));
  const oldest = Math.min(...held.map(epochOf), Number.POSITIVE_INFINITY);
  const free = replaced.filter(({ epoch }) => epoch <= oldest).map(({ location }) => location);
  for (const group of [free.filter(isRemote), free.filter((location) => !isRemote(location))])
    if (group.length > 0) await store(group[0]!).delete(group);
  writes.forgetReplaced(free);
}
