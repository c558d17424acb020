import { aggregateFunction } from '../../functions/registry.js';
import type { Expression } from '../../plan/expression.js';
import type { AggregateCall } from '../../plan/logical-plan.js';
import { BIGINT, DOUBLE, decimalType, sameType } from '../../types/sql-type.js';
import { aggregateOf, bigintConstant, callOf, castTo } from '../expression/call-building.js';
import type { OptimizerContext } from '../rule.js';

/** An aggregate computed in two steps: `partial` within parts of a group, `merge` over the parts, `result` from what was merged. */
export interface SplitAggregate {
  readonly partial: readonly AggregateCall[];
  readonly merge: readonly AggregateCall[];
  readonly result: Expression;
}

const mergedBySelf: ReadonlySet<string> = new Set([
  'sum',
  'min',
  'max',
  'bool_and',
  'bool_or',
  'any_value',
  'bitwise_and_agg',
  'bitwise_or_agg',
  'bitwise_xor_agg',
]);

/** Splits an aggregate in two steps; undefined where parts cannot be merged. */
export function splitAggregate(call: AggregateCall, context: OptimizerContext): SplitAggregate | undefined {
  if (call.distinct || call.orderBy) return undefined;
  const name = aggregateFunction(call.name)?.name;
  if (name === 'count' || name === 'count_if') return splitCount(call, context);
  if (name === 'avg') return splitAverage(call, context);
  if (name === undefined || !mergedBySelf.has(name)) return undefined;
  const partial = { ...call, output: { ...call.output, id: context.nextColumnId() } };
  const merge = aggregateOf(name, [partial.output], context);
  return { partial: [partial], merge: [merge], result: castTo(merge.output, call.output.type) };
}

function splitCount(call: AggregateCall, context: OptimizerContext): SplitAggregate {
  const partial = { ...call, output: { ...call.output, id: context.nextColumnId() } };
  const merge = aggregateOf('sum', [partial.output], context);
  const result: Expression = { kind: 'coalesce', type: BIGINT, args: [merge.output, bigintConstant(0)] };
  return { partial: [partial], merge: [merge], result };
}

function splitAverage(call: AggregateCall, context: OptimizerContext): SplitAggregate | undefined {
  const [arg] = call.args;
  const { type } = call.output;
  if (!arg || !['double', 'real', 'decimal'].includes(type.kind)) return undefined;
  const sum = aggregateOf('sum', [type.kind === 'decimal' ? arg : castTo(arg, DOUBLE)], context, {
    filter: call.filter,
  });
  const count = aggregateOf('count', [arg], context, { filter: call.filter });
  const sums = aggregateOf('sum', [sum.output], context);
  const counts = aggregateOf('sum', [count.output], context);
  const divisor = castTo(counts.output, type.kind === 'decimal' ? decimalType(19, 0) : DOUBLE);
  const average = callOf('/', [sums.output, divisor]);
  const result = sameType(average.type, type) ? average : castTo(average, type);
  return { partial: [sum, count], merge: [sums, counts], result };
}
