import { LakeError } from '../../base/lake-error.js';
import type { StorageDescriptor, TableDefinition } from '../../catalog/catalog-entry.js';
import { formatDescriptor } from '../../catalog/storage-format.js';
import type { FileOptions } from '../../exec/operators/table-writer.js';
import { fileFormat } from '../../table/file-format.js';
import { parquetOptions, textCompression, type WriteProperties } from './write-properties.js';

/** Tells how files of a table are written. Throws NOT_SUPPORTED. */
export function fileOptions({ storage, parameters }: Pick<TableDefinition, 'storage' | 'parameters'>): FileOptions {
  const format = fileFormat(storage, parameters);
  const options = parquetOptions(parameters);
  if (format.kind === 'parquet') return { kind: 'parquet', options };
  if (format.kind === 'unread')
    throw new LakeError('NOT_SUPPORTED', `Writing files of SerDe ${format.library} is not supported`);
  const { fileBytes } = options;
  return { kind: 'text', options: { format: format.text, compression: textCompression(parameters), fileBytes } };
}

/** Gives the classes of the format that properties name. Throws NOT_SUPPORTED. */
export function writtenFormat({
  format,
  fieldDelimiter,
}: WriteProperties): Pick<StorageDescriptor, 'inputFormat' | 'outputFormat' | 'serde'> {
  switch (format) {
    case 'PARQUET':
    case 'JSON':
      return formatDescriptor(format);
    case 'TEXTFILE':
      if (fieldDelimiter === undefined) return formatDescriptor(format);
      if ([...fieldDelimiter].length !== 1)
        throw new LakeError('INVALID_TABLE_PROPERTY', 'field_delimiter must be one character');
      return formatDescriptor(format, { 'field.delim': fieldDelimiter, 'serialization.format': fieldDelimiter });
    default:
      throw new LakeError('NOT_SUPPORTED', `Writing files of format ${format} is not supported`);
  }
}
