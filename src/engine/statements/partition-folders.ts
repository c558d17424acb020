import { basename } from 'node:path';
import { LakeError } from '../../base/lake-error.js';
import type { CatalogTable, PartitionDefinition } from '../../catalog/catalog-entry.js';
import { partitionPath, unescapePathName } from '../../catalog/partition-path.js';
import type { RepairTable } from '../../sql/ast.js';
import type { StatementContext } from '../statement-context.js';
import { newPartition } from './alter-partitions.js';
import { isPartitionValue } from './partition-spec.js';

const foldersAtOnce = 32;

/** The folders below a table's location that are in Hive's layout. */
export interface PartitionFolders {
  /** False where the location itself is not there. */
  readonly exists: boolean;
  readonly partitions: readonly PartitionDefinition[];
  /** Folders that are no partition's, and why. */
  readonly skipped: readonly string[];
}

/** Values of a partition's keys. */
type Values = readonly string[];

/** How the catalog's partitions differ from the folders, and what was done about it. */
export interface SyncReport {
  /** Those of folders that the catalog did not have. */
  readonly unknown: readonly Values[];
  /** Those that the catalog had without a folder. */
  readonly missing: readonly Values[];
  readonly added: readonly Values[];
  readonly dropped: readonly Values[];
  nameOf(values: Values): string;
}

/** Makes the catalog's partitions those of the folders, as far as `mode` says. Throws TRANSACTION_CONFLICT. */
export function syncPartitions(
  before: CatalogTable,
  found: PartitionFolders,
  mode: RepairTable['mode'],
  { catalog }: StatementContext,
): SyncReport {
  const keys = before.partitionKeys.map(({ name }) => name);
  const nameOf = (values: Values): string => `${before.name}:${partitionPath(keys, values)}`;
  return catalog.transaction(() => {
    const table = catalog.getTable(before.database, before.name);
    if (table?.id !== before.id || table.storage.location !== before.storage.location)
      throw new LakeError('TRANSACTION_CONFLICT', `Table '${before.name}' was changed by another transaction`);
    const known = catalog.partitions.list(table);
    const isKnown = new Set(known.map(({ values }) => JSON.stringify(values)));
    const fresh = found.partitions.filter(({ values }) => !isKnown.has(JSON.stringify(values)));
    const onDisk = new Set(found.partitions.map(({ storage }) => storage.location));
    const base = folderOf(table);
    // What has a location elsewhere is not looked for.
    const missing = known
      .filter(
        ({ storage: { location } }) => location?.startsWith(`${base}/`) && !onDisk.has(location.replace(/\/+$/, '')),
      )
      .map(({ values }) => values);
    const unknown = fresh.map(({ values }) => values);
    if (mode !== 'DROP' && fresh.length > 0) catalog.partitions.add(table, fresh, { ifNotExists: true });
    if (mode !== 'ADD' && missing.length > 0) catalog.partitions.drop(table, missing);
    return { unknown, missing, added: mode === 'DROP' ? [] : unknown, dropped: mode === 'ADD' ? [] : missing, nameOf };
  });
}

const folderOf = ({ storage }: CatalogTable): string => (storage.location ?? '').replace(/\/+$/, '');

/** Walks one level of folders for each partition key. Throws PERMISSION_DENIED for who may not alter the table. */
export async function findPartitionFolders(
  table: CatalogTable,
  { isCaseSensitive }: { readonly isCaseSensitive: boolean },
  { inside, end, rights }: StatementContext,
): Promise<PartitionFolders> {
  // Also the names of folders tell of rows.
  rights.requireOnTable(['ALTER'], table);
  const skipped: string[] = [];
  const base = folderOf(table);
  let level: readonly { readonly location: string; readonly values: readonly string[] }[] = [
    { location: base, values: [] },
  ];
  const exists = await end.during(inside.folders.exists(base));
  for (const key of table.partitionKeys) {
    const next: { readonly location: string; readonly values: readonly string[] }[] = [];
    for (let first = 0; first < level.length; first += foldersAtOnce) {
      const some = level.slice(first, first + foldersAtOnce);
      const lists = await end.during(Promise.all(some.map(({ location }) => inside.folders.list(location))));
      for (const [index, names] of lists.entries())
        for (const name of names) {
          const { location, values } = some[index]!;
          const folder = `${location}/${basename(name)}`;
          const value = keyValueOf(basename(name), key.name, isCaseSensitive);
          if (value === undefined) skipped.push(`${folder}: its name does not begin with ${key.name}=`);
          else if (!isPartitionValue(value, key)) skipped.push(`${folder}: its value is no ${key.type}`);
          else next.push({ location: folder, values: [...values, value] });
        }
    }
    level = next;
  }
  const partitions = level.map(({ location, values }) => newPartition(table, values, location));
  return { exists, partitions, skipped };
}

/** Gives the value in a folder's name; the key has to be as the catalog writes it, in lower case. */
function keyValueOf(folder: string, key: string, isCaseSensitive: boolean): string | undefined {
  const split = folder.indexOf('=');
  if (split <= 0) return undefined;
  const name = unescapePathName(folder.slice(0, split));
  return (isCaseSensitive ? name : name.toLowerCase()) === key ? unescapePathName(folder.slice(split + 1)) : undefined;
}
