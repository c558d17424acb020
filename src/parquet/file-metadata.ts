import type { SqlType } from '../types/sql-type.js';
import type { ColumnChunk } from './column-chunk.js';
import type { RowGroupSplit } from './row-group-split.js';
import type { LeafColumn, SchemaNode } from './schema.js';

/** What a file's footer says, compact enough to keep for many files; survives structuredClone. */
export interface ParquetFile {
  readonly location: string;
  readonly byteLength: number;
  readonly createdBy: string;
  readonly rowCount: number;
  /** The root group; its children are the file's columns. */
  readonly schema: SchemaNode;
  readonly leaves: readonly LeafColumn[];
  readonly rowGroupCount: number;
  /** Rows of each row group. */
  readonly rowGroupRows: Float64Array;
}

/** Names a column wanted from a file and the type that the table gives it. */
export interface WantedColumn {
  readonly name: string;
  readonly type: SqlType;
}

export type { ColumnChunk, RowGroupSplit };
