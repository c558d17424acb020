import type { Call, Constant, Expression, In } from '../../plan/expression.js';
import { isNot } from '../expression/call-building.js';
import { columnsUsed } from '../expression/columns-used.js';
import { conjunctsOf } from '../expression/conjuncts.js';
import { isComparison } from '../expression/evaluation.js';
import { type ColumnEstimate, type RowEstimate, withRowCount } from './row-estimate.js';
import { positionOf } from './value-position.js';

/** Parts of the rows that pass tests of which nothing better is known. */
const guess = { comparison: 0.33, equality: 0.1, text: 0.1, prefix: 0.04, any: 0.4, floor: 1e-9 };
/** Conditions on one row are rarely independent: each further one counts a little less. */
const independence = 0.9;

/** What passes of a column under the conditions of an AND that test it alone. */
interface Narrowed {
  low: number;
  high: number;
  hasRange: boolean;
  /** Distinct values that equalities leave. */
  values: number | undefined;
  /** Of other tests. */
  part: number;
}

/** Estimates the rows that pass an AND of conditions, and what is then known of the columns they test. */
export function filterEstimate(input: RowEstimate, conditions: readonly Expression[]): RowEstimate {
  const narrowed = new Map<number, Narrowed>();
  const parts: number[] = [];
  for (const condition of conditions.flatMap(conjunctsOf)) {
    const test = columnTest(condition, input);
    if (test) narrow(test, narrowed, input);
    else parts.push(selectivity(condition, input));
  }
  const columns = new Map<number, ColumnEstimate>();
  for (const [id, one] of narrowed) {
    const column = input.columns.get(id)!;
    const part = partOf(one, column);
    parts.push(part);
    const distinct = one.values ?? Math.max(1, column.distinctCount * part);
    const [min, max] = [atLeast(column.min, one.low), atMost(column.max, one.high)];
    const distinctCount = Math.min(column.distinctCount, distinct);
    const origin = { ...column.origin, distinctCount: Math.min(column.origin.distinctCount, distinctCount) };
    columns.set(id, { ...column, distinctCount, origin, min, max, nullFraction: 0 });
  }
  parts.sort((a, b) => a - b);
  const part = parts.reduce((all, one, index) => all * one ** (independence ** index), 1);
  const rows = input.rowCount * Math.max(part, guess.floor);
  const rest = withRowCount(input, rows);
  return { rowCount: rows, columns: new Map([...rest.columns, ...[...columns].map(([id, c]) => capped(id, c, rows))]) };
}

const capped = (id: number, column: ColumnEstimate, rows: number): [number, ColumnEstimate] => [
  id,
  { ...column, distinctCount: Math.max(1, Math.min(column.distinctCount, rows)) },
];

const atLeast = (bound: number | undefined, low: number): number | undefined =>
  low === Number.NEGATIVE_INFINITY ? bound : Math.max(low, bound ?? low);
const atMost = (bound: number | undefined, high: number): number | undefined =>
  high === Number.POSITIVE_INFINITY ? bound : Math.min(high, bound ?? high);

interface ColumnTest {
  readonly id: number;
  readonly column: ColumnEstimate;
  readonly test: (Call & { readonly args: readonly Expression[] }) | In;
}

/** `column op constant` and `column IN (constants)`. */
function columnTest(condition: Expression, input: RowEstimate): ColumnTest | undefined {
  const isTest = isComparison(condition) || condition.kind === 'in';
  if (!isTest) return undefined;
  const [value, others] =
    condition.kind === 'in' ? [condition.value, condition.list] : [condition.args[0]!, condition.args.slice(1)];
  if (value.kind !== 'column' || others.some(({ kind }) => kind !== 'constant')) return undefined;
  const column = input.columns.get(value.id);
  return column && { id: value.id, column, test: condition };
}

function narrow({ id, column, test }: ColumnTest, narrowed: Map<number, Narrowed>, _input: RowEstimate): void {
  const one = narrowed.get(id) ?? {
    low: Number.NEGATIVE_INFINITY,
    high: Number.POSITIVE_INFINITY,
    hasRange: false,
    values: undefined,
    part: 1,
  };
  narrowed.set(id, one);
  if (test.kind === 'in') {
    one.values = Math.min(
      one.values ?? Number.POSITIVE_INFINITY,
      test.list.filter((item) => isInside(item, column)).length,
    );
    return;
  }
  const constant = test.args[1] as Constant;
  const position = positionOf(constant.value, constant.type);
  switch (test.name) {
    case '=':
      one.values = isInside(constant, column) ? Math.min(one.values ?? 1, 1) : 0;
      break;
    case '<>':
      one.part *= 1 - 1 / column.distinctCount;
      break;
    default:
      if (position === undefined || column.min === undefined) one.part *= guess.comparison;
      else {
        one.hasRange = true;
        if (test.name.startsWith('<')) one.high = Math.min(one.high, position);
        else one.low = Math.max(one.low, position);
      }
  }
}

function isInside(item: Expression, { min, max }: ColumnEstimate): boolean {
  const position = item.kind === 'constant' ? positionOf(item.value, item.type) : undefined;
  if (position === undefined || min === undefined || max === undefined) return true;
  return position >= min && position <= max;
}

function partOf(one: Narrowed, column: ColumnEstimate): number {
  const present = 1 - column.nullFraction;
  if (one.values !== undefined) return present * Math.min(1, Math.max(one.values, 0.01) / column.distinctCount);
  return present * one.part * (one.hasRange ? rangePart(one, column) : 1);
}

function rangePart({ low, high }: Narrowed, { min, max, distinctCount }: ColumnEstimate): number {
  if (min === undefined || max === undefined) return guess.comparison;
  if (low > max || high < min) return 0;
  if (max === min) return 1;
  const part = (Math.min(high, max) - Math.max(low, min)) / (max - min);
  return Math.min(1, Math.max(part, 1 / distinctCount));
}

/** Estimates the part of the rows for which a condition is true. */
export function selectivity(condition: Expression, input: RowEstimate): number {
  switch (condition.kind) {
    case 'constant':
      return condition.value === true ? 1 : 0;
    case 'column':
      return 0.5;
    case 'and':
      return input.rowCount > 0 ? filterEstimate(input, condition.args).rowCount / input.rowCount : 1;
    case 'or':
      return 1 - condition.args.reduce((none, arg) => none * (1 - selectivity(arg, input)), 1);
    case 'is_null':
      return condition.input.kind === 'column' ? (input.columns.get(condition.input.id)?.nullFraction ?? 0.05) : 0.05;
    case 'in':
      return columnTest(condition, input)
        ? alone(condition, input)
        : Math.min(0.5, guess.equality * condition.list.length);
    case 'call':
      if (isNot(condition)) return 1 - selectivity(condition.args[0]!, input);
      if (columnTest(condition, input)) return alone(condition, input);
      return callSelectivity(condition, input);
    default:
      return guess.any;
  }
}

const alone = (condition: Expression, input: RowEstimate): number =>
  input.rowCount > 0 ? filterEstimate(input, [condition]).rowCount / input.rowCount : 1;

function callSelectivity(call: Call, input: RowEstimate): number {
  const [left, right] = [call.args[0], call.args[1]];
  if (call.name === '$like') {
    const pattern = right?.kind === 'constant' && typeof right.value === 'string' ? right.value : '%';
    return pattern.startsWith('%') ? guess.text : guess.prefix;
  }
  if (!isComparison(call)) return guess.any;
  if (call.name !== '=' && call.name !== '<>') return guess.comparison;
  const distinct = Math.max(...[left, right].map((side) => distinctOf(side!, input) ?? 0));
  const equal = distinct > 0 ? 1 / distinct : guess.equality;
  return call.name === '=' ? equal : 1 - equal;
}

/** The distinct values of an expression: those of its columns at most. */
export function distinctOf(expression: Expression, input: RowEstimate): number | undefined {
  if (expression.kind === 'constant') return 1;
  let distinct = 1;
  for (const id of columnsUsed(expression).keys()) {
    const column = input.columns.get(id);
    if (!column) return undefined;
    distinct *= column.distinctCount;
  }
  if (expression.kind !== 'column') distinct = Math.min(distinct, Math.max(10, distinct ** 0.9));
  return Math.max(1, Math.min(distinct, input.rowCount));
}
