import { LakeError } from '../base/lake-error.js';
import type { BlockingFile } from '../storage/file.js';
import type { QueryMemory } from '../vector/query-memory.js';
import { findTextCodec } from './compression/registry.js';
import type { TextSplit } from './text-split.js';

const bufferBytes = 1024 * 1024;
const lineBytesMax = 32 * 1024 * 1024;
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
  #nextReturn = -1;
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
   * Finds up to `count` lines: puts the address of each and of its end into `bounds`. Fewer only when the split ends or the buffer does; none when
   * the split has ended.
   */
  fill(bounds: Uint32Array, count: number): number {
    let found = 0;
    while (found < count && this.#textOffset < this.#end) {
      const end = this.#lineEnd(found === 0);
      if (end < 0) break;
      bounds[2 * found] = this.#at;
      bounds[2 * found + 1] = end;
      found++;
      this.#at = this.#behind(end);
    }
    return found;
  }

  get #textOffset(): number {
    return this.#offset + (this.#at - this.#buffer);
  }

  #passFirst(): void {
    const end = this.#lineEnd(true);
    this.#at = this.#behind(end);
  }

  /** Gives the address of the current line's end, or −1 when the buffer must be filled first and `mayFill` forbids. */
  #lineEnd(mayFill: boolean): number {
    const { u8 } = this.#memory;
    for (;;) {
      const feed = indexIn(u8, newline, this.#at, this.#filled);
      const back = this.#returnBefore(feed < 0 ? this.#filled : feed);
      const end = back >= 0 ? back : feed;
      const isText = this.#offset + (this.#filled - this.#buffer) >= this.#source.byteLength;
      // A carriage return that is the buffer's last byte may have its line feed still to come.
      if (end >= 0 && (isText || end + 1 < this.#filled)) return end;
      if (isText) return this.#filled;
      if (!mayFill) return -1;
      this.#refill();
    }
  }

  #returnBefore(limit: number): number {
    if (this.#nextReturn < this.#at) {
      const found = indexIn(this.#memory.u8, carriageReturn, this.#at, this.#filled);
      this.#nextReturn = found < 0 ? this.#filled : found;
    }
    return this.#nextReturn < limit ? this.#nextReturn : -1;
  }

  #behind(end: number): number {
    if (end >= this.#filled) return this.#filled;
    const { u8 } = this.#memory;
    return u8[end] === carriageReturn && end + 1 < this.#filled && u8[end + 1] === newline ? end + 2 : end + 1;
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
    this.#nextReturn = -1;
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

function indexIn(bytes: Uint8Array, byte: number, start: number, end: number): number {
  const index = bytes.subarray(start, end).indexOf(byte);
  return index < 0 ? -1 : start + index;
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
