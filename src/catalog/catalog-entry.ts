import type { SqlType } from '../types/sql-type.js';

/** The catalog that a lake's own databases are in, and the database that always is. */
export const catalogName = 'awsdatacatalog';
export const defaultDatabase = 'default';

/** A database of the catalog. */
export interface CatalogDatabase {
  readonly name: string;
  readonly location?: string | undefined;
  readonly description?: string | undefined;
  /** Kept as given, also the unknown ones. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** A column of a table. */
export interface CatalogColumn {
  readonly name: string;
  readonly type: SqlType;
  readonly comment?: string | undefined;
}

/** A table as its maker describes it. */
export interface TableDefinition {
  readonly database: string;
  readonly name: string;
  /** Folder or prefix of its files. */
  readonly location: string;
  readonly format: 'parquet';
  readonly columns: readonly CatalogColumn[];
  readonly partitionKeys: readonly CatalogColumn[];
  readonly owner?: string | undefined;
  readonly description?: string | undefined;
  /** Kept as given, also the unknown ones. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** A table as the catalog holds it. */
export interface CatalogTable extends TableDefinition {
  /** Counts up with each update, over all tables of a name: an update names the version that it was made from. */
  readonly version: number;
  readonly createMillis: number;
  readonly updateMillis: number;
}

/** What is known of a column's values; numbers of rows and bytes are the table's parameters. */
export interface ColumnStatistics {
  readonly column: string;
  readonly nullCount?: number | undefined;
  readonly distinctCount?: number | undefined;
  /** As SQL text of the column's type. */
  readonly min?: string | undefined;
  readonly max?: string | undefined;
  readonly averageBytes?: number | undefined;
  readonly analyzeMillis: number;
}
