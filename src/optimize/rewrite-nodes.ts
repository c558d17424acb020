import { inputsOf, type LogicalPlan, withInputs } from '../plan/logical-plan.js';

/**
 * Rebuilds a plan from its leaves: each node, its inputs already rewritten, is replaced by what `rewrite` answers. What stays as it
 * is goes to `settled`, and is not looked at where it is there already.
 */
export function rewriteNodes(
  plan: LogicalPlan,
  rewrite: (node: LogicalPlan) => LogicalPlan,
  settled: Set<LogicalPlan>,
): LogicalPlan {
  if (settled.has(plan)) return plan;
  const inputs = inputsOf(plan).map((input) => rewriteNodes(input, rewrite, settled));
  const rewritten = rewrite(withInputs(plan, inputs));
  if (rewritten === plan) settled.add(plan);
  return rewritten;
}

/** Calls `visit` for every node of a plan, inputs first. */
export function visitNodes(plan: LogicalPlan, visit: (node: LogicalPlan) => void): void {
  for (const input of inputsOf(plan)) visitNodes(input, visit);
  visit(plan);
}
