import { LakeError, type Position } from '../../base/lake-error.js';
import type { TargetColumn } from '../../bind/write/insert-rows.js';
import { type CatalogTable, columnType } from '../../catalog/catalog-entry.js';
import { serdeLibraries } from '../../catalog/storage-format.js';
import type { Expression } from '../../plan/expression.js';
import { type BoundQuery, inputsOf, type LogicalPlan, type Scan, withInputs } from '../../plan/logical-plan.js';
import type { QualifiedName } from '../../sql/ast.js';
import type { SnapshotFile } from '../../table/table-snapshot.js';
import { partitionDemand } from '../partition-demand.js';
import type { StatementContext } from '../statement-context.js';
import { queryResult } from '../statement-result.js';
import { trinoTable, trinoTarget } from '../statements/trino-target.js';
import { quoteName } from './composed-query.js';
import { rewritableTable } from './table-target.js';

/** A table whose rows a statement changes. */
export interface ChangedTable {
  readonly table: CatalogTable;
  /** Its full name in quotes. */
  readonly text: string;
  /** Those of its files, then those of its partitions. */
  readonly columns: readonly TargetColumn[];
}

/**
 * Finds a table whose rows may be changed: one of Parquet files, all of which the principal sees.
 * Throws TABLE_NOT_FOUND, NOT_SUPPORTED, PERMISSION_DENIED.
 */
export function changedTable(
  name: QualifiedName,
  verb: string,
  position: Position,
  context: StatementContext,
): ChangedTable {
  const target = trinoTarget(name, context);
  const { storage } = trinoTable(target, context, position);
  if (storage.serde.library !== serdeLibraries.parquet)
    throw new LakeError('NOT_SUPPORTED', 'Modifying Hive table rows is only supported for transactional tables', {
      position,
      hint: 'Rows of tables over Parquet files can be changed.',
    });
  const table = rewritableTable(target, verb, position, context, [serdeLibraries.parquet]);
  const columns = [...table.storage.columns, ...table.partitionKeys].map((column) => ({
    name: column.name.toLowerCase(),
    type: columnType(column),
  }));
  return { table, text: [target.database, target.name].map(quoteName).join('.'), columns };
}

/** The files that a query reads of the table it begins with. */
export interface ScannedFiles {
  readonly files: readonly SnapshotFile[];
  /** The query has no condition that the choice of partitions does not answer. */
  readonly isAnswered: boolean;
}

/** Finds the files of the table that stands first in a query, in the partitions that its conditions ask for. */
export async function scannedFiles(query: BoundQuery, context: StatementContext): Promise<ScannedFiles> {
  const { tables, evaluator, session } = context;
  const conditions: Expression[] = [];
  const scan = firstScan(query.plan, conditions);
  const { schema } = tables.openTable(scan.table)!;
  const demand = partitionDemand(scan, conditions, schema.partitionKeys, evaluator, session);
  const found = await tables.takeSnapshot(scan, demand);
  return { files: tables.snapshot(found.table).files, isAnswered: demand.enforced().size === conditions.length };
}

function firstScan(plan: LogicalPlan, conditions: Expression[]): Scan {
  if (plan.kind === 'Scan') return plan;
  if (plan.kind === 'Filter')
    conditions.push(...(plan.condition.kind === 'and' ? plan.condition.args : [plan.condition]));
  return firstScan(inputsOf(plan)[0]!, conditions);
}

/** Lets the table that stands first in a query have no other files than these. */
export function withFiles(query: BoundQuery, files: readonly SnapshotFile[], { tables }: StatementContext): BoundQuery {
  const partitions = [...new Set(files.map(({ partition }) => partition))];
  const pin = (plan: LogicalPlan): LogicalPlan => {
    if (plan.kind === 'Scan') return tables.pinFiles(plan, { partitions, partitionsTotal: partitions.length }, files);
    const [first, ...others] = inputsOf(plan);
    return withInputs(plan, [pin(first!), ...others]);
  };
  return { ...query, plan: pin(query.plan) };
}

/** What a query counts of the rows of each file that a statement changes. */
export interface TouchedRows {
  readonly files: readonly SnapshotFile[];
  /** Sums of the counts behind the path. */
  readonly counts: readonly number[];
}

/** Runs a query whose rows are paths of files, and counts of their rows; keeps those files. */
export async function touchedRows(
  query: BoundQuery,
  files: readonly SnapshotFile[],
  context: StatementContext,
): Promise<TouchedRows> {
  const rows = await (await queryResult(query, context)).toArrays();
  const byPath = new Map(files.map((file) => [file.listed.shownAs ?? file.listed.location, file]));
  const counts = query.columns.slice(1).map((_, index) => rows.reduce((sum, row) => sum + Number(row[index + 1]), 0));
  const touched = rows.map(([path]) => byPath.get(path as string));
  if (touched.some((file) => file === undefined))
    throw new LakeError('TRANSACTION_CONFLICT', 'Files were added to the table by other means meanwhile');
  return { files: touched as SnapshotFile[], counts };
}

/** Counts the rows of Parquet files. */
export const rowsIn = (files: readonly SnapshotFile[]): number =>
  files.reduce((sum, { footer }) => sum + footer!.rowCount, 0);
