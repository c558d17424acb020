import { LakeError } from '../../base/lake-error.js';
import type { Expression } from '../../plan/expression.js';
import type * as ast from '../../sql/ast.js';
import type { BindContext } from '../bind-context.js';
import type { Block } from '../block.js';
import { freeColumnsOf } from '../plan-columns.js';
import type { Scope } from '../scope.js';
import { bindCoalesce, bindIf, bindNullIf, bindSearchedCase, bindSimpleCase, bindTry } from './conditional.js';
import { bindArray, bindCast, bindRow, bindSubscript } from './constructor.js';
import { expressionDepthMax, tooDeep } from './depth.js';
import type { BindNode, BoundSubquery, ExpressionBinder, Restrictions } from './expression-binder.js';
import { bindFunctionCall } from './function-call.js';
import { bindGrouping } from './grouping.js';
import { bindJsonArray, bindJsonExists, bindJsonObject, bindJsonQuery, bindJsonValue } from './json.js';
import { bindLoneLambda } from './lambda.js';
import { bindListAggregate } from './list-aggregate.js';
import {
  bindBinary,
  bindBoolean,
  bindDecimal,
  bindDouble,
  bindInteger,
  bindInterval,
  bindNull,
  bindParameter,
  bindString,
  bindTyped,
} from './literal.js';
import { bindDereference, bindIdentifier } from './name.js';
import {
  bindArithmetic,
  bindBetween,
  bindComparison,
  bindInList,
  bindIsNotNull,
  bindIsNull,
  bindLike,
  bindLogical,
  bindNot,
  bindSign,
} from './operator.js';
import {
  bindAtTimeZone,
  bindCurrentContext,
  bindCurrentMoment,
  bindExtract,
  bindFormat,
  bindTrim,
} from './special-form.js';
import { bindExists, bindInSubquery, bindQuantified, bindScalarSubquery } from './subquery.js';
import { addWindowMeasure } from './window-call.js';
import { bindWindow } from './window-specification.js';

const bindMeasure: BindNode<'WindowMeasure'> = (binder, { name, over }) => {
  const window = bindWindow(binder, over);
  const measure = window.measures.get(name.value.toLowerCase());
  if (measure) return addWindowMeasure(binder, name.value, measure, window);
  throw new LakeError('INVALID_WINDOW_MEASURE', `Measure ${name.value} is not defined in the corresponding window`, {
    position: name.position,
  });
};

/** What binds each kind of expression. */
const binders: { readonly [K in ast.Expression['kind']]: BindNode<K> } = {
  Identifier: bindIdentifier,
  Dereference: bindDereference,
  NullLiteral: bindNull,
  BooleanLiteral: bindBoolean,
  StringLiteral: bindString,
  BinaryLiteral: bindBinary,
  IntegerLiteral: bindInteger,
  DecimalLiteral: bindDecimal,
  DoubleLiteral: bindDouble,
  TypedLiteral: bindTyped,
  IntervalLiteral: bindInterval,
  Parameter: bindParameter,
  ArithmeticUnary: bindSign,
  ArithmeticBinary: bindArithmetic,
  Comparison: bindComparison,
  QuantifiedComparison: bindQuantified,
  Logical: bindLogical,
  Not: bindNot,
  Between: bindBetween,
  InList: bindInList,
  InSubquery: bindInSubquery,
  Like: bindLike,
  IsNull: bindIsNull,
  IsNotNull: bindIsNotNull,
  Exists: bindExists,
  ScalarSubquery: bindScalarSubquery,
  SimpleCase: bindSimpleCase,
  SearchedCase: bindSearchedCase,
  If: bindIf,
  Coalesce: bindCoalesce,
  NullIf: bindNullIf,
  Try: bindTry,
  Format: bindFormat,
  Cast: bindCast,
  Extract: bindExtract,
  AtTimeZone: bindAtTimeZone,
  Trim: bindTrim,
  CurrentMoment: bindCurrentMoment,
  CurrentContext: bindCurrentContext,
  ArrayConstructor: bindArray,
  RowConstructor: bindRow,
  Subscript: bindSubscript,
  Lambda: bindLoneLambda,
  FunctionCall: bindFunctionCall,
  WindowMeasure: bindMeasure,
  ListAggregate: bindListAggregate,
  Grouping: bindGrouping,
  JsonExists: bindJsonExists,
  JsonValue: bindJsonValue,
  JsonQuery: bindJsonQuery,
  JsonObject: bindJsonObject,
  JsonArray: bindJsonArray,
};

/** Makes what binds the expressions of one place in a query block. */
export function makeExpressionBinder(
  context: BindContext,
  scope: Scope,
  block: Block,
  restrictions: Restrictions = {},
): ExpressionBinder {
  const binder: ExpressionBinder = {
    context,
    scope,
    block,
    restrictions,
    bind(node) {
      if (++context.depth > expressionDepthMax) throw tooDeep(node);
      const bind = binders[node.kind] as (binder: ExpressionBinder, node: ast.Expression) => Expression;
      const bound = bind(binder, node);
      context.depth--;
      return bound;
    },
    within: (inner, more = {}) => makeExpressionBinder(context, inner, block, { ...restrictions, ...more }),
    bindSubquery: (query) => bindSubquery(context, query, scope, restrictions),
  };
  return binder;
}

function bindSubquery(context: BindContext, query: ast.Query, scope: Scope, restrictions: Restrictions): BoundSubquery {
  const start = context.outerReferences.length;
  const bound = context.bindQuery(context, query, { fields: [], parent: scope, isQueryBoundary: true });
  const free = freeColumnsOf(bound.plan);
  const outerReferences = context.outerReferences.slice(start).filter(({ column }) => free.has(column.id));
  const [first] = outerReferences;
  if (restrictions.forbidsCorrelation && first && scope.fields.some(({ column }) => column.id === first.column.id))
    throw new LakeError(
      'NOT_SUPPORTED',
      `Reference to column '${first.name}' from outer scope not allowed in this context`,
      { position: first.position },
    );
  return { ...bound, outerReferences };
}
