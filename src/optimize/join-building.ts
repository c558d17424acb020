import type { ColumnReference, Expression } from '../plan/expression.js';
import { type Join, type LogicalPlan, outputsOf } from '../plan/logical-plan.js';
import { idsOf, usesAny } from './expression/columns-used.js';
import { conjunctsOf, optionalAndOf } from './expression/conjuncts.js';

/** One pair of a join's `equal`. */
export type EqualPair = Join['equal'][number];

/** Splits conditions of a join into pairs of equals, one side from each input, and the rest. */
export function splitJoinConditions(
  conditions: readonly Expression[],
  left: LogicalPlan,
  right: LogicalPlan,
): { readonly equal: readonly EqualPair[]; readonly rest: readonly Expression[] } {
  const equal: EqualPair[] = [];
  const rest: Expression[] = [];
  const [leftIds, rightIds] = [idsOf(outputsOf(left)), idsOf(outputsOf(right))];
  for (const condition of conditions.flatMap(conjunctsOf)) {
    const pair = equalPairOf(condition, leftIds, rightIds);
    if (pair) equal.push(pair);
    else rest.push(condition);
  }
  return { equal, rest };
}

/** Reads `l = r` as a pair whose sides read one input each; undefined for anything else. */
export function equalPairOf(
  condition: Expression,
  left: ReadonlySet<number>,
  right: ReadonlySet<number>,
): EqualPair | undefined {
  if (condition.kind !== 'call' || condition.name !== '=') return undefined;
  const [a, b] = [condition.args[0]!, condition.args[1]!];
  const isOn = (side: Expression, own: ReadonlySet<number>, other: ReadonlySet<number>): boolean =>
    usesAny(side, own) && !usesAny(side, other);
  if (isOn(a, left, right) && isOn(b, right, left)) return { left: a, right: b };
  if (isOn(b, left, right) && isOn(a, right, left)) return { left: b, right: a };
  return undefined;
}

/** Joins two plans on conditions, equal pairs among them found, and on `pairs` besides. */
export function joinOn(
  type: Join['type'],
  left: LogicalPlan,
  right: LogicalPlan,
  conditions: readonly Expression[],
  rest: { readonly pairs?: readonly EqualPair[]; readonly markColumn?: ColumnReference } = {},
): Join {
  const split = splitJoinConditions(conditions, left, right);
  const equal = [...(rest.pairs ?? []), ...split.equal];
  const filter = optionalAndOf(split.rest);
  return { kind: 'Join', type, left, right, equal, filter, markColumn: rest.markColumn };
}
