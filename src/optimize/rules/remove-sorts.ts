import { inputsOf, type LogicalPlan, withInputs } from '../../plan/logical-plan.js';
import type { Rule } from '../rule.js';

/**
 * Takes off sorts whose order nobody sees:
 *
 *     Aggregate[sum(x)]   →   Aggregate[sum(x)]
 *       Sort[x]                 Scan t
 *         Scan t
 */
export const removeSorts: Rule = {
  name: 'remove-sorts',
  scope: 'plan',
  apply: (plan) => withoutSorts(plan, true),
};

/** Nodes that pass their input's order on. */
const keepsOrder: ReadonlySet<LogicalPlan['kind']> = new Set(['Project', 'Filter', 'EnforceSingleRow', 'Unnest']);

function withoutSorts(plan: LogicalPlan, isOrderSeen: boolean): LogicalPlan {
  if (plan.kind === 'Sort' && !isOrderSeen) return withoutSorts(plan.input, false);
  // LIMIT takes the first rows of the order that it is given.
  const isSeenBelow = plan.kind === 'Limit' || (isOrderSeen && keepsOrder.has(plan.kind));
  return withInputs(
    plan,
    inputsOf(plan).map((input) => withoutSorts(input, isSeenBelow)),
  );
}
