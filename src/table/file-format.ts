import type { Parameters, StorageDescriptor } from '../catalog/catalog-entry.js';
import { type TextFormat, textFormat } from '../text/text-format.js';

/** How the files of a partition are read. */
export type FileFormat = ParquetFormat | TextFiles | UnreadFormat;

/** Text, compressed or not. */
export interface TextFiles {
  readonly kind: 'text';
  readonly text: TextFormat;
}

/** A format that this program does not read: files of it fail a query. */
export interface UnreadFormat {
  readonly kind: 'unread';
  readonly library: string;
}

/** Parquet: columns are found by name, or by their place among the file's. */
export interface ParquetFormat {
  readonly kind: 'parquet';
  readonly findsByIndex: boolean;
}

/** Reads Parquet as Athena does unless told otherwise. */
export const parquetByName: ParquetFormat = { kind: 'parquet', findsByIndex: false };

const indexAccess = 'parquet.column.index.access';

/** Tells how the files of a storage are read. */
export function fileFormat({ serde, inputFormat = '' }: StorageDescriptor, tableParameters: Parameters): FileFormat {
  const { library = '' } = serde;
  // Its rows are texts as well, but not one a line.
  if (/SequenceFileInputFormat$/.test(inputFormat)) return { kind: 'unread', library: `${library} in sequence files` };
  const text = textFormat(library, serde.parameters, tableParameters);
  if (text) return { kind: 'text', text };
  if (!/parquet/i.test(library)) return { kind: 'unread', library };
  const findsByIndex = (serde.parameters[indexAccess] ?? tableParameters[indexAccess])?.toLowerCase() === 'true';
  return { kind: 'parquet', findsByIndex };
}
