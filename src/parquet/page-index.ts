import type { BlockingFile } from '../storage/file.js';
import type { SqlType } from '../types/sql-type.js';
import type { ColumnChunk } from './column-chunk.js';
import { inFile } from './malformed-file.js';
import type { LeafColumn } from './schema.js';
import { boundsStatistics, type ChunkStatistics } from './statistics.js';
import { ThriftReader, thriftType } from './thrift-compact.js';

/**
 * The page index (https://parquet.apache.org/docs/file-format/pageindex/): where each data page of a chunk starts, and the
 * bounds of its values.
 */
export interface IndexedPage {
  readonly offset: number;
  readonly compressedBytes: number;
  readonly firstRow: number;
  readonly statistics: ChunkStatistics;
}

const indexBytesMax = 64 << 20;

/** Reads the page index of a chunk of single values; undefined when the file has none. @throws HIVE_BAD_DATA */
export function readPageIndex(
  file: BlockingFile,
  leaf: LeafColumn,
  chunk: ColumnChunk,
  rowCount: number,
  type: SqlType,
): IndexedPage[] | undefined {
  const { columnIndexOffset, columnIndexBytes, offsetIndexOffset, offsetIndexBytes } = chunk;
  if (columnIndexOffset < 0 || offsetIndexOffset < 0) return undefined;
  if (columnIndexBytes <= 0 || offsetIndexBytes <= 0) return undefined;
  if (columnIndexBytes > indexBytesMax || offsetIndexBytes > indexBytesMax) return undefined;
  const placesBytes = new Uint8Array(offsetIndexBytes);
  file.readInto(placesBytes, 0, offsetIndexOffset, offsetIndexBytes);
  const boundsBytes = new Uint8Array(columnIndexBytes);
  file.readInto(boundsBytes, 0, columnIndexOffset, columnIndexBytes);
  try {
    return indexedPages(decodePlaces(placesBytes), decodeColumnIndex(boundsBytes), leaf, rowCount, type);
  } catch (error) {
    throw inFile(file.location, error);
  }
}

function indexedPages(
  places: readonly PagePlace[],
  bounds: ColumnIndex,
  leaf: LeafColumn,
  rowCount: number,
  type: SqlType,
): IndexedPage[] | undefined {
  const count = places.length;
  if (bounds.mins.length !== count || bounds.maxes.length !== count || bounds.nullPages.length !== count)
    return undefined;
  return places.map((place, index) => {
    const end = places[index + 1]?.firstRow ?? rowCount;
    const pageRows = Math.max(0, end - place.firstRow);
    const isNullPage = bounds.nullPages[index]!;
    const raw = {
      min: isNullPage ? undefined : bounds.mins[index],
      max: isNullPage ? undefined : bounds.maxes[index],
      isMinExact: false,
      isMaxExact: false,
      areDeprecated: false,
      nullCount: isNullPage ? pageRows : (bounds.nullCounts?.[index] ?? -1),
      distinctCount: -1,
    };
    return { ...place, statistics: boundsStatistics(leaf, type, raw, pageRows) };
  });
}

interface PagePlace {
  readonly offset: number;
  readonly compressedBytes: number;
  readonly firstRow: number;
}

function decodePlaces(bytes: Uint8Array): PagePlace[] {
  const reader = new ThriftReader(bytes);
  const places: PagePlace[] = [];
  for (let id = 0; reader.nextField(id); ) {
    id = reader.fieldId;
    if (id !== 1) {
      reader.skipField();
      continue;
    }
    for (let left = reader.list(thriftType.struct); left > 0; left--) {
      const values = [0, 0, 0, 0];
      for (let field = 0; reader.nextField(field); ) {
        field = reader.fieldId;
        if (field <= 3) values[field] = reader.int();
        else reader.skipField();
      }
      const place = { offset: values[1]!, compressedBytes: values[2]!, firstRow: values[3]! };
      if (place.firstRow < (places.at(-1)?.firstRow ?? 0)) throw reader.malformed('pages are out of order');
      places.push(place);
    }
  }
  return places;
}

interface ColumnIndex {
  nullPages: boolean[];
  mins: Uint8Array[];
  maxes: Uint8Array[];
  nullCounts: number[] | undefined;
}

function decodeColumnIndex(bytes: Uint8Array): ColumnIndex {
  const reader = new ThriftReader(bytes);
  const index: ColumnIndex = { nullPages: [], mins: [], maxes: [], nullCounts: undefined };
  for (let id = 0; reader.nextField(id); ) {
    id = reader.fieldId;
    if (id === 1) index.nullPages = decodeBooleans(reader);
    else if (id === 2) index.mins = decodeBinaries(reader);
    else if (id === 3) index.maxes = decodeBinaries(reader);
    else if (id === 5) index.nullCounts = Array.from({ length: reader.list(thriftType.i64) }, () => reader.int());
    else reader.skipField();
  }
  return index;
}

const decodeBinaries = (reader: ThriftReader): Uint8Array[] =>
  Array.from({ length: reader.list(thriftType.binary) }, () => reader.binary());

// Writers disagree on the type number of a boolean element; its value is 1 for true either way.
function decodeBooleans(reader: ThriftReader): boolean[] {
  const count = reader.listOf([thriftType.true, thriftType.false]);
  return Array.from({ length: count }, () => reader.byte() === thriftType.true);
}

/** A run of rows of a row group. */
export interface RowRange {
  readonly firstRow: number;
  readonly endRow: number;
}

/** Gives all rows of a row group. */
export const allRows = (rowCount: number): RowRange[] => (rowCount === 0 ? [] : [{ firstRow: 0, endRow: rowCount }]);

/** Gives the rows of the pages that `mayMatch` lets through, neighbours joined. */
export function matchingRows(
  pages: readonly IndexedPage[],
  rowCount: number,
  mayMatch: (statistics: ChunkStatistics) => boolean,
): RowRange[] {
  const ranges: RowRange[] = [];
  pages.forEach((page, index) => {
    if (!mayMatch(page.statistics)) return;
    const endRow = pages[index + 1]?.firstRow ?? rowCount;
    const last = ranges.at(-1);
    if (last?.endRow === page.firstRow) ranges[ranges.length - 1] = { firstRow: last.firstRow, endRow };
    else if (endRow > page.firstRow) ranges.push({ firstRow: page.firstRow, endRow });
  });
  return ranges;
}

/** Gives the rows that are in both lists of ranges. */
export function intersectRows(a: readonly RowRange[], b: readonly RowRange[]): RowRange[] {
  const ranges: RowRange[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const [left, right] = [a[i]!, b[j]!];
    const firstRow = Math.max(left.firstRow, right.firstRow);
    const endRow = Math.min(left.endRow, right.endRow);
    if (firstRow < endRow) ranges.push({ firstRow, endRow });
    if (left.endRow < right.endRow) i++;
    else j++;
  }
  return ranges;
}
