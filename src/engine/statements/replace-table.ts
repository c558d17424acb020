import type { CatalogTable, TableDefinition } from '../../catalog/catalog-entry.js';
import type { StatementContext } from '../statement-context.js';
import { conflict } from '../write/table-target.js';
import { managedFiles } from './managed-files.js';

/** What CREATE OR REPLACE puts something else in the place of. */
export interface ReplacedTable {
  readonly table: CatalogTable;
  /** Locations of files that are the lake's own and go with it. */
  readonly files: readonly string[];
}

/** Finds what goes when a table is replaced. Throws PERMISSION_DENIED. */
export async function replacedTable(table: CatalogTable, context: StatementContext): Promise<ReplacedTable> {
  context.rights.requireOnTable(['DROP'], table);
  return { table, files: await context.end.during(managedFiles([table], context)) };
}

/**
 * Puts a table in the place of another, whose name and grants it has, but nothing of its partitions, statistics and files: inside the
 * transaction that commits it. Throws TRANSACTION_CONFLICT.
 */
export function replaceTable(
  definition: TableDefinition,
  { table }: ReplacedTable,
  { catalog }: StatementContext,
): CatalogTable {
  const now = catalog.getTable(table.database, table.name);
  if (now?.id !== table.id || now.version !== table.version) throw conflict(table);
  catalog.partitions.drop(
    now,
    catalog.partitions.list(now).map(({ values }) => values),
  );
  catalog.statistics.deleteOfTable(now);
  return catalog.updateTable(definition, now.version);
}
