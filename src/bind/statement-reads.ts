import { type ColumnReference, childrenOf, type Expression } from '../plan/expression.js';
import { inputsOf, type LogicalPlan } from '../plan/logical-plan.js';
import { expressionsOf } from '../plan/plan-expressions.js';
import type { Metadata, TableRead } from './metadata.js';

/** A table, view or files bound in a statement. */
export interface BoundSource extends Omit<TableRead, 'columns'> {
  /** What was bound with. */
  readonly metadata: Metadata;
  /** What it gives, and the names of that. */
  readonly outputs: readonly ColumnReference[];
  readonly columns: readonly string[];
}

/** Notes what a bound query reads: of each source the columns that anything in the plan, or the result, uses. */
export function noteReads(
  sources: readonly BoundSource[],
  plan: LogicalPlan,
  results: readonly ColumnReference[],
): void {
  if (sources.length === 0) return;
  const used = new Set(results.map(({ id }) => id));
  addUsed(plan, used, new Set());
  for (const { metadata, table, isView, outputs, columns, rowFilterApplied } of sources) {
    const usedColumns = columns.filter((_, index) => used.has(outputs[index]!.id));
    metadata.noteRead({ table, isView, columns: usedColumns, rowFilterApplied });
  }
}

function addUsed(plan: LogicalPlan, used: Set<number>, seen: Set<LogicalPlan | Expression>): void {
  if (seen.has(plan)) return;
  seen.add(plan);
  for (const expression of expressionsOf(plan)) addColumns(expression, used, seen);
  if (plan.kind === 'Apply' && 'column' in plan.form) used.add(plan.form.column.id);
  if (plan.kind === 'Scan' && plan.view) addUsed(plan.view.plan, used, seen);
  for (const input of inputsOf(plan)) addUsed(input, used, seen);
}

function addColumns(expression: Expression, used: Set<number>, seen: Set<LogicalPlan | Expression>): void {
  if (expression.kind === 'column') used.add(expression.id);
  if (seen.has(expression)) return;
  seen.add(expression);
  for (const child of childrenOf(expression)) addColumns(child, used, seen);
}
