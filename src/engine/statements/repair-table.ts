import type { RepairTable } from '../../sql/ast.js';
import type { StatementContext } from '../statement-context.js';
import { textResult } from '../statement-result.js';
import type { StatementDefinition } from './definition.js';
import { findPartitionFolders, syncPartitions } from './partition-folders.js';
import { requireTable, semanticError, targetName } from './target.js';

/** Adds the partitions whose folders there are in Hive's layout, or drops those without. What it finds it tells in Hive's words. */
export const repairTable: StatementDefinition<RepairTable> = {
  kind: 'RepairTable',
  async run({ table, mode }, context) {
    const { catalog } = context;
    const target = targetName(table, context);
    const before = catalog.getTable(target.database, target.name);
    if (!before) return lines([`Tables not in metastore:\t${target.name}`], context);
    if (before.partitionKeys.length === 0)
      throw semanticError(`[Error 10001]: Table ${target.name} is not a partitioned table`);
    const found = await findPartitionFolders(requireTable(target, context), { isCaseSensitive: true }, context);
    if (!found.exists) return lines([`Tables missing on filesystem:\t${target.name}`], context);
    const { added, dropped, unknown, missing, nameOf } = syncPartitions(before, found, mode, context);
    return lines(
      [
        ...(unknown.length === 0 ? [] : [`Partitions not in metastore:\t${unknown.map(nameOf).join('\t')}`]),
        ...(missing.length === 0 ? [] : [`Partitions missing from filesystem:\t${missing.map(nameOf).join('\t')}`]),
        ...added.map((values) => `Repair: Added partition to metastore ${nameOf(values)}`),
        ...dropped.map((values) => `Repair: Dropped partition from metastore ${nameOf(values)}`),
        ...found.skipped.map((reason) => `Repair: Skipped ${reason}`),
      ],
      context,
    );
  },
};

const lines = (report: readonly string[], context: StatementContext): ReturnType<typeof textResult> =>
  textResult(
    ['result'],
    report.map((line) => [line]),
    context,
  );
