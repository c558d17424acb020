import { LakeError } from '../../base/lake-error.js';
import type { Expression } from '../../plan/expression.js';
import type * as ast from '../../sql/ast.js';
import type { SqlType } from '../../types/sql-type.js';
import { findAll, forbidGroupCalls } from '../contained-calls.js';
import type { BindNode, ExpressionBinder } from './expression-binder.js';

type LambdaNode = Extract<ast.Expression, { readonly kind: 'Lambda' }>;

export const bindLoneLambda: BindNode<'Lambda'> = (_, { position }) => {
  throw new LakeError('TYPE_MISMATCH', 'Lambda expression should always be used inside a function', { position });
};

/** Binds a lambda whose parameters' types are known. */
export function bindLambda(binder: ExpressionBinder, node: LambdaNode, types: readonly SqlType[]): Expression {
  const { parameters, body, position } = node;
  binder.context.countLambda(position);
  forbidGroupCalls(body, 'Lambda expression');
  if (parameters.length !== types.length)
    throw new LakeError(
      'INVALID_PARAMETER_USAGE',
      `Expected a lambda that takes ${types.length} argument(s) but got ${parameters.length}`,
      { position },
    );
  const isSubquery = ({ kind }: ast.Expression): boolean =>
    kind === 'ScalarSubquery' || kind === 'Exists' || kind === 'InSubquery' || kind === 'QuantifiedComparison';
  const [subquery] = findAll([body], isSubquery);
  if (subquery)
    throw new LakeError('NOT_SUPPORTED', 'Lambda expression cannot contain subqueries', {
      position: subquery.position,
    });
  const columns = parameters.map(({ value }, i) => binder.context.column(value, types[i]!));
  const fields = columns.map((column) => ({ name: column.name, column }));
  const bound = binder.within({ fields, parent: binder.scope }, { isLambdaBody: true }).bind(body);
  const type: SqlType = { kind: 'function', parameters: types, returns: bound.type };
  return { kind: 'lambda', type, parameters: columns, body: bound };
}
