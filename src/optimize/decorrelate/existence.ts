import type { Aggregate, Apply, Join, LogicalPlan } from '../../plan/logical-plan.js';
import { aggregateOf, bigintConstant, callOf } from '../expression/call-building.js';
import { trueConstant } from '../expression/conjuncts.js';
import { withColumns } from '../projection.js';
import { hasExactlyOneRow } from '../row-bounds.js';
import type { OptimizerContext } from '../rule.js';
import { correlationOf, decorrelated, joinSubquery } from './subquery-join.js';

/** EXISTS: a mark join; without correlation whether a count over one row at most is not 0. */
export function existence(
  plan: Apply,
  form: Extract<Apply['form'], { kind: 'exists' }>,
  context: OptimizerContext,
): LogicalPlan {
  const subquery = withoutOrderAndLimit(plan.subquery);
  if (hasExactlyOneRow(subquery)) return withColumns(plan.input, [[form.output, trueConstant]]);
  const apply: Apply = { ...plan, subquery };
  if (correlationOf(apply).size > 0)
    return joinSubquery('mark', apply, decorrelated(apply, context, true), { markColumn: form.output });
  const count = aggregateOf('count', [], context);
  const first: LogicalPlan = { kind: 'Limit', input: subquery, offset: 0, count: 1 };
  const counted: Aggregate = { kind: 'Aggregate', input: first, keys: [], aggregates: [count] };
  const cross: Join = { kind: 'Join', type: 'inner', left: plan.input, right: counted, equal: [] };
  return withColumns(cross, [[form.output, callOf('>', [count.output, bigintConstant(0)])]]);
}

/** Takes off what does not decide whether there is a row. */
function withoutOrderAndLimit(plan: LogicalPlan): LogicalPlan {
  switch (plan.kind) {
    case 'Sort':
    case 'Project':
      return withoutOrderAndLimit(plan.input);
    case 'Limit':
    case 'TopN':
      return plan.offset === 0 && plan.count !== 0 ? withoutOrderAndLimit(plan.input) : plan;
    default:
      return plan;
  }
}
