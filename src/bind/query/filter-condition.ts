import { LakeError, type Position } from '../../base/lake-error.js';
import type { Expression } from '../../plan/expression.js';
import { parseExpression } from '../../sql/parse-statement.js';
import type { BindContext } from '../bind-context.js';
import { Block } from '../block.js';
import { makeExpressionBinder } from '../expression/bind-expression.js';
import type { Scope } from '../scope.js';

/** Binds the text of a data filter's condition over the columns of its table. Throws TYPE_MISMATCH for what is no condition. */
export function bindFilterCondition(context: BindContext, scope: Scope, text: string, position: Position): Expression {
  const bound = makeExpressionBinder(context, scope, new Block(position)).bind(parseExpression(text));
  if (bound.type.kind !== 'boolean') throw new LakeError('TYPE_MISMATCH', 'A data filter is a condition', { position });
  return bound;
}
