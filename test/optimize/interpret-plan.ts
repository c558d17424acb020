import type { ColumnReference, Expression } from '../../src/plan/expression.js';
import {
  type Aggregate,
  type AggregateCall,
  type Apply,
  type Join,
  type LogicalPlan,
  outputsOf,
  type SetOperation,
  type SortKey,
  type Window,
} from '../../src/plan/logical-plan.js';
import type { SqlValue } from '../../src/types/sql-value.js';
import { evaluateExpression, type Row } from './evaluate-expression.js';

/** Rows of the tables, by table name: each an array in the order of the table's columns. */
export type Tables = Readonly<
  Record<string, { readonly columns: readonly string[]; readonly rows: readonly SqlValue[][] }>
>;

interface Scope {
  readonly tables: Tables;
  readonly outer: Row;
  readonly recursions: Map<number, readonly Row[]>;
  nextId: { value: bigint };
}

/** Runs a plan row by row, with subqueries evaluated for each outer row as SQL defines them. Answers the outputs' values. */
export function interpretPlan(plan: LogicalPlan, tables: Tables): SqlValue[][] {
  const rows = run(plan, { tables, outer: new Map(), recursions: new Map(), nextId: { value: 0n } });
  return rows.map((row) => outputsOf(plan).map(({ id }) => row.get(id)!));
}

const text = (values: readonly SqlValue[]): string =>
  values
    .map((value) =>
      typeof value === 'bigint' ? `${value}` : typeof value === 'number' ? `${value}` : JSON.stringify(value),
    )
    .join('|');

/** Prints rows as a bag: sorted texts. */
export const bagOf = (rows: readonly SqlValue[][]): string[] => rows.map(text).sort();

function run(plan: LogicalPlan, scope: Scope): readonly Row[] {
  const visible = (row: Row): Row => new Map([...scope.outer, ...row]);
  const evaluate = (expression: Expression, row: Row): SqlValue => evaluateExpression(expression, visible(row));
  switch (plan.kind) {
    case 'Scan': {
      const table = scope.tables[plan.table.name]!;
      const at = plan.columns.map((name) => table.columns.indexOf(name));
      return table.rows
        .map((values): Row => new Map(plan.outputs.map(({ id }, index) => [id, values[at[index]!]!])))
        .filter((row) => (plan.filter ?? []).every((condition) => evaluate(condition, row) === true));
    }
    case 'Values':
      return plan.rows.map((row): Row => new Map(plan.outputs.map(({ id }, i) => [id, evaluate(row[i]!, new Map())])));
    case 'Filter':
      return run(plan.input, scope).filter((row) => evaluate(plan.condition, row) === true);
    case 'Project':
      return run(plan.input, scope).map(
        (row): Row => new Map(plan.outputs.map(({ id }, index) => [id, evaluate(plan.expressions[index]!, row)])),
      );
    case 'Aggregate':
      return aggregate(plan, run(plan.input, scope), evaluate);
    case 'Window':
      return window(plan, run(plan.input, scope), evaluate);
    case 'Join':
      return join(plan, run(plan.left, scope), run(plan.right, scope), evaluate);
    case 'Apply':
      return run(plan.input, scope).flatMap((row) => apply(plan, row, scope));
    case 'Sort':
      return sorted(run(plan.input, scope), plan.keys, evaluate);
    case 'TopN':
      return topN(plan, sorted(run(plan.input, scope), plan.keys, evaluate), evaluate);
    case 'Limit':
      return run(plan.input, scope).slice(plan.offset, plan.count === undefined ? undefined : plan.offset + plan.count);
    case 'Union':
      return plan.inputs.flatMap((input, index) => renamed(run(input, scope), plan.columns[index]!, plan.outputs));
    case 'SetOperation':
      return setOperation(
        plan,
        plan.inputs.map((input, i) => renamed(run(input, scope), plan.columns[i]!, plan.outputs)),
      );
    case 'EnforceSingleRow': {
      const rows = run(plan.input, scope);
      if (rows.length > 1) throw new Error('SUBQUERY_MULTIPLE_ROWS');
      return rows.length === 1 ? rows : [nulls(outputsOf(plan.input))];
    }
    case 'AssignUniqueId':
      return run(plan.input, scope).map((row): Row => new Map([...row, [plan.output.id, scope.nextId.value++]]));
    case 'Unnest':
      return run(plan.input, scope).flatMap((row) => unnest(plan, row, evaluate));
    default:
      throw new Error(`the tests do not run ${plan.kind}`);
  }
}

const nulls = (columns: readonly ColumnReference[]): Row => new Map(columns.map(({ id }) => [id, null]));

const renamed = (
  rows: readonly Row[],
  from: readonly ColumnReference[],
  to: readonly ColumnReference[],
): readonly Row[] => rows.map((row) => new Map(to.map(({ id }, index) => [id, row.get(from[index]!.id)!])));

type Evaluate = (expression: Expression, row: Row) => SqlValue;

function unnest(plan: Extract<LogicalPlan, { kind: 'Unnest' }>, row: Row, evaluate: Evaluate): readonly Row[] {
  const arrays = plan.items.map(({ expression }) => (evaluate(expression, row) ?? []) as readonly SqlValue[]);
  const length = Math.max(...arrays.map((array) => array.length));
  if (length === 0 && !plan.outer) return [];
  return Array.from({ length: Math.max(length, 1) }, (_, index): Row => {
    const values = plan.items.map(({ outputs }, item) => [outputs[0]!.id, arrays[item]![index] ?? null] as const);
    const ordinality = length === 0 ? null : BigInt(index + 1);
    return new Map<number, SqlValue>([
      ...row,
      ...values,
      ...(plan.ordinality ? [[plan.ordinality.id, ordinality] as const] : []),
    ]);
  });
}

function groupsOf(rows: readonly Row[], keys: readonly ColumnReference[]): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = text(keys.map(({ id }) => row.get(id)!));
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return groups;
}

function aggregate(plan: Aggregate, rows: readonly Row[], evaluate: Evaluate): readonly Row[] {
  const sets = plan.groupingSets ?? [plan.keys.map((_, index) => index)];
  return sets.flatMap((set, number) => {
    const keys = set.map((index) => plan.keys[index]!);
    const groups = groupsOf(rows, keys);
    if (keys.length === 0 && groups.size === 0) groups.set('', []);
    return [...groups.values()].map((group): Row => {
      const row = new Map(nulls(plan.keys));
      for (const { id } of keys) row.set(id, group[0]!.get(id)!);
      if (plan.groupId) row.set(plan.groupId.id, BigInt(number));
      for (const call of plan.aggregates) row.set(call.output.id, aggregateValue(call, group, evaluate));
      return row;
    });
  });
}

interface Aggregated extends Pick<AggregateCall, 'name' | 'args' | 'filter'> {
  readonly distinct?: boolean | undefined;
  readonly orderBy?: readonly SortKey[] | undefined;
}

function aggregateValue(call: Aggregated, group: readonly Row[], evaluate: Evaluate): SqlValue {
  const ordered = call.orderBy ? sorted(group, call.orderBy, evaluate) : group;
  const passing = ordered.filter((row) => !call.filter || evaluate(call.filter, row) === true);
  let values = passing.map((row) => call.args.map((arg) => evaluate(arg, row)));
  if (call.name !== 'array_agg') values = values.filter((args) => !args.includes(null));
  if (call.distinct) values = [...new Map(values.map((args) => [text(args), args])).values()];
  const first = values.map(([value]) => value!);
  if (call.name === 'count') return BigInt(values.length);
  if (first.length === 0) return null;
  const sum = (): bigint => (first as bigint[]).reduce((a, b) => a + b, 0n);
  switch (call.name) {
    case 'sum':
      return typeof first[0] === 'number' ? (first as number[]).reduce((a, b) => a + b, 0) : sum();
    case 'avg':
      return (first.map(Number) as number[]).reduce((a, b) => a + b, 0) / first.length;
    case 'min':
      return extreme(first, -1);
    case 'max':
      return extreme(first, 1);
    case 'any_value':
      return first[0]!;
    case 'array_agg':
      return first;
    default:
      throw new Error(`the tests do not aggregate ${call.name}`);
  }
}

const extreme = (values: readonly SqlValue[], sign: number): SqlValue =>
  [...values].sort((a, b) => (a! < b! ? -1 : 1)).at(sign < 0 ? 0 : -1)!;

function window(plan: Window, rows: readonly Row[], evaluate: Evaluate): readonly Row[] {
  return [...groupsOf(rows, plan.partitionBy).values()].flatMap((partition) => {
    const ordered = sorted(partition, plan.orderBy, evaluate);
    const peers = (row: Row): string => text(plan.orderBy.map(({ expression }) => evaluate(expression, row)));
    return ordered.map((row, index): Row => {
      const added = plan.calls.map((call): readonly [number, SqlValue] => {
        if (call.name === 'row_number') return [call.output.id, BigInt(index + 1)];
        if (call.name === 'rank')
          return [call.output.id, BigInt(ordered.findIndex((other) => peers(other) === peers(row)) + 1)];
        return [call.output.id, aggregateValue({ ...call, orderBy: undefined }, ordered, evaluate)];
      });
      return new Map([...row, ...added]);
    });
  });
}

function sorted(rows: readonly Row[], keys: readonly SortKey[], evaluate: Evaluate): readonly Row[] {
  const compare = (a: Row, b: Row): number => {
    for (const { expression, descending, nullsFirst } of keys) {
      const [x, y] = [evaluate(expression, a), evaluate(expression, b)];
      if (x === y) continue;
      if (x === null || y === null) return (x === null) === nullsFirst ? -1 : 1;
      return x < y === descending ? 1 : -1;
    }
    return 0;
  };
  return [...rows].sort(compare);
}

function topN(plan: Extract<LogicalPlan, { kind: 'TopN' }>, rows: readonly Row[], evaluate: Evaluate): readonly Row[] {
  let end = plan.offset + plan.count;
  const key = (row: Row): string => text(plan.keys.map(({ expression }) => evaluate(expression, row)));
  if (plan.withTies) while (end > 0 && end < rows.length && key(rows[end]!) === key(rows[end - 1]!)) end++;
  return rows.slice(plan.offset, end);
}

function join(plan: Join, left: readonly Row[], right: readonly Row[], evaluate: Evaluate): readonly Row[] {
  const matches = (a: Row, b: Row): boolean => joinCondition(plan, new Map([...a, ...b]), evaluate) === true;
  if (plan.type === 'semi') return left.filter((a) => right.some((b) => matches(a, b)));
  if (plan.type === 'mark' || plan.type === 'anti') return marked(plan, left, right, evaluate);
  const rows = left.flatMap((a): Row[] => {
    const found = right.filter((b) => matches(a, b)).map((b): Row => new Map([...a, ...b]));
    const isKept = found.length === 0 && (plan.type === 'left' || plan.type === 'full');
    return isKept ? [new Map([...a, ...nulls(outputsOf(plan.right))])] : found;
  });
  if (plan.type === 'inner' || plan.type === 'left') return rows;
  const lonely = right.filter((b) => !left.some((a) => matches(a, b)));
  return [...rows, ...lonely.map((b): Row => new Map([...nulls(outputsOf(plan.left)), ...b]))];
}

function joinCondition(plan: Join, row: Row, evaluate: Evaluate): SqlValue {
  let answer: SqlValue = true;
  for (const pair of plan.equal) {
    const [a, b] = [evaluate(pair.left, row), evaluate(pair.right, row)];
    const equal = pair.nullsEqual ? a === b : a === null || b === null ? null : a === b;
    if (equal === false) return false;
    if (equal === null) answer = null;
  }
  const filter = plan.filter ? evaluate(plan.filter, row) : true;
  return filter === false ? false : filter === null ? null : answer;
}

function marked(plan: Join, left: readonly Row[], right: readonly Row[], evaluate: Evaluate): readonly Row[] {
  return left.flatMap((a): Row[] => {
    const answers = right.map((b) => joinCondition(plan, new Map([...a, ...b]), evaluate));
    const isUnknown = plan.nullAware === true && answers.includes(null);
    const mark = answers.includes(true) ? true : isUnknown ? null : false;
    if (plan.type === 'anti') return mark === false ? [a] : [];
    return [new Map([...a, [plan.markColumn!.id, mark]])];
  });
}

function setOperation(plan: SetOperation, inputs: readonly (readonly Row[])[]): readonly Row[] {
  const key = (row: Row): string => text(plan.outputs.map(({ id }) => row.get(id)!));
  return inputs.reduce((left, right) => {
    const counts = new Map<string, number>();
    for (const row of right) counts.set(key(row), (counts.get(key(row)) ?? 0) + 1);
    const rows = plan.all ? left : [...new Map(left.map((row) => [key(row), row])).values()];
    return rows.filter((row) => {
      const count = counts.get(key(row)) ?? 0;
      if (plan.all) counts.set(key(row), count - 1);
      return plan.operation === 'intersect' ? count > 0 : count <= 0;
    });
  });
}

function apply(plan: Apply, row: Row, scope: Scope): readonly Row[] {
  const outer = new Map([...scope.outer, ...row]);
  const rows = run(plan.subquery, { ...scope, outer });
  const { form } = plan;
  const evaluate: Evaluate = (expression, inner) => evaluateExpression(expression, new Map([...outer, ...inner]));
  const result = (value: SqlValue): readonly Row[] => [
    new Map([...row, [(form as { output: ColumnReference }).output.id, value]]),
  ];
  switch (form.kind) {
    case 'scalar':
      if (rows.length > 1) throw new Error('SUBQUERY_MULTIPLE_ROWS');
      return result(rows[0]?.get(form.column.id) ?? null);
    case 'exists':
      return result(rows.length > 0);
    case 'in':
    case 'quantified': {
      const operator = form.kind === 'in' ? '=' : form.operator;
      const isAll = form.kind === 'quantified' && form.quantifier === 'all';
      const answers = rows.map((inner) => compare(operator, evaluate(form.value, inner), inner.get(form.column.id)!));
      if (answers.includes(!isAll)) return result(!isAll);
      return result(answers.includes(null) ? null : isAll);
    }
    case 'lateral': {
      const found = rows
        .filter((inner) => !form.filter || evaluate(form.filter, inner) === true)
        .map((inner): Row => new Map([...row, ...inner]));
      if (found.length > 0 || form.join === 'inner') return found;
      return [new Map([...row, ...nulls(outputsOf(plan.subquery))])];
    }
  }
}

function compare(operator: string, a: SqlValue, b: SqlValue): boolean | null {
  if (a === null || b === null) return null;
  const order = a < b ? -1 : a > b ? 1 : 0;
  switch (operator) {
    case '=':
      return order === 0;
    case '<>':
      return order !== 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    default:
      return order >= 0;
  }
}
