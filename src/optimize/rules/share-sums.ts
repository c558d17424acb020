import type { Case, ColumnReference, Expression } from '../../plan/expression.js';
import { type Aggregate, type AggregateCall, type LogicalPlan, outputsOf } from '../../plan/logical-plan.js';
import { BIGINT, BOOLEAN } from '../../types/sql-type.js';
import { type LinearForm, linearForm, withBase } from '../aggregation/linear-form.js';
import { aggregateOf, bigintConstant, callOf, isNull } from '../expression/call-building.js';
import { isDeterministic } from '../expression/evaluation.js';
import { expressionKey } from '../expression/expression-key.js';
import type { OptimizerContext, Rule } from '../rule.js';

/**
 * Computes sums of one expression plus, minus or times different constants from its sum and its count:
 *
 *     Aggregate[sum(x + 1), sum(x + 2), sum(x + 3)]   →   Project[s + 1 * n, s + 2 * n, s + 3 * n]
 *                                                           Aggregate[s := sum(x), n := count(x)]
 *
 * x has at most 32 bits, so that no order of additions overflows. Where `x + 1` may overflow for some x of its type, it is computed for
 * the least and the largest x too, and fails for one of these exactly when it does for any.
 */
export const shareSums: Rule = {
  name: 'share-sums',
  scope: 'node',
  apply: (plan, context) => (plan.kind === 'Aggregate' ? shared(plan, context) : undefined),
};

interface Member extends LinearForm {
  readonly call: AggregateCall;
}

const magnitudeMax = 1n << 31n;
const narrowKinds: ReadonlySet<string> = new Set(['tinyint', 'smallint', 'integer']);

function shared(plan: Aggregate, context: OptimizerContext): LogicalPlan | undefined {
  if (plan.aggregates.filter(({ name }) => name === 'sum').length < 2) return undefined;
  const families = new Map<string, Member[]>();
  for (const call of plan.aggregates) {
    const member = memberOf(call);
    if (!member) continue;
    const key = `${expressionKey(member.base)}|${call.filter ? expressionKey(call.filter) : ''}`;
    families.set(key, [...(families.get(key) ?? []), member]);
  }
  const made: AggregateCall[] = [];
  const results = new Map<AggregateCall, Expression>();
  for (const family of families.values()) {
    const base = basicAggregates(family, context);
    if (base.calls.length >= family.length) continue;
    made.push(...base.calls);
    for (const member of family) results.set(member.call, resultOf(member, base));
  }
  if (results.size === 0) return undefined;
  const aggregates = [...plan.aggregates.filter((call) => !results.has(call)), ...made];
  const byId = new Map([...results].map(([call, result]) => [call.output.id, result]));
  const outputs = outputsOf(plan);
  const expressions = outputs.map((output) => byId.get(output.id) ?? output);
  return { kind: 'Project', input: { ...plan, aggregates }, outputs, expressions };
}

function memberOf(call: AggregateCall): Member | undefined {
  const [arg] = call.args;
  if (call.name !== 'sum' || call.distinct || call.orderBy || !arg || call.output.type.kind !== 'bigint')
    return undefined;
  const form = linearForm(arg);
  if (!form || !narrowKinds.has(form.base.type.kind) || !isDeterministic(form.base)) return undefined;
  const baseMax = form.base.type.kind === 'integer' ? magnitudeMax : 1n << 15n;
  const isSmall = absolute(form.factor) * baseMax <= magnitudeMax && absolute(form.offset) <= magnitudeMax;
  return isSmall ? { ...form, call } : undefined;
}

const absolute = (value: bigint): bigint => (value < 0n ? -value : value);

interface BasicAggregates {
  readonly calls: readonly AggregateCall[];
  readonly sum: ColumnReference;
  readonly count: ColumnReference | undefined;
  /** The least and the largest value, where they must be looked at. */
  readonly ends: readonly ColumnReference[];
}

function basicAggregates(family: readonly Member[], context: OptimizerContext): BasicAggregates {
  const { base, call } = family[0]!;
  const make = (name: string): AggregateCall => aggregateOf(name, [base], context, { filter: call.filter });
  const sum = make('sum');
  const count = family.some(({ offset }) => offset !== 0n) ? make('count') : undefined;
  const ends = family.every(({ isSafe }) => isSafe) ? [] : [make('min'), make('max')];
  return {
    calls: [sum, ...(count ? [count] : []), ...ends],
    sum: sum.output,
    count: count?.output,
    ends: ends.map(({ output }) => output),
  };
}

function resultOf({ call, base, factor, offset, isSafe }: Member, { sum, count, ends }: BasicAggregates): Expression {
  const scaled = factor === 1n ? sum : callOf('*', [sum, bigintConstant(factor)]);
  const total = offset === 0n ? scaled : callOf('+', [scaled, callOf('*', [count!, bigintConstant(offset)])]);
  if (isSafe) return total;
  const [least, largest] = ends.map((end) => isNull(withBase(call.args[0]!, base, end)));
  const condition: Expression = { kind: 'or', type: BOOLEAN, args: [least!, largest!] };
  const nothing: Expression = { kind: 'constant', type: BIGINT, value: null };
  const checked: Case = { kind: 'case', type: BIGINT, whens: [{ condition, result: nothing }], otherwise: total };
  return checked;
}
