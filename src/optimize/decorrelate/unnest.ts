import { assert } from '../../base/lake-error.js';
import type { ColumnReference, Expression } from '../../plan/expression.js';
import { type Aggregate, type Join, type LogicalPlan, outputsOf, type SortKey } from '../../plan/logical-plan.js';
import { BIGINT } from '../../types/sql-type.js';
import { splitEmptyGroupingSets } from '../aggregation/empty-grouping-sets.js';
import { noRowsValue } from '../aggregation/no-rows-value.js';
import { rankedRows } from '../aggregation/ranked-rows.js';
import { bigintConstant, equalTo } from '../expression/call-building.js';
import { mapExpressions } from '../map-expressions.js';
import { renameColumns } from '../plan-copy.js';
import { projectTo } from '../projection.js';
import { hasAtMostOneRow, hasExactlyOneRow } from '../row-bounds.js';
import {
  type Bindings,
  type Bound,
  bindingColumns,
  type DependentJoin,
  freshBindings,
  rebind,
  samePairs,
  type Unnested,
} from './dependent-join.js';
import { checkedSingleRow } from './single-row.js';
import { unnestJoin } from './unnest-join.js';

/**
 * Pushes a dependent join down a subquery until nothing depends on the outer row any more, after Neumann and Kemper,
 * "Unnesting Arbitrary Queries": a leaf is crossed with the domain, groupings and windows get the combination as a key, LIMIT becomes
 * row_number, and so on. Works on every plan without Apply and SetOperation.
 */
export function unnest(plan: LogicalPlan, join: DependentJoin): Unnested {
  if (!join.dependsOn(plan)) return { plan };
  switch (plan.kind) {
    case 'Join':
      return unnestJoin(plan, join, unnest);
    case 'Filter':
    case 'Unnest':
      return unnestRowwise(plan, join);
    case 'AssignUniqueId':
    case 'Sample':
      return unnestRowwise(plan, join);
    case 'Project': {
      const { plan: input, bindings } = join.bind(unnest(plan.input, join));
      const passed = bindingColumns(bindings, plan.outputs);
      const expressions = [...plan.expressions.map((expression) => rebind(expression, bindings)), ...passed];
      return { plan: { ...plan, input, outputs: [...plan.outputs, ...passed], expressions }, bindings };
    }
    case 'Sort':
      return unnest(plan.input, join);
    case 'Limit':
      return unnestLimit(plan, [], join);
    case 'TopN':
      return unnestLimit(plan, plan.keys, join);
    case 'Aggregate':
      return unnestAggregate(plan, join);
    case 'Window': {
      const { plan: input, bindings } = join.bind(unnest(plan.input, join));
      const rebound = mapExpressions({ ...plan, input }, (expression) => rebind(expression, bindings));
      assert(rebound.kind === 'Window', 'rewritten expressions keep the node');
      return { plan: { ...rebound, partitionBy: withKeys(plan.partitionBy, bindings) }, bindings };
    }
    case 'MatchRecognize': {
      const { plan: input, bindings } = join.bind(unnest(plan.input, join));
      const rebound = mapExpressions({ ...plan, input }, (expression) => rebind(expression, bindings));
      assert(rebound.kind === 'MatchRecognize', 'rewritten expressions keep the node');
      const partitionBy = withKeys(plan.partitionBy, bindings);
      const own = freshBindings(bindings, join.context);
      const count = plan.columns.length;
      const passed = [...own.keys()].map((id) => bindings.get(id)!);
      const columns = [...rebound.columns, ...passed];
      const outputs = [...plan.outputs, ...own.values()];
      const values = [...plan.values, ...passed.map((_, index) => count + index)];
      return { plan: { ...rebound, partitionBy, columns, outputs, values }, bindings: own };
    }
    case 'Union': {
      const bindings = freshBindings(join.correlated, join.context);
      const inputs = plan.inputs.map((input) => join.bind(unnest(input, join)));
      const columns = plan.columns.map((list, index) => [
        ...list.map((column) => rebindColumn(column, inputs[index]!.bindings)),
        ...inputs[index]!.bindings.values(),
      ]);
      const outputs = [...plan.outputs, ...bindings.values()];
      return { plan: { ...plan, inputs: inputs.map((input) => input.plan), outputs, columns }, bindings };
    }
    case 'Values':
      return unnestValues(plan, join);
    case 'EnforceSingleRow':
      return unnestSingleRow(plan, join);
    case 'Recursion':
      return unnestRecursion(plan, join);
    case 'RecursionReference': {
      const { outputs, bindings } = join.recursions.get(plan.recursionId)!;
      const fresh = freshBindings(bindings, join.context);
      assert(outputs.length === plan.outputs.length + fresh.size, 'a recursion adds the combination to its outputs');
      return { plan: { ...plan, outputs: [...plan.outputs, ...fresh.values()] }, bindings: fresh };
    }
    case 'Scan':
    case 'Apply':
    case 'SetOperation':
      return assert(false, `${plan.kind} does not depend on an outer row here`) as never;
  }
}

const rebindColumn = (column: ColumnReference, bindings: Bindings): ColumnReference =>
  bindings.get(column.id) ?? column;

const withKeys = (keys: readonly ColumnReference[], bindings: Bindings): readonly ColumnReference[] => {
  const own = keys.map((key) => rebindColumn(key, bindings));
  return [...own, ...bindingColumns(bindings, own)];
};

/** Nodes that treat row by row and pass all columns on. */
function unnestRowwise(
  plan: Extract<LogicalPlan, { kind: 'Filter' | 'Unnest' | 'AssignUniqueId' | 'Sample' }>,
  join: DependentJoin,
): Bound {
  const { plan: input, bindings } = join.bind(unnest(plan.input, join));
  return { plan: mapExpressions({ ...plan, input }, (expression) => rebind(expression, bindings)), bindings };
}

function unnestLimit(
  plan: Extract<LogicalPlan, { kind: 'Limit' | 'TopN' }>,
  keys: readonly SortKey[],
  join: DependentJoin,
): Bound {
  const { plan: input, bindings } = join.bind(unnest(plan.input, join));
  const orderBy = keys.map((key) => ({ ...key, expression: rebind(key.expression, bindings) }));
  return { plan: rankedRows(input, [...bindings.values()], orderBy, plan, join.context), bindings };
}

function unnestAggregate(plan: Aggregate, join: DependentJoin): Unnested {
  const split = splitEmptyGroupingSets(plan, join.context);
  if (split !== plan) return unnest(split, join);
  const { plan: input, bindings } = join.bind(unnest(plan.input, join));
  const keys = withKeys(plan.keys, bindings);
  const added = keys.map((_, index) => index).slice(plan.keys.length);
  const groupingSets = plan.groupingSets?.map((set) => [...set, ...added]);
  const rebound = mapExpressions({ ...plan, input }, (expression) => rebind(expression, bindings)) as Aggregate;
  const grouped: Aggregate = { ...rebound, keys, groupingSets };
  return plan.keys.length === 0 ? withEmptyGroups(grouped, bindings, join) : { plan: grouped, bindings };
}

/** A global aggregate has a row also for the combinations that have no input rows. */
function withEmptyGroups(grouped: Aggregate, bindings: Bindings, join: DependentJoin): Bound {
  const domain = join.domain();
  const raw = grouped.aggregates.map((call) => ({
    ...call,
    output: { ...call.output, id: join.context.nextColumnId() },
  }));
  const joined: Join = {
    kind: 'Join',
    type: 'left',
    left: domain.plan,
    right: { ...grouped, aggregates: raw },
    equal: samePairs(domain.bindings, bindings),
  };
  const passed = [...domain.bindings.values()].map((column) => [column, column] as const);
  const results = grouped.aggregates.map((call, index) => [call.output, orNoRows(raw[index]!.output, call)] as const);
  return { plan: projectTo(joined, [...passed, ...results]), bindings: domain.bindings };
}

/** Aggregates that are not NULL over no rows are never NULL. */
function orNoRows(column: ColumnReference, call: Aggregate['aggregates'][number]): Expression {
  const empty = noRowsValue(call);
  return empty.value === null ? column : { kind: 'coalesce', type: column.type, args: [column, empty] };
}

function unnestValues(plan: Extract<LogicalPlan, { kind: 'Values' }>, join: DependentJoin): Bound {
  const { plan: domain, bindings } = join.domain();
  const passed = [...bindings.values()].map((column) => [column, column] as const);
  const rebound = plan.rows.map((row) => row.map((expression) => rebind(expression, bindings)));
  if (rebound.length === 1) {
    const own = plan.outputs.map((output, index) => [output, rebound[0]![index]!] as const);
    return { plan: projectTo(domain, [...own, ...passed]), bindings };
  }
  const row: ColumnReference = { kind: 'column', type: BIGINT, id: join.context.nextColumnId(), name: 'row' };
  const numbers: LogicalPlan = {
    kind: 'Values',
    outputs: [row],
    rows: rebound.map((_, index) => [bigintConstant(index)]),
  };
  const cross: Join = { kind: 'Join', type: 'inner', left: domain, right: numbers, equal: [] };
  const own = plan.outputs.map((output, column) => {
    const whens = rebound.map((expressions, index) => ({
      condition: equalTo(row, bigintConstant(index)),
      result: expressions[column]!,
    }));
    return [output, { kind: 'case', type: output.type, whens } as const] as const;
  });
  return { plan: projectTo(cross, [...own, ...passed]), bindings };
}

function unnestSingleRow(plan: Extract<LogicalPlan, { kind: 'EnforceSingleRow' }>, join: DependentJoin): Unnested {
  if (hasExactlyOneRow(plan.input)) return unnest(plan.input, join);
  const input = join.bind(unnest(plan.input, join));
  const domain = join.domain();
  const outputs = outputsOf(plan.input);
  // The outputs are made anew above the left join: below it they get other ids.
  const renamed = new Map(outputs.map((output) => [output.id, { ...output, id: join.context.nextColumnId() }]));
  const rows = renameColumns(input.plan, renamed);
  const bindings = new Map([...input.bindings].map(([id, column]) => [id, renamed.get(column.id) ?? column]));
  const values = [...renamed.values()];
  const single = hasAtMostOneRow(plan.input)
    ? { plan: rows, columns: values }
    : checkedSingleRow(rows, [...bindings.values()], values, join.context);
  const pairs = samePairs(domain.bindings, bindings);
  const joined: Join = { kind: 'Join', type: 'left', left: domain.plan, right: single.plan, equal: pairs };
  const own = outputs.map((output, index) => [output, single.columns[index]!] as const);
  const passed = [...domain.bindings.values()].map((column) => [column, column] as const);
  return { plan: projectTo(joined, [...own, ...passed]), bindings: domain.bindings };
}

function unnestRecursion(plan: Extract<LogicalPlan, { kind: 'Recursion' }>, join: DependentJoin): Bound {
  const seed = join.bind(unnest(plan.seed, join));
  const bindings = freshBindings(join.correlated, join.context);
  const outputs = [...plan.outputs, ...bindings.values()];
  join.recursions.set(plan.recursionId, { outputs, bindings });
  const step = join.bind(unnest(plan.step, join));
  join.recursions.delete(plan.recursionId);
  const seedColumns = [...plan.seedColumns, ...seed.bindings.values()];
  const stepColumns = [...plan.stepColumns, ...step.bindings.values()];
  return { plan: { ...plan, seed: seed.plan, step: step.plan, outputs, seedColumns, stepColumns }, bindings };
}
