import type { CatalogTable } from '../../catalog/catalog-entry.js';
import { isProjected } from '../../catalog/projection/partition-projection.js';
import type { BoundQuery } from '../../plan/logical-plan.js';
import type { SnapshotFile } from '../../table/table-snapshot.js';
import type { StatementContext } from '../statement-context.js';
import { runWrite } from './run-write.js';
import { bucketsOf, conflict, placeInPartition, requireSame } from './table-target.js';
import { parquetOptions } from './write-properties.js';
import { folderOf, newPartitions } from './write-target.js';

/** Which files of a table are replaced, and by what. */
export interface FileReplacement {
  readonly files: readonly SnapshotFile[];
  /** The rows of the new files; undefined: there are none. */
  readonly query: BoundQuery | undefined;
  /** Rows may be of partitions that the catalog does not have yet. */
  readonly addsPartitions: boolean;
  /** What else becomes of the catalog in the commit. */
  change?(): void;
}

// Each thread writes files of its own: a second one is only worth it for much.
const bytesPerThreadMin = 64 * 2 ** 20;

/**
 * Puts new files in the place of files of a Parquet table, in one commit; gives how many rows were written.
 * Throws TRANSACTION_CONFLICT when another statement replaced some of the files before.
 */
export function replaceFiles(
  table: CatalogTable,
  { files, query, addsPartitions, change }: FileReplacement,
  context: StatementContext,
): Promise<number> {
  const { catalog } = context;
  const replaced = files.map(({ listed }) => listed.location);
  const bytes = files.reduce((sum, { listed }) => sum + listed.byteLength, 0);
  const keys = table.partitionKeys.map(({ name }) => name.toLowerCase());
  const isRegistered = keys.length > 0 && !isProjected(table.parameters);
  const partitionCount = new Set(files.map(({ partition }) => partition)).size;
  return runWrite(
    {
      query: query && {
        ...query,
        columns: query.columns.map((column) => ({ ...column, name: column.name.toLowerCase() })),
      },
      location: folderOf(table.storage.location!),
      isNewTable: false,
      partitionKeys: keys,
      ...bucketsOf(table),
      files: { kind: 'parquet', options: parquetOptions(table.parameters) },
      replaced,
      threadsMax: Math.max(1, Math.floor(bytes / bytesPerThreadMin)),
      openWritersMin: partitionCount * Math.max(1, table.storage.bucketCount ?? 1),
      check: () => requireSame(table, context),
      place: (file) => placeInPartition(table, file, context),
      change: (written) => {
        requireSame(table, context);
        const gone = new Set(catalog.writes.listReplaced().map(({ location }) => location));
        if (replaced.some((location) => gone.has(location))) throw conflict(table);
        if (isRegistered && addsPartitions) newPartitions(table, written, catalog);
        for (const values of new Set(written.map((file) => file.values)))
          if (isRegistered && !catalog.partitions.get(table, JSON.parse(values) as string[])) throw conflict(table);
        change?.();
      },
    },
    context,
  );
}
