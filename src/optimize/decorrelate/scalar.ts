import type { Apply, Join, LogicalPlan } from '../../plan/logical-plan.js';
import { outputsOf } from '../../plan/logical-plan.js';
import { columnsUsedByAll } from '../expression/columns-used.js';
import { withColumns } from '../projection.js';
import { hasAtMostOneRow, hasExactlyOneRow } from '../row-bounds.js';
import type { OptimizerContext } from '../rule.js';
import { joinAlways } from './lateral.js';
import type { Pulled } from './pull-up.js';
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
  if (easy?.conditions.every((condition) => condition.kind === 'call' && condition.name === '=')) {
    const used = columnsUsedByAll(easy.conditions);
    const keys = outputsOf(easy.plan).filter(({ id }) => used.has(id));
    const isKeyed = easy.conditions.every(
      ({ kind, ...condition }) => 'args' in condition && condition.args.some((arg) => arg.kind === 'column' && keys.some(({ id }) => id === arg.id)),
    );
    if (isKeyed) {
      const single = checkedSingleRow(easy.plan, keys, [form.column], context);
      const joined = joinSubquery('left', plan, { plan: single.plan, conditions: easy.conditions, pairs: [] });
      return withColumns(joined, [[form.output, single.columns[0]!]]);
    }
  }
  const bound = unnested(plan, context);
  const single = checkedSingleRow(bound.plan, [...bound.bindings.values()], [form.column], context);
  const subquery = { plan: single.plan, conditions: [], pairs: outerPairs(plan, bound) };
  return withColumns(joinSubquery('left', plan, subquery), [[form.output, single.columns[0]!]]);
}
