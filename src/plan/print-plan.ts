import { typeText } from '../types/sql-type.js';
import type { ColumnReference } from './expression.js';
import {
  type AggregateCall,
  type Apply,
  type BoundQuery,
  type FrameBound,
  inputsOf,
  type Join,
  type LogicalPlan,
  outputsOf,
  type SortKey,
  type WindowCall,
} from './logical-plan.js';
import { printColumn, printExpression } from './print-expression.js';

/** Numbers that EXPLAIN shows beside a node, such as estimated rows; `name: value` each. */
export type PlanNotes = (plan: LogicalPlan) => readonly string[];

/** Numbers that were measured of a node, by name. */
export type PlanMeasures = (plan: LogicalPlan) => Readonly<Record<string, number>>;

/** A plan as plain data for EXPLAIN (FORMAT JSON). */
export interface PlanJson {
  readonly name: string;
  readonly details: readonly string[];
  readonly outputs: readonly { readonly name: string; readonly type: string }[];
  readonly notes: readonly string[];
  /** Numbers that were measured of the node, by name. */
  readonly measures?: Readonly<Record<string, number>>;
  readonly children: readonly PlanJson[];
}

const noNotes: PlanNotes = () => [];

/** Prints a plan as EXPLAIN does: a node a line, its inputs below it. */
export function printPlan(plan: LogicalPlan, notes: PlanNotes = noNotes): string {
  const lines: string[] = [];
  const visit = (node: LogicalPlan, depth: number): void => {
    const indent = '    '.repeat(depth);
    const [first, ...rest] = detailsOf(node);
    lines.push(`${indent}- ${nameOf(node)}${first ? ` [${first}]` : ''}`);
    for (const line of [...rest, ...notes(node)]) lines.push(`${indent}      ${line}`);
    for (const input of inputsOf(node)) visit(input, depth + 1);
  };
  visit(plan, 0);
  return lines.join('\n');
}

/** Prints a bound query: its result's names above its plan. */
export function printQuery(query: BoundQuery, notes: PlanNotes = noNotes): string {
  const columns = query.columns.map(({ name, column }) =>
    name === column.name ? printColumn(column) : `${name} := ${printColumn(column)}`,
  );
  const plan = printPlan(query.plan, notes)
    .split('\n')
    .map((line) => `    ${line}`);
  return [`- Output [${columns.join(', ')}]`, ...plan].join('\n');
}

/** Prints a bound query in the language of Graphviz. */
export function printGraph(query: BoundQuery): string {
  const nodes: string[] = [];
  const edges: string[] = [];
  const add = (name: string, detail: string | undefined): string => {
    const id = `plannode_${nodes.length + 1}`;
    const label = JSON.stringify(detail ? `${name}[${detail}]` : name);
    nodes.push(`${id}[label=${label}, style="rounded, filled", shape=box];`);
    return id;
  };
  const visit = (node: LogicalPlan, above: string): void => {
    const id = add(nameOf(node), detailsOf(node)[0]);
    edges.push(`${above} -> ${id};`);
    for (const input of inputsOf(node)) visit(input, id);
  };
  const output = add('Output', query.columns.map(({ name }) => name).join(', '));
  visit(query.plan, output);
  return ['digraph logical_plan {', ...nodes, ...edges, '}', ''].join('\n');
}

/** Gives a plan as plain data. */
export const planJson = (plan: LogicalPlan, notes: PlanNotes = noNotes, measures?: PlanMeasures): PlanJson => ({
  name: nameOf(plan),
  details: detailsOf(plan),
  outputs: outputsOf(plan).map((column) => ({ name: printColumn(column), type: typeText(column.type) })),
  notes: notes(plan),
  ...(measures && { measures: measures(plan) }),
  children: inputsOf(plan).map((input) => planJson(input, notes, measures)),
});

function nameOf(plan: LogicalPlan): string {
  switch (plan.kind) {
    case 'Join':
      return plan.type === 'inner' && plan.equal.length === 0 && !plan.filter ? 'CrossJoin' : joinNames[plan.type];
    case 'Apply':
      return `Apply${plan.form.kind[0]!.toUpperCase()}${plan.form.kind.slice(1)}`;
    case 'Union':
      return 'UnionAll';
    case 'SetOperation':
      return `${plan.operation === 'intersect' ? 'Intersect' : 'Except'}${plan.all ? 'All' : ''}`;
    default:
      return plan.kind;
  }
}

const joinNames: Readonly<Record<Join['type'], string>> = {
  inner: 'InnerJoin',
  left: 'LeftJoin',
  right: 'RightJoin',
  full: 'FullJoin',
  semi: 'SemiJoin',
  anti: 'AntiJoin',
  mark: 'MarkJoin',
};

/** The line beside the node's name, then further lines. */
function detailsOf(plan: LogicalPlan): string[] {
  switch (plan.kind) {
    case 'Scan': {
      const { catalog, schema, name } = plan.table;
      const columns = plan.outputs.map((column, i) => `${printColumn(column)} := ${plan.columns[i]}`);
      const filter = plan.filter?.length ? [`filter: ${plan.filter.map(printExpression).join(' AND ')}`] : [];
      return [[catalog, schema, name].filter(Boolean).join('.'), ...filter, ...columns];
    }
    case 'Values':
      return [columnsText(plan.outputs), ...plan.rows.map((row) => `(${row.map(printExpression).join(', ')})`)];
    case 'Filter':
      return [printExpression(plan.condition)];
    case 'Project':
      return [
        columnsText(plan.outputs),
        ...plan.outputs.flatMap((column, i) => {
          const expression = plan.expressions[i]!;
          const isSame = expression.kind === 'column' && expression.id === column.id;
          return isSame ? [] : [`${printColumn(column)} := ${printExpression(expression)}`];
        }),
      ];
    case 'Aggregate':
      return aggregateDetails(plan.keys, plan.groupingSets, plan.groupId, plan.aggregates);
    case 'Window':
      return [
        `PARTITION BY ${columnsText(plan.partitionBy) || 'nothing'} ORDER BY ${sortText(plan.orderBy) || 'nothing'}`,
        ...plan.calls.map(windowText),
      ];
    case 'MatchRecognize':
      return [
        `PARTITION BY ${columnsText(plan.partitionBy) || 'nothing'} ORDER BY ${sortText(plan.orderBy) || 'nothing'}`,
        `${plan.form.rows} row a match of ${plan.search.labelNames.join(', ')}`,
        columnsText(plan.outputs),
      ];
    case 'Join':
      return joinDetails(plan);
    case 'Apply':
      return applyDetails(plan);
    case 'Sort':
      return [sortText(plan.keys)];
    case 'TopN':
      return [`${limitText(plan.count, plan.offset)}${plan.withTies ? ' with ties' : ''} by ${sortText(plan.keys)}`];
    case 'Limit':
      return [limitText(plan.count, plan.offset)];
    case 'Union':
    case 'SetOperation':
      return [
        columnsText(plan.outputs),
        ...plan.columns.map((columns, i) => `input ${i + 1}: ${columnsText(columns)}`),
      ];
    case 'Unnest': {
      const items = plan.items.map(
        ({ expression, outputs }) => `${columnsText(outputs)} := ${printExpression(expression)}`,
      );
      const ordinality = plan.ordinality ? [`ordinality: ${printColumn(plan.ordinality)}`] : [];
      return [plan.outer ? 'outer' : '', ...items, ...ordinality];
    }
    case 'EnforceSingleRow':
      return [];
    case 'AssignUniqueId':
      return [printColumn(plan.output)];
    case 'Sample':
      return [`${plan.method} ${plan.ratio}`];
    case 'Recursion':
      return [`${plan.name} depth<=${plan.depthMax}`, columnsText(plan.outputs)];
    case 'RecursionReference':
      return [columnsText(plan.outputs)];
  }
}

const columnsText = (columns: readonly ColumnReference[]): string => columns.map(printColumn).join(', ');

const limitText = (count: number | undefined, offset: number): string =>
  [...(count === undefined ? [] : [`count=${count}`]), ...(offset === 0 ? [] : [`offset=${offset}`])].join(' ');

const sortText = (keys: readonly SortKey[]): string =>
  keys
    .map(({ expression, descending, nullsFirst }) => {
      const direction = descending ? 'DESC' : 'ASC';
      return `${printExpression(expression)} ${direction} NULLS ${nullsFirst ? 'FIRST' : 'LAST'}`;
    })
    .join(', ');

function aggregateDetails(
  keys: readonly ColumnReference[],
  sets: readonly (readonly number[])[] | undefined,
  groupId: ColumnReference | undefined,
  aggregates: readonly AggregateCall[],
): string[] {
  const setLines = (sets ?? []).map((set) => `(${set.map((index) => printColumn(keys[index]!)).join(', ')})`);
  return [
    columnsText(keys),
    ...(sets ? [`grouping sets: ${setLines.join(', ')}`] : []),
    ...(groupId ? [`group id: ${printColumn(groupId)}`] : []),
    ...aggregates.map(aggregateText),
  ];
}

function aggregateText({ output, name, args, distinct, filter, orderBy }: AggregateCall): string {
  const order = orderBy?.length ? ` ORDER BY ${sortText(orderBy)}` : '';
  const call = `${name}(${distinct ? 'DISTINCT ' : ''}${args.map(printExpression).join(', ')}${order})`;
  return `${printColumn(output)} := ${call}${filter ? ` FILTER (WHERE ${printExpression(filter)})` : ''}`;
}

function windowText(call: WindowCall): string {
  const bound = ({ kind, value }: FrameBound): string =>
    `${value ? `${printExpression(value)} ` : ''}${kind.replace('_', ' ').toUpperCase()}`;
  const { unit, start, end } = call.frame;
  const frame = `${unit.toUpperCase()} BETWEEN ${bound(start)} AND ${bound(end)}`;
  const args = `${call.distinct ? 'DISTINCT ' : ''}${call.args.map(printExpression).join(', ')}`;
  const filter = call.filter ? ` FILTER (WHERE ${printExpression(call.filter)})` : '';
  const nulls = call.ignoreNulls ? ' IGNORE NULLS' : '';
  return `${printColumn(call.output)} := ${call.name}(${args})${filter}${nulls} ${frame}`;
}

function joinDetails(join: Join): string[] {
  const equal = join.equal.map(({ left, right, nullsEqual }) => {
    const sign = nullsEqual ? 'IS NOT DISTINCT FROM' : '=';
    return `${printExpression(left)} ${sign} ${printExpression(right)}`;
  });
  const mark = join.markColumn ? [`mark: ${printColumn(join.markColumn)}`] : [];
  return [
    equal.join(' AND '),
    ...(join.filter ? [`filter: ${printExpression(join.filter)}`] : []),
    ...mark,
    ...(join.nullAware ? ['null aware'] : []),
  ];
}

function applyDetails({ form, correlation }: Apply): string[] {
  const correlated = correlation.length > 0 ? [`correlation: ${columnsText(correlation)}`] : [];
  switch (form.kind) {
    case 'scalar':
      return [`${printColumn(form.output)} := ${printColumn(form.column)}`, ...correlated];
    case 'exists':
      return [`${printColumn(form.output)} := EXISTS`, ...correlated];
    case 'in':
      return [
        `${printColumn(form.output)} := ${printExpression(form.value)} IN ${printColumn(form.column)}`,
        ...correlated,
      ];
    case 'quantified': {
      const comparison = `${form.operator} ${form.quantifier.toUpperCase()} ${printColumn(form.column)}`;
      return [`${printColumn(form.output)} := ${printExpression(form.value)} ${comparison}`, ...correlated];
    }
    case 'lateral':
      return [`${form.join}${form.filter ? ` ON ${printExpression(form.filter)}` : ''}`, ...correlated];
  }
}
