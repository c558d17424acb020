import type { EmittedAggregate, EmittedValue, HostCall } from '../../functions/definition.js';
import { aggregateFunction } from '../../functions/registry.js';
import type { Expression, Lambda } from '../../plan/expression.js';
import { compareValues } from '../../types/compare-values.js';
import type { SqlType } from '../../types/sql-type.js';
import type { SqlValue } from '../../types/sql-value.js';
import type { QueryMemory } from '../../vector/query-memory.js';
import { readSlot } from '../../vector/slot-value.js';
import type { Batch } from '../../vector/vector.js';
import { type Instruction, i32 } from '../../wasm/instruction.js';
import type { ProgramMaker } from '../expression/ahead-step.js';
import { BatchProgram } from '../expression/batch-program.js';
import type { ExpressionEmitter } from '../expression/expression-emitter.js';
import { isEmitted } from '../expression/expression-facts.js';
import { lambdaFunction } from '../expression/lambda-function.js';
import { emitAppend } from '../rows/row-emitter.js';
import { type RowLayout, rowLayout } from '../rows/row-layout.js';
import type { ThreadContext } from '../thread-context.js';
import type { PhysicalAggregate } from './aggregate-code.js';

/**
 * An aggregate that is computed in TypeScript from all its rows: a group's state is a list (first, last) of rows, each the address of
 * the next, the arguments, and the keys of its ORDER BY.
 */
export const collectedArguments = ({ args, orderBy }: PhysicalAggregate): readonly Expression[] => [
  ...args.filter(({ kind }) => kind !== 'lambda'),
  ...(orderBy ?? []).map(({ expression }) => expression),
];

/** Lays out the rows that such an aggregate collects. */
export const collectedLayout = (aggregate: PhysicalAggregate): RowLayout =>
  rowLayout(
    8,
    collectedArguments(aggregate).map(({ type }) => type),
    0,
  );

/** True where the aggregate is computed from collected rows. */
export function isCollected({ name, overload, args, type, orderBy }: PhysicalAggregate): boolean {
  const definition = aggregateFunction(name)!.overloads[overload]!;
  if (!isEmitted(definition, { args: args.map((arg) => arg.type), returns: type })) return true;
  return orderBy !== undefined && definition.host !== undefined;
}

/** Code that links rows into lists; `store` is the worker's row store of the aggregate. */
export function collectedCode(layout: RowLayout, store: () => Instruction): EmittedAggregate {
  return {
    state: () => ['i32', 'i32'],
    update(e, state, args) {
      const emitter = e as ExpressionEmitter;
      const row = emitAppend(emitter, store(), layout, args, (at) => emitter.code.emit(i32.store(at, i32.const(0))));
      linkBehind(emitter, state.load(0), state.load(1), row, (first) => state.store(0, first));
      state.store(1, { layout: 'i32', value: row });
    },
    merge(e, state, other) {
      const emitter = e as ExpressionEmitter;
      const first = other.load(0);
      emitter.code.if(first.value, () => {
        linkBehind(emitter, state.load(0), state.load(1), first.value, (value) => state.store(0, value));
        state.store(1, other.load(1));
      });
    },
    finish: (_e, state) => state.load(0),
  };
}

function linkBehind(
  e: ExpressionEmitter,
  first: EmittedValue,
  last: EmittedValue,
  row: Instruction,
  setFirst: (value: EmittedValue) => void,
): void {
  e.code.if(
    first.value,
    () => e.code.emit(i32.store(last.value, row)),
    () => setFirst({ layout: 'i32', value: row }),
  );
}

const lambdas = new WeakMap<PhysicalAggregate, HostCall['lambdas']>();

/** Makes a function of a lambda that uses no columns. */
export function columnlessLambda(context: ThreadContext, lambda: Lambda): HostCall['lambdas'][number] {
  const row: Batch = { rowCount: 1, columns: [], selection: 0, selectedCount: 1 };
  const makeProgram: ProgramMaker = (ids, expressions, write) => new BatchProgram(context, ids, expressions, write);
  return lambdaFunction(context, lambda, [], makeProgram)(row, { index: 0 });
}

/** The lambdas among the arguments as functions, made once for all groups. They use no columns. */
function lambdasOf(context: ThreadContext, aggregate: PhysicalAggregate): HostCall['lambdas'] {
  const known = lambdas.get(aggregate);
  if (known) return known;
  const made = aggregate.args.flatMap((arg) => (arg.kind === 'lambda' ? [columnlessLambda(context, arg)] : []));
  lambdas.set(aggregate, made);
  return made;
}

/** Computes the aggregate of the list that starts at `first` (0: no row). */
export function finishCollected(
  context: ThreadContext,
  aggregate: PhysicalAggregate,
  layout: RowLayout,
  first: number,
): SqlValue {
  const { memory } = context;
  const rows: SqlValue[][] = [];
  for (let row = first; row !== 0; row = memory.u32[row >>> 2]!) rows.push(readRow(memory, layout, row));
  const argCount = aggregate.args.filter(({ kind }) => kind !== 'lambda').length;
  const { orderBy } = aggregate;
  if (orderBy) {
    const comparers = orderBy.map(({ expression, descending, nullsFirst }) =>
      orderComparer(expression.type, descending, nullsFirst),
    );
    rows.sort((a, b) => {
      for (let index = 0; index < comparers.length; index++) {
        const order = comparers[index]!(a[argCount + index]!, b[argCount + index]!);
        if (order !== 0) return order;
      }
      return 0;
    });
  }
  const { host } = aggregateFunction(aggregate.name)!.overloads[aggregate.overload]!;
  const types = { args: aggregate.args.map(({ type }) => type), returns: aggregate.type };
  const call: HostCall = {
    ...types,
    lambdas: lambdasOf(context, aggregate),
    session: context.session,
    memo: new Map(),
  };
  return host!(orderBy ? rows.map((row) => row.slice(0, argCount)) : rows, call);
}

/** Compares values in the order of one sort key; NULLs go where the key says. */
export function orderComparer(
  type: SqlType,
  descending: boolean,
  nullsFirst: boolean,
): (a: SqlValue, b: SqlValue) => number {
  return (a, b) => {
    if (a === null || b === null) {
      if (a === b) return 0;
      return (a === null) === nullsFirst ? -1 : 1;
    }
    const order = compareValues(a, b, type);
    return descending ? -order : order;
  };
}

/** Reads all fields of a stored row. */
export function readRow(memory: QueryMemory, layout: RowLayout, row: number): SqlValue[] {
  return layout.fields.map(({ type, layout: slot, offset, nullOffset }) =>
    memory.u8[row + nullOffset] === 0 ? null : readSlot(memory, type, slot, row + offset),
  );
}
