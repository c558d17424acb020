import type { BindSession } from '../bind/bind-context.js';
import { columnDomains } from '../exec/lower/column-domains.js';
import { lowerPlan } from '../exec/lower/lower-plan.js';
import type { WriteTarget } from '../exec/operators/table-writer.js';
import type { PhysicalNode, PhysicalPlan } from '../exec/physical-plan.js';
import type { ReadCounters } from '../exec/read-counters.js';
import { runInline } from '../exec/run-inline.js';
import { profiledPlan, type StageMeasures } from '../exec/stage-profile.js';
import type { ExecutionSettings } from '../exec/thread-context.js';
import type { WorkerPool } from '../exec/worker-pool.js';
import { optimizeInSteps } from '../optimize/optimizer.js';
import type { OptimizerContext } from '../optimize/rule.js';
import { simplifyExpression } from '../optimize/simplify/simplify-expression.js';
import { type BoundQuery, inputsOf, type LogicalPlan, outputsOf } from '../plan/logical-plan.js';
import { expressionsOf } from '../plan/plan-expressions.js';
import { verifyPlan } from '../plan/verify-plan.js';
import type { StatementEvaluator } from './constant-evaluator.js';
import { CountedBatches } from './counted-batches.js';
import { answerFromFooters } from './footer-answers.js';
import type { StatementTables, TableListings } from './lake-tables.js';
import type { StatementLife } from './life/statement-life.js';
import { openViews } from './opaque-views.js';
import { isSkippable, type PlannedScan, plannedScan } from './planned-scan.js';
import { prepareScans } from './prepare-scans.js';
import type { ProgressReports, QueryProgress } from './query-progress.js';
import { QueryResult } from './query-result.js';
import { applyRowPolicies, hasPolicy } from './row-policies.js';
import type { SessionSettings } from './session-settings.js';
import { isSmall } from './small-expression.js';
import type { StatementEnd } from './statement-end.js';
import type { Turns } from './turns.js';
import type { ValueOptions } from './value-options.js';

/** What running a bound query takes. */
export interface QueryJob {
  readonly query: BoundQuery;
  readonly tables: StatementTables;
  readonly evaluator: StatementEvaluator;
  readonly turns: Turns;
  readonly session: BindSession;
  readonly settings: SessionSettings;
  readonly execution: ExecutionSettings;
  readonly threads: number;
  readonly memoryLimit: number;
  readonly startedAt: number;
  readonly end: StatementEnd;
  readonly life: StatementLife;
  readonly progress?: ProgressReports | undefined;
  /** How values reach the statement's user. */
  readonly values?: ValueOptions | undefined;
  /** Where the rows are written; then the result tells of the files. */
  readonly target?: WriteTarget | undefined;
}

/** Counts of what a plan will read, known before it runs. */
interface PlannedReads extends TableListings {
  rowGroupsTotal: number;
}

/** How much there is to scan. */
interface ScanSize {
  splitCount: number;
  rowCount: number;
}

/** Optimizes a bound query; `firstId` is the least that no column of the statement has. */
export async function optimizedQuery(job: QueryJob, firstId = highestId(job.query.plan) + 1): Promise<BoundQuery> {
  const { query, tables, evaluator, turns, settings, end } = job;
  let nextId = firstId;
  const context: OptimizerContext = {
    statistics: tables,
    settings: { enabled: settings.boolean('optimizer_enabled') },
    nextColumnId: () => nextId++,
    evaluate: (expression) => evaluator.evaluate(expression),
  };
  const steps = optimizeInSteps(query.plan, context);
  const prepare = (plan: LogicalPlan): Promise<LogicalPlan> => end.during(prepareScans(plan, job));
  let step = steps.next();
  while (!step.done) {
    if (turns.isOver) await turns.give();
    step = steps.next(step.value && (await prepare(step.value)));
  }
  const plan = await prepare(step.value);
  return { ...query, plan: settings.boolean('pruning_enabled') ? answerFromFooters(plan, tables) : plan };
}

/** The logical node that each physical one does the work of. */
export type StageOwners = Map<PhysicalNode, LogicalPlan>;

/** Turns an optimized query into pipelines over the tables' splits. */
export async function physicalPlan(
  query: BoundQuery,
  job: QueryJob,
  owners?: StageOwners,
): Promise<PhysicalPlan & { reads: PlannedReads; size: ScanSize; opened: LogicalPlan }> {
  const { tables, turns, settings, target } = job;
  const usesPruning = settings.boolean('pruning_enabled');
  const reads: PlannedReads = { ...tables.listings(), rowGroupsTotal: 0 };
  const size: ScanSize = { splitCount: 0, rowCount: 0 };
  const scans: PlannedScan[] = [];
  const opened = await withViews(query, job);
  const plan = lowerPlan(withPolicies({ ...query, plan: opened }, job), {
    scanSource: (scan, state) => {
      const planned = plannedScan(scan, state, tables.snapshot(scan.table));
      scans.push(planned);
      return planned.node;
    },
    owners,
    target,
  });
  for (const { scan, table, rowGroups, textSplits } of scans) {
    const domains =
      usesPruning && isSkippable(scan) ? columnDomains(scan.filter ?? [], scan.outputs, scan.columns) : new Map();
    reads.rowGroupsTotal += table.rowGroupCount;
    for (const split of table.splits(scan.columns, domains)) {
      if (split) rowGroups.push(split);
      if (turns.isOver) await turns.give();
    }
    for (const split of table.textSplits(scan.columns, domains)) {
      textSplits.push(split);
      if (turns.isOver) await turns.give();
    }
    size.splitCount += rowGroups.length + textSplits.length;
    for (const { rowCount } of rowGroups) size.rowCount += rowCount;
    if (textSplits.length > 0) size.rowCount += table.rowCount;
  }
  return { ...plan, reads, size, opened };
}

/** Puts their queries in place of views that are read with their owners' rights. */
async function withViews({ plan }: BoundQuery, job: QueryJob): Promise<LogicalPlan> {
  let firstId = highestId(plan) + 1;
  return openViews(plan, async (query) => {
    const optimized = await optimizedQuery({ ...job, query }, firstId);
    firstId = Math.max(firstId, highestId(optimized.plan) + 1);
    return optimized.plan;
  });
}

/** Puts what the principal may see in place of scans that hide something. */
function withPolicies(query: BoundQuery, { tables, evaluator, settings }: QueryJob): BoundQuery {
  if (!hasPolicy(query.plan)) return query;
  const context: OptimizerContext = {
    statistics: tables,
    settings: { enabled: settings.boolean('optimizer_enabled') },
    nextColumnId: () => highestId(query.plan) + 1,
    evaluate: (expression) => evaluator.evaluate(expression),
  };
  return { ...query, plan: applyRowPolicies(query.plan, (condition) => simplifyExpression(condition, context)) };
}

/** A query that runs, and what it runs as. */
export interface StartedQuery {
  readonly optimized: BoundQuery;
  readonly plan: PhysicalPlan;
  readonly result: QueryResult;
  readonly owners: StageOwners;
  /** What each stage did, when all rows were taken; undefined for what ran without threads. */
  stages(): StageMeasures | undefined;
}

/** Runs a query; rows come while it runs. */
export const runQuery = async (job: QueryJob, pool: WorkerPool): Promise<QueryResult> =>
  (await startQuery(job, pool)).result;

/** Runs a query; with `isMeasured` its stages are. */
export async function startQuery(job: QueryJob, pool: WorkerPool, isMeasured = false): Promise<StartedQuery> {
  const { turns, session, execution, startedAt, end, threads, memoryLimit } = job;
  const { signal } = end;
  signal.throwIfAborted();
  const optimized = await optimizedQuery(job);
  verifyPlan(optimized);
  await turns.give();
  signal.throwIfAborted();
  const owners: StageOwners = new Map();
  const { reads, size, opened, ...unmeasured } = await physicalPlan(optimized, job, isMeasured ? owners : undefined);
  const plan = isMeasured ? profiledPlan(unmeasured) : unmeasured;
  const planningMs = performance.now() - startedAt;
  job.progress?.follow(() => ({ state: 'queued', elapsedMs: performance.now() - startedAt, rowsReturned: 0 }));
  const stream =
    isTrivial(opened, size) && !job.target
      ? runInline(plan, session, execution)
      : await pool.start({
          plan,
          session,
          settings: execution,
          threads: isForOneThread(size) ? 1 : threads,
          memoryLimit,
          s3Port: job.tables.s3Port,
          urgency: job.life.urgency,
          scannedBytesMax: job.life.scannedBytesLeft,
          signal,
        });
  void stream.finished.then(() => end.dispose());
  const batches = new CountedBatches(stream, () => stream.stop(), session.queryId);
  const hidesReads = isRestricted(optimized.plan);
  job.life.watch(stream, () => batches.rowCount, hidesReads);
  const progress = (): QueryProgress => ({
    state: stream.hasEnded ? 'finished' : 'running',
    elapsedMs: (stream.endedAt ?? performance.now()) - startedAt,
    rowsReturned: batches.rowCount,
    ...(hidesReads ? {} : progressOf(size, stream)),
  });
  job.progress?.follow(progress);
  const result = new QueryResult({
    columns: plan.columns,
    queryId: session.queryId,
    batches,
    values: job.values,
    progress,
    stats: () => ({
      elapsedMs: (stream.endedAt ?? performance.now()) - startedAt,
      planningMs,
      ...(hidesReads ? { rowsReturned: batches.rowCount } : countersOf(reads, stream.counters, batches.rowCount)),
      peakMemoryBytes: stream.peakBytes,
      spilledBytes: stream.spilledBytes,
    }),
  });
  return { optimized, plan, result, owners, stages: () => stream.stages };
}

const progressOf = (
  { splitCount, rowCount }: ScanSize,
  { splitsDone, counters }: { readonly splitsDone: number; readonly counters: ReadCounters },
) => ({
  splitsDone,
  splitsTotal: splitCount,
  rowsRead: counters.rowsRead,
  rowsTotal: rowCount,
  bytesRead: counters.bytesRead,
});

const countersOf = (planned: PlannedReads, read: ReadCounters, rowsReturned: number) => ({
  partitionsTotal: planned.partitionsTotal,
  partitionsListed: planned.partitionsListed,
  filesListed: planned.filesListed,
  filesOpened: read.filesOpened,
  rowGroupsTotal: planned.rowGroupsTotal,
  rowGroupsRead: read.rowGroupsRead,
  pagesRead: read.pagesRead,
  bytesRead: read.bytesRead,
  rowsRead: read.rowsRead,
  rowsReturned,
});

/** Tells whether a plan reads a table of which the principal does not see all. */
export const isRestricted = (plan: LogicalPlan): boolean =>
  plan.kind === 'Scan' ? plan.table.isRestricted === true : inputsOf(plan).some(isRestricted);

const trivialRowsMax = 16;

/** True for statements such as SELECT 1, or whose files have no row that they ask for: not worth waking a thread for. */
function isTrivial(plan: LogicalPlan, size: ScanSize): boolean {
  if (!expressionsOf(plan).every(isSmall)) return false;
  switch (plan.kind) {
    case 'Values':
      return plan.rows.length <= trivialRowsMax;
    case 'Scan':
      return size.splitCount === 0;
    case 'Project':
    case 'Filter':
    case 'Limit':
    case 'Sort':
    case 'TopN':
    case 'Aggregate':
      return isTrivial(plan.input, size);
    default:
      return false;
  }
}

const oneThreadRowsMax = 250_000;

/** True where one row group is all there is to read: a second thread would wait more than it works. */
const isForOneThread = ({ splitCount, rowCount }: ScanSize): boolean =>
  splitCount === 1 && rowCount <= oneThreadRowsMax;

function highestId(plan: LogicalPlan): number {
  let highest = 0;
  const visit = (node: LogicalPlan): void => {
    for (const { id } of outputsOf(node)) highest = Math.max(highest, id);
    if (node.kind === 'Scan' && node.view) visit(node.view.plan);
    for (const input of inputsOf(node)) visit(input);
  };
  visit(plan);
  return highest;
}
