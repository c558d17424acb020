import { type LogicalPlan, outputsOf } from '../plan/logical-plan.js';
import { idsOf } from './expression/columns-used.js';

const known = new WeakMap<LogicalPlan, ReadonlySet<number>>();

/** Collects the ids of the columns that a plan produces. */
export function outputIds(plan: LogicalPlan): ReadonlySet<number> {
  const before = known.get(plan);
  if (before) return before;
  const ids = idsOf(outputsOf(plan));
  known.set(plan, ids);
  return ids;
}
