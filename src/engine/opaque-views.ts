import { canFail } from '../optimize/expression/evaluation.js';
import { substituteColumns } from '../optimize/expression/substitution.js';
import type { Expression } from '../plan/expression.js';
import {
  type BoundQuery,
  inputsOf,
  type LogicalPlan,
  type OpaqueView,
  type Scan,
  withInputs,
} from '../plan/logical-plan.js';

/** Optimizes a query for itself. */
export type OptimizeQuery = (query: BoundQuery) => Promise<LogicalPlan>;

/**
 * Puts the queries of views that the principal does not look into in place of their scans, in a plan that no rule touches any more:
 *
 *     Scan v [x], filter: x > 5   →   Project[x := id]
 *                                       Filter[id > 5]
 *                                         … the query of v …
 *
 * What the user asks for goes into the view's query, which is optimized with it, where it cannot fail. What can fail sees only the rows that the
 * view gives.
 */
export async function openViews(plan: LogicalPlan, optimize: OptimizeQuery): Promise<LogicalPlan> {
  if (plan.kind === 'Scan') return plan.view ? openView(plan, plan.view, optimize) : plan;
  const inputs: LogicalPlan[] = [];
  for (const input of inputsOf(plan)) inputs.push(await openViews(input, optimize));
  return withInputs(plan, inputs);
}

async function openView(scan: Scan, view: OpaqueView, optimize: OptimizeQuery): Promise<LogicalPlan> {
  const { outputs, filter = [] } = scan;
  const expressions = scan.columns.map((name) => view.outputs[view.columns.indexOf(name)]!);
  const isSafe = !filter.some(canFail);
  let input = view.plan;
  if (isSafe && filter.length > 0) {
    const inside = new Map<number, Expression>(outputs.map(({ id }, index) => [id, expressions[index]!]));
    input = {
      kind: 'Filter',
      input,
      condition: allOf(filter.map((condition) => substituteColumns(condition, inside))),
    };
  }
  const rows: LogicalPlan = { kind: 'Project', input, outputs, expressions };
  const columns = outputs.map((column) => ({ name: column.name, type: column.type, column }));
  const opened = await openViews(await optimize({ plan: rows, columns }), optimize);
  return isSafe ? opened : { kind: 'Filter', input: opened, condition: allOf(filter) };
}

const allOf = (conditions: readonly Expression[]): Expression =>
  conditions.length === 1 ? conditions[0]! : { kind: 'and', type: conditions[0]!.type, args: conditions };
