import { parseHiveType } from '../types/hive-type.js';
import type { SqlType } from '../types/sql-type.js';

/** The catalog that a lake's own databases are in, and the database that always is. */
export const catalogName = 'awsdatacatalog';
export const defaultDatabase = 'default';

/** Properties kept as given, also the unknown ones. */
export type Parameters = Readonly<Record<string, string>>;

/** What an importer gave beside what we know, kept as it came. */
export type OtherFields = Readonly<Record<string, unknown>>;

/** A database of the catalog. */
export interface CatalogDatabase {
  readonly name: string;
  readonly location?: string | undefined;
  readonly description?: string | undefined;
  readonly parameters: Parameters;
  readonly owner?: string | undefined;
  readonly createMillis?: number | undefined;
  readonly others?: OtherFields | undefined;
}

/** A column of a table. Its type is the text that Glue keeps, in Hive's spelling; columnType reads it. */
export interface CatalogColumn {
  readonly name: string;
  readonly type: string;
  readonly comment?: string | undefined;
  readonly parameters?: Parameters | undefined;
}

/** Which class reads and writes the rows of a table's files, and its settings. */
export interface Serde {
  readonly name?: string | undefined;
  readonly library?: string | undefined;
  readonly parameters: Parameters;
}

/** A column that the files of a bucketed table are sorted by. */
export interface SortColumn {
  readonly column: string;
  readonly order: 'ASC' | 'DESC';
}

/** Where the files of a table or partition are and what is in them: Glue's StorageDescriptor. */
export interface StorageDescriptor {
  readonly columns: readonly CatalogColumn[];
  /** Folder or prefix of the files; absent of views. */
  readonly location?: string | undefined;
  /** More folders, files or patterns of the same table. */
  readonly additionalLocations?: readonly string[] | undefined;
  readonly inputFormat?: string | undefined;
  readonly outputFormat?: string | undefined;
  readonly serde: Serde;
  readonly compressed?: boolean | undefined;
  readonly bucketCount?: number | undefined;
  readonly bucketColumns?: readonly string[] | undefined;
  readonly sortColumns?: readonly SortColumn[] | undefined;
  readonly parameters?: Parameters | undefined;
  readonly others?: OtherFields | undefined;
}

/** Says what a table is: its files are another's, the lake's own, or it is a view. */
export type TableType = 'EXTERNAL_TABLE' | 'MANAGED_TABLE' | 'VIRTUAL_VIEW';

/** A table or view as its maker describes it. */
export interface TableDefinition {
  readonly database: string;
  readonly name: string;
  /** Another text than a TableType is kept, and means an external table. */
  readonly tableType?: TableType | (string & {}) | undefined;
  readonly storage: StorageDescriptor;
  readonly partitionKeys: readonly CatalogColumn[];
  readonly parameters: Parameters;
  readonly owner?: string | undefined;
  readonly description?: string | undefined;
  readonly retention?: number | undefined;
  readonly viewOriginalText?: string | undefined;
  readonly viewExpandedText?: string | undefined;
  readonly others?: OtherFields | undefined;
}

/** A table as the catalog holds it. */
export interface CatalogTable extends TableDefinition {
  /** Never used again, also when a table of the same name is made. */
  readonly id: number;
  /** Counts up with each update, over all tables of a lake: an update names the version that it was made from. */
  readonly version: number;
  readonly createMillis: number;
  readonly updateMillis: number;
  /** How many partitions the catalog holds of it. */
  readonly partitionCount: number;
}

/** A partition as its maker describes it: one value a partition key, in the order of the keys, as text. */
export interface PartitionDefinition {
  readonly values: readonly string[];
  /** A snapshot of what the table's was when the partition was made, with a location of its own. */
  readonly storage: StorageDescriptor;
  readonly parameters: Parameters;
  readonly others?: OtherFields | undefined;
}

/** A partition as the catalog holds it. */
export interface CatalogPartition extends PartitionDefinition {
  readonly id: number;
  readonly createMillis: number;
}

/** What is known of a column's values; numbers of rows and bytes are the parameters of the table or partition. */
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

/** The value of a partition key that is NULL, in the catalog and in names of folders. */
export const nullPartitionValue = '__HIVE_DEFAULT_PARTITION__';

const typesMax = 10_000;
const types = new Map<string, SqlType>();

/** Gives the SQL type of a column. Throws TYPE_NOT_FOUND for a text that is no type. */
export function columnType({ type }: Pick<CatalogColumn, 'type'>): SqlType {
  const known = types.get(type);
  if (known) return known;
  const parsed = parseHiveType(type);
  if (types.size >= typesMax) types.clear();
  types.set(type, parsed);
  return parsed;
}

/** Tells a view from a table with files. */
export const isView = ({ tableType }: Pick<TableDefinition, 'tableType'>): boolean => tableType === 'VIRTUAL_VIEW';
