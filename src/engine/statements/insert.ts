import { LakeError } from '../../base/lake-error.js';
import { bindStatement } from '../../bind/bind-statement.js';
import { insertRows } from '../../bind/write/insert-rows.js';
import { type CatalogTable, catalogName, columnType, isView } from '../../catalog/catalog-entry.js';
import { isProjected } from '../../catalog/projection/partition-projection.js';
import { serdeLibraries } from '../../catalog/storage-format.js';
import type { WrittenFile } from '../../exec/operators/write-facts.js';
import type { Insert } from '../../sql/ast.js';
import type { StatementContext } from '../statement-context.js';
import { runWrite } from '../write/run-write.js';
import { parquetOptions } from '../write/write-properties.js';
import { folderOf, newPartitions, rowCountResult } from '../write/write-target.js';
import type { StatementDefinition } from './definition.js';
import { targetName } from './target.js';

export const insert: StatementDefinition<Insert> = {
  kind: 'Insert',
  async run(statement, context) {
    const { catalog } = context;
    const { position, columns: listed, query } = statement;
    const table = insertTarget(statement, context);
    const bound = bindStatement({ kind: 'QueryStatement', session: [], query, position }, context.binding);
    if (bound.kind !== 'query') throw new LakeError('NOT_SUPPORTED', 'INSERT takes a query', { position });
    const columns = [...table.storage.columns, ...table.partitionKeys].map((column) => ({
      name: column.name.toLowerCase(),
      type: columnType(column),
    }));
    const names = listed?.map(({ value }) => value);
    const isProjectedTable = isProjected(table.parameters);
    const rowCount = await runWrite(
      {
        query: insertRows(bound.query, columns, names, position),
        location: folderOf(table.storage.location!),
        isNewTable: false,
        partitionKeys: table.partitionKeys.map(({ name }) => name.toLowerCase()),
        parquet: parquetOptions(table.parameters),
        check: () => requireSame(table, context),
        place: (file) => (isProjectedTable ? undefined : ownPlace(table, file, context)),
        change: (files) => {
          requireSame(table, context);
          if (!isProjectedTable) newPartitions(table, files, catalog);
        },
      },
      context,
    );
    return rowCountResult(rowCount, context);
  },
};

/** Finds the table, which must be one that rows can be added to. Throws TABLE_NOT_FOUND, NOT_SUPPORTED. */
function insertTarget({ table: name, position }: Insert, context: StatementContext): CatalogTable {
  const target = targetName(name, context);
  const table = context.catalog.getTable(target.database, target.name);
  if (!table)
    throw new LakeError('TABLE_NOT_FOUND', `Table '${catalogName}.${target.database}.${target.name}' does not exist`, {
      position,
    });
  const refuse = (reason: string): LakeError => new LakeError('NOT_SUPPORTED', reason, { position });
  if (isView(table)) throw refuse('Inserting into views is not supported');
  const { serde, location, additionalLocations, bucketColumns, columns } = table.storage;
  if (serde.library !== serdeLibraries.parquet)
    throw refuse(`Inserting into tables of SerDe ${serde.library} is not supported`);
  if ((bucketColumns?.length ?? 0) > 0) throw refuse('Inserting into bucketed tables is not supported');
  if (location === undefined || (additionalLocations?.length ?? 0) > 0 || columns.length === 0)
    throw refuse('Inserting into tables over files that are somewhere else is not supported');
  if (table.parameters['storage.location.template'] !== undefined)
    throw refuse('Inserting into tables with storage.location.template is not supported');
  return table;
}

/** Checks that the table still is what the statement found. */
function requireSame(table: CatalogTable, { catalog }: StatementContext): void {
  const now = catalog.getTable(table.database, table.name);
  if (now?.id === table.id && now.storage.location === table.storage.location) return;
  throw new LakeError(
    'TRANSACTION_CONFLICT',
    `Table '${catalogName}.${table.database}.${table.name}' was changed by another transaction`,
  );
}

/** Says where a file goes whose partition has a folder elsewhere. */
function ownPlace(table: CatalogTable, file: WrittenFile, { catalog }: StatementContext): string | undefined {
  if (file.partition === '') return undefined;
  const partition = catalog.partitions.get(table, JSON.parse(file.values) as string[]);
  const folder = partition?.storage.location;
  if (folder === undefined) return undefined;
  return `${folderOf(folder)}/${file.location.slice(file.location.lastIndexOf('/') + 1)}`;
}
