import type { ColumnReference, Expression } from '../plan/expression.js';
import { type Aggregate, inputsOf, type LogicalPlan, outputsOf, type Scan } from '../plan/logical-plan.js';
import { joinEstimate } from './estimation/join-estimate.js';
import {
  bytesOf,
  type ColumnEstimate,
  originOf,
  type RowEstimate,
  unknownColumn,
  withRowCount,
} from './estimation/row-estimate.js';
import { distinctOf, filterEstimate } from './estimation/selectivity.js';
import { positionOf, valuesBetween } from './estimation/value-position.js';
import type { StatisticsSource } from './statistics.js';

export type { ColumnEstimate, RowEstimate } from './estimation/row-estimate.js';

/** Rows of a table of which nothing is known. */
const unknownRowCount = 100_000;

const known = new WeakMap<StatisticsSource, WeakMap<LogicalPlan, RowEstimate>>();

/** Estimates how many rows a plan gives and what its columns hold. */
export function estimate(plan: LogicalPlan, statistics: StatisticsSource): RowEstimate {
  const ofSource = known.get(statistics) ?? new WeakMap<LogicalPlan, RowEstimate>();
  known.set(statistics, ofSource);
  const before = ofSource.get(plan);
  if (before) return before;
  const made = compute(plan, statistics);
  ofSource.set(plan, made);
  return made;
}

function compute(plan: LogicalPlan, statistics: StatisticsSource): RowEstimate {
  const input = (): RowEstimate => estimate(inputsOf(plan)[0]!, statistics);
  switch (plan.kind) {
    case 'Scan':
      return scanEstimate(plan, statistics);
    case 'Values':
      return unknownRows(plan.outputs, plan.rows.length);
    case 'Filter':
      return filterEstimate(input(), [plan.condition]);
    case 'Project':
      return projectEstimate(plan.outputs, plan.expressions, input());
    case 'Aggregate':
      return aggregateEstimate(plan, input());
    case 'Join':
      return joinEstimate(plan, input(), estimate(plan.right, statistics));
    case 'Apply':
    case 'Window':
    case 'AssignUniqueId':
      return withNewColumns(plan, input());
    case 'MatchRecognize':
      return unknownRows(plan.outputs, input().rowCount);
    case 'Sort':
      return input();
    case 'TopN':
    case 'Limit':
      return withRowCount(input(), limited(input().rowCount, plan.offset, plan.count));
    case 'Sample':
      return withRowCount(input(), input().rowCount * plan.ratio);
    case 'EnforceSingleRow':
      return withRowCount(input(), 1);
    case 'Union': {
      const inputs = plan.inputs.map((one) => estimate(one, statistics));
      return unionEstimate(plan.outputs, plan.columns, inputs);
    }
    case 'SetOperation':
      return unknownRows(plan.outputs, estimate(plan.inputs[0]!, statistics).rowCount);
    case 'Unnest':
      return withNewColumns(plan, withRowCount(input(), input().rowCount * elementsPerRow));
    case 'Recursion':
      return unknownRows(plan.outputs, estimate(plan.seed, statistics).rowCount * plan.depthMax);
    case 'RecursionReference':
      return unknownRows(plan.outputs, 1000);
  }
}

const elementsPerRow = 5;

const limited = (rows: number, offset: number, count: number | undefined): number =>
  Math.min(Math.max(0, rows - offset), count ?? Number.POSITIVE_INFINITY);

const unknownRows = (columns: readonly ColumnReference[], rowCount: number): RowEstimate => ({
  rowCount,
  columns: new Map(columns.map(({ id, type }) => [id, unknownColumn(type, rowCount)])),
});

/** Keeps what is known of the input's columns; the node's own are unknown. */
function withNewColumns(plan: LogicalPlan, input: RowEstimate): RowEstimate {
  const columns = outputsOf(plan).map(
    ({ id, type }) => [id, input.columns.get(id) ?? unknownColumn(type, input.rowCount)] as const,
  );
  return { rowCount: input.rowCount, columns: new Map(columns) };
}

function scanEstimate(plan: Scan, statistics: StatisticsSource): RowEstimate {
  const table = statistics.tableStatistics(plan.table);
  const rowCount = table?.rowCount ?? unknownRowCount;
  const columns = new Map<number, ColumnEstimate>();
  for (const [index, { id, type }] of plan.outputs.entries()) {
    const column = table?.columns.get(plan.columns[index]!);
    const [min, max] = [positionOf(column?.min, type), positionOf(column?.max, type)];
    const possible = min !== undefined && max !== undefined ? valuesBetween(min, max, type) : undefined;
    const guessed = possible ?? distinctByWidth(column?.averageBytes) ?? unknownColumn(type, rowCount).distinctCount;
    const distinctCount = Math.max(1, Math.min(column?.distinctCount ?? guessed, Math.max(1, rowCount)));
    columns.set(id, {
      type,
      distinctCount,
      origin: originOf(distinctCount, rowCount),
      // A range that is much narrower than the rows are many is full.
      isKnown: column?.distinctCount !== undefined || (possible !== undefined && 2 * possible <= rowCount),
      min,
      max,
      nullFraction: column?.nullFraction ?? 0,
      bytes: bytesOf(type),
    });
  }
  const all = { rowCount, columns };
  return plan.filter && plan.filter.length > 0 ? filterEstimate(all, plan.filter) : all;
}

/** As many values as the bits that a file takes for one can tell apart: what files encode by dictionary takes few. */
function distinctByWidth(averageBytes: number | undefined): number | undefined {
  if (averageBytes === undefined || averageBytes > dictionaryBytesMax) return undefined;
  return Math.max(2, 2 ** (8 * averageBytes));
}

const dictionaryBytesMax = 2.5;

function projectEstimate(
  outputs: readonly ColumnReference[],
  expressions: readonly Expression[],
  input: RowEstimate,
): RowEstimate {
  const columns = outputs.map(({ id, type }, index): readonly [number, ColumnEstimate] => {
    const expression = expressions[index]!;
    const before = expression.kind === 'column' ? input.columns.get(expression.id) : undefined;
    if (before) return [id, before];
    const unknown = unknownColumn(type, input.rowCount);
    const distinctCount = distinctOf(expression, input) ?? unknown.distinctCount;
    return [id, { ...unknown, distinctCount, origin: originOf(distinctCount, input.rowCount) }];
  });
  return { rowCount: input.rowCount, columns: new Map(columns) };
}

/** Grouping keys go together: after the first, each counts a little less. */
const keyIndependence = 0.9;

function aggregateEstimate(plan: Aggregate, input: RowEstimate): RowEstimate {
  const groups = (keys: readonly ColumnReference[]): number => {
    const counts = keys.map((key) => distinctOf(key, input) ?? input.rowCount).sort((a, b) => b - a);
    const product = counts.reduce((all, count, index) => all * count ** (keyIndependence ** index), 1);
    return keys.length === 0 ? 1 : Math.min(product, input.rowCount);
  };
  const sets = plan.groupingSets ?? [plan.keys.map((_, index) => index)];
  const rowCount = sets.reduce((sum, set) => sum + groups(set.map((index) => plan.keys[index]!)), 0);
  const grouped = withRowCount(input, Math.max(rowCount, 0));
  const columns = outputsOf(plan).map(({ id, type }): readonly [number, ColumnEstimate] => {
    const key = input.columns.get(id);
    if (!key || !grouped.columns.has(id)) return [id, unknownColumn(type, rowCount)];
    // Each group's key stays: nothing is lost of its values.
    const distinctCount = Math.min(key.distinctCount, rowCount);
    const isKey = plan.keys.length === 1 && !plan.groupingSets;
    return [id, { ...key, distinctCount, origin: isKey ? { ...key.origin, rowCount, isKey } : key.origin }];
  });
  return { rowCount, columns: new Map(columns) };
}

function unionEstimate(
  outputs: readonly ColumnReference[],
  from: readonly (readonly ColumnReference[])[],
  inputs: readonly RowEstimate[],
): RowEstimate {
  const rowCount = inputs.reduce((sum, input) => sum + input.rowCount, 0);
  const columns = outputs.map(({ id, type }, index): readonly [number, ColumnEstimate] => {
    const parts = inputs.map(
      (input, i) => input.columns.get(from[i]![index]!.id) ?? unknownColumn(type, input.rowCount),
    );
    const ends = (pick: (part: ColumnEstimate) => number | undefined): number[] =>
      parts.map(pick).filter((end) => end !== undefined);
    const [mins, maxs] = [ends(({ min }) => min), ends(({ max }) => max)];
    const distinctCount = Math.max(...parts.map((part) => part.distinctCount));
    return [
      id,
      {
        type,
        distinctCount,
        origin: { distinctCount, rowCount, isKey: false },
        isKnown: parts.every(({ isKnown }) => isKnown),
        min: mins.length === parts.length ? Math.min(...mins) : undefined,
        max: maxs.length === parts.length ? Math.max(...maxs) : undefined,
        nullFraction: Math.max(...parts.map(({ nullFraction }) => nullFraction)),
        bytes: Math.max(...parts.map(({ bytes }) => bytes)),
      },
    ];
  });
  return { rowCount, columns: new Map(columns) };
}

/** Adds up the widths of a plan's columns: bytes that a row takes. */
export function rowBytes(plan: LogicalPlan, statistics: StatisticsSource): number {
  const { columns } = estimate(plan, statistics);
  return outputsOf(plan).reduce((sum, { id, type }) => sum + (columns.get(id)?.bytes ?? bytesOf(type)), 8);
}
