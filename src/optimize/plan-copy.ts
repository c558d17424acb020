import type { ColumnReference, Expression } from '../plan/expression.js';
import { type AggregateCall, inputsOf, type LogicalPlan, outputsOf, withInputs } from '../plan/logical-plan.js';
import { rewriteExpression } from './expression/substitution.js';
import { mapExpressions } from './map-expressions.js';
import { visitNodes } from './rewrite-nodes.js';
import type { OptimizerContext } from './rule.js';

/** Makes a plan with the same rows whose columns all have new ids; `columns` maps the old ids. */
export function copyPlan(
  plan: LogicalPlan,
  context: OptimizerContext,
): { readonly plan: LogicalPlan; readonly columns: ReadonlyMap<number, ColumnReference> } {
  const columns = new Map<number, ColumnReference>();
  const recursions = new Map<number, number>();
  visitNodes(plan, (node) => {
    for (const column of outputsOf(node))
      if (!columns.has(column.id)) columns.set(column.id, { ...column, id: context.nextColumnId() });
    if (node.kind === 'Recursion') recursions.set(node.recursionId, context.nextColumnId());
  });
  return { plan: renameColumns(plan, columns, recursions), columns };
}

/** Renames columns wherever they are produced or used in a plan. */
export function renameColumns(
  plan: LogicalPlan,
  columns: { get(id: number): ColumnReference | undefined },
  recursions: ReadonlyMap<number, number> = new Map(),
): LogicalPlan {
  const rename = (column: ColumnReference): ColumnReference => columns.get(column.id) ?? column;
  const inExpression = (expression: Expression): Expression =>
    rewriteExpression(expression, (node) => (node.kind === 'column' ? rename(node) : node));
  const inputs = inputsOf(plan).map((input) => renameColumns(input, columns, recursions));
  const rebuilt = mapExpressions(withInputs(plan, inputs), inExpression);
  return renameOwn(rebuilt, rename, recursions);
}

function renameOwn(
  plan: LogicalPlan,
  rename: (column: ColumnReference) => ColumnReference,
  recursions: ReadonlyMap<number, number>,
): LogicalPlan {
  const call = <C extends { readonly output: ColumnReference }>(one: C): C => ({ ...one, output: rename(one.output) });
  switch (plan.kind) {
    case 'Scan':
    case 'Values':
    case 'Project':
      return { ...plan, outputs: plan.outputs.map(rename) };
    case 'Aggregate': {
      const aggregates = plan.aggregates.map((one): AggregateCall => call(one));
      return { ...plan, keys: plan.keys.map(rename), groupId: plan.groupId && rename(plan.groupId), aggregates };
    }
    case 'Window':
      return { ...plan, partitionBy: plan.partitionBy.map(rename), calls: plan.calls.map(call) };
    case 'MatchRecognize':
      return { ...plan, outputs: plan.outputs.map(rename), partitionBy: plan.partitionBy.map(rename) };
    case 'Join':
      return plan.markColumn ? { ...plan, markColumn: rename(plan.markColumn) } : plan;
    case 'Apply':
      return renameApply(plan, rename);
    case 'Union':
    case 'SetOperation':
      return { ...plan, outputs: plan.outputs.map(rename), columns: plan.columns.map((list) => list.map(rename)) };
    case 'Unnest': {
      const items = plan.items.map((item) => ({ ...item, outputs: item.outputs.map(rename) }));
      return { ...plan, items, ordinality: plan.ordinality && rename(plan.ordinality) };
    }
    case 'AssignUniqueId':
      return { ...plan, output: rename(plan.output) };
    case 'Recursion': {
      const [seedColumns, stepColumns] = [plan.seedColumns.map(rename), plan.stepColumns.map(rename)];
      const recursionId = recursions.get(plan.recursionId) ?? plan.recursionId;
      return { ...plan, outputs: plan.outputs.map(rename), seedColumns, stepColumns, recursionId };
    }
    case 'RecursionReference': {
      const recursionId = recursions.get(plan.recursionId) ?? plan.recursionId;
      return { ...plan, outputs: plan.outputs.map(rename), recursionId };
    }
    default:
      return plan;
  }
}

function renameApply(
  plan: Extract<LogicalPlan, { kind: 'Apply' }>,
  rename: (column: ColumnReference) => ColumnReference,
): LogicalPlan {
  let { form } = plan;
  if (form.kind !== 'lateral') form = { ...form, output: rename(form.output) };
  if ('column' in form) form = { ...form, column: rename(form.column) };
  return { ...plan, correlation: plan.correlation.map(rename), form };
}
