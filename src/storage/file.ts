import { LakeError } from '../base/lake-error.js';

/** Reads byte ranges of one file without blocking: for planning on the main thread. */
export interface SeekableFile {
  readonly location: string;
  readonly byteLength: number;
  /** Gives exactly `length` bytes from `offset`. @throws HIVE_CANNOT_OPEN_SPLIT when the file ends before. */
  read(offset: number, length: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** Reads byte ranges of one file straight into memory: for workers, which may block. */
export interface BlockingFile {
  readonly location: string;
  readonly byteLength: number;
  /** Fills `target` from `targetOffset` with exactly `length` bytes of the file from `offset`. @throws HIVE_CANNOT_OPEN_SPLIT */
  readInto(target: Uint8Array, targetOffset: number, offset: number, length: number): void;
  /** Begins to read a range that is needed soon; absent where reading is as fast without. */
  readAhead?(target: Uint8Array, targetOffset: number, offset: number, length: number): PendingRead;
  close(): void;
}

/** A read that was begun. One of both must be called before its target is used for anything else. */
export interface PendingRead {
  /** Waits until the bytes are there. @throws HIVE_CURSOR_ERROR */
  wait(): void;
  /** Gives it up. */
  cancel(): void;
}

/** Refuses a range that the file does not have. @throws HIVE_BAD_DATA */
export function checkRange(file: { location: string; byteLength: number }, offset: number, length: number): void {
  if (offset < 0 || length < 0 || offset + length > file.byteLength)
    throw new LakeError(
      'HIVE_BAD_DATA',
      `${file.location} has ${file.byteLength} bytes, but bytes ${offset} to ${offset + length} are referred to`,
    );
}
