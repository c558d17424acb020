import type { Expression } from '../../plan/expression.js';
import type * as ast from '../../sql/ast.js';
import type { BindContext, BoundRelation, OuterReference } from '../bind-context.js';
import type { Block } from '../block.js';
import type { PatternScope } from '../row-pattern/pattern-scope.js';
import type { Scope } from '../scope.js';

/** A bound subquery with what it names of the queries around it. */
export interface BoundSubquery extends BoundRelation {
  readonly outerReferences: readonly OuterReference[];
}

/** What binding an expression may not contain where it stands. */
export interface Restrictions {
  /** Within a lambda's body. */
  readonly isLambdaBody?: boolean | undefined;
  /** Within the arguments of an aggregate: results of SELECT are no columns here. */
  readonly isAggregateArgument?: boolean | undefined;
  /** Within GROUPING(…): results of SELECT are no columns here either. */
  readonly isGroupingArgument?: boolean | undefined;
  /** Within the ON of an outer join: subqueries may not use columns of the join. */
  readonly forbidsCorrelation?: boolean | undefined;
  /** Within a condition or measure of a row pattern: names and some calls mean rows of the match. */
  readonly rowPattern?: PatternScope | undefined;
}

/** Binds expressions in one place; the binders of the kinds of expressions see one another through it. */
export interface ExpressionBinder {
  readonly context: BindContext;
  readonly scope: Scope;
  readonly block: Block;
  readonly restrictions: Restrictions;
  bind(node: ast.Expression): Expression;
  /** The same binder in another scope, or under more restrictions. */
  within(scope: Scope, restrictions?: Restrictions): ExpressionBinder;
  /** Binds a subquery whose enclosing scope is this one. */
  bindSubquery(query: ast.Query): BoundSubquery;
}

/** Binds one kind of expression. */
export type BindNode<K extends ast.Expression['kind']> = (
  binder: ExpressionBinder,
  node: Extract<ast.Expression, { readonly kind: K }>,
) => Expression;
