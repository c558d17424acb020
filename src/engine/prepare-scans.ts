import type { BindSession } from '../bind/bind-context.js';
import { columnDomains } from '../exec/lower/column-domains.js';
import type { ExecutionSettings } from '../exec/thread-context.js';
import { canFail } from '../optimize/expression/evaluation.js';
import type { Expression } from '../plan/expression.js';
import { inputsOf, type LogicalPlan, type Scan, withInputs } from '../plan/logical-plan.js';
import { type Domain, intersectDomains } from '../types/domain.js';
import type { StatementEvaluator } from './constant-evaluator.js';
import type { StatementTables } from './lake-tables.js';
import { partitionDemand, type ScanDemand } from './partition-demand.js';
import type { SessionSettings } from './session-settings.js';
import type { StatementEnd } from './statement-end.js';

/** What choosing partitions takes. */
export interface ScanPreparation {
  readonly tables: StatementTables;
  readonly evaluator: StatementEvaluator;
  readonly session: BindSession;
  readonly settings: SessionSettings;
  readonly execution: ExecutionSettings;
  readonly end: StatementEnd;
}

/**
 * Finds the partitions and files that the scans of a plan need, so that their statistics are known. Conditions that hold for all
 * rows of the chosen partitions go:
 *
 *     Scan t [ds = '2024-01-01' AND x > 5]   →   Scan t, one of its partitions [x > 5]
 */
export async function prepareScans(plan: LogicalPlan, preparation: ScanPreparation): Promise<LogicalPlan> {
  const scans = new Map<Scan, readonly Expression[]>();
  collectScans(plan, [], scans);
  const prepared = new Map<Scan, Scan>();
  await Promise.all(
    [...scans].map(async ([scan, above]) => prepared.set(scan, await prepareScan(scan, above, preparation))),
  );
  return replaceScans(plan, prepared);
}

/** A filter right above a scan counts too: with the optimizer off none is in the scan. */
function collectScans(plan: LogicalPlan, above: readonly Expression[], into: Map<Scan, readonly Expression[]>): void {
  // One scan in two places is not for the filter above it in one of them.
  if (plan.kind === 'Scan') into.set(plan, into.has(plan) ? [] : above);
  const own = plan.kind === 'Filter' ? [...above, ...conjuncts(plan.condition)] : [];
  for (const input of inputsOf(plan)) collectScans(input, own, into);
}

const conjuncts = (condition: Expression): readonly Expression[] =>
  condition.kind === 'and' ? condition.args.flatMap(conjuncts) : [condition];

function replaceScans(plan: LogicalPlan, prepared: ReadonlyMap<Scan, Scan>): LogicalPlan {
  if (plan.kind === 'Scan') return prepared.get(plan)!;
  return withInputs(
    plan,
    inputsOf(plan).map((input) => replaceScans(input, prepared)),
  );
}

async function prepareScan(scan: Scan, above: readonly Expression[], preparation: ScanPreparation): Promise<Scan> {
  const { tables, evaluator, session, settings, end } = preparation;
  await tables.writeRows(scan, preparation, () => end.signal.throwIfAborted());
  const table = tables.openTable(scan.table);
  // It is prepared already.
  if (!table) return scan;
  const usesDemand = settings.boolean('pruning_enabled') || table.isProjected;
  const asked = [...(scan.filter ?? []), ...above];
  // Where a condition can fail, it fails for the rows that the principal sees in whatever partition.
  const isBound = scan.table.isRestricted && !table.isProjected && asked.some(canFail);
  const conditions = usesDemand && !isBound ? asked : [];
  const demand = partitionDemand(scan, conditions, table.schema.partitionKeys, evaluator, session);
  const found = await tables.takeSnapshot(scan, demand);
  return withoutEnforced(found, demand);
}

function withoutEnforced(scan: Scan, demand: ScanDemand): Scan {
  const enforced = demand.enforced();
  const kept = scan.filter?.filter((condition) => !enforced.has(condition));
  if (!kept || kept.length === scan.filter!.length) return scan;
  const answered = columnDomains([...enforced], scan.outputs, scan.columns);
  return { ...scan, filter: kept.length > 0 ? kept : undefined, answered: merged(scan.answered, answered) };
}

/** Joins what two choices of partitions have answered. */
function merged(
  before: ReadonlyMap<string, Domain> = new Map(),
  after: ReadonlyMap<string, Domain>,
): ReadonlyMap<string, Domain> {
  const all = new Map(before);
  for (const [name, domain] of after) {
    const known = all.get(name);
    all.set(name, known ? intersectDomains(known, domain) : domain);
  }
  return all;
}
