import { aggregateFunction } from '../functions/registry.js';
import { canFail } from '../optimize/expression/evaluation.js';
import { optimizeInSteps } from '../optimize/optimizer.js';
import type { OptimizerContext } from '../optimize/rule.js';
import { type AggregateCall, inputsOf, type LogicalPlan } from '../plan/logical-plan.js';
import { expressionsOf } from '../plan/plan-expressions.js';
import type { Turns } from './turns.js';

/** Tells whether a plan reads a table or view some rows of which are hidden. */
export const hidesRows = (plan: LogicalPlan): boolean =>
  plan.kind === 'Scan' ? plan.table.hidesRows === true : inputsOf(plan).some(hidesRows);

/**
 * Optimizes a plan again in which the conditions of row policies stand by now, with all that is known of the tables:
 *
 *     InnerJoin                                            →   InnerJoin
 *       Scan t (a million rows), filter: day = 7 (policy)        Scan u (1,000), filter: day = 7
 *       Scan u (1,000)                                           Scan t (10), filter: day = 7
 *
 * The first plan, which is shown, knows nothing of hidden rows. This one nobody sees, and it is made only where its outcome is the same
 * either way: nothing can fail, and nothing tells which row came first.
 */
export async function optimizedForShownRows(
  plan: LogicalPlan,
  context: OptimizerContext,
  turns: Turns,
): Promise<LogicalPlan> {
  if (!isOrderFree(plan)) return plan;
  const steps = optimizeInSteps(plan, context);
  let step = steps.next();
  while (!step.done) {
    if (turns.isOver) await turns.give();
    step = steps.next();
  }
  return step.value;
}

function isOrderFree(plan: LogicalPlan): boolean {
  return isNodeOrderFree(plan) && !expressionsOf(plan).some(canFail) && inputsOf(plan).every(isOrderFree);
}

function isNodeOrderFree(plan: LogicalPlan): boolean {
  switch (plan.kind) {
    case 'Scan':
    case 'Values':
    case 'Filter':
    case 'Project':
    case 'Join':
    case 'Union':
      return true;
    case 'Aggregate':
      return plan.aggregates.every(isCallOrderFree);
    default:
      return false;
  }
}

// Sums of floating point numbers depend on their order.
const isCallOrderFree = ({ name, args, orderBy }: AggregateCall): boolean =>
  !orderBy &&
  aggregateFunction(name)?.showsOrder !== true &&
  args.every(({ type }) => type.kind !== 'double' && type.kind !== 'real');
