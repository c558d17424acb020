import { type ThriftReader, thriftType } from './thrift-compact.js';

/** Names the compression codecs of the format; the index is the number in the file. */
export const codecNames = ['UNCOMPRESSED', 'SNAPPY', 'GZIP', 'LZO', 'BROTLI', 'LZ4', 'ZSTD', 'LZ4_RAW'] as const;
export type CodecName = (typeof codecNames)[number];

/** Numbers the encodings of the format. */
export const encoding = {
  plain: 0,
  plainDictionary: 2,
  rle: 3,
  bitPacked: 4,
  deltaBinaryPacked: 5,
  deltaLengthByteArray: 6,
  deltaByteArray: 7,
  rleDictionary: 8,
  byteStreamSplit: 9,
} as const;

/** Holds what the file says of the smallest and largest value, as PLAIN bytes; `decodeBounds` gives them meaning. */
export interface RawBounds {
  readonly min: Uint8Array | undefined;
  readonly max: Uint8Array | undefined;
  /** False: the bound may be beyond the true value (truncated text). */
  readonly isMinExact: boolean;
  readonly isMaxExact: boolean;
  /** From the older fields, whose order was never defined for unsigned types and text. */
  readonly areDeprecated: boolean;
  /** -1: not known. */
  readonly nullCount: number;
  readonly distinctCount: number;
}

/**
 * What the footer says of one leaf column in one row group, as plain data. Offsets are from the start of the file; -1
 * stands for what is absent.
 */
export interface ColumnChunk {
  readonly rowGroupIndex: number;
  readonly leafIndex: number;
  /** First byte of the first page, the dictionary page included. */
  readonly offset: number;
  readonly compressedBytes: number;
  readonly uncompressedBytes: number;
  readonly valueCount: number;
  readonly codec: CodecName;
  /** Every data page is dictionary encoded; undefined when the footer does not tell. */
  readonly isFullyDictionaryEncoded: boolean | undefined;
  readonly hasDictionary: boolean;
  readonly bounds: RawBounds;
  readonly bloomFilterOffset: number;
  readonly bloomFilterBytes: number;
  readonly columnIndexOffset: number;
  readonly columnIndexBytes: number;
  readonly offsetIndexOffset: number;
  readonly offsetIndexBytes: number;
  readonly isEncrypted: boolean;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

const noBounds: RawBounds = {
  min: undefined,
  max: undefined,
  isMinExact: false,
  isMaxExact: false,
  areDeprecated: false,
  nullCount: -1,
  distinctCount: -1,
};

interface ChunkFacts extends Writable<ColumnChunk> {
  physical: number;
  dataPageOffset: number;
  dictionaryPageOffset: number;
  encodings: number;
}

/** Decodes a footer's struct ColumnChunk. */
export function decodeColumnChunk(reader: ThriftReader, rowGroupIndex: number, leafIndex: number): ColumnChunk {
  const facts: ChunkFacts = {
    rowGroupIndex,
    leafIndex,
    offset: -1,
    compressedBytes: -1,
    uncompressedBytes: -1,
    valueCount: -1,
    codec: 'UNCOMPRESSED',
    isFullyDictionaryEncoded: undefined,
    hasDictionary: false,
    bounds: noBounds,
    bloomFilterOffset: -1,
    bloomFilterBytes: -1,
    columnIndexOffset: -1,
    columnIndexBytes: -1,
    offsetIndexOffset: -1,
    offsetIndexBytes: -1,
    isEncrypted: false,
    physical: -1,
    dataPageOffset: -1,
    dictionaryPageOffset: -1,
    encodings: 0,
  };
  for (let id = 0; reader.nextField(id); ) {
    id = reader.fieldId;
    if (id === 3 && reader.fieldType === thriftType.struct) decodeMetadata(reader, facts);
    else if (id === 4) facts.offsetIndexOffset = reader.int();
    else if (id === 5) facts.offsetIndexBytes = reader.int();
    else if (id === 6) facts.columnIndexOffset = reader.int();
    else if (id === 7) facts.columnIndexBytes = reader.int();
    else {
      // A column with a key of its own has only encrypted metadata, or none that can be used.
      if (id === 8 || id === 9) facts.isEncrypted = true;
      reader.skipField();
    }
  }
  const { physical: _physical, dataPageOffset, dictionaryPageOffset, encodings, ...chunk } = facts;
  // Some writers record 0 for no dictionary page, and some a data page offset that is the dictionary's.
  chunk.hasDictionary = dictionaryPageOffset > 0 || (encodings & dictionaryEncodings) !== 0;
  chunk.offset = dictionaryPageOffset > 0 ? Math.min(dictionaryPageOffset, dataPageOffset) : dataPageOffset;
  if (!chunk.hasDictionary) chunk.isFullyDictionaryEncoded = false;
  return chunk;
}

const dictionaryEncodings = (1 << encoding.plainDictionary) | (1 << encoding.rleDictionary);

function decodeMetadata(reader: ThriftReader, facts: ChunkFacts): void {
  for (let id = 0; reader.nextField(id); ) {
    id = reader.fieldId;
    switch (id) {
      case 1:
        facts.physical = reader.int();
        break;
      case 2:
        facts.encodings = decodeEncodings(reader);
        break;
      case 4: {
        const number = reader.int();
        const codec = codecNames[number];
        if (codec === undefined) throw reader.malformed(`compression codec ${number}`);
        facts.codec = codec;
        break;
      }
      case 5:
        facts.valueCount = reader.int();
        break;
      case 6:
        facts.uncompressedBytes = reader.int();
        break;
      case 7:
        facts.compressedBytes = reader.int();
        break;
      case 9:
        facts.dataPageOffset = reader.int();
        break;
      case 11:
        facts.dictionaryPageOffset = reader.int();
        break;
      case 12:
        facts.bounds = decodeBoundsBytes(reader);
        break;
      case 13:
        facts.isFullyDictionaryEncoded = decodePageEncodings(reader);
        break;
      case 14:
        facts.bloomFilterOffset = reader.int();
        break;
      case 15:
        facts.bloomFilterBytes = reader.int();
        break;
      default:
        reader.skipField();
    }
  }
}

function decodeEncodings(reader: ThriftReader): number {
  let set = 0;
  for (let left = reader.list(thriftType.i32); left > 0; left--) set |= 1 << (reader.int() & 31);
  return set;
}

// PageEncodingStats: (page type, encoding, count). True when all data pages have a dictionary's encoding.
function decodePageEncodings(reader: ThriftReader): boolean | undefined {
  let isDictionaryOnly = true;
  let dataPageCount = 0;
  for (let left = reader.list(thriftType.struct); left > 0; left--) {
    const values = [0, 0, 0, 0];
    for (let id = 0; reader.nextField(id); ) {
      id = reader.fieldId;
      if (id <= 3) values[id] = reader.int();
      else reader.skipField();
    }
    const [, pageType, pageEncoding, count] = values as [number, number, number, number];
    const isData = pageType === 0 || pageType === 3;
    if (isData) dataPageCount += count;
    if (isData && count > 0 && (dictionaryEncodings & (1 << (pageEncoding & 31))) === 0) isDictionaryOnly = false;
  }
  return dataPageCount > 0 ? isDictionaryOnly : undefined;
}

// Copies the bounds: a view would drag the whole footer along into every worker.
/** Decodes struct Statistics. */
export function decodeBoundsBytes(reader: ThriftReader): RawBounds {
  const bounds: Writable<RawBounds> = { ...noBounds };
  let oldMin: Uint8Array | undefined;
  let oldMax: Uint8Array | undefined;
  for (let id = 0; reader.nextField(id); ) {
    id = reader.fieldId;
    if (id === 1) oldMax = reader.binary().slice();
    else if (id === 2) oldMin = reader.binary().slice();
    else if (id === 3) bounds.nullCount = reader.int();
    else if (id === 4) bounds.distinctCount = reader.int();
    else if (id === 5) bounds.max = reader.binary().slice();
    else if (id === 6) bounds.min = reader.binary().slice();
    else if (id === 7) bounds.isMaxExact = reader.bool();
    else if (id === 8) bounds.isMinExact = reader.bool();
    else reader.skipField();
  }
  if (bounds.min === undefined && bounds.max === undefined) {
    bounds.areDeprecated = oldMin !== undefined || oldMax !== undefined;
    bounds.min = oldMin;
    bounds.max = oldMax;
  }
  return bounds;
}
