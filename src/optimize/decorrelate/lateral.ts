import type { ColumnReference, Expression } from '../../plan/expression.js';
import { type Apply, type LogicalPlan, outputsOf } from '../../plan/logical-plan.js';
import { BOOLEAN } from '../../types/sql-type.js';
import { newColumn } from '../expression/call-building.js';
import { columnsUsed } from '../expression/columns-used.js';
import { conjunctsOf, trueConstant } from '../expression/conjuncts.js';
import { isNullOnNulls } from '../expression/null-rejection.js';
import { substituteColumns } from '../expression/substitution.js';
import { renameColumns } from '../plan-copy.js';
import { withColumns } from '../projection.js';
import type { OptimizerContext } from '../rule.js';
import type { Pulled } from './pull-up.js';
import { correlationOf, decorrelated, joinSubquery, pulled } from './subquery-join.js';

/** LATERAL: an inner or left join; a subquery that always has one row keeps it. */
export function lateral(
  plan: Apply,
  form: Extract<Apply['form'], { kind: 'lateral' }>,
  context: OptimizerContext,
): LogicalPlan {
  const conditions = conjunctsOf(form.filter);
  if (correlationOf(plan).size === 0)
    return joinSubquery(form.join, plan, { plan: plan.subquery, conditions: [], pairs: [] }, { conditions });
  const easy = pulled(plan, context, false);
  if (!easy?.ofNoRows) return joinSubquery(form.join, plan, decorrelated(plan, context, false), { conditions });
  const always = joinAlways(plan, easy, context);
  const own = outputsOf(plan.subquery);
  if (form.join === 'inner' || !form.filter) {
    const joined = withColumns(always.plan, valuesOf(own, always.values));
    return form.filter ? { kind: 'Filter', input: joined, condition: form.filter } : joined;
  }
  const raw = own.map((column) => ({ ...column, id: context.nextColumnId() }));
  const joined = withColumns(
    always.plan,
    raw.map((column, index) => [column, always.values.get(own[index]!.id)!]),
  );
  const toRaw = new Map(own.map(({ id }, index) => [id, raw[index]!]));
  const condition = substituteColumns(form.filter, toRaw);
  const kept = own.map((column, index): readonly [ColumnReference, Expression] => [
    column,
    { kind: 'case', type: column.type, whens: [{ condition, result: raw[index]! }] },
  ]);
  return withColumns(joined, kept);
}

const valuesOf = (
  columns: readonly ColumnReference[],
  values: ReadonlyMap<number, Expression>,
): (readonly [ColumnReference, Expression])[] => columns.map((column) => [column, values.get(column.id)!]);

/**
 * Left-joins an outer row with its group; where it has none, the subquery's columns have their values over no rows. `values` are those
 * of the subquery's columns, whose own ids are free to be given to them.
 */
export function joinAlways(
  plan: Apply,
  subquery: Pulled,
  context: OptimizerContext,
): { readonly plan: LogicalPlan; readonly values: ReadonlyMap<number, Expression> } {
  const own = outputsOf(plan.subquery);
  const renamed = new Map(own.map((column) => [column.id, { ...column, id: context.nextColumnId() }]));
  const present = newColumn('present', BOOLEAN, context);
  const right = withColumns(renameColumns(subquery.plan, renamed), [[present, trueConstant]]);
  const conditions = subquery.conditions.map((condition) => substituteColumns(condition, renamed));
  const joined = joinSubquery('left', plan, { plan: right, conditions, pairs: [] });
  const values = new Map(
    own.map(({ id }) => [id, orOfNoRows(renamed.get(id)!, subquery.ofNoRows!.get(id)!, present)] as const),
  );
  return { plan: joined, values };
}

function orOfNoRows(column: ColumnReference, ofNoRows: Expression, present: ColumnReference): Expression {
  if (columnsUsed(ofNoRows).size === 0 && isNullOnNulls(ofNoRows, new Set())) return column;
  const condition: Expression = { kind: 'is_null', type: BOOLEAN, input: present };
  return { kind: 'case', type: column.type, whens: [{ condition, result: ofNoRows }], otherwise: column };
}
