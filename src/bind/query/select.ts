import { LakeError } from '../../base/lake-error.js';
import type { ColumnReference, Expression } from '../../plan/expression.js';
import { type LogicalPlan, outputsOf, type SortKey } from '../../plan/logical-plan.js';
import type * as ast from '../../sql/ast.js';
import { isComparable } from '../../types/comparability.js';
import { typeText } from '../../types/sql-type.js';
import type { BindContext, BoundRelation } from '../bind-context.js';
import { Block } from '../block.js';
import { findAll, forbidGroupCalls, isWindowed } from '../contained-calls.js';
import { makeExpressionBinder } from '../expression/bind-expression.js';
import { coerce } from '../expression/coerce.js';
import type { ExpressionBinder } from '../expression/expression-binder.js';
import { bindWindow } from '../expression/window-specification.js';
import { columnsOf } from '../plan-columns.js';
import type { Field, Scope } from '../scope.js';
import { GroupCheck, planAggregate, requireGroupingKeys } from './aggregation.js';
import { BlockPlan } from './block-plan.js';
import { bindRelation } from './from.js';
import { bindGroupBy, type Grouping } from './grouping-sets.js';
import { bindOrderBy, bindRowRange, limitRows, type QueryTail } from './order-by.js';
import { bindSelectItems, type SelectOutput } from './select-items.js';
import { planWindows } from './window-plan.js';

const noRowSource: LogicalPlan = { kind: 'Values', outputs: [], rows: [[]] };

/** Binds a SELECT with the ORDER BY, OFFSET and LIMIT behind it; without `keepsOrder` an order that nothing needs is dropped. */
export function bindSelect(
  context: BindContext,
  select: ast.Select,
  tail: QueryTail,
  enclosing: Scope | undefined,
  keepsOrder: boolean,
): BoundRelation {
  const block = new Block(select.position);
  const source = select.from
    ? bindRelation(context, select.from, enclosing, undefined, select.where)
    : { plan: noRowSource, fields: [] };
  const scope: Scope = { fields: source.fields, parent: enclosing };
  const binder = makeExpressionBinder(context, scope, block);
  bindNamedWindows(binder, select.windows);
  const where = select.where && bindWhere(binder, select.where);
  const outputs = bindSelectItems(binder, select);
  const grouping = select.groupBy && bindGroupBy(binder, select.groupBy, outputs);
  const having = select.having && bindHaving(binder, select.having);
  if (select.isDistinct) requireDistinct(outputs, block);
  const columns = outputColumns(context, block, source, outputs);
  const fields = outputs.map(({ name }, i): Field => ({ name, column: columns[i]! }));
  const orderScope: Scope = { fields, parent: scope, isOutput: true };
  const orderBy = tail.orderBy ? bindOrderBy(binder.within(orderScope), tail.orderBy, columns) : [];
  const range = bindRowRange(context, tail);

  const plan = new BlockPlan(context, block, source.plan);
  if (where) plan.filter(where);
  const rewrite = planGroups(plan, select, tail, { grouping, having, outputs, orderBy, sources: source.fields });
  planWindows(plan, rewrite);
  const isOrdered = keepsOrder || range.count !== undefined || range.offset > 0;
  const expressions = outputs.map(({ expression }) => rewrite(expression));
  const keys = orderKeys(context, outputs, columns, isOrdered ? orderBy : [], rewrite);
  if (select.isDistinct) checkDistinctOrder(keys, columns, block);
  planOutputs(plan, select.isDistinct, columns, expressions, keys, rewrite);
  plan.plan = limitRows(plan.plan, range, keys);
  dropExtraColumns(plan, columns);
  return { plan: plan.plan, fields };
}

function bindNamedWindows(binder: ExpressionBinder, windows: readonly ast.WindowDefinition[]): void {
  const { namedWindows } = binder.block;
  for (const { name, window, position } of windows) {
    const key = name.value.toLowerCase();
    if (namedWindows.has(key))
      throw new LakeError('DUPLICATE_WINDOW_NAME', `WINDOW name '${name.value}' specified more than once`, {
        position,
      });
    namedWindows.set(key, bindWindow(binder, window));
  }
}

function bindWhere(binder: ExpressionBinder, where: ast.Expression): Expression {
  forbidGroupCalls(where, 'WHERE clause');
  return requireCondition(binder.bind(where), where, 'WHERE');
}

function bindHaving(binder: ExpressionBinder, having: ast.Expression): Expression {
  const [window] = findAll([having], isWindowed);
  if (window)
    throw new LakeError('NESTED_WINDOW', 'HAVING clause cannot contain window functions or row pattern measures', {
      position: window.position,
    });
  return requireCondition(binder.bind(having), having, 'HAVING');
}

function requireCondition(condition: Expression, { position }: ast.Expression, clause: string): Expression {
  const { kind } = condition.type;
  if (kind !== 'boolean' && kind !== 'unknown')
    throw new LakeError(
      'TYPE_MISMATCH',
      `${clause} clause must evaluate to a boolean: actual type ${typeText(condition.type)}`,
      { position },
    );
  return coerce(condition, { kind: 'boolean' });
}

function requireDistinct(outputs: readonly SelectOutput[], { position }: Block): void {
  const bad = outputs.find(({ expression }) => !isComparable(expression.type));
  if (bad)
    throw new LakeError(
      'TYPE_MISMATCH',
      `DISTINCT can only be applied to comparable types (actual: ${typeText(bad.expression.type)})`,
      { position },
    );
}

/** The columns of the result: a column that the block's plan already has stays itself. */
function outputColumns(
  context: BindContext,
  block: Block,
  source: BoundRelation,
  outputs: readonly SelectOutput[],
): readonly ColumnReference[] {
  const own = new Set([
    ...outputsOf(source.plan).map(({ id }) => id),
    ...[...block.aggregates.values()].map(({ output }) => output.id),
    ...[...block.windows.values()].map(({ call }) => call.output.id),
    ...block.pending.map(({ output }) => output.id),
  ]);
  return outputs.map(({ name, expression }) =>
    expression.kind === 'column' && own.has(expression.id)
      ? expression
      : context.column(name ?? 'expr', expression.type),
  );
}

interface Grouped {
  readonly grouping: Grouping | undefined;
  readonly having: Expression | undefined;
  readonly outputs: readonly SelectOutput[];
  readonly orderBy: readonly SortKey[];
  readonly sources: readonly Field[];
}

/** Checks and plans GROUP BY, aggregates and HAVING; answers how expressions above them are written. */
function planGroups(
  plan: BlockPlan,
  select: ast.Select,
  tail: QueryTail,
  { grouping, having, outputs, orderBy, sources }: Grouped,
): (expression: Expression) => Expression {
  const { block } = plan;
  if (block.groupings.length > 0 && !grouping)
    throw new LakeError(
      'MISSING_GROUP_BY',
      'A GROUPING() operation can only be used with a corresponding GROUPING SET/CUBE/ROLLUP/GROUP BY clause',
      { position: block.position },
    );
  if (!grouping && !having && block.aggregates.size === 0) return (same) => same;
  const groups = grouping ?? { keys: [], sets: [[]] };
  requireGroupingKeys(plan.context, block, groups);
  const check = new GroupCheck(plan.context, block, groups, sources);
  for (const { expression, node } of outputs) check.require(expression, node);
  if (having) check.require(having, select.having);
  if (block.orderRefusal) throw block.orderRefusal;
  orderBy.forEach(({ expression }, i) => {
    check.require(expression, tail.orderBy![i]!.key);
  });
  const rewrite = planAggregate(plan, groups);
  if (having) plan.filter(rewrite(having), rewrite);
  return rewrite;
}

/** Sort keys over the result: an expression that the SELECT has too is the result's column. */
function orderKeys(
  { keys }: BindContext,
  outputs: readonly SelectOutput[],
  columns: readonly ColumnReference[],
  orderBy: readonly SortKey[],
  rewrite: (expression: Expression) => Expression,
): readonly SortKey[] {
  const byKey = new Map(outputs.map(({ expression }, i) => [keys.keyOf(expression), columns[i]!]));
  return orderBy.map((key) => ({
    ...key,
    expression: byKey.get(keys.keyOf(key.expression)) ?? rewrite(key.expression),
  }));
}

function checkDistinctOrder(keys: readonly SortKey[], columns: readonly ColumnReference[], { position }: Block): void {
  const ids = new Set(columns.map(({ id }) => id));
  if (keys.every(({ expression }) => expression.kind === 'column' && ids.has(expression.id))) return;
  throw new LakeError(
    'EXPRESSION_NOT_IN_DISTINCT',
    'For SELECT DISTINCT, ORDER BY expressions must appear in select list',
    { position },
  );
}

/** Projects to the result and whatever else the sort keys need. */
function planOutputs(
  plan: BlockPlan,
  isDistinct: boolean,
  columns: readonly ColumnReference[],
  expressions: readonly Expression[],
  keys: readonly SortKey[],
  rewrite: (expression: Expression) => Expression,
): void {
  const sortExpressions = keys.map(({ expression }) => expression);
  plan.attach([...expressions, ...sortExpressions], rewrite);
  const results = new Set(columns.map(({ id }) => id));
  const used = new Map<number, ColumnReference>();
  for (const expression of sortExpressions) columnsOf(expression, used);
  const extra = outputsOf(plan.plan).filter(({ id }) => used.has(id) && !results.has(id));
  plan.project([...columns, ...extra], [...expressions, ...extra]);
  if (isDistinct) plan.plan = { kind: 'Aggregate', input: plan.plan, keys: outputsOf(plan.plan), aggregates: [] };
}

function dropExtraColumns(plan: BlockPlan, columns: readonly ColumnReference[]): void {
  const count = new Set(columns.map(({ id }) => id)).size;
  if (outputsOf(plan.plan).length > count) plan.project(columns, columns);
}
