import { assert } from '../../base/lake-error.js';
import { windowFunction } from '../../functions/registry.js';
import type { ColumnReference, Expression } from '../../plan/expression.js';
import type { LogicalPlan, SortKey, WindowCall } from '../../plan/logical-plan.js';
import { BIGINT } from '../../types/sql-type.js';
import { bigintConstant, callOf, newColumn } from '../expression/call-building.js';
import { andOf } from '../expression/conjuncts.js';
import type { OptimizerContext } from '../rule.js';

/** What LIMIT, OFFSET and WITH TIES ask for. */
export interface RowRange {
  readonly offset: number;
  readonly count?: number | undefined;
  readonly withTies?: boolean | undefined;
}

/** Makes a call of `row_number` or `rank`, whose frame does not matter. */
export function rankCall(name: 'row_number' | 'rank', context: OptimizerContext): WindowCall {
  assert(windowFunction(name), `the window function ${name} exists`);
  return {
    output: newColumn(name, BIGINT, context),
    function: 'window',
    name,
    overload: 0,
    args: [],
    frame: { unit: 'range', start: { kind: 'unbounded_preceding' }, end: { kind: 'current_row' } },
    ignoreNulls: false,
  };
}

/** Applies LIMIT within each partition: a filter on row_number (and rank, WITH TIES). */
export function rankedRows(
  input: LogicalPlan,
  partitionBy: readonly ColumnReference[],
  orderBy: readonly SortKey[],
  range: RowRange,
  context: OptimizerContext,
): LogicalPlan {
  const calls: WindowCall[] = [];
  const conditions: Expression[] = [];
  const require = (name: 'row_number' | 'rank', comparison: string, bound: number): void => {
    let call = calls.find((one) => one.name === name);
    if (!call) {
      call = rankCall(name, context);
      calls.push(call);
    }
    conditions.push(callOf(comparison, [call.output, bigintConstant(bound)]));
  };
  if (range.offset > 0) require('row_number', '>', range.offset);
  if (range.count !== undefined) require(range.withTies ? 'rank' : 'row_number', '<=', range.offset + range.count);
  if (calls.length === 0) return input;
  const window: LogicalPlan = { kind: 'Window', input, partitionBy, orderBy, calls };
  return { kind: 'Filter', input: window, condition: andOf(conditions) };
}
