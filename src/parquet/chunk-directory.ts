import { keepClass } from '../base/kept-classes.js';
import { LakeError } from '../base/lake-error.js';
import { type ColumnChunk, decodeColumnChunk } from './column-chunk.js';
import { inFile } from './malformed-file.js';
import type { LeafColumn } from './schema.js';
import { ThriftReader } from './thrift-compact.js';

/**
 * Where the facts of a file's column chunks are found. They are decoded when they are asked for: a footer of 100 columns and
 * 200 row groups has 20,000 and a query needs few. The bytes lie in shared memory, so that threads need no copies.
 */
export interface ChunkDirectory {
  readonly location: string;
  readonly byteLength: number;
  readonly leafCount: number;
  readonly footer: Uint8Array;
  /** Where in the footer the struct of each chunk starts: row group × leaf count + leaf. */
  readonly positions: Uint32Array;
}

const magicBytes = 4;

/** Decodes what the footer says of one leaf column in one row group. @throws HIVE_BAD_DATA */
export function readColumnChunk(directory: ChunkDirectory, rowGroupIndex: number, leaf: LeafColumn): ColumnChunk {
  const { location, byteLength, leafCount, footer, positions } = directory;
  const reader = new ThriftReader(footer, positions[rowGroupIndex * leafCount + leaf.firstLeaf]);
  keepClass(reader);
  const chunk = decode(location, reader, rowGroupIndex, leaf.firstLeaf);
  const end = chunk.offset + chunk.compressedBytes;
  const isInside =
    (chunk.offset >= magicBytes || chunk.valueCount === 0) && chunk.compressedBytes >= 0 && end <= byteLength;
  if (!chunk.isEncrypted && (!isInside || chunk.valueCount < 0 || chunk.uncompressedBytes < 0))
    throw new LakeError(
      'HIVE_BAD_DATA',
      `Malformed Parquet file ${location}: row group ${rowGroupIndex}, column ${leaf.path.join('.')} lies at ` +
        `bytes ${chunk.offset} to ${end} of ${byteLength}`,
    );
  return chunk;
}

function decode(location: string, reader: ThriftReader, rowGroupIndex: number, leafIndex: number): ColumnChunk {
  try {
    return decodeColumnChunk(reader, rowGroupIndex, leafIndex);
  } catch (error) {
    throw inFile(location, error);
  }
}
