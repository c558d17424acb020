import { columnDomains } from '../exec/lower/column-domains.js';
import { lowerPlan } from '../exec/lower/lower-plan.js';
import type { PhysicalNode, PhysicalPlan } from '../exec/physical-plan.js';
import { optimizeInSteps } from '../optimize/optimizer.js';
import type { OptimizerContext } from '../optimize/rule.js';
import { simplifyExpression } from '../optimize/simplify/simplify-expression.js';
import { type BoundQuery, inputsOf, type LogicalPlan, outputsOf } from '../plan/logical-plan.js';
import { expressionsOf } from '../plan/plan-expressions.js';
import { verifyPlan } from '../plan/verify-plan.js';
import { answerFromFooters } from './footer-answers.js';
import { openViews } from './opaque-views.js';
import { isSkippable, type PlannedScan, plannedScan } from './planned-scan.js';
import { prepareScans } from './prepare-scans.js';
import type { QueryJob } from './query-job.js';
import type { PlannedQuery, PlannedReads, ScanSize } from './query-plan.js';
import { applyRowPolicies, hasPolicy } from './row-policies.js';
import { hidesRows, optimizedForShownRows } from './shown-rows-plan.js';
import { isSmall } from './small-expression.js';

/** Optimizes a bound query; `firstId` is the least that no column of the statement has. */
export async function optimizedQuery(job: QueryJob, firstId = highestId(job.query.plan) + 1): Promise<BoundQuery> {
  const { query, tables, evaluator, turns, settings, end, life } = job;
  // Of the plan as it was bound: rules may find that nothing need be read.
  if (isRestricted(query.plan)) life.restrict();
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
  const allowed = withPolicies({ ...query, plan: opened }, job);
  const shaped =
    settings.boolean('optimizer_enabled') && hidesRows(query.plan) ? await shapedPlan(allowed, job) : allowed;
  const plan = lowerPlan(shaped, {
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

/** Optimizes a plan again when it says what the principal may see. */
async function shapedPlan(query: BoundQuery, { tables, evaluator, settings, turns }: QueryJob): Promise<BoundQuery> {
  let nextId = highestId(query.plan) + 1;
  const context: OptimizerContext = {
    statistics: tables.wholeStatistics,
    settings: { enabled: settings.boolean('optimizer_enabled') },
    nextColumnId: () => nextId++,
    evaluate: (expression) => evaluator.evaluate(expression),
  };
  return { ...query, plan: await optimizedForShownRows(query.plan, context, turns) };
}

/** Plans a bound query. */
export async function planQuery(job: QueryJob, owners?: StageOwners): Promise<PlannedQuery> {
  const { turns, end } = job;
  end.signal.throwIfAborted();
  const optimized = await optimizedQuery(job);
  verifyPlan(optimized);
  await turns.give();
  end.signal.throwIfAborted();
  const { reads, size, opened, ...plan } = await physicalPlan(optimized, job, owners);
  return {
    optimized,
    plan,
    reads,
    size,
    hidesReads: job.life.isRestricted,
    isTrivial: isTrivial(opened, size),
    isForOneThread: isForOneThread(size),
  };
}

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
