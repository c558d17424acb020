import { constants, type Dirent, type Stats } from 'node:fs';
import { copyFile, link, mkdir, open, readdir, realpath, rm, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LakeError } from '../base/lake-error.js';
import type { SeekableFile } from './file.js';
import { inTurns } from './in-turns.js';
import { openSeekable } from './local-file.js';
import type { Chunks, ListedFile, ObjectStore, StagedObject } from './object-store.js';
import { stagedPath } from './staged-file.js';
import { alreadyExists, fileSystemError, systemCode } from './storage-error.js';

const pageFiles = 1000;
const statsAtOnce = 64;
const stagedName = /^\..+\.[0-9a-f]{16}\.staged$/;

/** Tells whether a file's name is one that staged files have; `sweep`ing them is up to who knows that their writer is gone. */
export const isStagedName = (name: string): boolean => stagedName.test(name);

/** Files on local disks; a location is an absolute path. */
export class LocalStore implements ObjectStore {
  readonly #isAllowed: (realPath: string) => Promise<boolean>;

  /** `isAllowed` decides about the real paths that symbolic links lead to. */
  constructor(isAllowed: (realPath: string) => Promise<boolean> = async () => true) {
    this.#isAllowed = isAllowed;
  }

  async *list(folder: string): AsyncGenerator<readonly ListedFile[]> {
    const real = await unlessMissing(realpath(folder), 'listing', folder);
    if (real !== undefined) yield* this.#listBelow(folder, [real]);
  }

  async listFolders(folder: string): Promise<readonly string[]> {
    const entries = await readFolder(folder);
    const folders = entries.filter((entry) => entry.isDirectory() || entry.isSymbolicLink());
    const kinds = await inTurns(folders, statsAtOnce, async (entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() || (await this.#followed(path))?.isDirectory() === true ? path : undefined;
    });
    return kinds.filter((path) => path !== undefined).sort();
  }

  async stat(location: string): Promise<ListedFile | undefined> {
    const found = await unlessMissing(stat(location), 'reading', location);
    return found?.isFile() ? listed(location, found) : undefined;
  }

  openForRead(location: string): Promise<SeekableFile> {
    return openSeekable(location);
  }

  async write(location: string, chunks: Chunks): Promise<ListedFile> {
    const staged = await this.stage(location);
    try {
      await writeDurably(staged.path, chunks);
    } catch (error) {
      await this.discard([staged]);
      throw error;
    }
    return (await this.publish([staged]))[0]!;
  }

  async stage(location: string): Promise<StagedObject> {
    await makeFolder(dirname(location));
    return { location, path: stagedPath(location) };
  }

  async publish(staged: readonly StagedObject[]): Promise<readonly ListedFile[]> {
    const shown: string[] = [];
    try {
      for (const { path, location } of staged) {
        await show(path, location);
        shown.push(location);
      }
      for (const folder of new Set(staged.map(({ location }) => dirname(location)))) await syncFolder(folder);
      return await inTurns(staged, statsAtOnce, async ({ location }) => {
        const file = await this.stat(location);
        if (file) return file;
        throw new LakeError('HIVE_FILESYSTEM_ERROR', `Error writing ${location}: it was removed`);
      });
    } catch (error) {
      await this.delete(shown);
      await this.discard(staged);
      throw error;
    }
  }

  discard(staged: readonly StagedObject[]): Promise<void> {
    return this.delete(staged.map(({ path }) => path));
  }

  async delete(locations: readonly string[]): Promise<void> {
    await inTurns(locations, statsAtOnce, (location) => unlessMissing(unlink(location), 'deleting', location));
  }

  async deleteFolder(folder: string): Promise<void> {
    await rm(folder, { recursive: true, force: true }).catch((cause: unknown) => {
      throw fileSystemError('deleting', folder, cause);
    });
  }

  // `above` are the real paths of the folders that lead here: a link back to one of them is left out.
  async *#listBelow(folder: string, above: readonly string[]): AsyncGenerator<readonly ListedFile[]> {
    const entries = await readFolder(folder);
    const folders: [path: string, above: readonly string[]][] = [];
    for (let first = 0; first < entries.length; first += pageFiles) {
      const found = await inTurns(entries.slice(first, first + pageFiles), statsAtOnce, async (entry) => {
        const path = join(folder, entry.name);
        const isLink = entry.isSymbolicLink();
        if (entry.isDirectory()) folders.push([path, [...above, join(above.at(-1)!, entry.name)]]);
        if (!isLink && !entry.isFile()) return undefined;
        const stats = isLink ? await this.#followed(path) : await unlessMissing(stat(path), 'listing', path);
        if (isLink && stats?.isDirectory()) {
          const real = await realpath(path);
          if (!above.includes(real)) folders.push([path, [...above, real]]);
        }
        return stats?.isFile() ? listed(path, stats) : undefined;
      });
      const page = found.filter((file) => file !== undefined);
      if (page.length > 0) yield page;
    }
    for (const [path, real] of folders) yield* this.#listBelow(path, real);
  }

  async #followed(path: string): Promise<Stats | undefined> {
    const real = await unlessMissing(realpath(path), 'listing', path);
    if (real === undefined) return undefined;
    if (!(await this.#isAllowed(real)))
      throw new LakeError('PERMISSION_DENIED', `${path} leads out of the registered data locations`);
    return unlessMissing(stat(real), 'listing', path);
  }
}

const listed = (location: string, { size, mtimeMs }: Stats): ListedFile => ({
  location,
  byteLength: size,
  modifiedMillis: mtimeMs,
});

async function readFolder(folder: string): Promise<Dirent[]> {
  return (await unlessMissing(readdir(folder, { withFileTypes: true }), 'listing', folder)) ?? [];
}

/** Makes a folder and those above it, so that a crash does not lose one that a durable file lies in. */
async function makeFolder(folder: string): Promise<void> {
  try {
    const first = await mkdir(folder, { recursive: true });
    if (first === undefined) return;
    const top = dirname(first);
    for (let made = dirname(folder); ; made = dirname(made)) {
      await syncFolder(made);
      if (made === top || made === dirname(made)) return;
    }
  } catch (cause) {
    throw fileSystemError('making the folder', folder, cause);
  }
}

async function writeDurably(path: string, chunks: Chunks): Promise<void> {
  try {
    const handle = await open(path, 'wx', 0o666);
    try {
      for await (const chunk of chunks)
        for (let done = 0; done < chunk.length; ) done += (await handle.write(chunk, done)).bytesWritten;
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (cause) {
    throw fileSystemError('writing', path, cause);
  }
}

/** Gives a file a second, visible name, unless a file has it, and takes the first away. */
async function show(path: string, location: string): Promise<void> {
  try {
    await link(path, location);
  } catch (cause) {
    if (systemCode(cause) === 'EEXIST') throw alreadyExists(location, cause);
    if (!['EPERM', 'ENOTSUP', 'ENOSYS', 'EMLINK'].includes(systemCode(cause) ?? ''))
      throw fileSystemError('writing', location, cause);
    await copyInstead(path, location);
  }
  await unlink(path).catch(async (cause: unknown) => {
    await unlink(location);
    throw fileSystemError('writing', location, cause);
  });
}

/** Stands in for `link` on disks without it. */
async function copyInstead(path: string, location: string): Promise<void> {
  try {
    await copyFile(path, location, constants.COPYFILE_EXCL);
    const handle = await open(location, 'r+');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (cause) {
    throw systemCode(cause) === 'EEXIST' ? alreadyExists(location, cause) : fileSystemError('writing', location, cause);
  }
}

/** Makes a folder's entries durable; what cannot open folders (Windows) keeps them by itself. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  try {
    const handle = await open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (cause) {
    throw fileSystemError('syncing', folder, cause);
  }
}

async function unlessMissing<T>(work: Promise<T>, what: string, location: string): Promise<T | undefined> {
  try {
    return await work;
  } catch (cause) {
    const code = systemCode(cause);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw fileSystemError(what, location, cause);
  }
}
