import { type ColumnReference, childrenOf, type Expression } from '../plan/expression.js';
import { type AggregateCall, inputsOf, type LogicalPlan, outputsOf } from '../plan/logical-plan.js';
import { expressionsOf } from '../plan/plan-expressions.js';

/** Collects the columns that an expression uses, its lambdas' parameters left out. */
export function columnsOf(
  expression: Expression,
  found: Map<number, ColumnReference> = new Map(),
): Map<number, ColumnReference> {
  if (expression.kind === 'constant') return found;
  if (expression.kind === 'column') found.set(expression.id, expression);
  for (const child of childrenOf(expression)) columnsOf(child, found);
  if (expression.kind === 'lambda') for (const { id } of expression.parameters) found.delete(id);
  return found;
}

/** Collects the columns that a plan uses but does not itself produce: those of enclosing queries. */
export function freeColumnsOf(plan: LogicalPlan): Map<number, ColumnReference> {
  const used = new Map<number, ColumnReference>();
  const produced = new Set<number>();
  const visit = (node: LogicalPlan): void => {
    for (const expression of expressionsOf(node)) columnsOf(expression, used);
    for (const { id } of outputsOf(node)) produced.add(id);
    for (const input of inputsOf(node)) visit(input);
  };
  visit(plan);
  for (const id of produced) used.delete(id);
  return used;
}

/** Tells whether an aggregate of a plan reads columns, and none but those of an outer query. */
export function aggregatesOuterColumns(plan: LogicalPlan, isOuter: (id: number) => boolean): boolean {
  const isOuterOnly = ({ args }: AggregateCall): boolean => {
    const ids = args.flatMap((arg) => [...columnsOf(arg).keys()]);
    return ids.length > 0 && ids.every(isOuter);
  };
  if (plan.kind === 'Aggregate' && plan.aggregates.some(isOuterOnly)) return true;
  return inputsOf(plan).some((input) => aggregatesOuterColumns(input, isOuter));
}
