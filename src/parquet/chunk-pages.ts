import { LakeError } from '../base/lake-error.js';
import type { BlockingFile } from '../storage/file.js';
import type { QueryMemory } from '../vector/query-memory.js';
import type { BlockSource } from '../vector/small-blocks.js';
import { slackBytes } from './codecs/codec.js';
import type { ColumnChunk } from './column-chunk.js';
import type { ByteRange, PageCache } from './page-cache.js';
import { decodePageHeader, type PageHeader, pageType } from './page-header.js';
import type { LeafColumn } from './schema.js';

/** A block of the query's heap. */
interface Block {
  readonly address: number;
  readonly bytes: number;
}

/** Counts what a row group's reader did, for EXPLAIN ANALYZE and for tests of skipping. */
export interface ReadCounters {
  bytesRead: number;
  pagesRead: number;
}

/** Where the pages of one file are kept when they are decompressed. */
export interface KeptPages {
  readonly cache: PageCache;
  readonly fileId: number;
}

/** The page that is read next. */
interface NextPage {
  readonly header: PageHeader;
  /** The header as the file has it; empty when nobody keeps pages. */
  readonly headerBytes: Uint8Array;
  /** The cache had it when its header was read. */
  readonly isKept: boolean;
}

const noBytes = new Uint8Array();
/** A chunk up to this size is read at once, a larger one by pieces of at least `windowBytes`. */
export const wholeChunkBytes = 8 << 20;
const windowBytes = 2 << 20;
// Headers hold statistics, whose bounds may be long texts.
const headerBytesUsual = 4096;
const headerBytesMax = 16 << 20;
/** Old writers left the dictionary page's header out of the chunk's size (PARQUET-816). */
export const endSlackBytes = 100;
const crcTableBytes = 8192;

/** Walks over the pages of one column chunk and brings their bytes into memory when asked. */
export class ChunkPages {
  readonly leaf: LeafColumn;
  readonly chunk: ColumnChunk;
  /** Pages passed or taken so far. */
  pageIndex = 0;
  readonly #memory: QueryMemory;
  readonly #blocks: BlockSource;
  readonly #file: BlockingFile;
  readonly #counters: ReadCounters;
  readonly #kept: KeptPages | undefined;
  readonly #end: number;
  #position: number;
  #next: NextPage | undefined;
  #window: Block | undefined;
  #windowOffset = 0;
  #windowLength = 0;
  /** What vectors of the last call may still show. */
  #retired: Block[] = [];

  constructor(
    memory: QueryMemory,
    blocks: BlockSource,
    file: BlockingFile,
    leaf: LeafColumn,
    chunk: ColumnChunk,
    counters: ReadCounters,
    kept: KeptPages | undefined,
  ) {
    this.#memory = memory;
    this.#blocks = blocks;
    this.#file = file;
    this.leaf = leaf;
    this.chunk = chunk;
    this.#counters = counters;
    this.#kept = chunk.codec === 'UNCOMPRESSED' ? undefined : kept;
    this.#position = chunk.offset;
    this.#end = Math.min(file.byteLength, chunk.offset + chunk.compressedBytes + endSlackBytes);
    if (chunk.isEncrypted)
      throw new LakeError(
        'HIVE_CANNOT_OPEN_SPLIT',
        `Error opening ${file.location}: ${leaf.path.join('.')} is encrypted`,
      );
    if (chunk.offset + chunk.compressedBytes > file.byteLength) throw this.fail('the file ends before the chunk does');
  }

  /** Says what is wrong with the page at hand. */
  fail(reason: string, cause?: unknown): LakeError {
    const { rowGroupIndex } = this.chunk;
    const place = `row group ${rowGroupIndex}, column ${this.leaf.path.join('.')}, page ${this.pageIndex}`;
    return new LakeError('HIVE_BAD_DATA', `Malformed Parquet file ${this.#file.location}, ${place}: ${reason}`, {
      cause,
    });
  }

  /** Says that the column cannot be read as the table's type. */
  mismatch(reason: string): LakeError {
    return new LakeError('HIVE_BAD_DATA', `${reason} (${this.#file.location})`);
  }

  /** Gives the next page's header without moving on. */
  peek(): PageHeader {
    this.#next ??= this.#keptPage() ?? this.#readPage();
    return this.#next.header;
  }

  /** Moves past the next page without looking at its bytes. */
  pass(): void {
    const header = this.peek();
    this.#position += header.headerBytes + header.compressedBytes;
    this.#next = undefined;
    this.pageIndex++;
  }

  /** Gives the address of the next page's bytes and moves past it; they stay until `releaseRetired` after a later page. */
  take(): number {
    const header = this.peek();
    const start = this.#position + header.headerBytes;
    const address = this.#bring(start, header.compressedBytes);
    this.#counters.pagesRead++;
    this.#position = start + header.compressedBytes;
    this.#next = undefined;
    if (header.crc !== undefined) this.#checkCrc(header.crc, address, header.compressedBytes);
    this.pageIndex++;
    return address;
  }

  /**
   * Moves past the next page if its body is kept decompressed, and gives the address of a copy in a place that `alloc` makes; else stays.
   * Counts as the bytes that the file has for it.
   */
  takeKept(alloc: (bytes: number) => number): number | undefined {
    const header = this.peek();
    if (!this.#next!.isKept) return undefined;
    const address = alloc(header.uncompressedBytes);
    const { cache, fileId } = this.#kept!;
    if (!cache.read(fileId, this.#position, this.#memory.u8, address, header.uncompressedBytes)) return undefined;
    const scannedBytes = header.headerBytes + header.compressedBytes;
    this.#memory.noteScanned(scannedBytes);
    this.#counters.bytesRead += scannedBytes;
    this.#counters.pagesRead++;
    this.pass();
    return address;
  }

  /** Gives what offers the next page to the cache when its body is decompressed; undefined without a cache. */
  keeper(): ((body: readonly ByteRange[]) => void) | undefined {
    if (!this.#kept) return undefined;
    const { cache, fileId } = this.#kept;
    this.peek();
    const [position, { headerBytes }] = [this.#position, this.#next!];
    return (body) => cache.offer(fileId, position, headerBytes, this.#memory.u8, body);
  }

  /** Tells whether every data page left is dictionary encoded; undefined when finding out would take more reading. */
  scanForDictionaryOnly(): boolean | undefined {
    if (this.chunk.compressedBytes > wholeChunkBytes) return undefined;
    const [position, next, pageIndex] = [this.#position, this.#next, this.pageIndex];
    let isDictionaryOnly = true;
    for (let left = this.chunk.valueCount; left > 0 && isDictionaryOnly; ) {
      const { type, encoding, valueCount } = this.peek();
      const isData = type === pageType.data || type === pageType.dataV2;
      if (isData && encoding !== 2 && encoding !== 8) isDictionaryOnly = false;
      if (isData) left -= valueCount;
      this.pass();
    }
    this.#position = position;
    this.#next = next;
    this.pageIndex = pageIndex;
    return isDictionaryOnly;
  }

  /** Frees what pages before the last taken one lay in. */
  releaseRetired(): void {
    if (this.#retired.length === 0) return;
    for (const block of this.#retired) this.#blocks.free(block.address, block.bytes);
    this.#retired = [];
  }

  close(): void {
    this.releaseRetired();
    if (this.#window !== undefined) this.#blocks.free(this.#window.address, this.#window.bytes);
    this.#window = undefined;
  }

  #keptPage(): NextPage | undefined {
    if (!this.#kept || this.#position >= this.#end) return undefined;
    const headerBytes = this.#kept.cache.header(this.#kept.fileId, this.#position);
    if (!headerBytes) return undefined;
    return { header: decodePageHeader(headerBytes, 0, headerBytes.length), headerBytes, isKept: true };
  }

  #readPage(): NextPage {
    const left = this.#end - this.#position;
    if (left <= 0) throw this.fail('the chunk ends before its values do');
    for (let bytes = Math.min(left, headerBytesUsual); ; bytes = Math.min(left, bytes * 64, headerBytesMax)) {
      const address = this.#bring(this.#position, bytes);
      const end = address + Math.min(left, this.#windowOffset + this.#windowLength - this.#position);
      try {
        const header = decodePageHeader(this.#memory.u8, address, end);
        this.#checkHeader(header, left);
        const headerBytes = this.#kept ? this.#memory.u8.slice(address, address + header.headerBytes) : noBytes;
        return { header, headerBytes, isKept: false };
      } catch (error) {
        if (!(error instanceof LakeError)) throw error;
        const isAllSeen = end - address >= Math.min(left, headerBytesMax);
        if (isAllSeen) throw error.message.includes(this.#file.location) ? error : this.fail(error.message, error);
      }
    }
  }

  #checkHeader(header: PageHeader, left: number): void {
    const { compressedBytes, headerBytes, definitionBytes, repetitionBytes } = header;
    if (headerBytes + compressedBytes > left)
      throw this.fail(`a page of ${compressedBytes} bytes where the chunk has ${left - headerBytes} left`);
    const levelBytes = definitionBytes + repetitionBytes;
    if (definitionBytes < 0 || repetitionBytes < 0 || levelBytes > Math.min(compressedBytes, header.uncompressedBytes))
      throw this.fail(`levels of ${levelBytes} bytes in a page of ${compressedBytes}`);
  }

  // Makes sure that the window holds [offset, offset + length) of the file, and gives its address.
  #bring(offset: number, length: number): number {
    const windowEnd = this.#windowOffset + this.#windowLength;
    if (this.#window !== undefined && offset >= this.#windowOffset && offset + length <= windowEnd)
      return this.#window.address + (offset - this.#windowOffset);
    const left = this.#end - offset;
    const wanted = Math.min(left, left <= wholeChunkBytes ? left : Math.max(length, windowBytes));
    if (this.#window !== undefined) this.#retired.push(this.#window);
    this.#window = undefined;
    const block = { address: this.#blocks.alloc(wanted + slackBytes), bytes: wanted + slackBytes };
    this.#window = block;
    this.#windowOffset = offset;
    this.#windowLength = wanted;
    this.#memory.noteScanned(wanted);
    this.#file.readInto(this.#memory.u8, block.address, offset, wanted);
    this.#counters.bytesRead += wanted;
    return block.address;
  }

  #checkCrc(expected: number, address: number, bytes: number): void {
    const { kernels } = this.#memory;
    const tables = this.#memory.alloc(crcTableBytes);
    kernels.crc32_init!(tables);
    const actual = kernels.crc32!(address, bytes) >>> 0;
    this.#memory.free(tables, crcTableBytes);
    if (actual !== expected) throw this.fail(`checksum ${hex(actual)} instead of ${hex(expected)}`);
  }
}

const hex = (value: number): string => value.toString(16).padStart(8, '0');
