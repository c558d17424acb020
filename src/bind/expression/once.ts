import { scalarFunction } from '../../functions/registry.js';
import { childrenOf, type Expression } from '../../plan/expression.js';
import type { ExpressionBinder } from './expression-binder.js';

/**
 * Makes an expression usable in several places of the same row: one that might answer differently each time is computed below, and a
 * column takes its place.
 */
export function once({ block, context, restrictions }: ExpressionBinder, value: Expression): Expression {
  if (restrictions.isLambdaBody || isDeterministic(value)) return value;
  const output = context.column('value', value.type);
  block.pending.push({ kind: 'value', output, value });
  return output;
}

const isDeterministic = (expression: Expression): boolean =>
  !(expression.kind === 'call' && scalarFunction(expression.name)?.deterministic === false) &&
  childrenOf(expression).every(isDeterministic);
