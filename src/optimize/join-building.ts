import type { ColumnReference, Expression } from '../plan/expression.js';
import type { Join, LogicalPlan } from '../plan/logical-plan.js';
import { isNot } from './expression/call-building.js';
import { usesAny } from './expression/columns-used.js';
import { conjunctsOf, optionalAndOf } from './expression/conjuncts.js';
import { canFail } from './expression/evaluation.js';
import { outputIds } from './output-ids.js';

/** One pair of a join's `equal`. */
export type EqualPair = Join['equal'][number];

/**
 * Splits conditions of a join into pairs of equals, one side from each input, and the rest. A pair whose sides can fail is made only where
 * no condition before it stays behind.
 */
export function splitJoinConditions(
  conditions: readonly Expression[],
  left: LogicalPlan,
  right: LogicalPlan,
): { readonly equal: readonly EqualPair[]; readonly rest: readonly Expression[] } {
  const equal: EqualPair[] = [];
  const rest: Expression[] = [];
  const [leftIds, rightIds] = [outputIds(left), outputIds(right)];
  for (const condition of conditions.flatMap(conjunctsOf)) {
    const pair = equalPairOf(condition, leftIds, rightIds);
    if (pair && (rest.length === 0 || !canFail(condition))) equal.push(pair);
    else rest.push(condition);
  }
  return { equal, rest };
}

/** Reads `l = r` or `l IS NOT DISTINCT FROM r` as a pair whose sides read one input each. */
export function equalPairOf(
  condition: Expression,
  left: ReadonlySet<number>,
  right: ReadonlySet<number>,
): EqualPair | undefined {
  const comparison = comparisonOf(condition);
  if (!comparison) return undefined;
  const { a, b, nullsEqual } = comparison;
  const isOn = (side: Expression, own: ReadonlySet<number>, other: ReadonlySet<number>): boolean =>
    usesAny(side, own) && !usesAny(side, other);
  const rest = nullsEqual ? { nullsEqual } : {};
  if (isOn(a, left, right) && isOn(b, right, left)) return { left: a, right: b, ...rest };
  if (isOn(b, left, right) && isOn(a, right, left)) return { left: b, right: a, ...rest };
  return undefined;
}

/** Reads `a = b` and `a IS NOT DISTINCT FROM b`. */
export function comparisonOf(condition: Expression): { a: Expression; b: Expression; nullsEqual: boolean } | undefined {
  if (condition.kind !== 'call') return undefined;
  if (condition.name === '=') return { a: condition.args[0]!, b: condition.args[1]!, nullsEqual: false };
  const inner = isNot(condition) ? condition.args[0]! : undefined;
  if (inner?.kind !== 'call' || inner.name !== 'is_distinct_from') return undefined;
  return { a: inner.args[0]!, b: inner.args[1]!, nullsEqual: true };
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
