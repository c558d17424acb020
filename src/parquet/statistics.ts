import type { ValueStatistics } from '../types/domain.js';
import { type SqlType, sameType } from '../types/sql-type.js';
import type { SqlValue } from '../types/sql-value.js';
import type { ColumnChunk, RawBounds } from './column-chunk.js';
import { type PhysicalValue, physicalValue, tableValue } from './plain-value.js';
import type { LeafColumn, SchemaNode } from './schema.js';

/** What a file tells of the values of one column in one row group or page, as values of the table's type. */
export interface ChunkStatistics extends ValueStatistics {
  readonly rowCount: number;
  /** Undefined: not known. */
  readonly nullCount: number | undefined;
  readonly distinctCount: number | undefined;
  /** The bounds are values that are there, so that min() and max() can be answered from them. */
  readonly isMinExact: boolean;
  readonly isMaxExact: boolean;
}

/** Decodes the statistics of a chunk of a column of single values that is read as `type`. */
export function chunkStatistics(leaf: LeafColumn, chunk: ColumnChunk, type: SqlType): ChunkStatistics {
  const before = known.get(chunk);
  if (before && sameType(before.type, type)) return before.statistics;
  const statistics = boundsStatistics(leaf, type, chunk.bounds, chunk.valueCount);
  known.set(chunk, { type, statistics });
  return statistics;
}

const known = new WeakMap<ColumnChunk, { readonly type: SqlType; readonly statistics: ChunkStatistics }>();

/** Decodes bounds of `rowCount` rows. */
export function boundsStatistics(
  leaf: LeafColumn,
  type: SqlType,
  bounds: RawBounds,
  rowCount: number,
): ChunkStatistics {
  const { nullCount, distinctCount } = bounds;
  const isOnlyNull = rowCount > 0 && nullCount === rowCount;
  const { min, max } = isOnlyNull ? {} : decodeBounds(leaf, type, bounds);
  // Texts may be truncated, and a writer that does not say so may have done it.
  const isText = leaf.physical === 'BYTE_ARRAY';
  return {
    min,
    max,
    rowCount,
    hasNull: leaf.maxDefinitionLevel > 0 && nullCount !== 0,
    isOnlyNull,
    mayHaveNaN: leaf.physical === 'FLOAT' || leaf.physical === 'DOUBLE' || leaf.logical?.kind === 'float16',
    nullCount: leaf.maxDefinitionLevel === 0 ? 0 : nullCount < 0 ? undefined : nullCount,
    distinctCount: distinctCount < 0 ? undefined : distinctCount,
    isMinExact: min !== undefined && (isText ? bounds.isMinExact : true),
    isMaxExact: max !== undefined && (isText ? bounds.isMaxExact : true),
  };
}

/** Gives the statistics of a column that the file does not have. */
export const absentStatistics = (rowCount: number): ChunkStatistics => ({
  rowCount,
  hasNull: true,
  isOnlyNull: true,
  nullCount: rowCount,
  distinctCount: 0,
  isMinExact: false,
  isMaxExact: false,
});

function decodeBounds(
  leaf: LeafColumn,
  type: SqlType,
  bounds: RawBounds,
): { min?: SqlValue | undefined; max?: SqlValue | undefined } {
  if (!isOrdered(leaf, bounds.areDeprecated)) return {};
  const low = bounds.min && physicalValue(leaf, bounds.min);
  const high = bounds.max && physicalValue(leaf, bounds.max);
  // A writer that let NaN into the bounds compared with it, so neither bound means anything.
  if (Number.isNaN(low) || Number.isNaN(high)) return {};
  return { min: boundValue(leaf, type, low, 'low'), max: boundValue(leaf, type, high, 'high') };
}

function boundValue(
  leaf: LeafColumn,
  type: SqlType,
  value: PhysicalValue | undefined,
  end: 'low' | 'high',
): SqlValue | undefined {
  if (value === undefined) return undefined;
  // Padding is compared as if it were there, bytes below a space are not.
  if (type.kind === 'char') return undefined;
  return tableValue(leaf, type, value, end);
}

// Whether the order of the file's bounds is that of the values.
function isOrdered(leaf: LeafColumn, areDeprecated: boolean): boolean {
  const { logical } = leaf;
  switch (leaf.physical) {
    case 'INT96':
      return false;
    case 'BYTE_ARRAY':
    case 'FIXED_LEN_BYTE_ARRAY':
      return !areDeprecated && logical?.kind !== 'interval' && logical?.kind !== 'variant';
    default:
      return !(areDeprecated && logical?.kind === 'integer' && !logical.isSigned);
  }
}

/** Tells whether a field has one value a row, for which a file's statistics, pages and bloom filters speak. */
export const isSingleValued = (field: SchemaNode): field is LeafColumn =>
  field.physical !== undefined && field.repetition !== 'repeated';
