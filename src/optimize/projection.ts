import type { ColumnReference, Expression } from '../plan/expression.js';
import { type LogicalPlan, outputsOf, type Project } from '../plan/logical-plan.js';

/** Adds computed columns to a plan's outputs. */
export function withColumns(
  input: LogicalPlan,
  columns: readonly (readonly [ColumnReference, Expression])[],
): LogicalPlan {
  if (columns.length === 0) return input;
  const passed = outputsOf(input);
  return {
    kind: 'Project',
    input,
    outputs: [...passed, ...columns.map(([column]) => column)],
    expressions: [...passed, ...columns.map(([, expression]) => expression)],
  };
}

/** Makes exactly the given columns. */
export const projectTo = (
  input: LogicalPlan,
  columns: readonly (readonly [ColumnReference, Expression])[],
): Project => ({
  kind: 'Project',
  input,
  outputs: columns.map(([column]) => column),
  expressions: columns.map(([, expression]) => expression),
});
