import { LakeError } from '../base/lake-error.js';
import type { BlockingFile } from '../storage/file.js';
import type { QueryMemory } from '../vector/query-memory.js';
import { findTextCodec } from './compression/registry.js';
import type { TextSplit } from './text-split.js';

const bufferBytes = 1024 * 1024;
const lineBytesMax = 32 * 1024 * 1024;
/** Address of a line and of its end. */
export const boundBytes = 8;
const newline = 10;
const carriageReturn = 13;

/** Fills memory with bytes of a text. */
interface ByteSource {
  /** Bytes of the whole text; splits lie within. */
  readonly byteLength: number;
  readInto(target: Uint8Array, targetOffset: number, offset: number, length: number): void;
}

/**
 * Finds the lines of a split in the query's memory: those that begin in it, ended by a line feed, a carriage return or both. Lines stay where
 * they are until the next call of `fill`.
 */
export class LineReader {
  readonly #memory: QueryMemory;
  readonly #source: ByteSource;
  readonly #location: string;
  /** First byte behind the split: a line that begins there is another split's. */
  readonly #end: number;
  #buffer: number;
  #bufferBytes = bufferBytes;
  /** Offset in the text of the buffer's first byte. */
  #offset: number;
  #at: number;
  #filled: number;
  bytesRead = 0;

  constructor(memory: QueryMemory, file: BlockingFile, split: TextSplit) {
    this.#memory = memory;
    this.#location = split.location;
    this.#source = openSource(memory, file, split);
    this.#end = split.compression === undefined ? split.end : this.#source.byteLength;
    this.#buffer = memory.alloc(bufferBytes);
    this.#at = this.#buffer;
    this.#filled = this.#buffer;
    // The byte before tells whether a line begins with the split.
    this.#offset = Math.max(0, split.start - 1);
    this.bytesRead = split.end - split.start;
    if (split.start > 0) this.#passFirst();
  }

  close(): void {
    this.#memory.free(this.#buffer, this.#bufferBytes);
  }

  /**
   * Finds up to `count` lines: puts the address of each and of its end at the address `bounds`. Fewer only when the split ends or the buffer
   * does; none when the split has ended.
   */
  fill(bounds: number, count: number): number {
    while (count > 0 && this.#textOffset < this.#end) {
      const found = this.#lines(bounds, count);
      if (found > 0) return found;
      this.#refill();
    }
    return 0;
  }

  get #textOffset(): number {
    return this.#offset + (this.#at - this.#buffer);
  }

  #passFirst(): void {
    const bounds = this.#memory.alloc(boundBytes);
    while (this.#lines(bounds, 1) === 0) this.#refill();
    this.#memory.free(bounds, boundBytes);
  }

  /** Finds lines that lie in the buffer as a whole. */
  #lines(bounds: number, count: number): number {
    const { kernels, u8, u32 } = this.#memory;
    const isWhole = this.#offset + (this.#filled - this.#buffer) >= this.#source.byteLength;
    const limit = Math.min(this.#filled, this.#buffer + (this.#end - this.#offset));
    const found = kernels.text_lines!(this.#at, this.#filled, limit, isWhole ? 1 : 0, bounds, count);
    if (found === 0) return 0;
    const end = u32[(bounds >>> 2) + 2 * found - 1]!;
    const hasBoth = u8[end] === carriageReturn && end + 1 < this.#filled && u8[end + 1] === newline;
    this.#at = Math.min(this.#filled, end + (hasBoth ? 2 : 1));
    return found;
  }

  /** Moves what is left of the buffer to its begin and reads on behind it. */
  #refill(): void {
    const { u8 } = this.#memory;
    const left = this.#filled - this.#at;
    const start = this.#textOffset;
    if (left >= this.#bufferBytes / 2) this.#grow();
    else u8.copyWithin(this.#buffer, this.#at, this.#filled);
    const next = start + left;
    const count = Math.min(this.#bufferBytes - left, this.#source.byteLength - next);
    this.#source.readInto(u8, this.#buffer + left, next, count);
    this.#offset = start;
    this.#at = this.#buffer;
    this.#filled = this.#buffer + left + count;
  }

  #grow(): void {
    const bytes = this.#bufferBytes * 2;
    if (bytes > 2 * lineBytesMax) throw new LakeError('HIVE_BAD_DATA', `Line too long in text file: ${this.#location}`);
    const buffer = this.#memory.alloc(bytes);
    this.#memory.u8.copyWithin(buffer, this.#at, this.#filled);
    this.#memory.free(this.#buffer, this.#bufferBytes);
    this.#buffer = buffer;
    this.#bufferBytes = bytes;
  }
}

function openSource(memory: QueryMemory, file: BlockingFile, { compression, location }: TextSplit): ByteSource {
  const codec = compression === undefined ? undefined : findTextCodec(compression);
  if (!codec) return file;
  const packed = new Uint8Array(file.byteLength);
  file.readInto(packed, 0, 0, packed.length);
  const bytes = codec.inflate(packed, memory);
  if (!bytes)
    throw new LakeError('HIVE_BAD_DATA', `Error reading ${location}: its .${compression} compression is damaged`);
  return {
    byteLength: bytes.length,
    readInto: (target, targetOffset, offset, length) =>
      target.set(bytes.subarray(offset, offset + length), targetOffset),
  };
}
