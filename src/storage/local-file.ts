import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { LakeError } from '../base/lake-error.js';
import { type BlockingFile, checkRange, type SeekableFile } from './file.js';
import { reasonOf } from './storage-error.js';

// One read call takes at most this much, below the 2 GiB that the system allows.
const readBytesMax = 1 << 30;

/** Opens a local file for planning. @throws HIVE_CANNOT_OPEN_SPLIT */
export async function openSeekable(location: string): Promise<SeekableFile> {
  const handle = await open(location, 'r').catch((cause: unknown) => {
    throw openError(location, cause);
  });
  try {
    const stat = await handle.stat().catch((cause: unknown) => {
      throw openError(location, cause);
    });
    if (!stat.isFile()) throw notAFile(location);
    return new LocalSeekableFile(location, stat.size, handle);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Opens a local file for a worker. @throws HIVE_CANNOT_OPEN_SPLIT */
export function openBlocking(location: string): BlockingFile {
  let descriptor: number;
  try {
    descriptor = openSync(location, 'r');
  } catch (cause) {
    throw openError(location, cause);
  }
  try {
    const stat = fstatSync(descriptor);
    if (!stat.isFile()) throw notAFile(location);
    return new LocalBlockingFile(location, stat.size, descriptor);
  } catch (cause) {
    closeSync(descriptor);
    throw cause instanceof LakeError ? cause : openError(location, cause);
  }
}

class LocalSeekableFile implements SeekableFile {
  readonly location: string;
  readonly byteLength: number;
  readonly #handle: FileHandle;

  constructor(location: string, byteLength: number, handle: FileHandle) {
    this.location = location;
    this.byteLength = byteLength;
    this.#handle = handle;
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    checkRange(this, offset, length);
    const bytes = new Uint8Array(length);
    for (let done = 0; done < length; ) {
      const { bytesRead } = await this.#handle
        .read(bytes, done, Math.min(length - done, readBytesMax), offset + done)
        .catch((cause: unknown) => {
          throw readError(this.location, cause);
        });
      if (bytesRead === 0) throw endError(this.location);
      done += bytesRead;
    }
    return bytes;
  }

  async close(): Promise<void> {
    await this.#handle.close().catch((cause: unknown) => {
      throw readError(this.location, cause);
    });
  }
}

class LocalBlockingFile implements BlockingFile {
  readonly location: string;
  readonly byteLength: number;
  readonly #descriptor: number;

  constructor(location: string, byteLength: number, descriptor: number) {
    this.location = location;
    this.byteLength = byteLength;
    this.#descriptor = descriptor;
  }

  readInto(target: Uint8Array, targetOffset: number, offset: number, length: number): void {
    checkRange(this, offset, length);
    for (let done = 0; done < length; ) {
      const bytesRead = this.#readSome(
        target,
        targetOffset + done,
        offset + done,
        Math.min(length - done, readBytesMax),
      );
      if (bytesRead === 0) throw endError(this.location);
      done += bytesRead;
    }
  }

  close(): void {
    try {
      closeSync(this.#descriptor);
    } catch (cause) {
      throw readError(this.location, cause);
    }
  }

  #readSome(target: Uint8Array, targetOffset: number, offset: number, length: number): number {
    try {
      return readSync(this.#descriptor, target, targetOffset, length, offset);
    } catch (cause) {
      throw readError(this.location, cause);
    }
  }
}

const openError = (location: string, cause: unknown): LakeError =>
  new LakeError('HIVE_CANNOT_OPEN_SPLIT', `Error opening ${location}: ${reasonOf(cause)}`, { cause });

const readError = (location: string, cause: unknown): LakeError =>
  new LakeError('HIVE_CURSOR_ERROR', `Error reading ${location}: ${reasonOf(cause)}`, { cause });

const endError = (location: string): LakeError =>
  new LakeError('HIVE_CURSOR_ERROR', `Error reading ${location}: the file became shorter while it was read`);

const notAFile = (location: string): LakeError =>
  new LakeError('HIVE_CANNOT_OPEN_SPLIT', `Error opening ${location}: it is not a file`);
