import { inputsOf, type LogicalPlan, withInputs } from '../plan/logical-plan.js';

/** Rebuilds a plan from its leaves: each node, its inputs already rewritten, is replaced by what `rewrite` answers. */
export function rewriteNodes(plan: LogicalPlan, rewrite: (node: LogicalPlan) => LogicalPlan): LogicalPlan {
  const inputs = inputsOf(plan).map((input) => rewriteNodes(input, rewrite));
  return rewrite(withInputs(plan, inputs));
}

/** Calls `visit` for every node of a plan, inputs first. */
export function visitNodes(plan: LogicalPlan, visit: (node: LogicalPlan) => void): void {
  for (const input of inputsOf(plan)) visitNodes(input, visit);
  visit(plan);
}
