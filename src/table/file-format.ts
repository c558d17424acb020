import type { Parameters, StorageDescriptor } from '../catalog/catalog-entry.js';

/** How the files of a partition are read. */
export type FileFormat = ParquetFormat;

/** Parquet: columns are found by name, or by their place among the file's. */
export interface ParquetFormat {
  readonly kind: 'parquet';
  readonly findsByIndex: boolean;
}

/** Reads Parquet as Athena does unless told otherwise. */
export const parquetByName: ParquetFormat = { kind: 'parquet', findsByIndex: false };

const indexAccess = 'parquet.column.index.access';

/** Tells how the files of a storage are read. */
export function fileFormat({ serde }: StorageDescriptor, tableParameters: Parameters): FileFormat {
  const findsByIndex = (serde.parameters[indexAccess] ?? tableParameters[indexAccess])?.toLowerCase() === 'true';
  return { kind: 'parquet', findsByIndex };
}
