import type { WriteSnapshot } from '../../catalog/write-store.js';
import type { ListedFile } from '../../storage/object-store.js';
import { writeIdOf } from './written-file-name.js';

/** Leaves out the files that a reader may not see: of writes that were not committed at the snapshot, and those that others replaced. */
export const visibleFiles = (files: readonly ListedFile[], snapshot: WriteSnapshot): readonly ListedFile[] =>
  files.filter(({ location }) => isVisible(location, snapshot));

function isVisible(location: string, { lakeId, lastId, hiddenIds, replaced }: WriteSnapshot): boolean {
  const id = writeIdOf(location, lakeId);
  if (id !== undefined && (id > lastId || hiddenIds.has(id))) return false;
  return !replaced.has(location);
}
