import { LakeError } from '../base/lake-error.js';
import type { SeekableFile } from '../storage/file.js';
import type { Domain } from '../types/domain.js';
import type { SqlType } from '../types/sql-type.js';
import type { SqlValue } from '../types/sql-value.js';
import { type ChunkDirectory, readColumnChunk } from './chunk-directory.js';
import type { ColumnChunk } from './column-chunk.js';
import { decodeSchema } from './decode-schema.js';
import { inFile } from './malformed-file.js';
import type { RowGroupSplit, SplitColumn } from './row-group-split.js';
import type { LeafColumn, SchemaNode } from './schema.js';
import { ThriftReader, thriftType } from './thrift-compact.js';

/**
 * What a file's footer says (parquet.thrift, struct FileMetaData), save the facts of column chunks, which `columnChunk` gives.
 * Survives structuredClone.
 */
export interface ParquetFile {
  readonly location: string;
  /** Names what was read in the page cache: another number for each reading of a footer. */
  readonly id: number;
  readonly byteLength: number;
  readonly createdBy: string;
  readonly rowCount: number;
  /** The root group; its children are the file's columns. */
  readonly schema: SchemaNode;
  readonly leaves: readonly LeafColumn[];
  readonly rowGroupCount: number;
  /** Rows of each row group. */
  readonly rowGroupRows: Float64Array;
  readonly chunks: ChunkDirectory;
}

/** Names a column wanted from a file and the type that the table gives it. */
export interface WantedColumn {
  readonly name: string;
  readonly type: SqlType;
  /** What may be left out, if the file has indexes: rows whose value is not in it. */
  readonly domain?: Domain | undefined;
  /** Given for a column that is not read from the file. */
  readonly value?: SqlValue | undefined;
  /** Place of the column among the file's, where names do not count. */
  readonly fieldIndex?: number | undefined;
  /** What is wanted is not in the file: the number that each row has there. */
  readonly isRowNumber?: boolean;
}

let nextFileId = 1;

const magicBytes = 4;
const trailerBytes = 8;
const tailBytes = 64 * 1024;
const footerBytesMax = 1 << 30;
// Decoding a large footer gives way to other work of the thread this often.
const turnMs = 4;

/** Reads and decodes the footer of a file. @throws HIVE_BAD_DATA naming the file */
export async function readFileMetadata(file: SeekableFile): Promise<ParquetFile> {
  try {
    return await decodeFooter(file, await readFooter(file));
  } catch (error) {
    throw inFile(file.location, error);
  }
}

async function readFooter(file: SeekableFile): Promise<Uint8Array> {
  const { location, byteLength } = file;
  if (byteLength < magicBytes + trailerBytes)
    throw new LakeError('HIVE_BAD_DATA', `${location} is not a valid Parquet file: it has only ${byteLength} bytes`);
  const tail = await file.read(Math.max(0, byteLength - tailBytes), Math.min(tailBytes, byteLength));
  const trailer = Buffer.from(tail.buffer, tail.byteOffset + tail.length - trailerBytes, trailerBytes);
  const magic = trailer.toString('latin1', magicBytes);
  if (magic === 'PARE')
    throw new LakeError('HIVE_CANNOT_OPEN_SPLIT', `Error opening ${location}: its footer is encrypted`);
  if (magic !== 'PAR1')
    throw new LakeError('HIVE_BAD_DATA', `${location} is not a valid Parquet file: it does not end with PAR1`);
  const footerBytes = trailer.readUInt32LE(0);
  const end = byteLength - trailerBytes;
  if (footerBytes > footerBytesMax || footerBytes > end - magicBytes)
    throw new LakeError(
      'HIVE_BAD_DATA',
      `Malformed Parquet file ${location}: a footer of ${footerBytes} bytes in a file of ${byteLength}`,
    );
  const isInTail = footerBytes + trailerBytes <= tail.length;
  const footer = sharedBytes(footerBytes);
  footer.set(
    isInTail
      ? tail.subarray(tail.length - trailerBytes - footerBytes, tail.length - trailerBytes)
      : await file.read(end - footerBytes, footerBytes),
  );
  return footer;
}

// Small footers share a buffer: each buffer of its own costs more than they do.
const sharedBufferBytes = 256 * 1024;
let sharedBuffer = new SharedArrayBuffer(0);
let sharedUsed = 0;

function sharedBytes(count: number): Uint8Array {
  if (count > sharedBufferBytes / 8) return new Uint8Array(new SharedArrayBuffer(count));
  if (sharedUsed + count > sharedBuffer.byteLength) {
    sharedBuffer = new SharedArrayBuffer(sharedBufferBytes);
    sharedUsed = 0;
  }
  sharedUsed += count;
  return new Uint8Array(sharedBuffer, sharedUsed - count, count);
}

async function decodeFooter(file: SeekableFile, footer: Uint8Array): Promise<ParquetFile> {
  const reader = new ThriftReader(footer);
  let rowCount = -1;
  let createdBy = '';
  let schema: { root: SchemaNode; leaves: LeafColumn[] } | undefined;
  let rowGroups: RowGroupTable | undefined;
  for (let id = 0; reader.nextField(id); ) {
    id = reader.fieldId;
    if (id === 2) schema = decodeSchema(reader);
    else if (id === 3) rowCount = reader.int();
    else if (id === 4 && schema !== undefined) rowGroups = await decodeRowGroups(reader, schema.leaves.length);
    else if (id === 6) createdBy = reader.text();
    else reader.skipField();
  }
  if (schema === undefined || rowGroups === undefined || rowCount < 0)
    throw reader.malformed('the schema, the row groups or the row count are missing');
  // Some writers leave the file's own count at 0.
  rowCount = rowGroups.rows.reduce((sum, rows) => sum + rows, 0);
  return {
    location: file.location,
    id: nextFileId++,
    byteLength: file.byteLength,
    createdBy,
    rowCount,
    schema: schema.root,
    leaves: schema.leaves,
    rowGroupCount: rowGroups.rows.length,
    rowGroupRows: rowGroups.rows,
    chunks: {
      location: file.location,
      byteLength: file.byteLength,
      leafCount: schema.leaves.length,
      footer,
      positions: rowGroups.positions,
    },
  };
}

interface RowGroupTable {
  readonly rows: Float64Array;
  readonly positions: Uint32Array;
}

async function decodeRowGroups(reader: ThriftReader, leafCount: number): Promise<RowGroupTable> {
  const count = reader.list(thriftType.struct);
  // Each chunk takes bytes of the footer, so this cannot be more than the footer justifies.
  if (count * leafCount > reader.bytes.length) throw reader.malformed(`${count} row groups of ${leafCount} columns`);
  const rows = new Float64Array(count);
  const positions = new Uint32Array(new SharedArrayBuffer(count * leafCount * 4));
  let turnEnd = performance.now() + turnMs;
  for (let group = 0; group < count; group++) {
    rows[group] = -1;
    let chunkCount = 0;
    for (let id = 0; reader.nextField(id); ) {
      id = reader.fieldId;
      if (id === 1) {
        chunkCount = reader.list(thriftType.struct);
        if (chunkCount !== leafCount) throw reader.malformed(`row group ${group} has ${chunkCount} columns`);
        for (let leaf = 0; leaf < leafCount; leaf++) {
          positions[group * leafCount + leaf] = reader.position;
          reader.skipStruct();
        }
      } else if (id === 3) rows[group] = reader.int();
      else reader.skipField();
    }
    if (rows[group]! < 0 || chunkCount !== leafCount) throw reader.malformed(`row group ${group} is incomplete`);
    if (performance.now() < turnEnd) continue;
    await new Promise((resume) => setImmediate(resume));
    turnEnd = performance.now() + turnMs;
  }
  return { rows, positions };
}

/** Gives what the footer says of one leaf column in one row group. @throws HIVE_BAD_DATA */
export function columnChunk(file: ParquetFile, rowGroupIndex: number, leafIndex: number): ColumnChunk {
  const place = rowGroupIndex * file.leaves.length + leafIndex;
  let chunks = chunksKept.get(file);
  let chunk = chunks?.get(place);
  if (chunk) return chunk;
  chunk = readColumnChunk(file.chunks, rowGroupIndex, file.leaves[leafIndex]!);
  if (++chunksKeptCount > chunksKeptMax) {
    chunksKept = new WeakMap();
    chunksKeptCount = 1;
    chunks = undefined;
  }
  chunks ??= new Map();
  chunks.set(place, chunk);
  chunksKept.set(file, chunks);
  return chunk;
}

// Planning asks for the same chunks with each query.
const chunksKeptMax = 65_536;
let chunksKept = new WeakMap<ParquetFile, Map<number, ColumnChunk>>();
let chunksKeptCount = 0;

/** Finds a top-level field by name, letter case ignored, as Athena does. */
export function findField(file: ParquetFile, name: string): SchemaNode | undefined {
  let fields = fieldsByName.get(file.schema);
  if (!fields) {
    // The first of several names counts, the exact spelling before others.
    const children = [...file.schema.children].reverse();
    fields = new Map([
      ...children.map((child) => [`any ${child.name.toLowerCase()}`, child] as const),
      ...children.map((child) => [`exact ${child.name}`, child] as const),
    ]);
    fieldsByName.set(file.schema, fields);
  }
  return fields.get(`exact ${name}`) ?? fields.get(`any ${name.toLowerCase()}`);
}

const fieldsByName = new WeakMap<SchemaNode, ReadonlyMap<string, SchemaNode>>();

/** Finds the field that a wanted column is read from. */
export const wantedField = (
  file: ParquetFile,
  { name, fieldIndex }: Pick<WantedColumn, 'name' | 'fieldIndex'>,
): SchemaNode | undefined => (fieldIndex === undefined ? findField(file, name) : file.schema.children[fieldIndex]);

/** Puts together what a worker needs to read columns of a file; one that the file lacks is NULL or `value`. */
export const splitColumns = (file: ParquetFile, columns: readonly WantedColumn[]): readonly SplitColumn[] =>
  columns.map((column) => {
    const { name, type, domain, value } = column;
    const isRowNumber = column.isRowNumber === true;
    const field = value === undefined && !isRowNumber ? wantedField(file, column) : undefined;
    const leaves = field ? file.leaves.slice(field.firstLeaf, field.firstLeaf + field.leafCount) : [];
    return { name, type, domain, field, value, isRowNumber, leaves };
  });

/** Makes a split of one row group; those of one file may have the same `columns`. */
export const rowGroupSplit = (
  { chunks, id, rowGroupRows }: ParquetFile,
  rowGroupIndex: number,
  columns: readonly SplitColumn[],
  beginsFile: boolean,
  firstRow = 0,
): RowGroupSplit => ({
  file: chunks,
  fileId: id,
  rowGroupIndex,
  rowCount: rowGroupRows[rowGroupIndex]!,
  firstRow,
  columns,
  beginsFile,
});
