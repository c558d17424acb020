import { LakeError } from '../../base/lake-error.js';
import type { Expression } from '../../plan/expression.js';
import type * as ast from '../../sql/ast.js';
import { BOOLEAN, type SqlType, typeText, VARCHAR } from '../../types/sql-type.js';
import { addAggregate, bindAggregateOrder, forbidNesting } from './aggregate-call.js';
import type { BoundCall } from './bound-call.js';
import { resolveCall } from './call.js';
import { coerce, requireBoolean } from './coerce.js';
import type { BindNode } from './expression-binder.js';
import { constant } from './literal.js';
import { bindWindowCall } from './window-call.js';
import { bindWindow } from './window-specification.js';

/** Binds LISTAGG: `listagg(value, separator, fails on overflow, filler, with count)`, ordered by WITHIN GROUP. */
export const bindListAggregate: BindNode<'ListAggregate'> = (outer, node) => {
  const { position, overflow } = node;
  if (outer.restrictions.rowPattern)
    throw new LakeError(
      'NOT_SUPPORTED',
      'Cannot use ORDER BY with listagg aggregate function in pattern recognition context',
      { position },
    );
  const window = node.over && bindWindow(outer, node.over);
  const binder = window ? outer : outer.within(outer.scope, { isAggregateArgument: true });
  const value = binder.bind(node.value);
  if (value.type.kind !== 'varchar' && value.type.kind !== 'unknown')
    throw new LakeError('TYPE_MISMATCH', `Expected expression of varchar, but it has ${typeText(value.type)} type`, {
      position,
    });
  const text = (literal: ast.StringLiteral | undefined, fallback: string): Expression =>
    constant(VARCHAR, literal?.value ?? fallback);
  const args: readonly (readonly [Expression, SqlType])[] = [
    [value, VARCHAR],
    [text(node.separator, ''), VARCHAR],
    [constant(BOOLEAN, overflow === undefined), BOOLEAN],
    [text(overflow?.filler, '...'), VARCHAR],
    [constant(BOOLEAN, overflow?.withCount ?? false), BOOLEAN],
  ];
  const filter = node.filter && requireBoolean(binder.bind(node.filter), node.filter.position, 'Filter expression');
  const bound = args.map(([argument, type]) => coerce(argument, type));
  const call: BoundCall = {
    ...resolveCall('listagg', bound, position),
    args: bound,
    written: args.map(([argument]) => argument),
    filter,
  };
  if (window)
    return bindWindowCall(outer, { ...node, arguments: [node.value], nullTreatment: undefined }, call, window);
  const inner = [node.value, ...node.orderBy.map(({ key }) => key), ...(node.filter ? [node.filter] : [])];
  forbidNesting(node, 'listagg', inner);
  return addAggregate(binder, call, node.isDistinct, bindAggregateOrder(binder, node, call));
};
