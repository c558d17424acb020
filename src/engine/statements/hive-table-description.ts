import { LakeError } from '../../base/lake-error.js';
import type { CatalogColumn, StorageDescriptor, TableDefinition } from '../../catalog/catalog-entry.js';
import { formatDescriptor, type StorageFormat, serdeLibraries, storageFormats } from '../../catalog/storage-format.js';
import type { CreateHiveTable, DelimitedRowFormat, HiveColumn } from '../../sql/ast.js';
import type { StatementContext } from '../statement-context.js';
import { semanticError } from './target.js';

type Serde = StorageDescriptor['serde'];

/** Describes the storage that CREATE TABLE asks for, its location aside. Throws INVALID_DDL. */
export function describeStorage(statement: CreateHiveTable): Omit<StorageDescriptor, 'location'> {
  const { columns, storedAs, buckets } = statement;
  const format = storedAs?.kind === 'format' ? knownFormat(storedAs.format) : defaultFormat(statement);
  const classes = formatDescriptor(format, {});
  if (buckets) checkBuckets(buckets.columns, columns);
  return {
    columns: columns.map(columnOf),
    inputFormat: storedAs?.kind === 'classes' ? storedAs.inputFormat : classes.inputFormat,
    outputFormat: storedAs?.kind === 'classes' ? storedAs.outputFormat : classes.outputFormat,
    serde: describeSerde(statement, format),
    compressed: false,
    bucketCount: buckets?.count ?? -1,
    bucketColumns: buckets?.columns ?? [],
    sortColumns: [],
  };
}

/** Files of others are text unless they are said to be something else; the lake's own tables are Parquet. */
const defaultFormat = ({ isExternal, rowFormat, storedAs }: CreateHiveTable): StorageFormat =>
  isExternal || rowFormat || storedAs ? 'TEXTFILE' : 'PARQUET';

/** Makes a column of the catalog. */
export const columnOf = ({ name, type, comment }: HiveColumn): CatalogColumn => ({
  name,
  type,
  ...(comment === undefined ? {} : { comment }),
});

function knownFormat(format: string): StorageFormat {
  if (Object.hasOwn(storageFormats, format) && format !== 'JSON') return format as StorageFormat;
  throw semanticError(`Unrecognized file format in STORED AS clause: '${format}'`);
}

function describeSerde({ rowFormat, serdeProperties }: CreateHiveTable, format: StorageFormat): Serde {
  const given = Object.fromEntries(serdeProperties);
  if (rowFormat?.kind === 'serde')
    return { library: rowFormat.library, parameters: { 'serialization.format': '1', ...given } };
  const library = storageFormats[format].serde;
  if (!rowFormat) return { library, parameters: { 'serialization.format': '1', ...given } };
  const delimiters = delimiterParameters(rowFormat);
  const lazy = library === serdeLibraries.lazySimple ? delimiters : { 'serialization.format': '1', ...delimiters };
  return { library, parameters: { ...lazy, ...given } };
}

/** Names the delimiters as Hive does, `colelction` included, which readers look for. */
function delimiterParameters(row: DelimitedRowFormat): Record<string, string> {
  const named: readonly (readonly [string, string | undefined])[] = [
    ['serialization.format', row.field ?? '1'],
    ['field.delim', row.field],
    ['escape.delim', row.escape],
    ['colelction.delim', row.collection],
    ['mapkey.delim', row.mapKey],
    ['line.delim', row.line],
    ['serialization.null.format', row.nullText],
  ];
  return Object.fromEntries(named.filter((entry): entry is readonly [string, string] => entry[1] !== undefined));
}

function checkBuckets(buckets: readonly string[], columns: readonly HiveColumn[]): void {
  for (const name of buckets)
    if (!columns.some((column) => column.name === name))
      throw semanticError(`[Error 10002]: Invalid column reference ${name}`);
}

/** Checks the names of columns and partition keys. Throws DUPLICATE_COLUMN_NAME in Hive's words. */
export function checkColumnNames(columns: readonly HiveColumn[], keys: readonly HiveColumn[]): void {
  const seen = new Set<string>();
  for (const { name } of columns) {
    if (seen.has(name)) throw duplicate(`[Error 10036]: Duplicate column name: ${name}`);
    seen.add(name);
  }
  for (const { name } of keys) {
    if (seen.has(name)) throw duplicate('[Error 10035]: Column repeated in partitioning columns');
    seen.add(name);
  }
}

const duplicate = (text: string): LakeError =>
  new LakeError('DUPLICATE_COLUMN_NAME', `FAILED: SemanticException ${text}`);

const globCharacters = /[*?[\]{}]/;

/** Checks a text of LOCATION: a folder that may be used. Throws INVALID_DDL, PERMISSION_DENIED. */
export function checkLocation(location: string, { inside }: StatementContext): void {
  if (location.trim() === '') throw semanticError('The LOCATION is empty');
  if (globCharacters.test(location)) throw semanticError(`LOCATION must be a folder, without patterns: ${location}`);
  inside.locations.check(location);
}

/** Gives the parameters of a table that is made now. */
export function tableParameters(
  { isExternal, comment, properties }: Pick<CreateHiveTable, 'isExternal' | 'comment' | 'properties'>,
  now: number,
): TableDefinition['parameters'] {
  return {
    ...(isExternal ? { EXTERNAL: 'TRUE' } : {}),
    ...(comment === undefined ? {} : { comment }),
    transient_lastDdlTime: String(Math.floor(now / 1000)),
    ...Object.fromEntries(properties),
  };
}
