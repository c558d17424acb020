import { closeSync, fsyncSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { fileSystemError } from './storage-error.js';

/** Writes a staged object's local file piece by piece: for workers, which may block. */
export class StagedFile {
  readonly path: string;
  #descriptor: number | undefined;
  #byteLength = 0;

  /** Makes the file. @throws HIVE_FILESYSTEM_ERROR */
  constructor(path: string) {
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

function attempt<T>(what: string, path: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw fileSystemError(what, path, cause);
  }
}
