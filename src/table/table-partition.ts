import type { SqlValue } from '../types/sql-value.js';
import type { FileFormat } from './file-format.js';
import type { TableColumn } from './table-column.js';

/** One partition of a table, or the whole of a table without: where its files are, and what is in them. */
export interface TablePartition {
  /** Its keys in Hive's layout, `ds=2024-01-01/country=US`; empty for a table without keys. */
  readonly name: string;
  /** What the table's keys are in every row, in their order. */
  readonly keyValues: readonly SqlValue[];
  /** Folders; files and patterns of fast-glob too for tables that were not made by DDL. */
  readonly locations: readonly string[];
  readonly format: FileFormat;
  /** Columns as the partition declares them; undefined: as the table does. */
  readonly columns?: readonly TableColumn[] | undefined;
}

/** The partitions of a table that a query needs. */
export interface ChosenPartitions {
  readonly partitions: readonly TablePartition[];
  /** How many the table has; 0 for a table without partition keys. */
  readonly partitionsTotal: number;
}
