import { readdirSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { LakeError } from '../base/lake-error.js';
import type { ListedFile } from './object-store.js';
import { fileSystemError, systemCode } from './storage-error.js';

// Asking the system at once takes a tenth of the time of asking in the background; other work goes on in between.
const turnMs = 4;

/**
 * Lists the files below a folder of a local disk, sub-folders too, in the order of their names; files and folders whose names start with `_` or
 * `.` are left out. A folder that is not there has no files. `isAllowed` decides about the places that links lead to.
 */
export async function listFolder(folder: string, isAllowed?: (place: string) => boolean): Promise<ListedFile[]> {
  const files: ListedFile[] = [];
  const folders: { readonly path: string; readonly above: readonly string[] }[] = [{ path: folder, above: [] }];
  let turnEnd = performance.now() + turnMs;
  for (let next = folders.pop(); next; next = folders.pop()) {
    const { path, above } = next;
    for (const entry of readFolder(path)) {
      const isHidden = entry.name.startsWith('_') || entry.name.startsWith('.');
      if (isHidden) continue;
      const child = join(path, entry.name);
      if (entry.isDirectory()) folders.push({ path: child, above });
      else {
        if (entry.isSymbolicLink() && isAllowed?.(child) === false) throw leadsOut(child);
        const stats = unlessMissing(child, () => statSync(child));
        if (stats?.isFile()) files.push({ location: child, byteLength: stats.size, modifiedMillis: stats.mtimeMs });
        else if (stats?.isDirectory()) {
          // A link back to a folder that leads here would never end.
          const real = realpathSync(child);
          const isLoop = above.includes(real) || `${realpathSync(path)}/`.startsWith(`${real}/`);
          if (!isLoop) folders.push({ path: child, above: [...above, real] });
        }
      }
      if (performance.now() < turnEnd) continue;
      await new Promise((resume) => setImmediate(resume));
      turnEnd = performance.now() + turnMs;
    }
  }
  return files.sort((a, b) => (a.location < b.location ? -1 : 1));
}

/** Makes the error of a link to a place that may not be used. */
export const leadsOut = (path: string): LakeError =>
  new LakeError('PERMISSION_DENIED', `${path} leads out of the registered data locations`);

const readFolder = (path: string) => unlessMissing(path, () => readdirSync(path, { withFileTypes: true })) ?? [];

function unlessMissing<T>(path: string, read: () => T): T | undefined {
  try {
    return read();
  } catch (cause) {
    const code = systemCode(cause);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw fileSystemError('listing', path, cause);
  }
}
