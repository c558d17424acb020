import { assert } from '../../base/lake-error.js';
import { scalarFunction } from '../../functions/registry.js';
import { resolveOverload } from '../../functions/resolve-overload.js';
import type { ColumnReference, Expression } from '../../plan/expression.js';
import { type FrameBound, outputsOf, type SortKey, type Window, type WindowCall } from '../../plan/logical-plan.js';
import { commonSuperType } from '../../types/coercion.js';
import { type SqlType, sameType } from '../../types/sql-type.js';
import { aheadColumn } from '../expression/ahead-step.js';
import type { ProjectNode } from '../operators/project.js';
import type { WindowNode, WindowSourceNode } from '../operators/window.js';
import type { PhysicalBound, PhysicalFrame, PhysicalWindowCall } from '../operators/window-frame.js';
import { idsOf, type Lowering, type OpenPipeline, startPipeline, withOperator } from './lowering.js';

/** Collects and sorts the rows by partition, with a column for everything that the calls use, then computes the calls. */
export function lowerWindow(plan: Window, lowering: Lowering): OpenPipeline {
  const input = lowering.lower(plan.input);
  const passed = outputsOf(plan.input);
  const columns = new WindowColumns(passed);
  const calls = plan.calls.map((call) => physicalCall(call, plan.orderBy, columns));
  const partitionKeys = plan.partitionBy.map(
    (expression): SortKey => ({ expression, descending: false, nullsFirst: true }),
  );
  const orderKeys = plan.orderBy.map((key): SortKey => ({ ...key, expression: columns.column(key.expression) }));
  const project: ProjectNode = { kind: 'Project', outputs: idsOf(columns.all), expressions: columns.expressions };
  const node: WindowNode = {
    kind: 'Window',
    outputs: [],
    state: lowering.newState(),
    keys: [...partitionKeys, ...orderKeys],
    partitionKeyCount: partitionKeys.length,
    columns: columns.all,
  };
  lowering.end(withOperator(input, project), node);
  const source: WindowSourceNode = {
    kind: 'WindowSource',
    outputs: [...idsOf(passed), ...plan.calls.map(({ output }) => output.id)],
    window: node,
    columnCount: passed.length,
    calls,
  };
  return startPipeline(source);
}

/** The columns that are collected: those that are passed on, then what the calls need besides. */
export class WindowColumns {
  readonly all: ColumnReference[];
  readonly expressions: Expression[];

  constructor(passed: readonly ColumnReference[]) {
    this.all = [...passed];
    this.expressions = [...passed];
  }

  /** Gives the column of an expression. */
  column(expression: Expression): ColumnReference {
    if (expression.kind === 'column' && this.all.some(({ id }) => id === expression.id)) return expression;
    const column = expression.kind === 'column' ? expression : aheadColumn(expression.type);
    this.all.push(column);
    this.expressions.push(expression);
    return column;
  }

  /** Gives the position of the column of an expression. */
  index(expression: Expression): number {
    const { id } = this.column(expression);
    return this.all.findIndex((column) => column.id === id);
  }
}

function physicalCall(call: WindowCall, orderBy: readonly SortKey[], columns: WindowColumns): PhysicalWindowCall {
  return {
    function: call.function,
    measure: call.measure,
    name: call.name,
    overload: call.overload,
    args: call.args.filter(({ kind }) => kind !== 'lambda').map((arg) => columns.index(arg)),
    argTypes: call.args.map(({ type }) => type),
    lambdas: call.args.filter((arg) => arg.kind === 'lambda'),
    returns: call.output.type,
    filter: call.filter && columns.index(call.filter),
    orderBy: call.orderBy?.map(({ expression, descending, nullsFirst }) => ({
      column: columns.index(expression),
      key: { descending, nullsFirst },
      type: expression.type,
    })),
    frame: physicalFrame(call, orderBy, columns),
    ignoreNulls: call.ignoreNulls,
    distinct: call.distinct === true,
  };
}

function physicalFrame({ frame }: WindowCall, orderBy: readonly SortKey[], columns: WindowColumns): PhysicalFrame {
  const { unit, start, end } = frame;
  const pattern = frame.pattern && {
    ...frame.pattern,
    columns: frame.pattern.columns.map((column) => columns.index(column)),
  };
  const [key] = orderBy;
  const facts = { unit, descending: key?.descending ?? false, nullsFirst: key?.nullsFirst ?? false, pattern };
  const plain = ({ kind, value }: FrameBound): PhysicalBound => ({ kind, offset: value && columns.index(value) });
  if (unit !== 'range' || (!start.value && !end.value)) return { ...facts, start: plain(start), end: plain(end) };
  assert(key, 'RANGE with an offset has a sort key');
  const targets = [start, end].map((bound) => bound.value && targetOf(key, bound));
  const keyType = targets.reduce(
    (type: SqlType, target) => (target ? commonSuperType(type, target.type)! : type),
    key.expression.type,
  );
  const reaching = (bound: FrameBound, target: Expression | undefined): PhysicalBound => ({
    ...plain(bound),
    target: target && columns.index(castTo(target, keyType)),
  });
  return {
    ...facts,
    start: reaching(start, targets[0]),
    end: reaching(end, targets[1]),
    key: columns.index(castTo(key.expression, keyType)),
    keyType,
  };
}

/** The key that an offset reaches to: back in the order for PRECEDING. */
function targetOf(key: SortKey, bound: FrameBound): Expression {
  const isBack = (bound.kind === 'preceding') !== key.descending;
  const name = isBack ? '-' : '+';
  const args = [key.expression, bound.value!];
  const {
    overload,
    args: types,
    returns,
  } = resolveOverload(
    scalarFunction(name)!,
    args.map(({ type }) => type),
  );
  return { kind: 'call', type: returns, name, overload, args: args.map((arg, index) => castTo(arg, types[index]!)) };
}

const castTo = (expression: Expression, type: SqlType): Expression =>
  sameType(expression.type, type) ? expression : { kind: 'cast', type, input: expression, safe: false };
