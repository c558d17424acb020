import type { BindSession } from '../bind/bind-context.js';
import { columnDomains } from '../exec/lower/column-domains.js';
import { lowerPlan } from '../exec/lower/lower-plan.js';
import type { ParquetScanNode } from '../exec/operators/parquet-scan.js';
import type { PhysicalPlan } from '../exec/physical-plan.js';
import { runInline } from '../exec/run-inline.js';
import type { ExecutionSettings } from '../exec/thread-context.js';
import type { WorkerPool } from '../exec/worker-pool.js';
import { optimize } from '../optimize/optimizer.js';
import type { OptimizerContext } from '../optimize/rule.js';
import { type BoundQuery, inputsOf, type LogicalPlan, outputsOf, type Scan } from '../plan/logical-plan.js';
import { verifyPlan } from '../plan/verify-plan.js';
import type { ConstantEvaluator } from './constant-evaluator.js';
import { CountedBatches } from './counted-batches.js';
import { answerFromFooters } from './footer-answers.js';
import type { StatementTables } from './lake-tables.js';
import { QueryResult } from './query-result.js';
import type { SessionSettings } from './session-settings.js';
import type { StatementEnd } from './statement-end.js';

/** What running a bound query takes. */
export interface QueryJob {
  readonly query: BoundQuery;
  readonly tables: StatementTables;
  readonly session: BindSession;
  readonly settings: SessionSettings;
  readonly execution: ExecutionSettings;
  readonly threads: number;
  readonly memoryLimit: number;
  readonly startedAt: number;
  readonly end: StatementEnd;
}

/** Counts of what a plan will read, known before it runs. */
interface PlannedReads {
  rowGroupsTotal: number;
  filesListed: number;
}

/** Optimizes a bound query. */
export function optimizedQuery(
  job: Omit<QueryJob, 'threads' | 'memoryLimit'>,
  evaluator: ConstantEvaluator,
): BoundQuery {
  const { query, tables, settings } = job;
  let nextId = highestId(query.plan) + 1;
  const context: OptimizerContext = {
    statistics: tables,
    settings: { enabled: settings.boolean('optimizer_enabled') },
    nextColumnId: () => nextId++,
    evaluate: (expression) => evaluator.evaluate(expression),
  };
  const plan = optimize(query.plan, context);
  return { ...query, plan: settings.boolean('pruning_enabled') ? answerFromFooters(plan, tables) : plan };
}

/** Turns an optimized query into pipelines over the tables' splits. */
export function physicalPlan(
  query: BoundQuery,
  tables: StatementTables,
  usesPruning: boolean,
): PhysicalPlan & { reads: PlannedReads } {
  const reads: PlannedReads = { rowGroupsTotal: 0, filesListed: 0 };
  const plan = lowerPlan(query, {
    scanSource: (scan, state) => scanNode(scan, state, tables, usesPruning, reads),
  });
  return { ...plan, reads };
}

function scanNode(
  scan: Scan,
  state: number,
  tables: StatementTables,
  usesPruning: boolean,
  reads: PlannedReads,
): ParquetScanNode {
  const table = tables.snapshot(scan.table);
  const conditions = scan.filter ?? [];
  const domains = usesPruning ? columnDomains(conditions, scan.outputs, scan.columns) : new Map();
  reads.rowGroupsTotal += table.rowGroupCount;
  reads.filesListed += table.files.length;
  return {
    kind: 'ParquetScan',
    outputs: scan.outputs.map(({ id }) => id),
    state,
    columns: scan.outputs,
    splits: table.splits(scan.columns, domains),
    conditions,
    table: scan.table.name,
    rowGroupsTotal: table.rowGroupCount,
  };
}

/** Runs a query; rows come while it runs. */
export async function runQuery(job: QueryJob, pool: WorkerPool, evaluator: ConstantEvaluator): Promise<QueryResult> {
  const { tables, session, settings, execution, startedAt, end, threads, memoryLimit } = job;
  const { signal } = end;
  signal.throwIfAborted();
  const optimized = optimizedQuery(job, evaluator);
  verifyPlan(optimized);
  const { reads, ...plan } = physicalPlan(optimized, tables, settings.boolean('pruning_enabled'));
  const planningMs = performance.now() - startedAt;
  const stream = isTrivial(optimized.plan)
    ? runInline(plan, session, execution)
    : await pool.start({ plan, session, settings: execution, threads, memoryLimit, signal });
  void stream.finished.then(() => end.dispose());
  const batches = new CountedBatches(stream, () => stream.stop(), session.queryId);
  return new QueryResult(plan.columns, session.queryId, batches, () => ({
    elapsedMs: (stream.endedAt ?? performance.now()) - startedAt,
    planningMs,
    rowsReturned: batches.rowCount,
    ...reads,
    ...stream.counters,
    peakMemoryBytes: stream.peakBytes,
    spilledBytes: stream.spilledBytes,
  }));
}

const trivialRowsMax = 16;

/** True for statements such as SELECT 1, which are not worth waking a thread for. */
function isTrivial(plan: LogicalPlan): boolean {
  if (plan.kind === 'Values') return plan.rows.length <= trivialRowsMax;
  return (plan.kind === 'Project' || plan.kind === 'Filter' || plan.kind === 'Limit') && isTrivial(plan.input);
}

function highestId(plan: LogicalPlan): number {
  let highest = 0;
  const visit = (node: LogicalPlan): void => {
    for (const { id } of outputsOf(node)) highest = Math.max(highest, id);
    for (const input of inputsOf(node)) visit(input);
  };
  visit(plan);
  return highest;
}
