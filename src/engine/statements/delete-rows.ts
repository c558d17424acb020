import { insertRows } from '../../bind/write/insert-rows.js';
import type { CatalogTable } from '../../catalog/catalog-entry.js';
import { partitionPath } from '../../catalog/partition-path.js';
import { isProjected } from '../../catalog/projection/partition-projection.js';
import type { Delete } from '../../sql/ast.js';
import type { SnapshotFile } from '../../table/table-snapshot.js';
import type { StatementContext } from '../statement-context.js';
import { changeOnce } from '../write/change-once.js';
import {
  type ChangedTable,
  changedTable,
  rowsIn,
  scannedFiles,
  touchedRows,
  withFiles,
} from '../write/changed-table.js';
import { ComposedQuery, quoteName } from '../write/composed-query.js';
import { mayDiffer } from '../write/may-differ.js';
import { replaceFiles } from '../write/replace-files.js';
import { retainingTables } from '../write/retaining-tables.js';
import { rowCountResult } from '../write/write-target.js';
import type { StatementDefinition } from './definition.js';

/** Deletes rows: whole files go, others are written anew without them, in one commit. */
export const deleteRows: StatementDefinition<Delete> = {
  kind: 'Delete',
  async run(statement, context) {
    const changed = changedTable(statement.table, 'Deleting from', statement.position, context);
    return retainingTables(context, async () => rowCountResult(await deleteFrom(changed, statement, context), context));
  },
};

async function deleteFrom(
  changed: ChangedTable,
  { where, position }: Delete,
  context: StatementContext,
): Promise<number> {
  const { text, columns } = changed;
  const parts = new ComposedQuery(context);
  if (where && mayDiffer(where)) {
    const change = { where, values: new Map(), kind: 'delete', position } as const;
    return changeOnce(changed, change, parts, context);
  }
  const condition = where ? parts.add(where) : 'true';
  const filter = where ? ` WHERE ${condition}` : '';
  const scanned = await scannedFiles(parts.bind(`SELECT * FROM ${text}${filter}`), context);
  if (scanned.isAnswered) return deleteFiles(changed, scanned.files, context);
  const counted = parts.bind(`SELECT "$path", count(*) FROM ${text}${filter} GROUP BY 1`);
  const { files, counts } = await touchedRows(counted, scanned.files, context);
  if (files.length === 0) return 0;
  const names = columns.map(({ name }) => quoteName(name)).join(', ');
  const kept = parts.bind(`SELECT ${names} FROM ${text} WHERE NOT coalesce(${condition}, false)`);
  const query = insertRows(withFiles(kept, files, context), columns, undefined, position);
  await replaceFiles(changed.table, { files, query, addsPartitions: false }, context);
  await context.inside.writes.clean();
  return counts[0]!;
}

/** Deletes all rows of files, and the partitions that they were all files of. */
async function deleteFiles(
  { table }: ChangedTable,
  files: readonly SnapshotFile[],
  context: StatementContext,
): Promise<number> {
  if (files.length === 0) return 0;
  const isRegistered = table.partitionKeys.length > 0 && !isProjected(table.parameters);
  const change = (): void => {
    if (isRegistered && !isAnyoneElseWriting(context)) dropPartitions(table, files, context);
  };
  await replaceFiles(table, { files, query: undefined, addsPartitions: false, change }, context);
  await context.inside.writes.clean();
  return rowsIn(files);
}

/** Tells whether another write may have added rows that the statement does not see: those need their partitions. */
function isAnyoneElseWriting({ tables, catalog }: StatementContext): boolean {
  const seen = tables.seenWrites!;
  return seen.hiddenIds.size > 0 || catalog.writes.snapshot().lastId > seen.lastId + 1;
}

function dropPartitions(table: CatalogTable, files: readonly SnapshotFile[], { inside }: StatementContext): void {
  // Who may delete all rows of a partition need not be allowed to alter the table.
  const { partitions } = inside.catalog.store;
  const names = new Set(files.map(({ partition }) => partition.name));
  const keys = table.partitionKeys.map(({ name }) => name);
  const gone = partitions.list(table).filter(({ values }) => names.has(partitionPath(keys, values)));
  partitions.drop(
    table,
    gone.map(({ values }) => values),
  );
}
