import { LakeError, type Position } from '../../base/lake-error.js';
import { bindStatement } from '../../bind/bind-statement.js';
import type { CatalogTable } from '../../catalog/catalog-entry.js';
import { serdeLibraries } from '../../catalog/storage-format.js';
import type { Expression } from '../../plan/expression.js';
import type { BoundQuery, LogicalPlan, Scan } from '../../plan/logical-plan.js';
import type { QueryStatement, Expression as WrittenExpression } from '../../sql/ast.js';
import { formatExpression } from '../../sql/format.js';
import { parseStatement } from '../../sql/parse-statement.js';
import { bucketNumber } from '../../table/bucket-number.js';
import type { SnapshotFile } from '../../table/table-snapshot.js';
import { partitionDemand } from '../partition-demand.js';
import type { StatementContext } from '../statement-context.js';
import type { TargetName } from '../statements/target.js';
import { quoteName } from './composed-query.js';
import { replaceFiles } from './replace-files.js';
import { retainingTables } from './retaining-tables.js';
import { rewritableTable } from './table-target.js';
import { parquetOptions } from './write-properties.js';

/** What is merged. */
export interface OptimizeRequest {
  readonly target: TargetName;
  /** Over partition keys. */
  readonly where: WrittenExpression | undefined;
  /** Files below this size are merged; undefined: below three quarters of the table's target size. */
  readonly smallBytes: number | undefined;
  readonly position: Position;
}

const partitionsAtOnceMax = 100;

/**
 * Merges the small files of each partition into files of the table's target size. The new files replace the old ones in one commit, a hundred
 * partitions at a time. Throws TRANSACTION_CONFLICT when another statement replaced some of the files before.
 */
export async function runOptimize(request: OptimizeRequest, context: StatementContext): Promise<void> {
  const table = rewritableTable(request.target, 'Optimizing', request.position, context, [serdeLibraries.parquet]);
  await retainingTables(context, async () => {
    const bound = boundScan(request, context);
    const { scan, query } = bound;
    const groups = await smallFiles(table, bound, request, context);
    for (let first = 0; first < groups.length; first += partitionsAtOnceMax) {
      const files = groups.slice(first, first + partitionsAtOnceMax).flat();
      await mergeFiles(table, query, scan, files, context);
    }
  });
  await context.inside.writes.clean();
}

interface BoundScan {
  readonly query: BoundQuery;
  readonly scan: Scan;
  readonly conditions: readonly Expression[];
}

function boundScan({ target, where, position }: OptimizeRequest, context: StatementContext): BoundScan {
  const name = [target.database, target.name].map(quoteName).join('.');
  const text = `SELECT * FROM ${name}${where ? ` WHERE ${formatExpression(where)}` : ''}`;
  const bound = bindStatement(parseStatement(text) as QueryStatement, { ...context.binding, parameters: [] });
  if (bound.kind !== 'query') throw new LakeError('NOT_SUPPORTED', 'Only tables can be optimized', { position });
  const conditions: Expression[] = [];
  let plan: LogicalPlan = bound.query.plan;
  while (plan.kind === 'Filter' || plan.kind === 'Project') {
    if (plan.kind === 'Filter')
      conditions.push(...(plan.condition.kind === 'and' ? plan.condition.args : [plan.condition]));
    plan = plan.input;
  }
  if (plan.kind !== 'Scan') throw new LakeError('NOT_SUPPORTED', 'Only tables can be optimized', { position });
  return { query: bound.query, scan: plan, conditions };
}

/** Finds the files to merge, partition by partition. */
async function smallFiles(
  table: CatalogTable,
  { scan, conditions }: BoundScan,
  request: OptimizeRequest,
  context: StatementContext,
): Promise<readonly (readonly SnapshotFile[])[]> {
  const { tables, evaluator, session } = context;
  const open = tables.openTable(scan.table)!;
  const demand = partitionDemand(scan, conditions, open.schema.partitionKeys, evaluator, session);
  const found = await tables.takeSnapshot(scan, demand);
  if (demand.enforced().size < conditions.length)
    throw new LakeError('NOT_SUPPORTED', 'OPTIMIZE takes conditions over partition keys only', {
      position: request.position,
    });
  const smallBytes = request.smallBytes ?? parquetOptions(table.parameters).fileBytes * 0.75;
  const isBucketed = (table.storage.bucketColumns?.length ?? 0) > 0;
  const byPartition = new Map<string, SnapshotFile[]>();
  for (const file of tables.snapshot(found.table).files) {
    if (file.listed.byteLength >= smallBytes) continue;
    // A bucket of one file has nothing to merge.
    const bucket = isBucketed ? bucketNumber(file.listed.location) : undefined;
    const place = `${file.partition.name}/${bucket}`;
    const known = byPartition.get(place);
    if (known) known.push(file);
    else byPartition.set(place, [file]);
  }
  return [...byPartition.values()].filter((files) => files.length > 1);
}

async function mergeFiles(
  table: CatalogTable,
  query: BoundQuery,
  scan: Scan,
  files: readonly SnapshotFile[],
  context: StatementContext,
): Promise<void> {
  const partitions = [...new Set(files.map(({ partition }) => partition))];
  const plan = context.tables.pinFiles(scan, { partitions, partitionsTotal: partitions.length }, files);
  await replaceFiles(table, { files, query: { ...query, plan }, addsPartitions: false }, context);
}
