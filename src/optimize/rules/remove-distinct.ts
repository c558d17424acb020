import type { Aggregate, LogicalPlan } from '../../plan/logical-plan.js';
import { withInputs } from '../../plan/logical-plan.js';
import { idsOf } from '../expression/columns-used.js';
import type { Rule } from '../rule.js';
import { isUniqueIn } from '../unique-keys.js';

/**
 * Takes off groupings that only remove repeats where there are none, or where repeats do not matter:
 *
 *     Aggregate[keys x, y]        →   Project[x, y]
 *       Aggregate[keys x; …]            Aggregate[keys x; …]
 *
 *     SemiJoin                    →   SemiJoin
 *       A                               A
 *       Aggregate[keys x] B             B
 */
export const removeDistinct: Rule = {
  name: 'remove-distinct',
  scope: 'node',
  apply(plan) {
    if (plan.kind === 'Join' && ['semi', 'anti', 'mark'].includes(plan.type)) {
      const right = withRepeats(plan.right);
      return right === plan.right ? undefined : withInputs(plan, [plan.left, right]);
    }
    if (!isDistinct(plan) || !isUniqueIn(plan.input, idsOf(plan.keys))) return undefined;
    return passKeys(plan);
  },
};

const isDistinct = (plan: LogicalPlan): plan is Aggregate =>
  plan.kind === 'Aggregate' && plan.aggregates.length === 0 && plan.keys.length > 0 && !plan.groupingSets;

const passKeys = ({ input, keys }: Aggregate): LogicalPlan => ({
  kind: 'Project',
  input,
  outputs: keys,
  expressions: keys,
});

function withRepeats(plan: LogicalPlan): LogicalPlan {
  if (plan.kind === 'Project' || plan.kind === 'Filter') return withInputs(plan, [withRepeats(plan.input)]);
  return isDistinct(plan) ? passKeys(plan) : plan;
}
