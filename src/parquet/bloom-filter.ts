import type { BlockingFile } from '../storage/file.js';
import type { SqlType } from '../types/sql-type.js';
import type { SqlValue } from '../types/sql-value.js';
import type { ColumnChunk } from './column-chunk.js';
import { inFile } from './malformed-file.js';
import type { LeafColumn } from './schema.js';
import { ThriftReader } from './thrift-compact.js';
import { xxHash64 } from './xx-hash.js';

/**
 * Split block bloom filters (https://parquet.apache.org/docs/file-format/bloomfilter/): blocks of eight 32-bit words; the upper
 * half of a value's hash chooses the block, the lower half one bit in each word.
 */
export interface BloomFilter {
  readonly words: Uint32Array;
}

const headerBytesUsual = 256;
const filterBytesMax = 128 << 20;
const blockBytes = 32;
const salts = [0x47b6137b, 0x44974d91, 0x8824ad5b, 0xa2b7289d, 0x705495c7, 0x2df1424b, 0x9efc4947, 0x5c6bfb31] as const;

/** Reads the bloom filter of a chunk; undefined when it has none that this program knows. */
export function readBloomFilter(file: BlockingFile, chunk: ColumnChunk): BloomFilter | undefined {
  const { bloomFilterOffset: offset } = chunk;
  if (offset < 0 || chunk.isEncrypted || offset >= file.byteLength) return undefined;
  const head = new Uint8Array(Math.min(headerBytesUsual, file.byteLength - offset));
  file.readInto(head, 0, offset, head.length);
  const reader = new ThriftReader(head);
  const filterBytes = decodeHeader(file.location, reader);
  if (filterBytes === undefined) return undefined;
  const start = offset + reader.position;
  if (filterBytes > filterBytesMax || start + filterBytes > file.byteLength) return undefined;
  const words = new Uint32Array(filterBytes >>> 2);
  file.readInto(new Uint8Array(words.buffer), 0, start, filterBytes);
  return { words };
}

// BloomFilterHeader: bytes, and three unions whose first member is the only one there is (block, xxHash, uncompressed).
function decodeHeader(location: string, reader: ThriftReader): number | undefined {
  try {
    return decodeFields(reader);
  } catch (error) {
    throw inFile(location, error);
  }
}

function decodeFields(reader: ThriftReader): number | undefined {
  let filterBytes = 0;
  let isKnown = true;
  for (let id = 0; reader.nextField(id); ) {
    id = reader.fieldId;
    if (id === 1) filterBytes = reader.int();
    else if (id <= 4) {
      for (let member = 0; reader.nextField(member); ) {
        member = reader.fieldId;
        if (member !== 1) isKnown = false;
        reader.skipField();
      }
    } else reader.skipField();
  }
  return isKnown && filterBytes >= blockBytes && filterBytes % blockBytes === 0 ? filterBytes : undefined;
}

/** Tells whether a value of the hash may be in the filter. */
export function mayContainHash(filter: BloomFilter, hash: bigint): boolean {
  const blockCount = filter.words.length / 8;
  const block = Number(((hash >> 32n) * BigInt(blockCount)) >> 32n);
  const key = Number(hash & 0xffff_ffffn);
  return salts.every((salt, index) => {
    const bit = Math.imul(key, salt) >>> 27;
    return (filter.words[block * 8 + index]! & (1 << bit)) !== 0;
  });
}

/** Tells whether a value of the table's type may be in the chunk; true where the file's form of it is not certain. */
export function mayContain(filter: BloomFilter, leaf: LeafColumn, type: SqlType, value: SqlValue): boolean {
  const forms = plainForms(leaf, type, value);
  return forms === undefined || forms.some((bytes) => mayContainHash(filter, xxHash64(bytes)));
}

// The PLAIN bytes that stand for a value; none when the leaf cannot hold it, undefined when they cannot be told.
function plainForms(leaf: LeafColumn, type: SqlType, value: SqlValue): Uint8Array[] | undefined {
  switch (type.kind) {
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'date':
      return integerForms(leaf, BigInt(value as number));
    case 'bigint':
      return integerForms(leaf, value as bigint);
    case 'decimal': {
      if (leaf.logical?.kind !== 'decimal' || type.scale < leaf.logical.scale) return undefined;
      const unit = 10n ** BigInt(type.scale - leaf.logical.scale);
      const unscaled = value as bigint;
      return unscaled % unit === 0n ? integerForms(leaf, unscaled / unit) : [];
    }
    case 'real':
    case 'double':
      return floatForms(leaf, value as number);
    case 'varchar':
      // A text that is read shortened was hashed at its full length.
      return type.length === undefined ? [new TextEncoder().encode(value as string)] : undefined;
    case 'varbinary':
      return [value as Uint8Array];
    case 'uuid':
      return leaf.logical?.kind === 'uuid' ? [value as Uint8Array] : undefined;
    default:
      return undefined;
  }
}

function integerForms(leaf: LeafColumn, value: bigint): Uint8Array[] | undefined {
  if (leaf.physical !== 'INT32' && leaf.physical !== 'INT64') return undefined;
  const bits = leaf.physical === 'INT32' ? 32 : 64;
  const isUnsigned = leaf.logical?.kind === 'integer' && !leaf.logical.isSigned;
  const fits = isUnsigned ? BigInt.asUintN(bits, value) === value : BigInt.asIntN(bits, value) === value;
  if (!fits) return [];
  const view = new DataView(new ArrayBuffer(bits / 8));
  if (bits === 32) view.setInt32(0, Number(BigInt.asIntN(32, value)), true);
  else view.setBigInt64(0, value, true);
  return [new Uint8Array(view.buffer)];
}

function floatForms(leaf: LeafColumn, value: number): Uint8Array[] | undefined {
  if (Number.isNaN(value) || (leaf.physical !== 'FLOAT' && leaf.physical !== 'DOUBLE')) return undefined;
  if (leaf.physical === 'FLOAT' && Math.fround(value) !== value) return [];
  // Both zeros are equal, but have different bytes.
  const values = value === 0 ? [0, -0] : [value];
  return values.map((each) => {
    const view = new DataView(new ArrayBuffer(leaf.physical === 'FLOAT' ? 4 : 8));
    if (leaf.physical === 'FLOAT') view.setFloat32(0, each, true);
    else view.setFloat64(0, each, true);
    return new Uint8Array(view.buffer);
  });
}
