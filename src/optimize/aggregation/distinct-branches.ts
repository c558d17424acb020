import { aggregateFunction } from '../../functions/registry.js';
import type { ColumnReference, Expression } from '../../plan/expression.js';
import type { Aggregate, AggregateCall, LogicalPlan, SortKey, Values } from '../../plan/logical-plan.js';
import { outputsOf } from '../../plan/logical-plan.js';
import { BIGINT } from '../../types/sql-type.js';
import { aggregateOf, bigintConstant, callOf, equalTo, newColumn } from '../expression/call-building.js';
import { nullConstant, optionalAndOf } from '../expression/conjuncts.js';
import { expressionKey } from '../expression/expression-key.js';
import { copyPlan } from '../plan-copy.js';
import { projectTo, withColumns } from '../projection.js';
import type { OptimizerContext } from '../rule.js';
import { type SplitAggregate, splitAggregate } from './partial-aggregate.js';

/** Aggregates that see the same rows: one grouping by the original keys and `columns`. */
interface Branch {
  readonly columns: readonly ColumnReference[];
  /** Each with its arguments as columns. */
  readonly calls: AggregateCall[];
}

/** The parts of the rewrite: see `lowerDistinct`. */
interface Branches {
  readonly input: LogicalPlan;
  readonly branches: readonly Branch[];
  readonly split: ReadonlyMap<AggregateCall, SplitAggregate>;
  /** Finds the first of equal rows, where an aggregate shows their order. */
  readonly first: AggregateCall | undefined;
}

/** Rewrites a grouping with distinct aggregates to a grouping (perhaps with sets) by their arguments and one over its rows. */
export function lowerDistinct(plan: Aggregate, context: OptimizerContext): LogicalPlan {
  const parts = branchesOf(plan, context);
  const sets = plan.groupingSets ?? [plan.keys.map((_, index) => index)];
  const count = parts.branches.length;
  const isSimple = count === 1 && sets.length === 1 && !plan.groupingSets;
  const number = isSimple ? undefined : newColumn('set', BIGINT, context);
  const inner = innerAggregate(plan, parts, sets, number);
  const branch = number && count > 1 ? newColumn('branch', BIGINT, context) : undefined;
  const set = plan.groupingSets && (plan.groupId ?? newColumn('set', BIGINT, context));
  const numbered = number ? withNumbers(inner, number, count, branch, set) : inner;
  const complete = withEmptySets(numbered, sets, set, context);
  return outerAggregate(plan, parts, complete, branch, set);
}

function branchesOf(plan: Aggregate, context: OptimizerContext): Branches {
  const computed = new Map<string, readonly [ColumnReference, Expression]>();
  const column = (expression: Expression): ColumnReference => {
    if (expression.kind === 'column' && !plan.groupingSets) return expression;
    const key = expressionKey(expression);
    const known = computed.get(key) ?? ([newColumn('value', expression.type, context), expression] as const);
    computed.set(key, known);
    return known[0];
  };
  const branches = new Map<string, Branch>();
  const whole: AggregateCall[] = [];
  const split = new Map<AggregateCall, SplitAggregate>();
  const row = newColumn('row', BIGINT, context);
  const first = plan.aggregates.some(needsFirst) ? aggregateOf('min', [row], context) : undefined;
  for (const call of plan.aggregates) {
    const parts = splitAggregate(call, context);
    if (parts) split.set(call, parts);
    else if (!call.distinct) whole.push(overColumns(call, column));
    else {
      const own = overColumns(call, column);
      const columns = uniqueColumns(columnsOf(own));
      const key = `${columns.map(({ id }) => id).join()}/${own.filter ? expressionKey(own.filter) : ''}`;
      const known = branches.get(key) ?? { columns, calls: [] };
      known.calls.push(needsFirst(call) ? { ...own, orderBy: [risingKey(first!.output)] } : own);
      branches.set(key, known);
    }
  }
  const input = withColumns(plan.input, [...computed.values()]);
  if (whole.length === 0 && !first) return { input, branches: [...branches.values()], split, first };
  const numbered: LogicalPlan = { kind: 'AssignUniqueId', input, output: row };
  const rows: Branch = { columns: uniqueColumns([row, ...whole.flatMap(columnsOf)]), calls: whole };
  const all = [...branches.values(), ...(whole.length > 0 ? [rows] : [])];
  return { input: numbered, branches: all, split, first };
}

const needsFirst = ({ name, distinct, orderBy }: AggregateCall): boolean =>
  distinct && orderBy === undefined && aggregateFunction(name)?.showsOrder === true;

const risingKey = (expression: Expression): SortKey => ({ expression, descending: false, nullsFirst: false });

function overColumns(call: AggregateCall, column: (expression: Expression) => ColumnReference): AggregateCall {
  const orderBy = call.orderBy?.map((key): SortKey => ({ ...key, expression: column(key.expression) }));
  return { ...call, args: call.args.map(column), filter: call.filter && column(call.filter), orderBy, distinct: false };
}

const columnsOf = (call: AggregateCall): ColumnReference[] =>
  [...call.args, ...(call.filter ? [call.filter] : []), ...(call.orderBy ?? []).map((key) => key.expression)].filter(
    (expression) => expression.kind === 'column',
  );

const uniqueColumns = (columns: readonly ColumnReference[]): ColumnReference[] => [
  ...new Map(columns.map((column) => [column.id, column])).values(),
];

function innerAggregate(
  plan: Aggregate,
  { input, branches, split, first }: Branches,
  sets: readonly (readonly number[])[],
  number: ColumnReference | undefined,
): Aggregate {
  const keys = uniqueColumns([...plan.keys, ...branches.flatMap(({ columns }) => columns)]);
  const indexOf = new Map(keys.map(({ id }, index) => [id, index]));
  const groupingSets = sets.flatMap((set) =>
    branches.map(({ columns }) => [...new Set([...set, ...columns.map(({ id }) => indexOf.get(id)!)])]),
  );
  const aggregates = [...split.values()].flatMap(({ partial }) => partial);
  if (first) aggregates.push(first);
  if (!number) return { kind: 'Aggregate', input, keys, aggregates };
  return { kind: 'Aggregate', input, keys, groupingSets, groupId: number, aggregates };
}

/** Reads from the number of an inner set the branch and the original set. */
function withNumbers(
  input: LogicalPlan,
  number: ColumnReference,
  count: number,
  branch: ColumnReference | undefined,
  set: ColumnReference | undefined,
): LogicalPlan {
  const by = bigintConstant(count);
  const columns: (readonly [ColumnReference, Expression])[] = [];
  if (branch) columns.push([branch, set ? callOf('%', [number, by]) : number]);
  if (set) columns.push([set, count === 1 ? number : callOf('/', [number, by])]);
  return withColumns(input, columns);
}

/** Adds a row that no aggregate sees for each set without keys, since these have a row also where there is no input. */
function withEmptySets(
  input: LogicalPlan,
  sets: readonly (readonly number[])[],
  set: ColumnReference | undefined,
  context: OptimizerContext,
): LogicalPlan {
  if (!set || sets.every((keys) => keys.length > 0)) return input;
  const outputs = outputsOf(input);
  const copy = copyPlan(input, context).plan;
  const empty = sets.flatMap((keys, index) => (keys.length === 0 ? [index] : []));
  const values: Values = {
    kind: 'Values',
    outputs: outputs.map((column) => ({ ...column, id: context.nextColumnId() })),
    rows: empty.map((index) =>
      outputs.map((column) => (column.id === set.id ? bigintConstant(index) : nullConstant(column.type))),
    ),
  };
  return { kind: 'Union', inputs: [copy, values], outputs, columns: [outputsOf(copy), values.outputs] };
}

function outerAggregate(
  plan: Aggregate,
  { branches, split }: Branches,
  input: LogicalPlan,
  branch: ColumnReference | undefined,
  set: ColumnReference | undefined,
): LogicalPlan {
  const aggregates: AggregateCall[] = [];
  const isFrom = (index: number): Expression[] => (branch ? [equalTo(branch, bigintConstant(index))] : []);
  for (const { merge } of split.values())
    aggregates.push(...merge.map((call) => ({ ...call, filter: optionalAndOf(isFrom(0)) })));
  for (const [index, { calls }] of branches.entries())
    for (const call of calls)
      aggregates.push({ ...call, filter: optionalAndOf([...isFrom(index), ...(call.filter ? [call.filter] : [])]) });
  const keys = set ? [...plan.keys, set] : plan.keys;
  const outer: Aggregate = { kind: 'Aggregate', input, keys, aggregates };
  const results = plan.aggregates.map((call): readonly [ColumnReference, Expression] => [
    call.output,
    split.get(call)?.result ?? call.output,
  ]);
  const groups = [...plan.keys, ...(plan.groupId ? [plan.groupId] : [])];
  return projectTo(outer, [...groups.map((column) => [column, column] as const), ...results]);
}
