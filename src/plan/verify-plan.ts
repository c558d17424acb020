import { assert } from '../base/lake-error.js';
import { sameType, typeText } from '../types/sql-type.js';
import { type ColumnReference, childrenOf, type Expression } from './expression.js';
import { type BoundQuery, inputsOf, type LogicalPlan, outputsOf } from './logical-plan.js';
import { expressionsOf } from './plan-expressions.js';
import { printColumn, printExpression } from './print-expression.js';

/** What may be used in a place: columns by id. */
type Visible = ReadonlyMap<number, ColumnReference>;

/**
 * Asserts the invariants of a plan: every column that a node uses comes from its inputs or, inside an Apply's subquery, from the
 * correlation; types agree; no node makes a column that one of its inputs already has.
 */
export function verifyPlan(query: BoundQuery): void {
  const visible = visibleOf(verify(query.plan, new Map()));
  for (const { column, type, name } of query.columns) {
    assert(visible.has(column.id), `the plan produces the result column ${name}`);
    assert(sameType(column.type, type), `the result column ${name} is of its column's type`);
  }
}

const visibleOf = (columns: readonly ColumnReference[]): Visible =>
  new Map(columns.map((column) => [column.id, column]));

/** Verifies a node and what is below it; answers its outputs. */
function verify(plan: LogicalPlan, outer: Visible): readonly ColumnReference[] {
  const inputs = plan.kind === 'Apply' ? applyInputs(plan, outer) : inputsOf(plan).map((input) => verify(input, outer));
  const seen = new Set<number>();
  const needsDistinct = plan.kind === 'Join' || plan.kind === 'Apply';
  for (const column of needsDistinct ? inputs.flat() : []) {
    assert(!seen.has(column.id), `${plan.kind} has the column ${printColumn(column)} once`);
    seen.add(column.id);
  }
  const own = plan.kind === 'Scan' ? plan.outputs : inputs.flat();
  const visible = new Map([...outer, ...visibleOf(own)]);
  for (const expression of expressionsOf(plan)) verifyExpression(expression, visible, plan);
  verifyShape(plan);
  const outputs = outputsOf(plan);
  const ids = new Set(outputs.map(({ id }) => id));
  assert(ids.size === outputs.length, `${plan.kind} produces each column once: ${outputs.map(printColumn).join(', ')}`);
  return outputs;
}

function applyInputs(plan: LogicalPlan & { kind: 'Apply' }, outer: Visible): (readonly ColumnReference[])[] {
  const input = verify(plan.input, outer);
  const ids = new Set(input.map(({ id }) => id));
  for (const column of plan.correlation)
    assert(ids.has(column.id), `the input of Apply produces its correlation ${printColumn(column)}`);
  const subquery = verify(plan.subquery, new Map([...outer, ...visibleOf(plan.correlation)]));
  const { form } = plan;
  if ('column' in form)
    assert(
      subquery.some(({ id }) => id === form.column.id),
      `the subquery produces the column ${printColumn(form.column)}`,
    );
  return [input, subquery];
}

function verifyShape(plan: LogicalPlan): void {
  switch (plan.kind) {
    case 'Project':
      assert(plan.outputs.length === plan.expressions.length, 'Project has an expression for each output');
      plan.outputs.forEach((column, i) => {
        requireType(plan.expressions[i]!, column, 'Project');
      });
      break;
    case 'Values':
      for (const row of plan.rows) {
        assert(row.length === plan.outputs.length, 'Values has an expression for each output');
        row.forEach((expression, i) => {
          requireType(expression, plan.outputs[i]!, 'Values');
        });
      }
      break;
    case 'Filter':
      assert(plan.condition.type.kind === 'boolean', 'a Filter has a boolean condition');
      break;
    case 'Union':
    case 'SetOperation':
      for (const columns of plan.columns) {
        assert(columns.length === plan.outputs.length, `${plan.kind} has a column for each output`);
        columns.forEach((column, i) => {
          requireType(column, plan.outputs[i]!, plan.kind);
        });
      }
      break;
    case 'Join':
      for (const { left, right } of plan.equal)
        assert(sameType(left.type, right.type), `Join compares one type: ${printExpression(left)}`);
      break;
    case 'Recursion':
      plan.outputs.forEach((column, i) => {
        requireType(plan.seedColumns[i]!, column, 'Recursion');
        requireType(plan.stepColumns[i]!, column, 'Recursion');
      });
      break;
    default:
  }
}

function requireType(expression: Expression, column: ColumnReference, node: string): void {
  assert(
    sameType(expression.type, column.type),
    `${node}: ${printColumn(column)} is ${typeText(column.type)}, ${printExpression(expression)} ${typeText(expression.type)}`,
  );
}

function verifyExpression(expression: Expression, visible: Visible, plan: LogicalPlan): void {
  if (expression.kind === 'column') {
    const column = visible.get(expression.id);
    assert(column, `${plan.kind} uses a column that its input produces: ${printColumn(expression)}`);
    assert(sameType(column.type, expression.type), `${printColumn(expression)} has one type`);
    return;
  }
  if (expression.kind === 'lambda') {
    verifyExpression(expression.body, new Map([...visible, ...visibleOf(expression.parameters)]), plan);
    return;
  }
  for (const child of childrenOf(expression)) verifyExpression(child, visible, plan);
}
