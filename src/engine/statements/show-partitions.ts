import type { CatalogTable } from '../../catalog/catalog-entry.js';
import { partitionPath } from '../../catalog/partition-path.js';
import type { PartitionSpec, ShowPartitions } from '../../sql/ast.js';
import type { StatementContext } from '../statement-context.js';
import { textResult } from '../statement-result.js';
import { visiblePartitions } from '../visible-partitions.js';
import type { StatementDefinition } from './definition.js';
import { partitionFilter } from './partition-spec.js';
import { requireTable, semanticError, targetName } from './target.js';

/** Lists the values of partitions that hold a row that the principal sees, of the keys that it sees. */
async function shownPartitions(
  shown: CatalogTable,
  partition: PartitionSpec | undefined,
  context: StatementContext,
): Promise<readonly (readonly string[])[]> {
  const { store } = context.inside.catalog;
  const whole = store.requireTable(shown.database, shown.name);
  const visible = await visiblePartitions(shown, whole, context);
  const listed = store.partitions.list(whole, partition && partitionFilter(partition, whole));
  return listed.flatMap(({ values }) => {
    const own = visible(values);
    return own ? [own] : [];
  });
}

export const showPartitions: StatementDefinition<ShowPartitions> = {
  kind: 'ShowPartitions',
  keepsLake: true,
  async run({ table, partition }, context) {
    const target = targetName(table, context);
    const entry = requireTable(target, context);
    if (entry.partitionKeys.length === 0)
      throw semanticError(`[Error 10001]: Table ${target.name} is not a partitioned table`);
    const keys = entry.partitionKeys.map(({ name }) => name);
    const filter = partition && partitionFilter(partition, entry);
    const partitions = context.rights.hidesPartitions(entry)
      ? await shownPartitions(entry, partition, context)
      : context.catalog.partitions.list(entry, filter).map(({ values }) => values);
    const names = new Set(partitions.map((values) => partitionPath(keys, values)));
    return textResult(
      ['partition'],
      [...names].sort().map((name) => [name]),
      context,
    );
  },
};
