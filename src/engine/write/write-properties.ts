import { LakeError } from '../../base/lake-error.js';
import { bindConstant } from '../../bind/bind-statement.js';
import type { Parameters } from '../../catalog/catalog-entry.js';
import { type ParquetWriteOptions, type WriteCodec, writeOptionsDefault } from '../../parquet/write/write-options.js';
import type { Property } from '../../sql/ast.js';
import type { WrittenCompression } from '../../text/write/text-file-writer.js';
import type { SqlValue } from '../../types/sql-value.js';
import { parseMemorySize } from '../memory-size.js';
import type { StatementContext } from '../statement-context.js';
import { icebergProperties, type PropertyKind, tablePropertyKinds } from './property-kinds.js';

/** What the properties of CREATE TABLE AS and UNLOAD say. */
export interface WriteProperties {
  readonly format: string;
  readonly compression: string | undefined;
  readonly compressionLevel: number | undefined;
  readonly externalLocation: string | undefined;
  /** Its files stay when the table is dropped. */
  readonly isExternal: boolean;
  readonly partitionedBy: readonly string[];
  readonly bucketedBy: readonly string[];
  readonly bucketCount: number | undefined;
  readonly sortedBy: readonly string[];
  readonly fieldDelimiter: string | undefined;
  readonly bloomFilterColumns: readonly string[];
  readonly targetFileSize: string | undefined;
  readonly rowGroupRows: number | undefined;
  readonly tableType: string;
}

const unloadNames = ['format', 'compression', 'compression_level', 'field_delimiter', 'partitioned_by'];

/** Reads the properties of CREATE TABLE AS. Throws INVALID_TABLE_PROPERTY, NOT_SUPPORTED. */
export function tableProperties(properties: readonly Property[], context: StatementContext): WriteProperties {
  const values = propertyValues(properties, tablePropertyKinds, context);
  const compressions = ['write_compression', 'parquet_compression', 'orc_compression'].filter((name) =>
    values.has(name),
  );
  if (compressions.length > 1) throw invalid(`Only one of ${compressions.join(' and ')} can be specified`);
  if ((values.get('table_type') as string | undefined)?.toUpperCase() === 'ICEBERG')
    throw new LakeError('NOT_SUPPORTED', 'Tables of type ICEBERG are not supported');
  return writeProperties(values, compressions[0]);
}

/** Reads the properties of UNLOAD. */
export function unloadProperties(properties: readonly Property[], context: StatementContext): WriteProperties {
  const own = Object.fromEntries(unloadNames.map((name) => [name, tablePropertyKinds[name] ?? 'text']));
  const values = propertyValues(properties, own, context);
  if (!values.has('format')) throw invalid('The property format is required');
  return writeProperties(values, 'compression');
}

function writeProperties(values: ReadonlyMap<string, SqlValue>, compression: string | undefined): WriteProperties {
  const text = (name: string): string | undefined => values.get(name) as string | undefined;
  const texts = (name: string): readonly string[] =>
    ((values.get(name) ?? []) as readonly string[]).map((value) => value.toLowerCase());
  const integer = (name: string): number | undefined =>
    values.has(name) ? Number(values.get(name) as number | bigint) : undefined;
  const externalLocation = text('external_location') ?? text('location');
  return {
    format: (text('format') ?? 'PARQUET').toUpperCase(),
    compression: compression === undefined ? undefined : text(compression)?.toUpperCase(),
    compressionLevel: integer('compression_level'),
    externalLocation,
    isExternal: (values.get('is_external') as boolean | undefined) ?? externalLocation !== undefined,
    partitionedBy: texts('partitioned_by'),
    bucketedBy: texts('bucketed_by'),
    bucketCount: integer('bucket_count'),
    sortedBy: texts('sorted_by'),
    fieldDelimiter: text('field_delimiter'),
    bloomFilterColumns: texts('parquet_bloom_filter_columns'),
    targetFileSize: text('target_file_size'),
    rowGroupRows: integer('row_group_rows'),
    tableType: (text('table_type') ?? 'HIVE').toUpperCase(),
  };
}

function propertyValues(
  properties: readonly Property[],
  known: Readonly<Record<string, PropertyKind>>,
  context: StatementContext,
): Map<string, SqlValue> {
  const values = new Map<string, SqlValue>();
  for (const { name, value, position } of properties) {
    const key = name.delimited ? name.value : name.value.toLowerCase();
    const kind = Object.hasOwn(known, key) ? known[key] : undefined;
    if (!kind && icebergProperties.includes(key))
      throw new LakeError(
        'NOT_SUPPORTED',
        `Table property '${key}' is for tables of type ICEBERG, which are not supported`,
        {
          position,
        },
      );
    if (!kind)
      throw new LakeError(
        'INVALID_TABLE_PROPERTY',
        `Catalog '${context.session.catalog}' table property '${key}' does not exist`,
        { position },
      );
    if (values.has(key)) throw new LakeError('DUPLICATE_PROPERTY', `Duplicate property: ${key}`, { position });
    if (!value) continue;
    const constant = context.evaluator.evaluate(bindConstant(value, context.binding));
    if (!constant || !isOfKind(constant.value, kind))
      throw new LakeError('INVALID_TABLE_PROPERTY', `Invalid value for table property '${key}'`, {
        position,
        hint: kind === 'texts' ? "Write an array of names: ARRAY['a', 'b']." : `Write a constant of type ${kind}.`,
      });
    values.set(key, constant.value);
  }
  return values;
}

function isOfKind(value: SqlValue, kind: PropertyKind): boolean {
  if (kind === 'text') return typeof value === 'string';
  if (kind === 'boolean') return typeof value === 'boolean';
  if (kind === 'integer') return typeof value === 'number' || typeof value === 'bigint';
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

const invalid = (text: string): LakeError => new LakeError('INVALID_TABLE_PROPERTY', text);

const codecs: Readonly<Record<string, WriteCodec>> = {
  NONE: 'UNCOMPRESSED',
  UNCOMPRESSED: 'UNCOMPRESSED',
  SNAPPY: 'SNAPPY',
  GZIP: 'GZIP',
  ZSTD: 'ZSTD',
  LZ4: 'LZ4_RAW',
  LZ4_RAW: 'LZ4_RAW',
};

/** Finds the codec of a name. Throws INVALID_TABLE_PROPERTY. */
export function writeCodec(name: string | undefined): WriteCodec {
  if (name === undefined) return writeOptionsDefault.codec;
  const codec = Object.hasOwn(codecs, name) ? codecs[name] : undefined;
  if (!codec) throw invalid(`Parquet files are not written with compression ${name}`);
  return codec;
}

// What a table keeps of the properties it was made with, for statements that add rows.
const keys = {
  compression: 'parquet.compression',
  textCompression: 'write.compression',
  level: 'compression_level',
  bloomFilters: 'parquet_bloom_filter_columns',
  fileSize: 'target_file_size',
  rowGroupRows: 'row_group_rows',
  dictionaries: 'parquet.enable.dictionary',
  writerVersion: 'parquet.writer.version',
} as const;

/** Gives what a table keeps of the properties that it is made with. */
export function keptParameters(properties: WriteProperties): Parameters {
  const { compression, compressionLevel, bloomFilterColumns, targetFileSize, rowGroupRows } = properties;
  const codec = properties.format === 'PARQUET' ? writeCodec(compression) : undefined;
  if (compressionLevel !== undefined && codec !== 'ZSTD')
    throw invalid(`Only compression ZSTD has a compression_level, not ${codec ?? compression ?? 'GZIP'}`);
  return {
    ...(codec === undefined
      ? { [keys.textCompression]: compression ?? 'GZIP' }
      : { [keys.compression]: codec === 'LZ4_RAW' ? 'LZ4' : codec }),
    ...(compressionLevel === undefined ? {} : { [keys.level]: String(compressionLevel) }),
    ...(bloomFilterColumns.length === 0 ? {} : { [keys.bloomFilters]: bloomFilterColumns.join(',') }),
    ...(targetFileSize === undefined ? {} : { [keys.fileSize]: targetFileSize }),
    ...(rowGroupRows === undefined ? {} : { [keys.rowGroupRows]: String(rowGroupRows) }),
  };
}

// The parameter that has the value of each property of a Parquet table which may change.
const keyOfProperty: Readonly<Record<string, string>> = {
  write_compression: keys.compression,
  parquet_compression: keys.compression,
  compression_level: keys.level,
  parquet_bloom_filter_columns: keys.bloomFilters,
  target_file_size: keys.fileSize,
  row_group_rows: keys.rowGroupRows,
};

/** Gives the parameters of a Parquet table after SET PROPERTIES; DEFAULT takes one away. Throws INVALID_TABLE_PROPERTY, NOT_SUPPORTED. */
export function changedParameters(
  parameters: Parameters,
  properties: readonly Property[],
  context: StatementContext,
): Parameters {
  const values = propertyValues(properties, tablePropertyKinds, context);
  const named = properties.map(({ name, position }) => ({ name: name.value.toLowerCase(), position }));
  const fixed = named.find(({ name }) => !Object.hasOwn(keyOfProperty, name));
  if (fixed) throw new LakeError('NOT_SUPPORTED', `Table property '${fixed.name}' cannot be changed`, fixed);
  const compression = named.find(({ name }) => keyOfProperty[name] === keys.compression && values.has(name))?.name;
  const given = writeProperties(values, compression);
  const before = parameters[keys.compression] ?? parameters[keys.textCompression];
  const kept = keptParameters({ ...given, compression: given.compression ?? before?.toUpperCase() });
  const changed: Record<string, string> = { ...parameters };
  for (const { name } of named) {
    const key = keyOfProperty[name]!;
    const value = values.has(name) ? kept[key] : undefined;
    if (value === undefined) delete changed[key];
    else changed[key] = value;
  }
  parquetOptions(changed);
  return changed;
}

/** Tells how files of a table are written, from its parameters. */
export function parquetOptions(parameters: Parameters): ParquetWriteOptions {
  const compression = parameters[keys.compression] ?? parameters[keys.textCompression];
  const rowGroupRows = parameters[keys.rowGroupRows];
  const fileSize = parameters[keys.fileSize];
  const level = parameters[keys.level];
  return {
    codec: writeCodec(compression?.toUpperCase()),
    compressionLevel: level === undefined ? writeOptionsDefault.compressionLevel : checkedLevel(level),
    rowGroupRows: rowGroupRows === undefined ? writeOptionsDefault.rowGroupRows : checkedRows(rowGroupRows),
    fileBytes: fileSize === undefined ? writeOptionsDefault.fileBytes : checkedSize(fileSize),
    usesDictionaries: parameters[keys.dictionaries]?.toLowerCase() !== 'false',
    usesDeltas: !/^(v1|PARQUET_1_0)$/i.test(parameters[keys.writerVersion] ?? ''),
    bloomFilterColumns: parameters[keys.bloomFilters]?.split(',').map((name) => name.trim()) ?? [],
  };
}

/** Tells how text files of a table are compressed, from its parameters. Throws NOT_SUPPORTED. */
export function textCompression(parameters: Parameters): WrittenCompression {
  const name = (parameters[keys.textCompression] ?? 'GZIP').toUpperCase();
  if (name === 'GZIP') return 'gzip';
  if (name === 'NONE' || name === 'UNCOMPRESSED') return 'none';
  throw new LakeError('NOT_SUPPORTED', `Files of text are not written with compression ${name}`);
}

const levelMax = 22;

function checkedLevel(text: string): number {
  const level = Number(text);
  if (Number.isInteger(level) && level >= 1 && level <= levelMax) return level;
  throw invalid(`compression_level must be from 1 to ${levelMax}, not ${text}`);
}

const rowsMax = 2 ** 24;

function checkedRows(text: string): number {
  const rows = Number(text);
  if (Number.isInteger(rows) && rows >= 1 && rows <= rowsMax) return rows;
  throw invalid(`row_group_rows must be from 1 to ${rowsMax}, not ${text}`);
}

function checkedSize(text: string): number {
  const bytes = parseMemorySize(text);
  if (bytes !== undefined && bytes > 0) return bytes;
  throw invalid(`target_file_size must be a size such as 128MB, not ${text}`);
}
