import { LakeError } from '../../base/lake-error.js';
import type { ColumnReference, Expression } from '../../plan/expression.js';
import type { Apply, LogicalPlan } from '../../plan/logical-plan.js';
import type * as ast from '../../sql/ast.js';
import { commonSuperType } from '../../types/coercion.js';
import { isComparable, isOrderable } from '../../types/comparability.js';
import { BOOLEAN, rowType, type SqlType, sameType, typeText } from '../../types/sql-type.js';
import type { BindContext } from '../bind-context.js';
import { aggregatesOuterColumns } from '../plan-columns.js';
import { not } from './call.js';
import { coerce } from './coerce.js';
import type { BindNode, BoundSubquery, ExpressionBinder } from './expression-binder.js';

export const bindScalarSubquery: BindNode<'ScalarSubquery'> = (binder, { query, position }) => {
  const subquery = binder.bindSubquery(query);
  const visible = visibleFields(subquery);
  const type = visible.length === 1 ? visible[0]!.column.type : rowTypeOf(subquery);
  const { plan, column } = asColumn(binder.context, subquery, type, visible.length > 1);
  const output = binder.context.column(column.name, type);
  return pending(binder, subquery, position, plan, { kind: 'scalar', output, column }, query.position);
};

export const bindExists: BindNode<'Exists'> = (binder, { query, position }) => {
  const subquery = binder.bindSubquery(query);
  const output = binder.context.column('exists', BOOLEAN);
  return pending(binder, subquery, position, subquery.plan, { kind: 'exists', output });
};

export const bindInSubquery: BindNode<'InSubquery'> = (binder, { value, query, position }) => {
  const operands = bindOperands(binder, binder.bind(value), query, position);
  if (!isComparable(operands.value.type)) throw incomparable(operands.value.type, 'comparable', 'IN', position);
  return membership(binder, operands, position);
};

export const bindQuantified: BindNode<'QuantifiedComparison'> = (binder, node) => {
  const { operator, position } = node;
  const operands = bindOperands(binder, binder.bind(node.value), node.query, position);
  const { type } = operands.value;
  const isEquality = operator === '=' || operator === '<>';
  if (isEquality ? !isComparable(type) : !isOrderable(type))
    throw incomparable(type, isEquality ? 'comparable' : 'orderable', 'quantified comparison', position);
  const quantifier = node.quantifier === 'ALL' ? 'all' : 'any';
  if (operator === '=' && quantifier === 'any') return membership(binder, operands, position);
  if (operator === '<>' && quantifier === 'all') return not(membership(binder, operands, position));
  const { subquery, plan, value, column } = operands;
  const output = binder.context.column('compared', BOOLEAN);
  const form = { kind: 'quantified', output, operator, quantifier, value, column } as const;
  return pending(binder, subquery, position, plan, form, node.query.position);
};

interface Operands {
  readonly subquery: BoundSubquery;
  readonly plan: LogicalPlan;
  readonly value: Expression;
  readonly column: ColumnReference;
}

function membership(
  binder: ExpressionBinder,
  { subquery, plan, value, column }: Operands,
  position: ast.SyntaxNode['position'],
): Expression {
  const output = binder.context.column('found', BOOLEAN);
  return pending(binder, subquery, position, plan, { kind: 'in', output, value, column });
}

const incomparable = (type: SqlType, what: string, where: string, position: ast.SyntaxNode['position']): LakeError =>
  new LakeError('TYPE_MISMATCH', `Type [${typeText(type)}] must be ${what} in order to be used in ${where}`, {
    position,
  });

function pending(
  binder: ExpressionBinder,
  { outerReferences }: BoundSubquery,
  position: ast.SyntaxNode['position'],
  plan: LogicalPlan,
  form: Extract<Apply['form'], { output: ColumnReference }>,
  refusedAt = position,
): Expression {
  const { output } = form;
  // In standard SQL such an aggregate is one of the outer query; Trino refuses it.
  const isOuter = (id: number): boolean => outerReferences.some(({ column }) => column.id === id);
  const isRefused = form.kind !== 'exists' && aggregatesOuterColumns(plan, isOuter);
  const refusal = isRefused
    ? new LakeError('NOT_SUPPORTED', 'Given correlated subquery is not supported', { position: refusedAt })
    : undefined;
  binder.block.pending.push({ kind: 'subquery', output, plan, form, position, outerReferences, refusal });
  return output;
}

/** Brings a value and the subquery's column, or a row and its columns, to one type. */
function bindOperands(
  binder: ExpressionBinder,
  value: Expression,
  query: ast.Query,
  position: ast.SyntaxNode['position'],
): Operands {
  const subquery = binder.bindSubquery(query);
  const columnCount = visibleFields(subquery).length;
  const valueType = value.type.kind === 'row' ? value.type : rowType([{ type: value.type }]);
  const subqueryType = rowTypeOf(subquery);
  const isRow = value.type.kind === 'row';
  const common =
    valueType.kind === 'row' && valueType.fields.length === columnCount
      ? commonSuperType(valueType, subqueryType)
      : undefined;
  if (common?.kind !== 'row')
    throw new LakeError(
      'TYPE_MISMATCH',
      `Value expression and result of subquery must be of the same type: ${typeText(valueType)} vs ${typeText(subqueryType)}`,
      { position },
    );
  const only = isRow ? common : common.fields[0]!.type;
  // NULL IN (SELECT NULL) compares nothing that has a type: any will do.
  const type = only.kind === 'unknown' ? BOOLEAN : only;
  return { subquery, ...asColumn(binder.context, subquery, type, isRow), value: coerce(value, type) };
}

const visibleFields = ({ fields }: BoundSubquery): BoundSubquery['fields'] => fields.filter(({ hidden }) => !hidden);

const rowTypeOf = (subquery: BoundSubquery): SqlType =>
  rowType(visibleFields(subquery).map(({ name, column }) => ({ name, type: column.type })));

/** Adds a projection to one column of a type: the only column, or with `asRow` a row of all. */
function asColumn(
  context: BindContext,
  subquery: BoundSubquery,
  type: SqlType,
  asRow: boolean,
): { readonly plan: LogicalPlan; readonly column: ColumnReference } {
  const columns = visibleFields(subquery).map(({ column }) => column);
  if (!asRow && sameType(columns[0]!.type, type)) return { plan: subquery.plan, column: columns[0]! };
  const value: Expression = asRow ? { kind: 'row', type: rowTypeOf(subquery), args: columns } : columns[0]!;
  const column = context.column('value', type);
  return {
    plan: { kind: 'Project', input: subquery.plan, outputs: [column], expressions: [coerce(value, type)] },
    column,
  };
}
