import type { LogicalPlan } from '../plan/logical-plan.js';

const known = new WeakMap<LogicalPlan, string>();

/** Prints a plan so that two have one text exactly when they are the same, column ids included. */
export function planKey(plan: LogicalPlan): string {
  const before = known.get(plan);
  if (before !== undefined) return before;
  const key = JSON.stringify(plan, (_, part: unknown) => {
    if (typeof part === 'bigint') return `${part}n`;
    return part instanceof Uint8Array ? `bytes ${part.join()}` : part;
  });
  known.set(plan, key);
  return key;
}
