import { findFunction } from '../../functions/registry.js';
import { resolveOverload } from '../../functions/resolve-overload.js';
import type { ColumnReference, Expression } from '../../plan/expression.js';
import type { Aggregate, LogicalPlan, SetOperation, Union, Window, WindowCall } from '../../plan/logical-plan.js';
import { BIGINT } from '../../types/sql-type.js';
import { rankCall } from '../aggregation/ranked-rows.js';
import { aggregateOf, bigintConstant, callOf, equalTo, newColumn } from '../expression/call-building.js';
import { andOf } from '../expression/conjuncts.js';
import { projectTo } from '../projection.js';
import type { OptimizerContext, Rule } from '../rule.js';

/**
 * Makes INTERSECT and EXCEPT a union whose rows know their input (NULLs and NaNs then compare as they do in a grouping):
 *
 *     A EXCEPT B       →   Filter[rows of A > 0 AND rows of B = 0] Aggregate[keys: all columns] (A ∪ B)
 *     A EXCEPT ALL B   →   Filter[from A AND row_number > rows of B] Window[partition by all columns, A first] (A ∪ B)
 */
export const lowerSetOperations: Rule = {
  name: 'lower-set-operations',
  scope: 'node',
  apply(plan, context) {
    if (plan.kind !== 'SetOperation') return undefined;
    return plan.all ? lowerAll(asPair(plan, context), context) : lowerDistinct(plan, context);
  },
};

/** The inputs one below the other, each row with the number of its input. */
function numberedUnion(plan: SetOperation, context: OptimizerContext): { union: Union; input: ColumnReference } {
  const input = newColumn('input', BIGINT, context);
  const parts = plan.inputs.map((part, index): readonly [LogicalPlan, readonly ColumnReference[]] => {
    const number = newColumn('input', BIGINT, context);
    const columns = [...new Map(plan.columns[index]!.map((column) => [column.id, column])).values()];
    const own = columns.map((column): readonly [ColumnReference, Expression] => [column, column]);
    return [projectTo(part, [...own, [number, bigintConstant(index)]]), [...plan.columns[index]!, number]];
  });
  const union: Union = {
    kind: 'Union',
    inputs: parts.map(([part]) => part),
    outputs: [...plan.outputs, input],
    columns: parts.map(([, columns]) => columns),
  };
  return { union, input };
}

function lowerDistinct(plan: SetOperation, context: OptimizerContext): LogicalPlan {
  const { union, input } = numberedUnion(plan, context);
  const counts = plan.inputs.map((_, index) =>
    aggregateOf('count', [], context, { filter: equalTo(input, bigintConstant(index)) }),
  );
  const grouped: Aggregate = { kind: 'Aggregate', input: union, keys: plan.outputs, aggregates: counts };
  const conditions = counts.map(({ output }, index) =>
    callOf(index === 0 || plan.operation === 'intersect' ? '>' : '=', [output, bigintConstant(0)]),
  );
  return onlyOutputs(plan, { kind: 'Filter', input: grouped, condition: andOf(conditions) });
}

/** Nests the inputs but the last: A EXCEPT ALL B EXCEPT ALL C counts from the left. */
function asPair(plan: SetOperation, context: OptimizerContext): SetOperation {
  if (plan.inputs.length === 2) return plan;
  const outputs = plan.outputs.map((column) => ({ ...column, id: context.nextColumnId() }));
  const first: SetOperation = {
    ...plan,
    inputs: plan.inputs.slice(0, -1),
    columns: plan.columns.slice(0, -1),
    outputs,
  };
  const left = lowerAll(asPair(first, context), context);
  return { ...plan, inputs: [left, plan.inputs.at(-1)!], columns: [outputs, plan.columns.at(-1)!] };
}

function lowerAll(plan: SetOperation, context: OptimizerContext): LogicalPlan {
  const { union, input } = numberedUnion(plan, context);
  const isSecond = equalTo(input, bigintConstant(1));
  const rowNumber = rankCall('row_number', context);
  const secondCount = countIf(isSecond, context);
  const window: Window = {
    kind: 'Window',
    input: union,
    partitionBy: plan.outputs,
    orderBy: [{ expression: input, descending: false, nullsFirst: false }],
    calls: [rowNumber, secondCount],
  };
  const condition = andOf([
    equalTo(input, bigintConstant(0)),
    callOf(plan.operation === 'intersect' ? '<=' : '>', [rowNumber.output, secondCount.output]),
  ]);
  return onlyOutputs(plan, { kind: 'Filter', input: window, condition });
}

/** Counts the rows of the whole partition that meet a condition. */
function countIf(condition: Expression, context: OptimizerContext): WindowCall {
  const resolved = resolveOverload(findFunction('count')!, []);
  return {
    output: newColumn('count', BIGINT, context),
    function: 'aggregate',
    name: 'count',
    overload: resolved.overload,
    args: [],
    frame: { unit: 'rows', start: { kind: 'unbounded_preceding' }, end: { kind: 'unbounded_following' } },
    ignoreNulls: false,
    filter: condition,
  };
}

const onlyOutputs = (plan: SetOperation, input: LogicalPlan): LogicalPlan =>
  projectTo(
    input,
    plan.outputs.map((column) => [column, column] as const),
  );
