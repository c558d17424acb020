import { isPresent, presenceNames } from '../../catalog/process-presence.js';
import type { PendingWrite, WriteStore } from '../../catalog/write-store.js';
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

/** Deletes the files of writes whose processes ended before they were committed, and files that were replaced and that nobody reads. */
export async function sweep(place: SweepPlace): Promise<void> {
  const { folder, writes } = place;
  for (const write of writes.list()) if (!isPresent(folder, write.process)) await removeWrite(write, place);
  await deleteReplaced(place);
}

/** Deletes the files of a write and forgets it: in this order, so that a file that stays is never seen. */
export async function removeWrite(write: PendingWrite, { writes, store }: SweepPlace): Promise<void> {
  const { id, locations, isNewTable } = write;
  const lakeId = writes.lakeId();
  for (const [index, location] of locations.entries()) {
    const files = store(location);
    let others = 0;
    for await (const page of files.list(location)) {
      const own = page.filter((file) => writeIdOf(file.location, lakeId) === id);
      others += page.length - own.length;
      await files.delete(own.map((file) => file.location));
    }
    // The folder of a table that never was, with those of its partitions.
    if (isNewTable && index === 0 && others === 0) await files.deleteFolder(location);
  }
  writes.end(id);
}

/** Deletes replaced files that no open snapshot of any process needs. */
export async function deleteReplaced({ folder, writes, store }: SweepPlace): Promise<void> {
  const replaced = writes.listReplaced();
  if (replaced.length === 0) return;
  const held = presenceNames(folder, 'snapshot').filter((name) => isPresent(folder, name));
  const oldest = Math.min(...held.map(epochOf), Number.POSITIVE_INFINITY);
  const free = replaced.filter(({ epoch }) => epoch <= oldest).map(({ location }) => location);
  for (const location of free) await store(location).delete([location]);
  writes.forgetReplaced(free);
}
