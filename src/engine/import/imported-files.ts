import type { CsvShape } from './csv-shape.js';
import type { FileKind } from './file-kind.js';
import type { JsonColumn } from './json-shape.js';
import type { ParquetColumn } from './parquet-shape.js';
import type { PartitionLayout } from './partition-layout.js';

/** What is imported, and how. */
export interface ImportOptions {
  /** Files, folders and patterns. */
  readonly files: readonly string[];
  /** The name of the new table; that of the session's database where it has no dot. */
  readonly table: string;
  /** `copy` writes the rows into the lake as Parquet; `external` makes a table of the files where they are. */
  readonly mode: 'copy' | 'external';
  /** Partition keys of a copy; those that the files' paths tell by default. */
  readonly partitionedBy?: readonly string[];
  /** Whether delimited text has a header; looked at by default. */
  readonly hasHeader?: boolean;
}

/** The statements that import files. */
export interface ImportPlan {
  readonly kind: FileKind;
  readonly fileCount: number;
  readonly byteLength: number;
  /** Run in this order. */
  readonly statements: readonly string[];
  /** Undo what the statements made on the way; run these when one fails. */
  readonly cleanUp: readonly string[];
}

/** What the files to import are made of. */
export type ImportedShape =
  | { readonly kind: 'csv'; readonly csv: CsvShape }
  | { readonly kind: 'json'; readonly columns: readonly JsonColumn[] }
  | { readonly kind: 'parquet'; readonly columns: readonly ParquetColumn[] };

/** Files to import with what was found out of them. */
export interface ImportedFiles {
  /** Folders or files that are all of them. */
  readonly locations: readonly string[];
  readonly shape: ImportedShape;
  readonly partitions: PartitionLayout | undefined;
}
