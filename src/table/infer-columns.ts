import type { ParquetFile } from '../parquet/file-metadata.js';
import { sqlTypeOf } from '../parquet/schema-type.js';
import type { TableColumn } from './table-column.js';

/** Reads the columns of a table that declares none from one of its files. */
export const inferColumns = (file: ParquetFile): TableColumn[] =>
  file.schema.children.flatMap((field) => {
    const type = sqlTypeOf(field);
    return type ? [{ name: field.name.toLowerCase(), type }] : [];
  });
