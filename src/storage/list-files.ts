import { type Stats, statSync } from 'node:fs';
import type { Entry } from 'fast-glob';
import { LakeError } from '../base/lake-error.js';
import { leadsOut, listFolder } from './list-folder.js';
import type { ListedFile } from './object-store.js';

/**
 * Lists the files that an absolute path stands for, in the order of their names: a file, a folder (with its subfolders), or a pattern of
 * fast-glob. Files and folders whose names start with `_` or `.` are hidden, as in Hive. `isAllowed` decides about the places that
 * links lead to.
 */
export async function listFiles(path: string, isAllowed?: (place: string) => boolean): Promise<ListedFile[]> {
  const plain = statOf(path);
  if (plain?.isFile()) return [{ location: path, byteLength: plain.size, modifiedMillis: plain.mtimeMs }];
  if (plain?.isDirectory()) return listFolder(path, isAllowed);
  if (!/[*?[\]{}()!]/.test(path)) return [];
  const { default: fastGlob } = await import('fast-glob');
  const options = { absolute: true, stats: true, dot: false, ignore: ['**/_*', '**/_*/**'] };
  // With `stats` fast-glob gives entries, which its types do not know.
  const entries = (await fastGlob(path, options)) as unknown as Entry[];
  const out = isAllowed && entries.find(({ path: found }) => !isAllowed(found));
  if (out) throw leadsOut(out.path);
  return entries
    .map(({ path: found, stats }) => ({ location: found, byteLength: stats!.size, modifiedMillis: stats!.mtimeMs }))
    .sort((a, b) => (a.location < b.location ? -1 : 1));
}

// A look into the file system's cache: handing it to another thread costs tens of times as much.
function statOf(path: string): Stats | undefined {
  try {
    // Throwing is slow, and projected partitions need not exist.
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new LakeError('HIVE_FILESYSTEM_ERROR', `Error listing ${path}: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
