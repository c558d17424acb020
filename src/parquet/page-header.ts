import { ThriftReader, thriftType } from './thrift-compact.js';

/** Numbers the kinds of pages. */
export const pageType = { data: 0, index: 1, dictionary: 2, dataV2: 3 } as const;

/** What parquet.thrift's struct PageHeader says. */
export interface PageHeader {
  readonly type: number;
  /** Bytes of the header itself. */
  readonly headerBytes: number;
  readonly compressedBytes: number;
  readonly uncompressedBytes: number;
  /** Checksum of the compressed bytes, when the writer gave one. */
  readonly crc: number | undefined;
  /** Values with NULLs; entries of a dictionary page. */
  readonly valueCount: number;
  readonly encoding: number;
  readonly definitionEncoding: number;
  readonly repetitionEncoding: number;
  /** Only of a data page V2: bytes of the levels, which are never compressed. */
  readonly definitionBytes: number;
  readonly repetitionBytes: number;
  /** −1: not told. */
  readonly nullCount: number;
  /** Rows of a data page V2; −1: not told. */
  readonly rowCount: number;
  readonly isCompressed: boolean;
}

type Facts = { -readonly [K in keyof PageHeader]: PageHeader[K] };

/** Decodes the page header at `position`. @throws HIVE_BAD_DATA when it is damaged or does not end before `end` */
export function decodePageHeader(bytes: Uint8Array, position: number, end: number): PageHeader {
  const reader = new ThriftReader(bytes, position, end);
  const header: Facts = {
    type: -1,
    headerBytes: 0,
    compressedBytes: -1,
    uncompressedBytes: -1,
    crc: undefined,
    valueCount: -1,
    encoding: -1,
    definitionEncoding: 3,
    repetitionEncoding: 3,
    definitionBytes: 0,
    repetitionBytes: 0,
    nullCount: -1,
    rowCount: -1,
    isCompressed: true,
  };
  for (let id = 0; reader.nextField(id); ) {
    id = reader.fieldId;
    if (id === 1) header.type = reader.int();
    else if (id === 2) header.uncompressedBytes = reader.int();
    else if (id === 3) header.compressedBytes = reader.int();
    else if (id === 4) header.crc = reader.int() >>> 0;
    else if ((id === 5 || id === 7 || id === 8) && reader.fieldType === thriftType.struct)
      decodeKind(reader, header, id === 8);
    else reader.skipField();
  }
  header.headerBytes = reader.position - position;
  if (header.compressedBytes < 0 || header.uncompressedBytes < 0)
    throw reader.malformed('a page header lacks the sizes of the page, or they are negative');
  if (header.type !== pageType.index && header.valueCount < 0)
    throw reader.malformed('a page header lacks the count of values, or it is negative');
  return header;
}

// DataPageHeader, DictionaryPageHeader and DataPageHeaderV2 start with the count of values.
function decodeKind(reader: ThriftReader, header: Facts, isV2: boolean): void {
  for (let id = 0; reader.nextField(id); ) {
    id = reader.fieldId;
    if (id === 1) header.valueCount = reader.int();
    else if (isV2) decodeV2Field(reader, header, id);
    else if (id === 2) header.encoding = reader.int();
    else if (id === 3 && reader.fieldType === thriftType.i32) header.definitionEncoding = reader.int();
    else if (id === 4 && reader.fieldType === thriftType.i32) header.repetitionEncoding = reader.int();
    else reader.skipField();
  }
}

function decodeV2Field(reader: ThriftReader, header: Facts, id: number): void {
  if (id === 2) header.nullCount = reader.int();
  else if (id === 3) header.rowCount = reader.int();
  else if (id === 4) header.encoding = reader.int();
  else if (id === 5) header.definitionBytes = reader.int();
  else if (id === 6) header.repetitionBytes = reader.int();
  else if (id === 7) header.isCompressed = reader.bool();
  else reader.skipField();
}
