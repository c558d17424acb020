import { compareValues } from '../types/compare-values.js';
import { type SqlType, sameType } from '../types/sql-type.js';
import type { SqlValue } from '../types/sql-value.js';
import { columnChunk, type ParquetFile } from './file-metadata.js';
import type { LeafColumn } from './schema.js';
import { type ChunkStatistics, chunkStatistics } from './statistics.js';

/** What a file's footer tells of a column of single values in all of its row groups together. */
export interface FileStatistics extends Omit<ChunkStatistics, 'distinctCount'> {
  readonly uncompressedBytes: number;
}

const known = new WeakMap<ParquetFile, Map<number, { readonly type: SqlType; readonly statistics: FileStatistics }>>();

/** Puts together the statistics of a leaf's chunks, once for a footer. */
export function fileStatistics(file: ParquetFile, leaf: LeafColumn, type: SqlType): FileStatistics {
  const ofFile = known.get(file) ?? new Map<number, { type: SqlType; statistics: FileStatistics }>();
  known.set(file, ofFile);
  const before = ofFile.get(leaf.firstLeaf);
  if (before && sameType(before.type, type)) return before.statistics;
  const statistics = combine(file, leaf, type);
  ofFile.set(leaf.firstLeaf, { type, statistics });
  return statistics;
}

function combine(file: ParquetFile, leaf: LeafColumn, type: SqlType): FileStatistics {
  let [min, max]: (SqlValue | undefined)[] = [undefined, undefined];
  let nullCount: number | undefined = 0;
  let [uncompressedBytes, rowCount] = [0, 0];
  let [hasNull, isOnlyNull, mayHaveNaN] = [false, true, false];
  let [hasMin, hasMax, isMinExact, isMaxExact] = [true, true, true, true];
  for (let index = 0; index < file.rowGroupCount; index++) {
    const chunk = columnChunk(file, index, leaf.firstLeaf);
    const own = chunkStatistics(leaf, chunk, type);
    uncompressedBytes += chunk.uncompressedBytes;
    rowCount += own.rowCount;
    nullCount = nullCount === undefined || own.nullCount === undefined ? undefined : nullCount + own.nullCount;
    hasNull ||= own.hasNull;
    mayHaveNaN ||= own.mayHaveNaN === true;
    if (own.isOnlyNull || own.rowCount === 0) continue;
    isOnlyNull = false;
    isMinExact &&= own.isMinExact;
    isMaxExact &&= own.isMaxExact;
    if (own.min === undefined) hasMin = false;
    else if (min === undefined || compareValues(own.min, min, type) < 0) min = own.min;
    if (own.max === undefined) hasMax = false;
    else if (max === undefined || compareValues(own.max, max, type) > 0) max = own.max;
  }
  return {
    min: hasMin ? min : undefined,
    max: hasMax ? max : undefined,
    rowCount,
    nullCount,
    hasNull,
    isOnlyNull: isOnlyNull && rowCount > 0,
    mayHaveNaN,
    isMinExact,
    isMaxExact,
    uncompressedBytes,
  };
}
