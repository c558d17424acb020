import { programVersion } from '../../base/version.js';
import { codecNames, encoding } from '../column-chunk.js';
import type { LogicalType } from '../schema.js';
import { physicalTypes } from '../schema.js';
import type { WrittenChunk } from './chunk-writer.js';
import type { ByteSink } from './page-output.js';
import { ThriftWriter } from './thrift-writer.js';
import type { Bounds } from './value-bounds.js';
import type { WriteCodec } from './write-options.js';
import type { SchemaElement, WriteSchema } from './write-schema.js';

/** A row group that was written. */
export interface WrittenRowGroup {
  readonly chunks: readonly WrittenChunk[];
  readonly rowCount: number;
}

interface Place {
  readonly offset: number;
  readonly byteLength: number;
}

interface ChunkPlaces {
  readonly bloomFilter: Place | undefined;
  readonly columnIndex: Place | undefined;
  readonly offsetIndex: Place;
}

const repetitions = { required: 0, optional: 1, repeated: 2 } as const;
const pageTypes = { data: 0, dictionary: 2 } as const;
const magic = new TextEncoder().encode('PAR1');
const empty = new Uint8Array(0);

/** Writes what follows the last row group: bloom filters, the page index, and the footer of parquet.thrift's FileMetaData. */
export function writeFooter(
  sink: ByteSink,
  schema: WriteSchema,
  codec: WriteCodec,
  rowGroups: readonly WrittenRowGroup[],
): void {
  const writer = new FooterWriter(sink, schema, codec);
  writer.write(rowGroups);
}

/** Writes the four bytes that a file begins with. */
export const writeMagic = (sink: ByteSink): void => sink.append(magic);

class FooterWriter {
  readonly #sink: ByteSink;
  readonly #schema: WriteSchema;
  readonly #codec: WriteCodec;
  readonly #thrift = new ThriftWriter();

  constructor(sink: ByteSink, schema: WriteSchema, codec: WriteCodec) {
    this.#sink = sink;
    this.#schema = schema;
    this.#codec = codec;
  }

  write(rowGroups: readonly WrittenRowGroup[]): void {
    const chunks = rowGroups.flatMap((group) => group.chunks);
    const filters = chunks.map((chunk) => this.#bloomFilter(chunk));
    const columnIndexes = chunks.map((chunk) => this.#columnIndex(chunk));
    const offsetIndexes = chunks.map((chunk) => this.#offsetIndex(chunk));
    const places = new Map(
      chunks.map((chunk, index): [WrittenChunk, ChunkPlaces] => [
        chunk,
        { bloomFilter: filters[index], columnIndex: columnIndexes[index], offsetIndex: offsetIndexes[index]! },
      ]),
    );
    const { byteLength } = this.#message(() => this.#metadata(rowGroups, places));
    const tail = new Uint8Array(8);
    new DataView(tail.buffer).setUint32(0, byteLength, true);
    tail.set(magic, 4);
    this.#sink.append(tail);
  }

  #message(write: () => void): Place {
    this.#thrift.reset();
    this.#thrift.message(write);
    const bytes = this.#thrift.bytes();
    const offset = this.#sink.byteLength;
    this.#sink.append(bytes);
    return { offset, byteLength: bytes.length };
  }

  #bloomFilter({ bloomFilter }: WrittenChunk): Place | undefined {
    if (!bloomFilter) return undefined;
    const thrift = this.#thrift;
    const { offset, byteLength } = this.#message(() => {
      thrift.i32(1, bloomFilter.length);
      // Unions of one member each: split blocks, xxHash64, not compressed.
      for (const id of [2, 3, 4]) thrift.struct(id, () => thrift.struct(1, () => undefined));
    });
    this.#sink.append(bloomFilter);
    return { offset, byteLength: byteLength + bloomFilter.length };
  }

  #columnIndex({ pages }: WrittenChunk): Place | undefined {
    // A page with values that have no bounds (only NaN, a text without successor) leaves the chunk without index.
    const isNull = pages.map(({ valueCount }) => valueCount === 0);
    if (!pages.every(({ bounds }, index) => isNull[index] || bounds?.max !== undefined)) return undefined;
    const thrift = this.#thrift;
    return this.#message(() => {
      thrift.bools(1, isNull);
      thrift.binaries(
        2,
        pages.map(({ bounds }) => bounds?.min ?? empty),
      );
      thrift.binaries(
        3,
        pages.map(({ bounds }) => bounds?.max ?? empty),
      );
      thrift.i32(4, 0);
      thrift.i64s(
        5,
        pages.map(({ nullCount }) => nullCount),
      );
    });
  }

  #offsetIndex({ pages }: WrittenChunk): Place {
    const thrift = this.#thrift;
    return this.#message(() =>
      thrift.structs(1, pages, ({ offset, byteLength, firstRow }) => {
        thrift.i64(1, offset);
        thrift.i32(2, byteLength);
        thrift.i64(3, firstRow);
      }),
    );
  }

  #metadata(rowGroups: readonly WrittenRowGroup[], places: ReadonlyMap<WrittenChunk, ChunkPlaces>): void {
    const thrift = this.#thrift;
    const { elements, leaves, columns } = this.#schema;
    const root: SchemaElement = { name: 'schema', repetition: 'required', childCount: columns.length };
    // As parquet-mr has it for all files: some readers refuse any other version.
    thrift.i32(1, 1);
    thrift.structs(2, [root, ...elements], (element, index) => this.#element(element, index === 0));
    thrift.i64(
      3,
      rowGroups.reduce((sum, { rowCount }) => sum + rowCount, 0),
    );
    thrift.structs(4, rowGroups, (group, index) => this.#rowGroup(group, index, places));
    thrift.text(6, `lakelet version ${programVersion}`);
    // Every column in the order of its type.
    thrift.structs(7, leaves, () => thrift.struct(1, () => undefined));
  }

  #element({ name, repetition, childCount, logical, leaf }: SchemaElement, isRoot: boolean): void {
    const thrift = this.#thrift;
    if (leaf) thrift.i32(1, physicalTypes.indexOf(leaf.physical));
    if (leaf?.physical === 'FIXED_LEN_BYTE_ARRAY') thrift.i32(2, leaf.width);
    if (!isRoot) thrift.i32(3, repetitions[repetition]);
    thrift.text(4, name);
    if (childCount > 0) thrift.i32(5, childCount);
    const converted = logical && convertedType(logical);
    if (converted !== undefined) thrift.i32(6, converted);
    if (logical?.kind === 'decimal') {
      thrift.i32(7, logical.scale);
      thrift.i32(8, logical.precision);
    }
    if (logical) thrift.struct(10, () => this.#logicalType(logical));
  }

  #logicalType(logical: LogicalType): void {
    const thrift = this.#thrift;
    const plain = plainLogicalIds[logical.kind];
    if (plain !== undefined) return thrift.struct(plain, () => undefined);
    if (logical.kind === 'decimal')
      return thrift.struct(5, () => {
        thrift.i32(1, logical.scale);
        thrift.i32(2, logical.precision);
      });
    if (logical.kind === 'integer')
      return thrift.struct(10, () => {
        thrift.i8(1, logical.bitWidth);
        thrift.bool(2, logical.isSigned);
      });
    if (logical.kind === 'time' || logical.kind === 'timestamp')
      thrift.struct(logical.kind === 'time' ? 7 : 8, () => {
        thrift.bool(1, logical.isUtc);
        thrift.struct(2, () => thrift.struct(unitIds[logical.unit], () => undefined));
      });
  }

  #rowGroup(
    { chunks, rowCount }: WrittenRowGroup,
    index: number,
    places: ReadonlyMap<WrittenChunk, ChunkPlaces>,
  ): void {
    const thrift = this.#thrift;
    const sizes = chunks.map(chunkBytes);
    thrift.structs(1, chunks, (chunk, at) => this.#columnChunk(chunk, places.get(chunk)!, sizes[at]!));
    thrift.i64(
      2,
      sizes.reduce((sum, { uncompressed }) => sum + uncompressed, 0),
    );
    thrift.i64(3, rowCount);
    thrift.i64(5, firstOffset(chunks[0]!));
    thrift.i64(
      6,
      sizes.reduce((sum, { compressed }) => sum + compressed, 0),
    );
    thrift.i16(7, index);
  }

  #columnChunk(chunk: WrittenChunk, { columnIndex, offsetIndex, bloomFilter }: ChunkPlaces, size: ChunkBytes): void {
    const thrift = this.#thrift;
    thrift.i64(2, 0);
    thrift.struct(3, () => this.#columnMetadata(chunk, bloomFilter, size));
    thrift.i64(4, offsetIndex.offset);
    thrift.i32(5, offsetIndex.byteLength);
    if (!columnIndex) return;
    thrift.i64(6, columnIndex.offset);
    thrift.i32(7, columnIndex.byteLength);
  }

  #columnMetadata(chunk: WrittenChunk, bloomFilter: Place | undefined, size: ChunkBytes): void {
    const thrift = this.#thrift;
    const { leaf, pages, dictionaryPage } = chunk;
    thrift.i32(1, physicalTypes.indexOf(leaf.physical));
    thrift.i32s(2, chunk.encodings);
    thrift.texts(3, leaf.path);
    thrift.i32(4, codecNames.indexOf(this.#codec));
    thrift.i64(5, chunk.entryCount);
    thrift.i64(6, size.uncompressed);
    thrift.i64(7, size.compressed);
    thrift.i64(9, pages[0]!.offset);
    if (dictionaryPage) thrift.i64(11, dictionaryPage.offset);
    thrift.struct(12, () => this.#statistics(chunk));
    const stats = [
      ...(dictionaryPage ? [{ page: pageTypes.dictionary, encoding: encoding.plain, count: 1 }] : []),
      { page: pageTypes.data, encoding: chunk.dataEncoding, count: pages.length },
    ];
    thrift.structs(13, stats, (entry) => {
      thrift.i32(1, entry.page);
      thrift.i32(2, entry.encoding);
      thrift.i32(3, entry.count);
    });
    if (!bloomFilter) return;
    thrift.i64(14, bloomFilter.offset);
    thrift.i32(15, bloomFilter.byteLength);
  }

  #statistics({ leaf, bounds, nullCount, distinctCount }: WrittenChunk): void {
    const thrift = this.#thrift;
    // Before the orders of types were defined, numbers had the fields 1 and 2; some readers know no others.
    if (bounds?.max && isOrderedAlways(leaf.physical)) {
      thrift.binary(1, bounds.max);
      thrift.binary(2, bounds.min);
    }
    thrift.i64(3, nullCount);
    if (distinctCount !== undefined) thrift.i64(4, distinctCount);
    if (bounds) this.#bounds(bounds);
  }

  #bounds({ min, max, isMinExact, isMaxExact }: Bounds): void {
    if (max) this.#thrift.binary(5, max);
    this.#thrift.binary(6, min);
    if (max) this.#thrift.bool(7, isMaxExact);
    this.#thrift.bool(8, isMinExact);
  }
}

const isOrderedAlways = (physical: string): boolean => physical !== 'BYTE_ARRAY' && physical !== 'FIXED_LEN_BYTE_ARRAY';

interface ChunkBytes {
  readonly compressed: number;
  readonly uncompressed: number;
}

function chunkBytes({ pages, dictionaryPage }: WrittenChunk): ChunkBytes {
  const all = [...(dictionaryPage ? [dictionaryPage] : []), ...pages];
  return {
    compressed: all.reduce((sum, { byteLength }) => sum + byteLength, 0),
    uncompressed: all.reduce((sum, { uncompressedBytes }) => sum + uncompressedBytes, 0),
  };
}

const firstOffset = ({ dictionaryPage, pages }: WrittenChunk): number => (dictionaryPage ?? pages[0]!).offset;

// LogicalType's members without parameters, and TimeUnit's.
const plainLogicalIds: Partial<Record<LogicalType['kind'], number>> = {
  string: 1,
  map: 2,
  list: 3,
  date: 6,
  json: 12,
  uuid: 14,
};
const unitIds = { millis: 1, micros: 2, nanos: 3 } as const;

/** Gives the older ConvertedType, for readers that do not know logical types. */
function convertedType(logical: LogicalType): number | undefined {
  switch (logical.kind) {
    case 'string':
      return 0;
    case 'map':
      return 1;
    case 'list':
      return 3;
    case 'decimal':
      return 5;
    case 'date':
      return 6;
    case 'json':
      return 19;
    case 'integer':
      return { 8: 15, 16: 16, 32: 17, 64: 18 }[logical.bitWidth];
    case 'time':
      return logical.unit === 'millis' ? 7 : logical.unit === 'micros' ? 8 : undefined;
    case 'timestamp':
      // It always meant instants.
      return !logical.isUtc || logical.unit === 'nanos' ? undefined : logical.unit === 'millis' ? 9 : 10;
    default:
      return undefined;
  }
}
