import type { Expression } from '../../plan/expression.js';
import { type Join, type LogicalPlan, outputsOf } from '../../plan/logical-plan.js';
import { equalTo, not } from '../expression/call-building.js';
import { optionalAndOf, trueConstant } from '../expression/conjuncts.js';
import { withColumns } from '../projection.js';
import {
  type Bindings,
  type Bound,
  type DependentJoin,
  freshBindings,
  rebind,
  samePairs,
  type Unnested,
} from './dependent-join.js';
import { threeValuedMark } from './three-valued-mark.js';

/**
 * Pushes a dependent join into the inputs of a join, which then also compares the combination when both depend on it. `unnest` does
 * the same for the inputs.
 */
export function unnestJoin(
  plan: Join,
  join: DependentJoin,
  unnest: (plan: LogicalPlan, join: DependentJoin) => Unnested,
): Bound {
  const conditions = [...plan.equal.flatMap((pair) => [pair.left, pair.right]), plan.filter];
  const needs = {
    left: join.dependsOn(plan.left),
    right: join.dependsOn(plan.right),
    own: join.isUsedIn(...conditions),
  };
  const inputs = { left: unnest(plan.left, join), right: unnest(plan.right, join) };
  switch (plan.type) {
    case 'inner':
      if (needs.right && !needs.left) return finish(plan, inputs.left, join.bind(inputs.right), 'right', join);
      return finish(plan, join.bind(inputs.left), inputs.right, 'left', join);
    case 'right':
      return finish(plan, inputs.left, join.bind(inputs.right), 'right', join);
    case 'full':
      return full(plan, join.bind(inputs.left), join.bind(inputs.right), join);
    case 'left':
    case 'semi':
      return finish(plan, join.bind(inputs.left), inputs.right, 'left', join);
    case 'anti':
    case 'mark': {
      const isThreeValued = plan.nullAware === true && (needs.right || pairUsesOuterOnRight(plan, join));
      if (isThreeValued) return threeValued(plan, join.bind(inputs.left), inputs.right, join);
      return finish(plan, join.bind(inputs.left), inputs.right, 'left', join);
    }
  }
}

const pairUsesOuterOnRight = (plan: Join, join: DependentJoin): boolean =>
  plan.equal.some((pair) => join.isUsedIn(pair.right));

/** Joins the unnested inputs; the side `from` has the bindings that the conditions use and that are passed on. */
function finish(plan: Join, left: Unnested, right: Unnested, from: 'left' | 'right', join: DependentJoin): Bound {
  const bindings = (from === 'left' ? left : right).bindings!;
  const both = left.bindings && right.bindings ? samePairs(left.bindings, right.bindings) : [];
  const { equal, filter } = conditionsOf(plan, bindings, from, join);
  const isNullAware = plan.nullAware === true && both.length === 0 && plan.type !== 'semi';
  const nullAware = isNullAware ? true : undefined;
  return {
    plan: { ...plan, left: left.plan, right: right.plan, equal: [...both, ...equal], filter, nullAware },
    bindings,
  };
}

/** A pair can read the outer columns on the side only that has them; else it becomes a part of the filter. */
function conditionsOf(
  plan: Join,
  bindings: Bindings,
  from: 'left' | 'right',
  join: DependentJoin,
): Pick<Join, 'equal' | 'filter'> {
  const other = from === 'left' ? 'right' : 'left';
  const equal: Join['equal'][number][] = [];
  const rest: Expression[] = [];
  for (const pair of plan.equal) {
    const rebound = { ...pair, left: rebind(pair.left, bindings), right: rebind(pair.right, bindings) };
    if (join.isUsedIn(pair[other])) rest.push(equalTo(rebound.left, rebound.right));
    else equal.push(rebound);
  }
  if (plan.filter) rest.push(rebind(plan.filter, bindings));
  return { equal, filter: optionalAndOf(rest) };
}

function full(plan: Join, left: Bound, right: Bound, join: DependentJoin): Bound {
  const { equal, filter } = conditionsOf(plan, left.bindings, 'left', join);
  const pairs = samePairs(left.bindings, right.bindings);
  const joined: LogicalPlan = { ...plan, left: left.plan, right: right.plan, equal: [...pairs, ...equal], filter };
  const bindings = freshBindings(join.correlated, join.context);
  const either = [...bindings].map(([id, column]) => {
    const args = [left.bindings.get(id)!, right.bindings.get(id)!];
    return [column, { kind: 'coalesce', type: column.type, args } as const] as const;
  });
  return { plan: withColumns(joined, either), bindings };
}

/** A null-aware join has one pair and no room for the combination: its NULLs become a mark of their own. */
function threeValued(plan: Join, left: Bound, right: Unnested, join: DependentJoin): Bound {
  const [pair] = plan.equal;
  const pairs = right.bindings ? samePairs(left.bindings, right.bindings) : [];
  const marked = threeValuedMark(
    left.plan,
    right.plan,
    { pairs, conditions: [] },
    rebind(pair!.left, left.bindings),
    rebind(pair!.right, left.bindings),
    join.context,
  );
  if (plan.type === 'mark')
    return { plan: withColumns(marked.plan, [[plan.markColumn!, marked.mark]]), bindings: left.bindings };
  const isOut: Expression = { kind: 'coalesce', type: marked.mark.type, args: [marked.mark, trueConstant] };
  const passed = outputsOf(left.plan);
  const kept: LogicalPlan = { kind: 'Filter', input: marked.plan, condition: not(isOut) };
  return {
    plan: { kind: 'Project', input: kept, outputs: passed, expressions: passed },
    bindings: left.bindings,
  };
}
