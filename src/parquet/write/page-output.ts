import type { Arena } from '../../vector/arena.js';
import type { QueryMemory } from '../../vector/query-memory.js';
import { type PageCompressor, pageCompressor } from './page-compressor.js';
import { ThriftWriter } from './thrift-writer.js';
import type { ParquetWriteOptions } from './write-options.js';

/** Takes the bytes of a file in their order. */
export interface ByteSink {
  readonly byteLength: number;
  append(bytes: Uint8Array, start?: number, length?: number): void;
}

/** Where a page went. */
export interface WrittenPage {
  readonly offset: number;
  /** Bytes in the file, its header too. */
  readonly byteLength: number;
  /** Bytes before compression, its header too. */
  readonly uncompressedBytes: number;
}

type PageCompression = Pick<ParquetWriteOptions, 'codec' | 'compressionLevel'>;

const slack = 64;
const crcTableBytes = 8192;
const pageType = { data: 0, dictionary: 2 } as const;
const rle = 3;

/** What the writers of a thread share: buffers for the page at hand, compressors, the table of checksums. */
export class PageOutput {
  readonly memory: QueryMemory;
  readonly #arena: Arena;
  readonly #compressors = new Map<string, PageCompressor | undefined>();
  readonly #header = new ThriftWriter();
  readonly #crcTable: number;
  #raw = { address: 0, bytes: 0 };
  #packed = { address: 0, bytes: 0 };

  /** `arena` lives as long as this. */
  constructor(memory: QueryMemory, arena: Arena) {
    this.memory = memory;
    this.#arena = arena;
    this.#crcTable = arena.alloc(crcTableBytes);
  }

  /** Gives the buffer that a page is encoded into, with at least `bytes` and some slack. */
  raw(bytes: number): number {
    this.#raw = this.#atLeast(this.#raw, bytes + slack);
    return this.#raw.address;
  }

  /** Compresses the `bytes` bytes at `source` and appends them as a page. */
  write(
    sink: ByteSink,
    compression: PageCompression,
    source: number,
    bytes: number,
    page: { readonly kind: 'data' | 'dictionary'; readonly valueCount: number; readonly encoding: number },
  ): WrittenPage {
    const { memory } = this;
    const compressor = this.#compressor(compression);
    let from = source;
    let packedBytes = bytes;
    if (compressor) {
      this.#packed = this.#atLeast(this.#packed, compressor.bound(bytes) + slack);
      from = this.#packed.address;
      packedBytes = compressor.compress(source, bytes, from);
    }
    memory.kernels.crc32_init!(this.#crcTable);
    const crc = memory.kernels.crc32!(from, packedBytes) | 0;
    const header = this.#pageHeader(page, bytes, packedBytes, crc);
    const offset = sink.byteLength;
    sink.append(header);
    sink.append(memory.u8, from, packedBytes);
    return { offset, byteLength: header.length + packedBytes, uncompressedBytes: header.length + bytes };
  }

  #pageHeader(
    {
      kind,
      valueCount,
      encoding,
    }: { readonly kind: 'data' | 'dictionary'; readonly valueCount: number; readonly encoding: number },
    bytes: number,
    packedBytes: number,
    crc: number,
  ): Uint8Array {
    const thrift = this.#header;
    thrift.reset();
    thrift.message(() => {
      thrift.i32(1, pageType[kind]);
      thrift.i32(2, bytes);
      thrift.i32(3, packedBytes);
      thrift.i32(4, crc);
      thrift.struct(kind === 'data' ? 5 : 7, () => {
        thrift.i32(1, valueCount);
        thrift.i32(2, encoding);
        if (kind === 'dictionary') return;
        thrift.i32(3, rle);
        thrift.i32(4, rle);
      });
    });
    return thrift.bytes();
  }

  #compressor({ codec, compressionLevel }: PageCompression): PageCompressor | undefined {
    const key = `${codec} ${compressionLevel}`;
    if (!this.#compressors.has(key))
      this.#compressors.set(key, pageCompressor(codec, this.memory, this.#arena, compressionLevel));
    return this.#compressors.get(key);
  }

  #atLeast(buffer: { address: number; bytes: number }, wanted: number): { address: number; bytes: number } {
    if (buffer.bytes >= wanted) return buffer;
    const bytes = 2 ** Math.ceil(Math.log2(Math.max(wanted, 1 << 16)));
    if (buffer.address !== 0) this.memory.free(buffer.address, buffer.bytes);
    return { address: this.memory.alloc(bytes), bytes };
  }

  /** Gives the buffers back. */
  release(): void {
    for (const { address, bytes } of [this.#raw, this.#packed]) if (address !== 0) this.memory.free(address, bytes);
    this.#raw = { address: 0, bytes: 0 };
    this.#packed = { address: 0, bytes: 0 };
  }
}
