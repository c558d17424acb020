import type { Limit, LogicalPlan, Sort, SortKey, TopN } from '../../plan/logical-plan.js';
import { outputsOf } from '../../plan/logical-plan.js';
import type { LimitNode } from '../operators/limit.js';
import type { SortNode, SortSourceNode } from '../operators/sort.js';
import { type Lowering, type OpenPipeline, startPipeline, withOperator } from './lowering.js';

// More rows than this are sorted whole before the first of them are taken.
const keptRowsMax = 1_000_000;

export function lowerSort(plan: Sort, lowering: Lowering): OpenPipeline {
  return sorted(plan.input, plan.keys, {}, 0, lowering);
}

export function lowerTopN(plan: TopN, lowering: Lowering): OpenPipeline {
  const limit = plan.offset + plan.count;
  if (limit > keptRowsMax && !plan.withTies) {
    const whole = sorted(plan.input, plan.keys, {}, 0, lowering);
    return limited(whole, plan.offset, plan.count, lowering);
  }
  return sorted(plan.input, plan.keys, { limit, withTies: plan.withTies }, plan.offset, lowering);
}

export function lowerLimit(plan: Limit, lowering: Lowering): OpenPipeline {
  return limited(lowering.lower(plan.input), plan.offset, plan.count, lowering);
}

function limited(input: OpenPipeline, offset: number, count: number | undefined, lowering: Lowering): OpenPipeline {
  const node: LimitNode = { kind: 'Limit', outputs: input.outputs, state: lowering.newState(), offset, count };
  return withOperator(input, node);
}

function sorted(
  input: LogicalPlan,
  keys: readonly SortKey[],
  limit: Pick<SortNode, 'limit' | 'withTies'>,
  offset: number,
  lowering: Lowering,
): OpenPipeline {
  const columns = outputsOf(input);
  const node: SortNode = { kind: 'Sort', outputs: [], state: lowering.newState(), keys, columns, ...limit };
  lowering.end(lowering.lower(input), node);
  const source: SortSourceNode = { kind: 'SortSource', outputs: columns.map(({ id }) => id), sort: node, offset };
  return startPipeline(source);
}
