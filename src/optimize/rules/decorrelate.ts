import type { Apply, LogicalPlan } from '../../plan/logical-plan.js';
import { existence } from '../decorrelate/existence.js';
import { lateral } from '../decorrelate/lateral.js';
import { membership } from '../decorrelate/membership.js';
import { quantified } from '../decorrelate/quantified.js';
import { scalar } from '../decorrelate/scalar.js';
import type { OptimizerContext, Rule } from '../rule.js';

/**
 * Makes joins of subqueries, the innermost first:
 *
 *     Apply[scalar](A, Aggregate[sum(x)](Filter[k = a](B)))   →   A left join Aggregate[keys k; sum(x)](B) on a = k
 *     Apply[exists](A, Filter[k = a](B))                      →   A mark join B on a = k
 *
 * A subquery whose conditions cannot be taken out is computed for the distinct values of the outer columns (`unnest`).
 */
export const decorrelate: Rule = {
  name: 'decorrelate',
  scope: 'node',
  apply: (plan, context) => (plan.kind === 'Apply' ? withoutApply(plan, context) : undefined),
};

function withoutApply(plan: Apply, context: OptimizerContext): LogicalPlan {
  const { form } = plan;
  switch (form.kind) {
    case 'scalar':
      return scalar(plan, form, context);
    case 'exists':
      return existence(plan, form, context);
    case 'in':
      return membership(plan, form, context);
    case 'quantified':
      return quantified(plan, form, context);
    case 'lateral':
      return lateral(plan, form, context);
  }
}
