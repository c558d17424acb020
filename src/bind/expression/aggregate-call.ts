import { LakeError } from '../../base/lake-error.js';
import type { Expression } from '../../plan/expression.js';
import type { AggregateCall, SortKey } from '../../plan/logical-plan.js';
import type * as ast from '../../sql/ast.js';
import { isComparable } from '../../types/comparability.js';
import { typeText } from '../../types/sql-type.js';
import { findAll, isAggregate, isWindowed } from '../contained-calls.js';
import type { BoundCall } from './bound-call.js';
import type { ExpressionBinder } from './expression-binder.js';
import { bindSortItem } from './sort-key.js';

type CallNode = Extract<ast.Expression, { readonly kind: 'FunctionCall' }>;

/** Binds an aggregate over groups: its place is taken by a column that the block's Aggregate makes. */
export function bindAggregateCall(binder: ExpressionBinder, node: CallNode, call: BoundCall): Expression {
  const inner = [
    ...node.arguments,
    ...(node.orderBy ?? []).map(({ key }) => key),
    ...(node.filter ? [node.filter] : []),
  ];
  forbidNesting(node, node.name.parts.at(-1)!.value, inner);
  const orderBy = bindAggregateOrder(binder, node, call);
  return addAggregate(binder, call, node.isDistinct, orderBy);
}

/** Binds DISTINCT and ORDER BY of an aggregate's arguments. */
export function bindAggregateOrder(
  binder: ExpressionBinder,
  { position, isDistinct, orderBy: items }: Pick<CallNode, 'position' | 'isDistinct' | 'orderBy'>,
  { args, written }: BoundCall,
): readonly SortKey[] | undefined {
  const bad = isDistinct ? args.find(({ type }) => !isComparable(type)) : undefined;
  if (bad)
    throw new LakeError(
      'TYPE_MISMATCH',
      `DISTINCT can only be applied to comparable types (actual: ${typeText(bad.type)})`,
      { position },
    );
  const keys = items?.map((item) =>
    bindSortItem(binder, item, position, (type) => `ORDER BY can only be applied to orderable types (actual: ${type})`),
  );
  if (isDistinct && keys) {
    const { keys: expressionKeys } = binder.context;
    const known = written.map((argument) => expressionKeys.keyOf(argument));
    return keys.map((key, i) => {
      const index = known.indexOf(expressionKeys.keyOf(key.expression));
      if (index >= 0) return { ...key, expression: args[index]! };
      throw new LakeError(
        'EXPRESSION_NOT_IN_DISTINCT',
        'For aggregate function with DISTINCT, ORDER BY expressions must appear in arguments',
        { position: items![i]!.key.position },
      );
    });
  }
  return keys;
}

/** Refuses aggregates and window functions within an aggregate. */
export function forbidNesting(node: ast.Expression, name: string, inner: readonly ast.Expression[]): void {
  const { position } = node;
  if (findAll(inner, isAggregate).length > 0)
    throw new LakeError('NESTED_AGGREGATION', `Cannot nest aggregations inside aggregation '${name}'`, { position });
  if (findAll(inner, isWindowed).length > 0)
    throw new LakeError(
      'NESTED_WINDOW',
      `Cannot nest window functions or row pattern measures inside aggregation '${name}'`,
      { position },
    );
}

/** Adds an aggregate to the block, unless the same one is there already. */
export function addAggregate(
  { block, context }: ExpressionBinder,
  { definition, resolved, args, filter }: BoundCall,
  isDistinct: boolean,
  orderBy: readonly SortKey[] | undefined,
): Expression {
  const { name } = definition;
  const distinct = isDistinct && !(definition.kind === 'aggregate' && definition.ignoresDuplicates);
  const { keys } = context;
  const key = JSON.stringify([
    name,
    resolved.overload,
    distinct,
    keys.listKey(args),
    filter ? keys.keyOf(filter) : null,
    orderBy?.map(({ expression, ...rest }) => [keys.keyOf(expression), rest]),
  ]);
  const known = block.aggregates.get(key);
  if (known) return known.output;
  const output = context.column(name, resolved.returns);
  const call: AggregateCall = { output, name, overload: resolved.overload, args, distinct, filter, orderBy };
  block.aggregates.set(key, call);
  return output;
}
