import { partitionPath } from '../../catalog/partition-path.js';
import type { ShowPartitions } from '../../sql/ast.js';
import { textResult } from '../statement-result.js';
import type { StatementDefinition } from './definition.js';
import { partitionFilter } from './partition-spec.js';
import { requireTable, semanticError, targetName } from './target.js';

export const showPartitions: StatementDefinition<ShowPartitions> = {
  kind: 'ShowPartitions',
  keepsLake: true,
  run({ table, partition }, context) {
    const target = targetName(table, context);
    const entry = requireTable(target, context);
    if (entry.partitionKeys.length === 0)
      throw semanticError(`[Error 10001]: Table ${target.name} is not a partitioned table`);
    const keys = entry.partitionKeys.map(({ name }) => name);
    const filter = partition && partitionFilter(partition, entry);
    const names = context.catalog.partitions.list(entry, filter).map(({ values }) => partitionPath(keys, values));
    return textResult(
      ['partition'],
      names.sort().map((name) => [name]),
      context,
    );
  },
};
