import type { ColumnReference } from '../plan/expression.js';
import { inputsOf, type LogicalPlan, outputsOf } from '../plan/logical-plan.js';
import { expressionsOf } from '../plan/plan-expressions.js';
import { type ColumnSet, columnsUsed } from './expression/columns-used.js';

interface Facts {
  readonly free: ColumnSet;
  readonly produced: ReadonlySet<number>;
}

const known = new WeakMap<LogicalPlan, Facts>();

/** Collects the columns that a plan uses but does not produce: those of an outer query. */
export const freeColumns = (plan: LogicalPlan): ColumnSet => factsOf(plan).free;

/** Tells whether a plan uses one of the columns without producing it. */
export function isCorrelatedTo(plan: LogicalPlan, columns: { has(id: number): boolean }): boolean {
  for (const id of freeColumns(plan).keys()) if (columns.has(id)) return true;
  return false;
}

function factsOf(plan: LogicalPlan): Facts {
  const before = known.get(plan);
  if (before) return before;
  const free = new Map<number, ColumnReference>();
  const produced = new Set<number>();
  for (const input of inputsOf(plan)) {
    const facts = factsOf(input);
    for (const [id, column] of facts.free) free.set(id, column);
    for (const id of facts.produced) produced.add(id);
  }
  for (const expression of expressionsOf(plan))
    for (const [id, column] of columnsUsed(expression)) free.set(id, column);
  for (const { id } of outputsOf(plan)) produced.add(id);
  for (const id of produced) free.delete(id);
  const facts = { free, produced };
  known.set(plan, facts);
  return facts;
}
