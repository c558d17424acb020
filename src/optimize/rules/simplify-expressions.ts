import type { Expression } from '../../plan/expression.js';
import type { LogicalPlan } from '../../plan/logical-plan.js';
import { mapExpressions } from '../map-expressions.js';
import type { OptimizerContext, Rule } from '../rule.js';
import { simplifyCondition, simplifyExpression } from '../simplify/simplify-expression.js';

/**
 * Folds constants and simplifies conditions:
 *
 *     Filter[NOT (x <> 1 + 1 OR NULL)]   →   Filter[x = 2]
 */
export const simplifyExpressions: Rule = {
  name: 'simplify-expressions',
  scope: 'node',
  apply(plan, context) {
    const simplified = simplifyPlan(plan, context);
    return simplified === plan ? undefined : simplified;
  },
};

function simplifyPlan(plan: LogicalPlan, context: OptimizerContext): LogicalPlan {
  const condition = (expression: Expression): Expression => simplifyCondition(expression, context);
  switch (plan.kind) {
    case 'Filter': {
      const simplified = condition(plan.condition);
      return simplified === plan.condition ? plan : { ...plan, condition: simplified };
    }
    case 'Join': {
      const filter = plan.filter && condition(plan.filter);
      const rest = mapExpressions({ ...plan, filter: undefined }, (part) => simplifyExpression(part, context));
      if (filter === plan.filter && rest.kind === 'Join' && rest.equal.every((pair, i) => pair === plan.equal[i]))
        return plan;
      return { ...rest, ...(filter ? { filter } : {}) } as LogicalPlan;
    }
    default:
      return mapExpressions(plan, (expression) => simplifyExpression(expression, context));
  }
}
