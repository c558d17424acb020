import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type Database from 'libsql';
import { LakeError } from '../base/lake-error.js';

/**
 * Tells processes that live from those that ended, however they ended. A process holds a lock of the system on a file of its own below
 * `presence/`; the system takes the lock back when the process is gone. The locks are SQLite's, which has them on every system: an exclusive
 * transaction on an empty database. Two opened lakes in one process are two holders.
 */
const libsql = (): typeof Database => createRequire(import.meta.url)('libsql') as typeof Database;

const folderName = 'presence';
const suffix = '.lock';
const attemptsMax = 5;

/** A name that is held as long as its process lives. */
export class PresenceLock {
  readonly name: string;
  readonly #path: string;
  readonly #database: Database.Database;

  private constructor(name: string, path: string, database: Database.Database) {
    this.name = name;
    this.#path = path;
    this.#database = database;
  }

  /** Takes a new name that begins with `kind`. @throws HIVE_METASTORE_ERROR */
  static take(folder: string, kind: string): PresenceLock {
    const below = join(folder, folderName);
    for (let attempt = 1; ; attempt++) {
      const name = `${kind}-${randomBytes(8).toString('hex')}`;
      const path = join(below, `${name}${suffix}`);
      try {
        mkdirSync(below, { recursive: true });
        const database = new (libsql())(path);
        database.exec('PRAGMA busy_timeout = 0; PRAGMA journal_mode = OFF; BEGIN EXCLUSIVE');
        // Who looked between the file and the lock took it for a dead one's, and removed it.
        if (existsSync(path)) return new PresenceLock(name, path, database);
        database.close();
      } catch (cause) {
        if (attempt === attemptsMax)
          throw new LakeError('HIVE_METASTORE_ERROR', `Cannot lock ${path}: ${(cause as Error).message}`, { cause });
      }
    }
  }

  /** Gives the name up. */
  release(): void {
    // Removed first: who looks afterwards finds nothing to lock.
    rmSync(this.#path, { force: true });
    this.#database.close();
  }
}

/** Lists the names beginning with `prefix` that files are there for; their holders may be gone. */
export function presenceNames(folder: string, prefix: string): readonly string[] {
  try {
    return readdirSync(join(folder, folderName)).flatMap((file) =>
      file.startsWith(prefix) && file.endsWith(suffix) ? [file.slice(0, -suffix.length)] : [],
    );
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** Tells whether the holder of a name lives; removes what is left of one that does not. */
export function isPresent(folder: string, name: string): boolean {
  const path = join(folder, folderName, `${name}${suffix}`);
  let database: Database.Database;
  try {
    database = new (libsql())(path, { fileMustExist: true });
  } catch (error) {
    // There is no such file: it was released.
    if (error instanceof libsql().SqliteError) return false;
    throw error;
  }
  try {
    database.exec('PRAGMA busy_timeout = 0; PRAGMA journal_mode = OFF; BEGIN EXCLUSIVE');
    rmSync(path, { force: true });
    return false;
  } catch (error) {
    if (error instanceof libsql().SqliteError && error.code === 'SQLITE_BUSY') return true;
    throw error;
  } finally {
    database.close();
  }
}
