import { LakeError, type Position } from '../../base/lake-error.js';
import { missingTable } from '../../bind/hidden-or-missing.js';
import { type CatalogTable, catalogName, isView } from '../../catalog/catalog-entry.js';
import { serdeLibraries } from '../../catalog/storage-format.js';
import type { WrittenFile } from '../../exec/operators/write-facts.js';
import type { StatementContext } from '../statement-context.js';
import type { TargetName } from '../statements/target.js';
import { folderOf } from './write-target.js';

const writtenLibraries: readonly string[] = [
  serdeLibraries.parquet,
  serdeLibraries.lazySimple,
  serdeLibraries.hiveJson,
];

/** Finds a table that files can be added to; `verb` begins the reasons. Throws TABLE_NOT_FOUND, PERMISSION_DENIED, NOT_SUPPORTED. */
export function writableTable(
  { database, name }: TargetName,
  verb: string,
  position: Position,
  context: StatementContext,
  libraries: readonly string[] = writtenLibraries,
): CatalogTable {
  const table = context.catalog.getTable(database, name);
  if (!table) throw missingTable(context.tables, { catalog: catalogName, schema: database, name }, position);
  context.rights.requireOnTable(['INSERT'], table);
  const refuse = (what: string): LakeError =>
    new LakeError('NOT_SUPPORTED', `${verb} ${what} is not supported`, { position });
  if (isView(table)) throw refuse('views');
  const { serde, location, additionalLocations, bucketColumns, columns } = table.storage;
  if (!libraries.includes(serde.library ?? '')) throw refuse(`tables of SerDe ${serde.library}`);
  if ((bucketColumns?.length ?? 0) > 0) throw refuse('bucketed tables');
  if (location === undefined || (additionalLocations?.length ?? 0) > 0 || columns.length === 0)
    throw refuse('tables over files that are somewhere else');
  if (Number(table.parameters['skip.header.line.count'] ?? 0) > 0) throw refuse('tables with skip.header.line.count');
  if (table.parameters['storage.location.template'] !== undefined)
    throw refuse('tables with storage.location.template');
  return table;
}

/** Checks that the table still is what the statement found. Throws TRANSACTION_CONFLICT. */
export function requireSame(table: CatalogTable, { catalog }: StatementContext): void {
  const now = catalog.getTable(table.database, table.name);
  if (now?.id !== table.id || now.storage.location !== table.storage.location) throw conflict(table);
}

/** Makes the error of a statement that another one came before. */
export const conflict = ({ database, name }: TargetName): LakeError =>
  new LakeError(
    'TRANSACTION_CONFLICT',
    `Table '${catalogName}.${database}.${name}' was changed by another transaction`,
  );

/** Names the folder of a file whose partition the catalog has. */
export function placeInPartition(
  table: CatalogTable,
  file: WrittenFile,
  { catalog, inside }: StatementContext,
): string | undefined {
  if (file.partition === '') return undefined;
  const folder = catalog.partitions.get(table, JSON.parse(file.values) as string[])?.storage.location;
  if (folder === undefined) return undefined;
  inside.locations.check(folder);
  return folderOf(folder);
}
