import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { assert } from '../base/lake-error.js';
import { fileSystemError } from './storage-error.js';

/** Writes a staged object's local file piece by piece: for workers, which may block. */
export class StagedFile {
  readonly path: string;
  #descriptor: number | undefined;
  #byteLength = 0;

  /** Makes the file. @throws HIVE_FILESYSTEM_ERROR */
  constructor(path: string) {
    assert(isAbsolute(path), 'files are staged on a local disk');
    this.path = path;
    this.#descriptor = attempt('creating', path, () => openSync(path, 'wx', 0o666));
  }

  get byteLength(): number {
    return this.#byteLength;
  }

  /** Writes bytes to the file's end. @throws HIVE_FILESYSTEM_ERROR */
  append(bytes: Uint8Array, start = 0, length = bytes.length - start): void {
    for (let done = 0; done < length; ) {
      done += attempt('writing', this.path, () =>
        writeSync(this.#descriptor!, bytes, start + done, length - done, this.#byteLength + done),
      );
    }
    this.#byteLength += length;
  }

  /** Ends the file; its bytes are on the disk when this returns. @throws HIVE_FILESYSTEM_ERROR */
  finish(): void {
    attempt('syncing', this.path, () => fsyncSync(this.#descriptor!));
    this.#close();
  }

  /** Ends the file without keeping it; does nothing after `finish`. */
  abandon(): void {
    if (this.#descriptor === undefined) return;
    this.#close();
    attempt('removing', this.path, () => unlinkSync(this.path));
  }

  #close(): void {
    const descriptor = this.#descriptor!;
    this.#descriptor = undefined;
    attempt('closing', this.path, () => closeSync(descriptor));
  }
}

/** Names the file beside a location, or in another folder, in which its bytes are gathered; readers do not see its name. */
export const stagedPath = (location: string, folder = dirname(location)): string =>
  join(folder, `.${basename(location).slice(0, 200)}.${randomBytes(8).toString('hex')}.staged`);

/** Makes a folder and those above it, durably: for workers, which may block. @throws HIVE_FILESYSTEM_ERROR */
export function makeFolderNow(folder: string): void {
  assert(isAbsolute(folder), 'folders are made on a local disk');
  attempt('making the folder', folder, () => {
    const first = mkdirSync(folder, { recursive: true });
    if (first === undefined || process.platform === 'win32') return;
    const top = dirname(first);
    for (let made = folder; ; made = dirname(made)) {
      const descriptor = openSync(made, 'r');
      try {
        fsyncSync(descriptor);
      } finally {
        closeSync(descriptor);
      }
      if (made === top || made === dirname(made)) return;
    }
  });
}

function attempt<T>(what: string, path: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw fileSystemError(what, path, cause);
  }
}
