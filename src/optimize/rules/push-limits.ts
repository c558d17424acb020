import { type Limit, type LogicalPlan, withInputs } from '../../plan/logical-plan.js';
import { mostRows } from '../row-bounds.js';
import type { Rule } from '../rule.js';

/**
 * Stops inputs early:
 *
 *     Limit[10]         →   Limit[10]
 *       Union                 Union
 *         A                     Limit[10] A
 *         B                     Limit[10] B
 *
 * Goes below projections, marks and outer joins, and makes one limit of two.
 */
export const pushLimits: Rule = {
  name: 'push-limits',
  scope: 'node',
  apply(plan) {
    if (plan.kind !== 'Limit') return undefined;
    if (plan.count === undefined && plan.offset === 0) return plan.input;
    return pushed(plan, plan.input);
  },
};

function pushed(limit: Limit, input: LogicalPlan): LogicalPlan | undefined {
  switch (input.kind) {
    case 'Limit':
      return merged(limit, input);
    case 'TopN': {
      if (input.withTies) return undefined;
      const { offset, count } = merged(limit, input);
      return { ...input, offset, count: count! };
    }
    case 'Project':
      return withInputs(input, [{ ...limit, input: input.input }]);
    case 'Union': {
      const inputs = input.inputs.map((one) => bounded(one, limit));
      return inputs.some((one, index) => one !== input.inputs[index])
        ? { ...limit, input: { ...input, inputs } }
        : undefined;
    }
    case 'Join': {
      if (input.type === 'mark') return withInputs(input, [{ ...limit, input: input.left }, input.right]);
      const [kept, other] = input.type === 'right' ? [input.right, input.left] : [input.left, input.right];
      if (input.type !== 'left' && input.type !== 'right') return undefined;
      const less = bounded(kept, limit);
      if (less === kept) return undefined;
      return { ...limit, input: withInputs(input, input.type === 'right' ? [other, less] : [less, other]) };
    }
    default:
      return limit.offset === 0 && mostRows(input) <= limit.count! ? input : undefined;
  }
}

/** The limit over another: it counts from where that begins. */
function merged(limit: Limit, input: Extract<LogicalPlan, { kind: 'Limit' | 'TopN' }>): Limit {
  const left = input.count === undefined ? Number.POSITIVE_INFINITY : Math.max(0, input.count - limit.offset);
  const count = Math.min(limit.count ?? Number.POSITIVE_INFINITY, left);
  return {
    kind: 'Limit',
    input: input.input,
    offset: input.offset + limit.offset,
    count: count === Number.POSITIVE_INFINITY ? undefined : count,
  };
}

/** As many rows of an input as the limit above can want; the same plan when it has no more. */
function bounded(plan: LogicalPlan, { offset, count }: Limit): LogicalPlan {
  if (count === undefined || mostRows(plan) <= offset + count) return plan;
  return { kind: 'Limit', input: plan, offset: 0, count: offset + count };
}
