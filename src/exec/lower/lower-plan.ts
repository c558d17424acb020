import { LakeError } from '../../base/lake-error.js';
import { type BoundQuery, type LogicalPlan, outputsOf } from '../../plan/logical-plan.js';
import type { JoinFilterNode } from '../operators/join-filter.js';
import type { MaterializeNode } from '../operators/materialize.js';
import type { TableWriterNode, WriteTarget } from '../operators/table-writer.js';
import { writtenFileColumns } from '../operators/write-facts.js';
import type { PhysicalNode, PhysicalPlan, Pipeline } from '../physical-plan.js';
import { stagesOf, stagesOfChain } from '../plan-stages.js';
import { lowerAggregate } from './lower-aggregate.js';
import { lowerJoin } from './lower-join.js';
import { lowerMatchRecognize } from './lower-match-recognize.js';
import { lowerLimit, lowerSort, lowerTopN } from './lower-order.js';
import { lowerRecursion } from './lower-recursion.js';
import { lowerFilter, lowerProject, lowerScan, lowerValues } from './lower-rows.js';
import { lowerSample, lowerSingleRow, lowerUnion, lowerUniqueId, lowerUnnest } from './lower-sets.js';
import { lowerWindow } from './lower-window.js';
import { idsOf, type Lowering, type OpenPipeline, startPipeline } from './lowering.js';
import { type RepeatedSubplan, repeatedSubplans } from './repeated-subplans.js';

type LowerNode<K extends LogicalPlan['kind']> = (
  plan: Extract<LogicalPlan, { kind: K }>,
  lowering: Lowering,
) => OpenPipeline;

const notYet = (what: string) => (): OpenPipeline => {
  throw new LakeError('NOT_SUPPORTED', `${what} is not supported`);
};

/** How each logical node becomes physical. */
const lowerNode: { readonly [K in LogicalPlan['kind']]: LowerNode<K> } = {
  Scan: lowerScan,
  Values: lowerValues,
  Filter: lowerFilter,
  Project: lowerProject,
  Aggregate: lowerAggregate,
  Window: lowerWindow,
  Join: lowerJoin,
  Apply: notYet('A correlated subquery of this form'),
  Sort: lowerSort,
  TopN: lowerTopN,
  Limit: lowerLimit,
  Union: lowerUnion,
  SetOperation: notYet('INTERSECT or EXCEPT'),
  Unnest: lowerUnnest,
  EnforceSingleRow: lowerSingleRow,
  AssignUniqueId: lowerUniqueId,
  Sample: lowerSample,
  Recursion: lowerRecursion,
  MatchRecognize: lowerMatchRecognize,
  RecursionReference: (plan, lowering) =>
    startPipeline({ ...lowering.recursionSource(plan), outputs: idsOf(plan.outputs) }),
};

/** What lowering needs from outside. */
export interface LoweringCapabilities extends Pick<Lowering, 'scanSource'> {
  /** Keeps the logical node that each physical node does the work of, for EXPLAIN ANALYZE. */
  readonly owners?: Map<PhysicalNode, LogicalPlan> | undefined;
  /** Where the rows are written; without it they are the result. */
  readonly target?: WriteTarget | undefined;
}

/** Turns a bound, optimized query into pipelines. */
export function lowerPlan(query: BoundQuery, capabilities: LoweringCapabilities): PhysicalPlan {
  const pipelines: Pipeline[] = [];
  const { scanSource, owners } = capabilities;
  let stateCount = 0;
  const repeated = repeatedSubplans(query.plan);
  const recursions = new Map<number, PhysicalNode>();
  const lowering: Lowering = {
    scanSource,
    recursionSource: ({ recursionId }) => recursions.get(recursionId)!,
    bindRecursion: (id, source) => void recursions.set(id, source),
    filters: [],
    lower: (plan, filters = []) => {
      const lowered = (own: readonly JoinFilterNode[]): OpenPipeline =>
        (lowerNode[plan.kind] as LowerNode<LogicalPlan['kind']>)(plan as never, { ...lowering, filters: own });
      const shared = repeated.get(plan);
      const before = pipelines.length;
      const open = shared ? lowerRepeated(plan, shared, lowered, lowering) : lowered(filters);
      if (owners) claim([...pipelines.slice(before).flatMap(stagesOf), ...stagesOfChain(open)], plan, owners);
      return open;
    },
    end: ({ source, operators }, sink) => void pipelines.push({ source, operators, sink }),
    newState: () => stateCount++,
  };
  const last = lowering.lower(query.plan);
  const columns = query.columns.map(({ column }) => column);
  if (capabilities.target) {
    const writer: TableWriterNode = { kind: 'TableWriter', outputs: [], columns, target: capabilities.target };
    lowering.end(last, writer);
    return { pipelines, stateCount, columns: writtenFileColumns };
  }
  const sink: PhysicalNode & { readonly columns: typeof columns } = { kind: 'Result', outputs: [], columns };
  lowering.end(last, sink);
  return { pipelines, stateCount, columns: query.columns.map(({ name, type }) => ({ name, type })) };
}

/** Computes a repeated subplan once, for all the places that it stands in, and gives its rows from what was kept. */
function lowerRepeated(
  plan: LogicalPlan,
  shared: RepeatedSubplan,
  lowered: (filters: readonly JoinFilterNode[]) => OpenPipeline,
  lowering: Lowering,
): OpenPipeline {
  const columns = outputsOf(plan);
  if (!shared.source) {
    // No filter of one place may thin out what another place reads.
    const input = lowered([]);
    const kept: MaterializeNode = { kind: 'Materialize', outputs: [], state: lowering.newState(), columns };
    lowering.end(input, kept);
    shared.source = { kind: 'Materialized', outputs: idsOf(columns), kept };
  }
  return startPipeline({ ...shared.source, outputs: idsOf(columns) });
}

// Inputs are lowered first, so what has no owner yet was made for the node itself.
function claim(made: readonly PhysicalNode[], plan: LogicalPlan, owners: Map<PhysicalNode, LogicalPlan>): void {
  for (const node of made) if (!owners.has(node)) owners.set(node, plan);
}
