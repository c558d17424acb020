import type { LogicalPlan } from '../../plan/logical-plan.js';
import type * as ast from '../../sql/ast.js';
import type { Scope } from '../scope.js';

/** The left side of a join, as a LATERAL or UNNEST on its right sees it. */
export interface LateralScope {
  readonly plan: LogicalPlan;
  readonly scope: Scope;
}

/** Finds what a relation is, its alias aside. */
export function unaliased(relation: ast.Relation): ast.Relation {
  let inner = relation;
  while (inner.kind === 'AliasedRelation' || inner.kind === 'SampledRelation') inner = inner.relation;
  return inner;
}
