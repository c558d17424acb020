import { LakeError } from '../../base/lake-error.js';
import type { CatalogPartition, CatalogTable, PartitionDefinition } from '../../catalog/catalog-entry.js';
import { indexedKeysMax } from '../../catalog/partition-filter.js';
import { partitionPath } from '../../catalog/partition-path.js';
import type { AlterHiveTable, PartitionSpec } from '../../sql/ast.js';
import type { StatementContext } from '../statement-context.js';
import { checkLocation } from './hive-table-description.js';
import { exactValues, partitionFilter } from './partition-spec.js';
import { executionText, semanticError } from './target.js';

type Action<K> = Extract<AlterHiveTable['action'], { readonly kind: K }>;

/** Gives a partition with the storage of its table, in its own folder or in the one that Hive's layout gives it. */
export function newPartition(table: CatalogTable, values: readonly string[], location?: string): PartitionDefinition {
  const path = partitionPath(namesOf(table), values);
  const base = (table.storage.location ?? '').replace(/\/+$/, '');
  const { additionalLocations, ...storage } = table.storage;
  return { values, storage: { ...storage, location: location ?? `${base}/${path}` }, parameters: {} };
}

const namesOf = (table: CatalogTable): string[] => table.partitionKeys.map(({ name }) => name);

/** Adds partitions; throws ALREADY_EXISTS in Hive's words. */
export function addPartitions(
  table: CatalogTable,
  { partitions, ifNotExists }: Action<'add partitions'>,
  context: StatementContext,
): void {
  const { catalog } = context;
  checkPartitioned(table);
  const added = partitions.map(({ spec, location }) => {
    if (location !== undefined) checkLocation(location, context);
    return newPartition(table, exactValues(spec, table), location);
  });
  const [existing] = catalog.partitions.add(table, added, { ifNotExists: true });
  if (existing === undefined || ifNotExists) return;
  const name = partitionPath(namesOf(table), existing);
  throw new LakeError(
    'ALREADY_EXISTS',
    executionText(`AlreadyExistsException(message:Partition already exists: ${table.database}.${table.name} ${name})`),
  );
}

/** Drops the partitions that each of some specifications matches; throws NOT_FOUND in Hive's words where one matches none. */
export function dropPartitions(
  table: CatalogTable,
  { partitions, ifExists }: Action<'drop partitions'>,
  { catalog }: StatementContext,
): void {
  checkPartitioned(table);
  for (const spec of partitions) {
    const filter = partitionFilter(spec, table);
    if (filter.some((key, index) => key?.ranges && index >= indexedKeysMax))
      throw semanticError('Only the first partition keys can be compared with other operators than =');
    const found = catalog.partitions.list(table, filter);
    if (found.length === 0 && !ifExists) throw notFound(spec);
    catalog.partitions.drop(
      table,
      found.map(({ values }) => values),
    );
  }
}

/** Renames a partition; its files stay where they are. */
export function renamePartition(
  table: CatalogTable,
  from: PartitionSpec,
  to: PartitionSpec,
  context: StatementContext,
): void {
  const values = exactValues(to, table);
  updatePartition(table, from, context, (partition) => ({ ...partition, values }));
}

/** Replaces a partition; throws NOT_FOUND, ALREADY_EXISTS in Hive's words. */
export function updatePartition(
  table: CatalogTable,
  spec: PartitionSpec,
  { catalog }: StatementContext,
  change: (partition: CatalogPartition) => PartitionDefinition,
): void {
  checkPartitioned(table);
  const partition = findPartition(table, spec, catalog);
  const changed = change(partition);
  const isRenamed = JSON.stringify(changed.values) !== JSON.stringify(partition.values);
  if (isRenamed && catalog.partitions.get(table, changed.values))
    throw new LakeError(
      'ALREADY_EXISTS',
      executionText(
        `Unable to rename partition. Partition already exists: ${partitionPath(namesOf(table), changed.values)}`,
      ),
    );
  catalog.partitions.update(table, partition.values, changed);
}

/** Finds the one partition that a specification names; throws NOT_FOUND in Hive's words. */
export function findPartition(
  table: CatalogTable,
  spec: PartitionSpec,
  catalog: StatementContext['catalog'],
): CatalogPartition {
  const values = exactValues(spec, table);
  const exact = catalog.partitions.get(table, values);
  if (exact) return exact;
  const [found] = catalog.partitions.list(table, partitionFilter(spec, table));
  if (!found) throw notFound(spec);
  return found;
}

function checkPartitioned({ name, partitionKeys }: CatalogTable): void {
  if (partitionKeys.length === 0) throw semanticError(`[Error 10001]: Table ${name} is not a partitioned table`);
}

const notFound = (spec: PartitionSpec): LakeError =>
  new LakeError(
    'NOT_FOUND',
    `FAILED: SemanticException [Error 10006]: Partition not found (${spec.map(({ key, operator, value }) => `${key} ${operator} ${value === undefined ? 'NULL' : `'${value}'`}`).join(', ')})`,
  );
