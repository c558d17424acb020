import { LakeError } from '../base/lake-error.js';
import { type ParquetFile, rowGroupSplit } from '../parquet/file-metadata.js';
import type { RowGroupSplit } from '../parquet/row-group-split.js';
import { sqlTypeOf } from '../parquet/schema-type.js';
import type { SqlType } from '../types/sql-type.js';

/** A column of a table of Parquet files. */
export interface TableColumn {
  readonly name: string;
  readonly type: SqlType;
}

/** One committed state of a table of Parquet files: what is planned over it stays true while it is read. */
export class ParquetTable {
  readonly columns: readonly TableColumn[];
  readonly files: readonly ParquetFile[];
  readonly rowCount: number;
  readonly #columnByName: ReadonlyMap<string, TableColumn>;

  /** `columns` undefined: those of the first file. */
  constructor(name: string, files: readonly ParquetFile[], columns?: readonly TableColumn[]) {
    this.files = files;
    this.columns = columns ?? inferColumns(name, files);
    this.rowCount = files.reduce((sum, file) => sum + file.rowCount, 0);
    this.#columnByName = new Map(this.columns.map((column) => [column.name, column]));
  }

  get rowGroupCount(): number {
    return this.files.reduce((sum, file) => sum + file.rowGroupCount, 0);
  }

  /** Gives the splits to scan for some columns: one a row group, the largest files' first. */
  splits(columns: readonly string[]): RowGroupSplit[] {
    const wanted = columns.map((name) => this.#columnByName.get(name)!);
    return this.files.flatMap((file) =>
      Array.from({ length: file.rowGroupCount }, (_, index) => rowGroupSplit(file, index, wanted)),
    );
  }
}

function inferColumns(name: string, files: readonly ParquetFile[]): TableColumn[] {
  const [first] = files;
  if (!first) throw new LakeError('TABLE_NOT_FOUND', `No file matches '${name}'`);
  return first.schema.children.flatMap((field) => {
    const type = sqlTypeOf(field);
    return type ? [{ name: field.name.toLowerCase(), type }] : [];
  });
}

