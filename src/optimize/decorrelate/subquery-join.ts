import type { Expression } from '../../plan/expression.js';
import { type Apply, type Join, type LogicalPlan, outputsOf } from '../../plan/logical-plan.js';
import type { ColumnSet } from '../expression/columns-used.js';
import { freeColumns } from '../free-columns.js';
import { type EqualPair, joinOn } from '../join-building.js';
import type { OptimizerContext } from '../rule.js';
import { type Bound, DependentJoin } from './dependent-join.js';
import { type Pulled, pullUp } from './pull-up.js';
import { unnest } from './unnest.js';

/** A subquery that no longer depends on the outer row, and which of its rows belong to an outer row. */
export interface Decorrelated {
  readonly plan: LogicalPlan;
  readonly conditions: readonly Expression[];
  readonly pairs: readonly EqualPair[];
}

/** The columns of an Apply's input that its subquery uses. */
export function correlationOf(plan: Apply): ColumnSet {
  const free = freeColumns(plan.subquery);
  return new Map(
    outputsOf(plan.input)
      .filter(({ id }) => free.has(id))
      .map((column) => [column.id, column]),
  );
}

/** Takes a subquery's conditions on the outer row out, where that is possible. */
export const pulled = (plan: Apply, context: OptimizerContext, isSet: boolean): Pulled | undefined =>
  pullUp(plan.subquery, { correlated: correlationOf(plan), context }, isSet);

/** Computes a subquery for every combination of the outer columns that it uses. */
export function unnested(plan: Apply, context: OptimizerContext): Bound {
  const join = new DependentJoin(plan.input, correlationOf(plan), context);
  return join.bind(unnest(plan.subquery, join));
}

/** The pairs that give an outer row the rows of its combination. */
export function outerPairs(plan: Apply, { bindings }: Bound): readonly EqualPair[] {
  return [...correlationOf(plan)].map(([id, left]) => ({ left, right: bindings.get(id)!, nullsEqual: true }));
}

/** Decorrelates a subquery of which only the set of its rows matters, or all its rows with `isSet` false. */
export function decorrelated(plan: Apply, context: OptimizerContext, isSet: boolean): Decorrelated {
  const easy = pulled(plan, context, isSet);
  if (easy && !easy.ofNoRows) return { plan: easy.plan, conditions: easy.conditions, pairs: [] };
  const bound = unnested(plan, context);
  return { plan: bound.plan, conditions: [], pairs: outerPairs(plan, bound) };
}

/** Joins an Apply's input with its decorrelated subquery. */
export const joinSubquery = (
  type: Join['type'],
  plan: Apply,
  subquery: Decorrelated,
  rest: { readonly conditions?: readonly Expression[]; readonly markColumn?: Join['markColumn'] } = {},
): Join =>
  joinOn(type, plan.input, subquery.plan, [...subquery.conditions, ...(rest.conditions ?? [])], {
    pairs: subquery.pairs,
    ...(rest.markColumn ? { markColumn: rest.markColumn } : {}),
  });
