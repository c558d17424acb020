import { assert } from '../../base/lake-error.js';
import type { Join, LogicalPlan } from '../../plan/logical-plan.js';
import { optionalAndOf } from '../expression/conjuncts.js';
import { filtered } from '../pushdown/conditions.js';
import type { Subplan, SubplanMaker } from './subplan.js';

/** Makes the joins of a subplan, each with the conditions that it is the first to be able to test. */
export function assemble(subplan: Subplan, maker: SubplanMaker): LogicalPlan {
  const { relations } = maker.graph;
  const { relation, left, right } = subplan;
  if (relation !== undefined) {
    return filtered(relations[relation]!.plan, maker.ownConditions(relation));
  }
  assert(left && right, 'a subplan of several relations joins two');
  const inputs = { left: assemble(left, maker), right: assemble(right, maker) };
  const attached = right.relation === undefined ? undefined : relations[right.relation]!.attached;
  if (attached) return filtered({ ...attached.join, ...inputs }, maker.afterAttached(left.relations, right.relations));
  const { pairs, filter } = maker.crossing(left.relations, right.relations);
  const join: Join = { kind: 'Join', type: 'inner', ...inputs, equal: pairs, filter: optionalAndOf(filter) };
  return join;
}
