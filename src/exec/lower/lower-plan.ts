import { LakeError } from '../../base/lake-error.js';
import type { BoundQuery, LogicalPlan } from '../../plan/logical-plan.js';
import type { PhysicalNode, PhysicalPlan, Pipeline } from '../physical-plan.js';
import { lowerAggregate } from './lower-aggregate.js';
import { lowerFilter, lowerProject, lowerScan, lowerValues } from './lower-rows.js';
import type { Lowering, OpenPipeline } from './lowering.js';

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
  Window: notYet('A window function'),
  Join: notYet('A join'),
  Apply: notYet('A correlated subquery of this form'),
  Sort: notYet('ORDER BY'),
  TopN: notYet('ORDER BY with LIMIT'),
  Limit: notYet('LIMIT'),
  Union: notYet('UNION'),
  SetOperation: notYet('INTERSECT or EXCEPT'),
  Unnest: notYet('UNNEST'),
  EnforceSingleRow: notYet('A scalar subquery'),
  AssignUniqueId: notYet('A correlated subquery of this form'),
  Sample: notYet('TABLESAMPLE'),
  Recursion: notYet('WITH RECURSIVE'),
  RecursionReference: notYet('WITH RECURSIVE'),
};

/** Turns a bound, optimized query into pipelines. */
export function lowerPlan(query: BoundQuery, capabilities: Pick<Lowering, 'scanSource' | 'evaluate'>): PhysicalPlan {
  const pipelines: Pipeline[] = [];
  let stateCount = 0;
  const lowering: Lowering = {
    ...capabilities,
    lower: (plan) => (lowerNode[plan.kind] as LowerNode<LogicalPlan['kind']>)(plan as never, lowering),
    end: ({ source, operators }, sink) => void pipelines.push({ source, operators, sink }),
    newState: () => stateCount++,
  };
  const last = lowering.lower(query.plan);
  const columns = query.columns.map(({ column }) => column);
  const sink: PhysicalNode & { readonly columns: typeof columns } = { kind: 'Result', outputs: [], columns };
  lowering.end(last, sink);
  return { pipelines, stateCount, columns: query.columns.map(({ name, type }) => ({ name, type })) };
}
