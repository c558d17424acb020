import { findFunction } from '../../functions/registry.js';
import { tryResolveOverload } from '../../functions/resolve-overload.js';
import type { Expression } from '../../plan/expression.js';
import type { Aggregate, Apply, LogicalPlan } from '../../plan/logical-plan.js';
import { BOOLEAN } from '../../types/sql-type.js';
import { aggregateOf, bigintConstant, callOf, equalTo, newColumn, not } from '../expression/call-building.js';
import { andOf, nullConstant, orOf } from '../expression/conjuncts.js';
import { withColumns } from '../projection.js';
import type { OptimizerContext } from '../rule.js';
import { lateral } from './lateral.js';
import { anyComparison, membership } from './membership.js';

type Quantified = Extract<Apply['form'], { kind: 'quantified' }>;

/** `value op ALL | ANY (subquery)`: as IN where it means that, else by the extremes and counts of the subquery. */
export function quantified(plan: Apply, form: Quantified, context: OptimizerContext): LogicalPlan {
  const { operator, quantifier, output } = form;
  if (operator === '=' && quantifier === 'any') return membership(plan, { ...form, kind: 'in' }, context);
  if (operator === '<>' && quantifier === 'all') {
    const found = newColumn('found', BOOLEAN, context);
    const marked = membership(plan, { ...form, kind: 'in', output: found }, context);
    return withColumns(marked, [[output, not(found)]]);
  }
  const min = findFunction('min');
  if (min && tryResolveOverload(min, [form.column.type])) return byExtremes(plan, form, context);
  const isAll = quantifier === 'all';
  const marked = anyComparison(plan, callOf(isAll ? inverse[operator] : operator, [form.value, form.column]), context);
  return withColumns(marked.plan, [[output, isAll ? not(marked.mark) : marked.mark]]);
}

const inverse = { '=': '<>', '<>': '=', '<': '>=', '<=': '>', '>': '<=', '>=': '<' } as const;

/**
 *     x < ALL (…)   →   rows = 0 OR (x < min AND (rows = present OR NULL))
 *     x < ANY (…)   →   rows <> 0 AND (x < max OR (rows <> present AND NULL))
 */
function byExtremes(plan: Apply, form: Quantified, context: OptimizerContext): LogicalPlan {
  const { column, value, operator } = form;
  const isAll = form.quantifier === 'all';
  const [min, max] = [aggregateOf('min', [column], context), aggregateOf('max', [column], context)];
  const [rows, present] = [aggregateOf('count', [], context), aggregateOf('count', [column], context)];
  const aggregates = [min, max, rows, present];
  const subquery: Aggregate = { kind: 'Aggregate', input: plan.subquery, keys: [], aggregates };
  const joined = lateral({ ...plan, subquery }, { kind: 'lateral', join: 'inner' }, context);
  const unknown = nullConstant(BOOLEAN);
  const isEmpty = equalTo(rows.output, bigintConstant(0));
  const isComplete = equalTo(rows.output, present.output);
  const compare = (extreme: Expression): Expression => callOf(operator, [value, extreme]);
  let comparison: Expression;
  if (operator === '=') comparison = andOf([compare(min.output), compare(max.output)]);
  else if (operator === '<>') comparison = orOf([compare(min.output), compare(max.output)]);
  else comparison = compare(operator.startsWith('<') === isAll ? min.output : max.output);
  const answer = isAll
    ? orOf([isEmpty, andOf([comparison, orOf([isComplete, unknown])])])
    : andOf([not(isEmpty), orOf([comparison, andOf([not(isComplete), unknown])])]);
  return withColumns(joined, [[form.output, answer]]);
}
