import type { Expression } from '../../plan/expression.js';
import type { Apply, LogicalPlan } from '../../plan/logical-plan.js';
import { withColumns } from '../projection.js';
import type { OptimizerContext } from '../rule.js';
import { correlationOf, decorrelated } from './subquery-join.js';
import { markComparison, threeValuedMark } from './three-valued-mark.js';

/** `value IN (subquery)`: a null-aware mark join, or with correlation two marks. */
export function membership(
  plan: Apply,
  form: Extract<Apply['form'], { kind: 'in' }>,
  context: OptimizerContext,
): LogicalPlan {
  if (correlationOf(plan).size === 0) {
    const equal = [{ left: form.value, right: form.column }];
    const { input: left, subquery: right } = plan;
    return { kind: 'Join', type: 'mark', left, right, equal, markColumn: form.output, nullAware: true };
  }
  const subquery = decorrelated(plan, context, true);
  const marked = threeValuedMark(plan.input, subquery.plan, subquery, form.value, form.column, context);
  return withColumns(marked.plan, [[form.output, marked.mark]]);
}

/** Marks whether any row of a subquery meets a comparison, in three values. */
export function anyComparison(
  plan: Apply,
  comparison: Expression,
  context: OptimizerContext,
): { readonly plan: LogicalPlan; readonly mark: Expression } {
  const subquery = decorrelated(plan, context, true);
  const isUnknown: Expression = { kind: 'is_null', type: comparison.type, input: comparison };
  return markComparison(plan.input, subquery.plan, subquery, comparison, isUnknown, context);
}
