import type { ColumnReference } from '../../plan/expression.js';
import { outputsOf } from '../../plan/logical-plan.js';
import type * as ast from '../../sql/ast.js';
import type { BindContext, BoundRelation } from '../bind-context.js';
import { Block } from '../block.js';
import { forbidGroupCalls } from '../contained-calls.js';
import { makeExpressionBinder } from '../expression/bind-expression.js';
import type { Scope } from '../scope.js';
import { BlockPlan } from './block-plan.js';
import { bindTable } from './from.js';
import { bindOrderBy, bindRowRange, limitRows, type QueryTail } from './order-by.js';
import { bindSelect } from './select.js';
import { bindSetOperation } from './set-operation.js';
import { bindValues } from './values.js';
import { bindWith } from './with.js';

const noTail: QueryTail = { orderBy: undefined, offset: undefined, limit: undefined };

/** Binds a query. Only of the outermost one (`keepsOrder`) the order of the rows counts where nothing limits them. */
export function bindQuery(
  context: BindContext,
  query: ast.Query,
  enclosing: Scope | undefined,
  keepsOrder = false,
): BoundRelation {
  const scope = query.with ? bindWith(context, query.with, enclosing) : enclosing;
  const { body } = query;
  if (body.kind === 'Select') return bindSelect(context, body, query, scope, keepsOrder);
  const isBare = !query.orderBy && !query.offset && !query.limit;
  const relation = bindBody(context, body, scope, keepsOrder && isBare);
  return isBare ? relation : bindTail(context, query, relation, scope, keepsOrder);
}

function bindBody(
  context: BindContext,
  body: ast.QueryBody,
  scope: Scope | undefined,
  keepsOrder: boolean,
): BoundRelation {
  switch (body.kind) {
    case 'Select':
      return bindSelect(context, body, noTail, scope, keepsOrder);
    case 'Query':
      return bindQuery(context, body, scope, keepsOrder);
    case 'Values':
      return bindValues(context, body, scope);
    case 'TableQuery':
      return visibleOnly(bindTable(context, { ...body, period: undefined }, scope));
    case 'SetOperation':
      return bindSetOperation(context, body, (part) => bindBody(context, part, scope, false));
  }
}

const visibleOnly = ({ plan, fields }: BoundRelation): BoundRelation => ({
  plan,
  fields: fields.filter(({ hidden }) => !hidden),
});

/** Binds ORDER BY, OFFSET and LIMIT behind what is no SELECT: they see the result's columns alone. */
function bindTail(
  context: BindContext,
  query: ast.Query,
  { plan, fields }: BoundRelation,
  enclosing: Scope | undefined,
  keepsOrder: boolean,
): BoundRelation {
  const block = new Block(query.position);
  const binder = makeExpressionBinder(context, { fields, parent: enclosing }, block);
  const columns = fields.map(({ column }) => column);
  const range = bindRowRange(context, query);
  for (const { key } of query.orderBy ?? []) forbidGroupCalls(key, 'ORDER BY clause');
  const bound = query.orderBy ? bindOrderBy(binder, query.orderBy, columns) : [];
  const keys = keepsOrder || range.count !== undefined || range.offset > 0 ? bound : [];
  const sorted = new BlockPlan(context, block, plan);
  sorted.attach(keys.map(({ expression }) => expression));
  const before: readonly ColumnReference[] = outputsOf(plan);
  sorted.plan = limitRows(sorted.plan, range, keys);
  if (outputsOf(sorted.plan).length > before.length) sorted.project(before, before);
  return { plan: sorted.plan, fields };
}
