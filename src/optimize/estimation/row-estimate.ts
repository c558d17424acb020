import type { SqlType } from '../../types/sql-type.js';

/** What is guessed of a column at a place of the plan. */
export interface ColumnEstimate {
  readonly type: SqlType;
  readonly distinctCount: number;
  /** Distinct values before conditions on other columns dropped rows, and whether they were as many as the rows. */
  readonly origin: ColumnOrigin;
  /** The count was read from statistics or follows from them, not made up. */
  readonly isKnown: boolean;
  /** On the line of `positionOf`. */
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly nullFraction: number;
  readonly bytes: number;
}

/** What a column held where it came from: a table, or a grouping. */
export interface ColumnOrigin {
  readonly distinctCount: number;
  readonly rowCount: number;
  readonly isKey: boolean;
}

/** What is guessed of the rows at a place of the plan; columns by id. */
export interface RowEstimate {
  readonly rowCount: number;
  readonly columns: ReadonlyMap<number, ColumnEstimate>;
}

/** A column of which nothing is known. */
export function unknownColumn(type: SqlType, rowCount: number): ColumnEstimate {
  const distinctCount = type.kind === 'boolean' ? 2 : Math.max(1, Math.min(rowCount, rowCount ** 0.75));
  const origin = originOf(distinctCount, rowCount);
  return { type, distinctCount, origin, isKnown: false, nullFraction: 0.02, bytes: bytesOf(type) };
}

/** A column where it begins: a key when it has nearly as many values as rows. */
export const originOf = (distinctCount: number, rowCount: number): ColumnOrigin => ({
  distinctCount,
  rowCount,
  isKey: rowCount > 1 && distinctCount >= keyPartMin * rowCount,
});

const keyPartMin = 0.9;

/** The width that values of a type usually have in memory. */
export function bytesOf(type: SqlType): number {
  switch (type.kind) {
    case 'boolean':
    case 'tinyint':
      return 1;
    case 'smallint':
      return 2;
    case 'integer':
    case 'real':
    case 'date':
      return 4;
    case 'decimal':
      return type.precision > 18 ? 16 : 8;
    case 'varchar':
    case 'char':
    case 'varbinary':
      return 16 + Math.min('length' in type ? (type.length ?? 24) : 24, 48) / 2;
    case 'array':
    case 'map':
    case 'row':
    case 'json':
      return 64;
    default:
      return 8;
  }
}

/** The distinct values that are left of `distinctCount` when a part of the rows is kept at random. */
export function distinctAfter(distinctCount: number, rowsBefore: number, rowsAfter: number): number {
  if (rowsAfter >= rowsBefore || distinctCount <= 1) return Math.max(1, Math.min(distinctCount, rowsAfter));
  const kept = rowsAfter / rowsBefore;
  const perValue = Math.max(1, rowsBefore / distinctCount);
  return Math.max(1, Math.min(rowsAfter, distinctCount * (1 - (1 - kept) ** perValue)));
}

/** The estimate with another number of rows, of which nothing special is known. */
export function withRowCount(estimate: RowEstimate, rowCount: number): RowEstimate {
  const rows = Math.max(rowCount, 0);
  const columns = new Map<number, ColumnEstimate>();
  for (const [id, column] of estimate.columns)
    columns.set(id, { ...column, distinctCount: distinctAfter(column.distinctCount, estimate.rowCount, rows) });
  return { rowCount: rows, columns };
}
