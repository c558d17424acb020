import type { ColumnReference, Expression } from '../../plan/expression.js';
import type { LogicalPlan } from '../../plan/logical-plan.js';
import { BOOLEAN } from '../../types/sql-type.js';
import { equalTo, isNull, newColumn } from '../expression/call-building.js';
import { nullConstant } from '../expression/conjuncts.js';
import { substituteColumns } from '../expression/substitution.js';
import { type EqualPair, joinOn } from '../join-building.js';
import { copyPlan } from '../plan-copy.js';
import type { OptimizerContext } from '../rule.js';

/** What decides which rows of the right side a left row sees. */
export interface Matching {
  readonly pairs: readonly EqualPair[];
  readonly conditions: readonly Expression[];
}

/**
 * `value IN (column of the rows that match)` as SQL's three values, by two joins that need not know of NULLs:
 * `found OR (unknown AND NULL)`, where `found` marks an equal row and `unknown` one whose comparison is NULL.
 */
export function threeValuedMark(
  left: LogicalPlan,
  right: LogicalPlan,
  matching: Matching,
  value: Expression,
  column: Expression,
  context: OptimizerContext,
): { readonly plan: LogicalPlan; readonly mark: Expression } {
  return markComparison(left, right, matching, equalTo(value, column), nullOf(value, column), context);
}

/** Marks rows for any comparison: true for one match at least, else NULL when one comparison was NULL, else false. */
export function markComparison(
  left: LogicalPlan,
  right: LogicalPlan,
  matching: Matching,
  comparison: Expression,
  isUnknown: Expression,
  context: OptimizerContext,
): { readonly plan: LogicalPlan; readonly mark: Expression } {
  const found = newColumn('found', BOOLEAN, context);
  const unknown = newColumn('unknown', BOOLEAN, context);
  const first = joinOn('mark', left, right, [...matching.conditions, comparison], {
    pairs: matching.pairs,
    markColumn: found,
  });
  const copy = copyPlan(right, context);
  const copied = (expression: Expression): Expression => substituteColumns(expression, copy.columns);
  const second = joinOn('mark', first, copy.plan, [...matching.conditions, isUnknown].map(copied), {
    pairs: matching.pairs.map((pair) => ({ ...pair, right: copied(pair.right) })),
    markColumn: unknown,
  });
  return { plan: second, mark: eitherOr(found, unknown) };
}

const eitherOr = (found: ColumnReference, unknown: ColumnReference): Expression => ({
  kind: 'or',
  type: BOOLEAN,
  args: [found, { kind: 'and', type: BOOLEAN, args: [unknown, nullConstant(BOOLEAN)] }],
});

const nullOf = (value: Expression, column: Expression): Expression => ({
  kind: 'or',
  type: BOOLEAN,
  args: [isNull(column), isNull(value)],
});
