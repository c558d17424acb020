import * as zlib from 'node:zlib';
import { LakeError } from '../base/lake-error.js';
import type { SeekableFile } from '../storage/file.js';
import { readColumnChunk } from './chunk-directory.js';
import type { ColumnChunk } from './column-chunk.js';
import type { ParquetFile } from './file-metadata.js';
import { decodePageHeader, pageType } from './page-header.js';
import type { LeafColumn } from './schema.js';

const pieceBytes = 8 << 20;
const headerBytesUsual = 4096;
const headerBytesMax = 16 << 20;
const crcPolynomial = 0xedb88320;

/**
 * Reads every page of a file and gives the first damage of each column chunk: a header that cannot be decoded, or a checksum that its bytes
 * do not have. Pages that carry no checksum are walked over only; nothing is decompressed.
 */
export async function* damagedPages(file: SeekableFile, footer: ParquetFile): AsyncGenerator<LakeError> {
  for (let rowGroup = 0; rowGroup < footer.rowGroupCount; rowGroup++)
    for (const leaf of footer.leaves) {
      const damage = await damageOf(file, footer, rowGroup, leaf);
      if (damage) yield damage;
    }
}

async function damageOf(
  file: SeekableFile,
  footer: ParquetFile,
  rowGroup: number,
  leaf: LeafColumn,
): Promise<LakeError | undefined> {
  let page = 0;
  try {
    const chunk = readColumnChunk(footer.chunks, rowGroup, leaf);
    if (chunk.isEncrypted) return undefined;
    const bytes = new ChunkBytes(file, chunk);
    for (let left = chunk.valueCount; left > 0; page++) left -= await checkPage(bytes);
    return undefined;
  } catch (error) {
    if (!(error instanceof LakeError)) throw error;
    if (error.message.includes(file.location)) return error;
    const place = `row group ${rowGroup}, column ${leaf.path.join('.')}, page ${page}`;
    return new LakeError(error.name, `Malformed Parquet file ${file.location}, ${place}: ${error.message}`);
  }
}

/** Passes a page; gives the values that it counts towards its chunk's. */
async function checkPage(bytes: ChunkBytes): Promise<number> {
  const { headerBytes, compressedBytes, crc, type, valueCount } = await bytes.header();
  bytes.skip(headerBytes);
  if (crc === undefined) bytes.skip(compressedBytes);
  else {
    const actual = await bytes.crcOf(compressedBytes);
    if (actual !== crc) throw new LakeError('HIVE_BAD_DATA', `checksum ${hex(actual)} instead of ${hex(crc)}`);
  }
  return type === pageType.data || type === pageType.dataV2 ? valueCount : 0;
}

/** The bytes of a column chunk, a piece of which is in memory. */
class ChunkBytes {
  readonly #file: SeekableFile;
  readonly #end: number;
  #position: number;
  #piece: Uint8Array = new Uint8Array();
  #pieceStart = 0;

  constructor(file: SeekableFile, { offset, compressedBytes }: ColumnChunk) {
    this.#file = file;
    this.#position = offset;
    this.#end = offset + compressedBytes;
  }

  /** Decodes the page header that begins here; stays here. */
  async header(): Promise<ReturnType<typeof decodePageHeader>> {
    const left = this.#end - this.#position;
    if (left <= 0) throw new LakeError('HIVE_BAD_DATA', 'the chunk ends before its values do');
    for (let length = Math.min(left, headerBytesUsual); ; length = Math.min(left, headerBytesMax)) {
      const bytes = await this.#bring(length);
      try {
        return decodePageHeader(bytes, 0, bytes.length);
      } catch (error) {
        if (length >= Math.min(left, headerBytesMax)) throw error;
      }
    }
  }

  skip(length: number): void {
    this.#position += length;
  }

  /** Passes `length` bytes and gives their CRC-32. */
  async crcOf(length: number): Promise<number> {
    if (this.#position + length > this.#end)
      throw new LakeError(
        'HIVE_BAD_DATA',
        `a page of ${length} bytes where the chunk has ${this.#end - this.#position} left`,
      );
    let crc = 0;
    for (let left = length; left > 0; ) {
      const bytes = await this.#bring(Math.min(left, pieceBytes));
      crc = crc32(bytes, crc);
      left -= bytes.length;
      this.skip(bytes.length);
    }
    return crc;
  }

  async #bring(length: number): Promise<Uint8Array> {
    const from = this.#position - this.#pieceStart;
    if (from >= 0 && from + length <= this.#piece.length) return this.#piece.subarray(from, from + length);
    this.#piece = await this.#file.read(
      this.#position,
      Math.min(this.#end - this.#position, Math.max(length, pieceBytes)),
    );
    this.#pieceStart = this.#position;
    return this.#piece.subarray(0, length);
  }
}

// Node 20 has no zlib.crc32.
const crc32: (bytes: Uint8Array, seed: number) => number =
  (zlib as { readonly crc32?: (bytes: Uint8Array, seed: number) => number }).crc32 ?? crcByTable;

const crcTable = Int32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) remainder = (remainder >>> 1) ^ (remainder & 1 ? crcPolynomial : 0);
  return remainder;
});

/** Gives the CRC-32 (ISO 3309) of bytes that follow those of `seed`. */
function crcByTable(bytes: Uint8Array, seed: number): number {
  let crc = ~seed;
  for (const byte of bytes) crc = (crc >>> 8) ^ crcTable[(crc ^ byte) & 0xff]!;
  return ~crc >>> 0;
}

const hex = (value: number): string => value.toString(16).padStart(8, '0');
