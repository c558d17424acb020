import type { BlockingFile, PendingRead } from '../storage/file.js';
import type { QueryMemory } from '../vector/query-memory.js';

/** A range that is read ahead, and the block of memory that it goes to. */
interface AheadRange {
  readonly offset: number;
  readonly length: number;
  readonly address: number;
  readonly pending: PendingRead;
  isThere: boolean;
}

/** A file that is far away: ranges that are needed soon are read all at once, into the query's memory. */
export class AheadFile implements BlockingFile {
  readonly location: string;
  readonly byteLength: number;
  readonly #memory: QueryMemory;
  readonly #file: BlockingFile;
  #ranges: AheadRange[] = [];

  constructor(memory: QueryMemory, file: BlockingFile) {
    this.location = file.location;
    this.byteLength = file.byteLength;
    this.#memory = memory;
    this.#file = file;
  }

  /** Begins to read a range; the file must be one that can. */
  begin(offset: number, length: number): void {
    if (length === 0) return;
    const address = this.#memory.alloc(length);
    const pending = this.#file.readAhead!(this.#memory.u8, address, offset, length);
    this.#ranges.push({ offset, length, address, pending, isThere: false });
  }

  readInto(target: Uint8Array, targetOffset: number, offset: number, length: number): void {
    const range = this.#ranges.find(
      (ahead) => ahead.offset <= offset && offset + length <= ahead.offset + ahead.length,
    );
    if (!range) return this.#file.readInto(target, targetOffset, offset, length);
    if (!range.isThere) range.pending.wait();
    range.isThere = true;
    const start = range.address + offset - range.offset;
    target.set(this.#memory.u8.subarray(start, start + length), targetOffset);
  }

  /** Gives back the memory of what was read ahead; the file itself stays open. */
  close(): void {
    for (const { address, length, pending, isThere } of this.#ranges) {
      if (!isThere) pending.cancel();
      this.#memory.free(address, length);
    }
    this.#ranges = [];
  }
}
