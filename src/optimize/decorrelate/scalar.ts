import type { Apply, Join, LogicalPlan } from '../../plan/logical-plan.js';
import { withColumns } from '../projection.js';
import { hasAtMostOneRow, hasExactlyOneRow } from '../row-bounds.js';
import type { OptimizerContext } from '../rule.js';
import { joinAlways } from './lateral.js';
import { keyConditions, type Pulled } from './pull-up.js';
import { checkedSingleRow } from './single-row.js';
import { correlationOf, type Decorrelated, joinSubquery, outerPairs, pulled, unnested } from './subquery-join.js';

type Scalar = Extract<Apply['form'], { kind: 'scalar' }>;

/** A scalar subquery: a cross join with its one row, or with correlation a left join with at most one row an outer row. */
export function scalar(plan: Apply, form: Scalar, context: OptimizerContext): LogicalPlan {
  if (correlationOf(plan).size === 0) return uncorrelated(plan, form);
  const easy = pulled(plan, context, false);
  if (easy?.ofNoRows) {
    const joined = joinAlways(plan, easy, context);
    return withColumns(joined.plan, [[form.output, joined.values.get(form.column.id)!]]);
  }
  if (hasAtMostOneRow(plan.subquery)) {
    const subquery = easy ? { plan: easy.plan, conditions: easy.conditions, pairs: [] } : general(plan, context);
    return withColumns(joinSubquery('left', plan, subquery), [[form.output, form.column]]);
  }
  return checked(plan, form, easy, context);
}

function uncorrelated(plan: Apply, form: Scalar): LogicalPlan {
  const { input: left, subquery } = plan;
  const right: LogicalPlan = hasExactlyOneRow(subquery) ? subquery : { kind: 'EnforceSingleRow', input: subquery };
  const cross: Join = { kind: 'Join', type: 'inner', left, right, equal: [] };
  return withColumns(cross, [[form.output, form.column]]);
}

function general(plan: Apply, context: OptimizerContext): Decorrelated {
  const bound = unnested(plan, context);
  return { plan: bound.plan, conditions: [], pairs: outerPairs(plan, bound) };
}

/** Groups the subquery's rows by what decides their outer row, so that a second row is noticed. */
function checked(plan: Apply, form: Scalar, easy: Pulled | undefined, context: OptimizerContext): LogicalPlan {
  const keyed = easy && keyConditions(easy, context);
  const bound = keyed ? undefined : unnested(plan, context);
  const input = keyed ? keyed.input : bound!.plan;
  const keys = keyed ? keyed.keys : [...bound!.bindings.values()];
  const single = checkedSingleRow(input, keys, [form.column], context);
  const conditions = keyed ? keyed.conditions : [];
  const pairs = bound ? outerPairs(plan, bound) : [];
  const joined = joinSubquery('left', plan, { plan: single.plan, conditions, pairs });
  return withColumns(joined, [[form.output, single.columns[0]!]]);
}
