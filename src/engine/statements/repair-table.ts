import { basename } from 'node:path';
import { LakeError } from '../../base/lake-error.js';
import type { CatalogTable, PartitionDefinition } from '../../catalog/catalog-entry.js';
import { partitionPath, unescapePathName } from '../../catalog/partition-path.js';
import type { RepairTable } from '../../sql/ast.js';
import type { StatementContext } from '../statement-context.js';
import { textResult } from '../statement-result.js';
import { newPartition } from './alter-partitions.js';
import type { StatementDefinition } from './definition.js';
import { isPartitionValue } from './partition-spec.js';
import { requireTable, semanticError, targetName } from './target.js';

const foldersAtOnce = 32;

/** Adds the partitions whose folders there are in Hive's layout; removes none. What it finds it tells in Hive's words. */
export const repairTable: StatementDefinition<RepairTable> = {
  kind: 'RepairTable',
  async run({ table }, context) {
    const { catalog } = context;
    const target = targetName(table, context);
    const before = catalog.getTable(target.database, target.name);
    if (!before) return lines([`Tables not in metastore:\t${target.name}`], context);
    if (before.partitionKeys.length === 0)
      throw semanticError(`[Error 10001]: Table ${target.name} is not a partitioned table`);
    const found = await findFolders(requireTable(target, context), context);
    if (!found.exists) return lines([`Tables missing on filesystem:\t${target.name}`], context);
    const report = catalog.transaction(() => {
      const entry = requireTable(target, context);
      if (entry.storage.location !== before.storage.location)
        throw new LakeError('TRANSACTION_CONFLICT', `Table '${target.name}' was changed by another transaction`);
      return register(entry, found, context);
    });
    return lines(report, context);
  },
};

const lines = (report: readonly string[], context: StatementContext): ReturnType<typeof textResult> =>
  textResult(
    ['result'],
    report.map((line) => [line]),
    context,
  );

interface FoundFolders {
  readonly exists: boolean;
  readonly partitions: readonly PartitionDefinition[];
  /** Folders that are no partition's, and why. */
  readonly skipped: readonly string[];
}

function register(table: CatalogTable, found: FoundFolders, { catalog }: StatementContext): readonly string[] {
  const keys = table.partitionKeys.map(({ name }) => name);
  const nameOf = (values: readonly string[]): string => `${table.name}:${partitionPath(keys, values)}`;
  const existing = catalog.partitions.add(table, found.partitions, { ifNotExists: true });
  const known = new Set(existing.map((values) => JSON.stringify(values)));
  const added = found.partitions.filter(({ values }) => !known.has(JSON.stringify(values)));
  const onDisk = new Set(found.partitions.map(({ storage }) => storage.location));
  const base = folderOf(table);
  const missing = catalog.partitions
    .list(table)
    .filter(
      ({ storage }) => storage.location?.startsWith(`${base}/`) && !onDisk.has(storage.location.replace(/\/+$/, '')),
    );
  return [
    ...(added.length === 0
      ? []
      : [`Partitions not in metastore:\t${added.map(({ values }) => nameOf(values)).join('\t')}`]),
    ...(missing.length === 0
      ? []
      : [`Partitions missing from filesystem:\t${missing.map(({ values }) => nameOf(values)).join('\t')}`]),
    ...added.map(({ values }) => `Repair: Added partition to metastore ${nameOf(values)}`),
    ...found.skipped.map((reason) => `Repair: Skipped ${reason}`),
  ];
}

const folderOf = ({ storage }: CatalogTable): string => (storage.location ?? '').replace(/\/+$/, '');

/** Walks one level of folders for each partition key. */
async function findFolders(table: CatalogTable, { inside, end }: StatementContext): Promise<FoundFolders> {
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
          const value = keyValueOf(basename(name), key.name);
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
function keyValueOf(folder: string, key: string): string | undefined {
  const split = folder.indexOf('=');
  return split > 0 && unescapePathName(folder.slice(0, split)) === key
    ? unescapePathName(folder.slice(split + 1))
    : undefined;
}
