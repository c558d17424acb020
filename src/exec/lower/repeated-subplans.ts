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
  const aggregates: [LogicalPlan, outline: string][] = [];
  const outline = (node: LogicalPlan): string => {
    const own = `${node.kind} ${node.kind === 'Scan' ? node.table.handle : outputsOf(node).length}`;
    const text = `${own}(${inputsOf(node).map(outline)})`;
    if (node.kind === 'Aggregate') aggregates.push([node, text]);
    return text;
  };
  outline(plan);
  // Exact keys take long to write: only of what has the same nodes.
  const repeated = new Map<LogicalPlan, RepeatedSubplan>();
  for (const likes of repeatsOf(aggregates)) {
    const exact = likes.filter(isRepeatable).map((node): [LogicalPlan, string] => [node, keyOf(node)]);
    for (const nodes of repeatsOf(exact)) {
      const entry: RepeatedSubplan = { source: undefined };
      for (const node of nodes) repeated.set(node, entry);
    }
  }
  return repeated;
}

/** Groups nodes by their key, and leaves out those that are alone with theirs. */
function repeatsOf(keyed: readonly (readonly [node: LogicalPlan, key: string])[]): readonly (readonly LogicalPlan[])[] {
  const byKey = new Map<string, LogicalPlan[]>();
  for (const [node, key] of keyed) {
    const nodes = byKey.get(key);
    if (nodes) nodes.push(node);
    else byKey.set(key, [node]);
  }
  return [...byKey.values()].filter(({ length }) => length > 1);
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
