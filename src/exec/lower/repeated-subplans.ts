import { inputsOf, type LogicalPlan, outputsOf } from '../../plan/logical-plan.js';
import { expressionsOf } from '../../plan/plan-expressions.js';
import { isDeterministic } from '../expression/expression-facts.js';
import type { MaterializedNode } from '../operators/materialize.js';

/** An aggregation that a plan computes more than once, save for the numbers of its columns. */
export interface RepeatedSubplan {
  /** Set when it was computed first: what gives its rows again. */
  source: MaterializedNode | undefined;
}

/** Finds the aggregations that stand in a plan several times, such as a WITH query that is used twice. */
export function repeatedSubplans(plan: LogicalPlan): ReadonlyMap<LogicalPlan, RepeatedSubplan> {
  const byKey = new Map<string, LogicalPlan[]>();
  const visit = (node: LogicalPlan): void => {
    if (node.kind === 'Aggregate' && isRepeatable(node)) {
      const key = keyOf(node);
      byKey.set(key, [...(byKey.get(key) ?? []), node]);
    }
    for (const input of inputsOf(node)) visit(input);
  };
  visit(plan);
  const repeated = new Map<LogicalPlan, RepeatedSubplan>();
  for (const nodes of byKey.values()) {
    const entry: RepeatedSubplan = { source: undefined };
    if (nodes.length > 1) for (const node of nodes) repeated.set(node, entry);
  }
  return repeated;
}

/** True where computing the subplan again gives the same rows. */
const isRepeatable = (plan: LogicalPlan): boolean =>
  plan.kind !== 'Sample' &&
  plan.kind !== 'RecursionReference' &&
  expressionsOf(plan).every(isDeterministic) &&
  inputsOf(plan).every(isRepeatable);

/** Writes a plan with its columns numbered in the order in which they are met, names and positions left out. */
function keyOf(plan: LogicalPlan): string {
  const numbers = new Map<number, number>();
  return JSON.stringify([plan, outputsOf(plan).length], (name, value: unknown) => {
    if (name === 'position' || typeof value === 'bigint') return name === 'position' ? undefined : `${value}n`;
    if (typeof value === 'number' && !Number.isFinite(value)) return `#${value}`;
    if (typeof value !== 'object' || value === null || (value as { kind?: unknown }).kind !== 'column') return value;
    const { id, type } = value as { id: number; type: unknown };
    if (!numbers.has(id)) numbers.set(id, numbers.size);
    return { column: numbers.get(id), type };
  });
}
