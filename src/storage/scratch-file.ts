import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { LakeError } from '../base/lake-error.js';

/** A temporary file that its maker appends to and others read. It is removed when its maker closes it. */
export class ScratchFile {
  readonly path: string;
  readonly #descriptor: number;
  readonly #isOwn: boolean;
  #byteLength = 0;

  private constructor(path: string, isOwn: boolean) {
    this.path = path;
    this.#isOwn = isOwn;
    this.#descriptor = attempt('opening', path, () => openSync(path, isOwn ? 'wx+' : 'r', 0o600));
  }

  /** Makes an empty file. @throws GENERIC_INTERNAL_ERROR */
  static create(path: string): ScratchFile {
    return new ScratchFile(path, true);
  }

  /** Opens a file that another thread made. @throws GENERIC_INTERNAL_ERROR */
  static open(path: string): ScratchFile {
    return new ScratchFile(path, false);
  }

  /** Writes bytes to the file's end; gives the offset that they are at. @throws OUT_OF_SPILL_SPACE, GENERIC_INTERNAL_ERROR */
  append(bytes: Uint8Array, start: number, length: number): number {
    const offset = this.#byteLength;
    for (let done = 0; done < length; ) {
      done += attempt('writing', this.path, () =>
        writeSync(this.#descriptor, bytes, start + done, length - done, offset + done),
      );
    }
    this.#byteLength += length;
    return offset;
  }

  /** Fills `target` from `start` with `length` bytes of the file. @throws GENERIC_INTERNAL_ERROR */
  readInto(target: Uint8Array, start: number, offset: number, length: number): void {
    for (let done = 0; done < length; ) {
      const count = attempt('reading', this.path, () =>
        readSync(this.#descriptor, target, start + done, length - done, offset + done),
      );
      if (count === 0) throw failure('reading', this.path, 'the file is too short');
      done += count;
    }
  }

  close(): void {
    closeSync(this.#descriptor);
    if (this.#isOwn) attempt('removing', this.path, () => unlinkSync(this.path));
  }
}

function attempt<T>(what: string, path: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw failure(what, path, cause instanceof Error ? cause.message : String(cause), cause);
  }
}

const failure = (what: string, path: string, reason: string, cause?: unknown): LakeError =>
  new LakeError(
    (cause as NodeJS.ErrnoException | undefined)?.code === 'ENOSPC' ? 'OUT_OF_SPILL_SPACE' : 'GENERIC_INTERNAL_ERROR',
    `Error ${what} ${path}: ${reason}`,
    { cause },
  );
