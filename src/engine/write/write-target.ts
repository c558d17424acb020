import { LakeError } from '../../base/lake-error.js';
import type { Catalog } from '../../catalog/catalog.js';
import type { CatalogTable } from '../../catalog/catalog-entry.js';
import type { WrittenFile } from '../../exec/operators/write-facts.js';
import { BIGINT } from '../../types/sql-type.js';
import type { QueryResult } from '../query-result.js';
import type { StatementContext } from '../statement-context.js';
import { rowsResult } from '../statement-result.js';

/** Gives a location as a folder's path, without a slash at its end. */
export const folderOf = (location: string): string =>
  location.replace(/^file:(\/\/)?(?=\/)/, '').replace(/\/+$/, '') || '/';

/** Gives the place of a location's files, without a slash at its end. Throws PERMISSION_DENIED. */
export function placeOf(location: string, { inside }: StatementContext): string {
  inside.locations.check(location);
  return folderOf(inside.locations.place(location));
}

/** Checks that a folder has no files. Throws HIVE_PATH_ALREADY_EXISTS. */
export async function checkEmpty(location: string, name: string, context: StatementContext): Promise<void> {
  const place = placeOf(location, context);
  for await (const page of context.inside.writes.store(place).list(place)) {
    if (page.length === 0) continue;
    throw new LakeError(
      'HIVE_PATH_ALREADY_EXISTS',
      `Target directory for table '${name}' already exists: ${location}. You may need to manually clean the data at location '${location}' before retrying.`,
    );
  }
}

/** Adds the partitions of files that the catalog does not have yet. */
export function newPartitions(table: CatalogTable, files: readonly WrittenFile[], catalog: Catalog): void {
  if (table.partitionKeys.length === 0) return;
  const folders = new Map(files.map(({ partition, values }) => [partition, JSON.parse(values) as string[]]));
  const partitions = [...folders].map(([partition, values]) => ({
    values,
    storage: { ...table.storage, location: `${folderOf(table.storage.location!)}/${partition}` },
    parameters: {},
  }));
  catalog.partitions.add(table, partitions, { ifNotExists: true });
}

/** Gives the number of rows that a statement wrote, as Trino does. */
export const rowCountResult = (rowCount: number, context: StatementContext): Promise<QueryResult> =>
  rowsResult([['rows', BIGINT]], [[BigInt(rowCount)]], context);
