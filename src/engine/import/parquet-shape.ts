import { LakeError } from '../../base/lake-error.js';
import type { ParquetFile } from '../../parquet/file-metadata.js';
import { inferColumns } from '../../table/infer-columns.js';
import { hiveTypeText } from '../../types/hive-type.js';
import { typeText } from '../../types/sql-type.js';

/** A column of Parquet files with its type as Hive writes it. */
export interface ParquetColumn {
  readonly name: string;
  readonly type: string;
}

/** Joins the columns of files: a column may be missing in some, but it has one type. @throws NOT_SUPPORTED */
export function inferParquet(footers: readonly ParquetFile[]): readonly ParquetColumn[] {
  const columns = new Map<string, string>();
  for (const footer of footers)
    for (const { name, type } of inferColumns(footer)) {
      const text = hiveText(hiveTypeText(type));
      const before = columns.get(name);
      if (before !== undefined && before !== text)
        throw new LakeError(
          'NOT_SUPPORTED',
          `Column ${name} is ${before} in one file and ${typeText(type)} in another`,
        );
      columns.set(name, text);
    }
  return [...columns].map(([name, type]) => ({ name, type }));
}

// Hive's timestamp has no precision of its own; files keep theirs.
const hiveText = (text: string): string => text.replace(/timestamp\(\d+\)( with time zone)?/g, 'timestamp');
