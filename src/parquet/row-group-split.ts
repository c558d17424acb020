import type { Domain } from '../types/domain.js';
import type { SqlType } from '../types/sql-type.js';
import type { SqlValue } from '../types/sql-value.js';
import type { ChunkDirectory } from './chunk-directory.js';
import type { LeafColumn, SchemaNode } from './schema.js';

/** One column that a scan wants from a row group: a top-level field of the file, read as the table's type. */
export interface SplitColumn {
  readonly name: string;
  readonly type: SqlType;
  /** The values that the scan is about at the most, for leaving out pages; undefined: all. */
  readonly domain?: Domain | undefined;
  /** Undefined when the column is not read from the file: every row has `value`. */
  readonly field: SchemaNode | undefined;
  /** NULL when absent. */
  readonly value?: SqlValue | undefined;
  /** Every row has its number in the file. */
  readonly isRowNumber: boolean;
  /** The leaves of `field` in order. */
  readonly leaves: readonly LeafColumn[];
}

/** All that a worker needs to read columns of one row group; survives structuredClone, which keeps what splits have in common. */
export interface RowGroupSplit {
  readonly file: ChunkDirectory;
  /** The file's name in the page cache. */
  readonly fileId: number;
  readonly rowGroupIndex: number;
  readonly rowCount: number;
  /** How many rows the file has before these. */
  readonly firstRow: number;
  readonly columns: readonly SplitColumn[];
  /** The first of its file's splits: counts for the file. */
  readonly beginsFile: boolean;
}
