import type { TableAccess } from '../access/table-access.js';
import type { LakeError } from '../base/lake-error.js';
import type { TableReference } from '../plan/logical-plan.js';
import type { Query } from '../sql/ast.js';
import type { SqlType } from '../types/sql-type.js';
import type { SqlValue } from '../types/sql-value.js';

/** A table's full name in lower case. */
export interface TableName {
  readonly catalog: string;
  readonly schema: string;
  readonly name: string;
}

/** A column of a table; hidden ones (`$path`) are found by name but not by `*`. */
export interface ColumnMetadata {
  readonly name: string;
  readonly type: SqlType;
  readonly comment?: string | undefined;
  readonly hidden?: boolean | undefined;
}

/** What the binder needs to know of a table. */
export interface TableMetadata {
  readonly reference: TableReference;
  readonly columns: readonly ColumnMetadata[];
  /** What the principal may do to it; undefined: all. */
  readonly access?: TableAccess | undefined;
}

/** What the binder needs to know of a view. */
export interface ViewMetadata {
  /** The query, or why its text cannot be read. */
  readonly query: Query | LakeError;
  /** The text of the query. */
  readonly sql: string;
  /** What unqualified names in the query mean. */
  readonly catalog: string;
  readonly schema: string;
  /** As they were when the view was made. */
  readonly columns: readonly ColumnMetadata[];
  readonly runAsInvoker: boolean;
  readonly owner: string | undefined;
  readonly comment: string | undefined;
  /** What the view's query is bound with where the owner's rights count in it: the principal learns nothing but the view's rows. */
  readonly definer?: Metadata | undefined;
  /** What the principal may do to it; undefined: all. */
  readonly access?: TableAccess | undefined;
}

/** Tells whether a statement may want a row whose column has a text. */
export type WantedTexts = (column: string, text: string) => boolean;

/** Whole numbers between two, both with them; undefined: any. */
export interface WantedRange {
  readonly min?: bigint | undefined;
  readonly max?: bigint | undefined;
}

/** Tells between which numbers, or milliseconds since 1970, a statement may want a column's values. */
export type WantedRanges = (column: string) => WantedRange;

/** Rows that are known, or where they are too many for a plan a table that will have them when the plan is run: moments at UTC, without zones. */
export type KnownRows =
  | { readonly rows: readonly (readonly SqlValue[])[]; readonly table?: undefined }
  | { readonly rows?: undefined; readonly table: TableReference };

/** A table that tells of the lake: its rows are known before the statement runs. */
export interface RowsMetadata {
  readonly columns: readonly ColumnMetadata[];
  /** Gives the rows, at least those that are wanted. */
  rows(isWanted: WantedTexts, rangeOf: WantedRanges): KnownRows;
}

/** A table or view that a bound query reads. */
export interface TableRead {
  /** Of files without a table: no catalog, and their pattern for a name. */
  readonly table: TableName;
  readonly isView: boolean;
  /** The columns that the query uses. */
  readonly columns: readonly string[];
  /** Not all rows, or values, exist for the principal. */
  readonly rowFilterApplied: boolean;
}

/** What the engine looked up before binding: the tables that a statement names, as they were at one moment. */
export interface Metadata {
  /** True: what is missing and what is hidden give the same messages. */
  readonly isGoverned: boolean;
  hasCatalog(catalog: string): boolean;
  hasSchema(catalog: string, schema: string): boolean;
  findTable(table: TableName): TableMetadata | undefined;
  findView(table: TableName): ViewMetadata | undefined;
  /** Finds a table that tells of the catalog: of information_schema, or the partitions of a table. */
  findRows(table: TableName): RowsMetadata | undefined;
  /** Finds the files that a pattern in place of a table's name stands for. */
  findFiles(pattern: string): TableMetadata | undefined;
  /** Tells whether the principal may read files that no table stands for. */
  mayReadFiles(pattern: string): boolean;
  /** Takes note of what a governed lake lets a query read. */
  noteRead(read: TableRead): void;
  /** Names that the principal may see, for SHOW; each in order. */
  listCatalogs(): readonly string[];
  listSchemas(catalog: string): readonly string[];
  listTables(catalog: string, schema: string): readonly string[];
}
