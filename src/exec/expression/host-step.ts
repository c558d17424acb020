import { assert, LakeError } from '../../base/lake-error.js';
import type { HostCall } from '../../functions/definition.js';
import { findCast, scalarFunction } from '../../functions/registry.js';
import type { ColumnReference, Expression, Lambda } from '../../plan/expression.js';
import type { SqlType } from '../../types/sql-type.js';
import type { SqlValue } from '../../types/sql-value.js';
import { layoutOf, slotBytes } from '../../vector/layout.js';
import { readVectorValue, writeSlot } from '../../vector/slot-value.js';
import { type Batch, flatVector } from '../../vector/vector.js';
import type { ThreadContext } from '../thread-context.js';
import { type AheadStep, aheadColumn } from './ahead-step.js';
import type { BoundColumn } from './batch-function.js';
import { bitsUnknown, type ColumnShape, valueState } from './column-shape.js';
import { isCoveredByTry } from './expression-facts.js';

/** Makes of a lambda a function over values, for the row that `row` says. */
export type LambdaMaker = (
  lambda: Lambda,
) => (batch: Batch, row: { index: number }) => (...args: SqlValue[]) => SqlValue;

interface HostFunction {
  readonly args: readonly Expression[];
  readonly propagatesNull: boolean;
  /** TRY_CAST: its own failures are NULLs. */
  readonly isSafe: boolean;
  compute(args: SqlValue[], call: HostCall): SqlValue;
}

/** Gives what computes a node that `needsHost`. */
function hostFunction(expression: Expression): HostFunction {
  const plain = { propagatesNull: true, isSafe: false };
  switch (expression.kind) {
    case 'call': {
      const overload = scalarFunction(expression.name)!.overloads[expression.overload]!;
      assert(overload.host, `${expression.name} has no implementation`);
      const { host } = overload;
      return { ...plain, args: expression.args, propagatesNull: overload.nulls !== 'called', compute: host };
    }
    case 'cast': {
      const cast = findCast(expression.input.type.kind, expression.type.kind);
      assert(cast?.host, `no cast from ${expression.input.type.kind} to ${expression.type.kind}`);
      return { ...plain, args: [expression.input], isSafe: expression.safe, compute: cast.host };
    }
    case 'row':
      return { ...plain, args: expression.args, propagatesNull: false, compute: (args) => args };
    case 'field': {
      const { index } = expression;
      return { ...plain, args: [expression.input], compute: ([row]) => (row as readonly SqlValue[])[index]! };
    }
    default:
      return assert(false, `${expression.kind} is not computed by the host`) as never;
  }
}

/** An argument of the current batch: a column with its states, or a constant. */
interface ArgumentValues {
  readonly column: BoundColumn | undefined;
  readonly constant: SqlValue;
}

/**
 * Computes a function that is written in TypeScript for every live row. Its arguments are columns, constants and lambdas. A row that
 * fails keeps its error; the error is thrown only when the emitted code comes to use the row's value.
 */
export class HostStep implements AheadStep {
  readonly output: ColumnReference;
  readonly shape: ColumnShape;
  readonly #context: ThreadContext;
  readonly #function: HostFunction;
  readonly #ids: readonly number[];
  readonly #types: { readonly args: readonly SqlType[]; readonly returns: SqlType };
  readonly #lambdas: readonly ReturnType<LambdaMaker>[];
  readonly #memo: Map<string, unknown>;

  constructor(context: ThreadContext, expression: Expression, ids: readonly number[], makeLambda: LambdaMaker) {
    this.#context = context;
    this.output = aheadColumn(expression.type);
    this.shape = {
      layout: layoutOf(expression.type),
      encoding: 'flat',
      isNullable: false,
      hasStates: true,
      bits: bitsUnknown,
    };
    this.#function = hostFunction(expression);
    this.#ids = ids;
    const { args } = this.#function;
    this.#types = { args: args.map(({ type }) => type), returns: expression.type };
    this.#lambdas = args.flatMap((arg) => (arg.kind === 'lambda' ? [makeLambda(arg)] : []));
    const name = expression.kind === 'call' ? expression.name : expression.kind;
    this.#memo = context.memos.get(name) ?? new Map();
    context.memos.set(name, this.#memo);
  }

  run(batch: Batch, columns: readonly BoundColumn[]): BoundColumn {
    const { memory, scratch } = this.#context;
    const { layout } = this.shape;
    const { type } = this.output;
    const width = slotBytes[layout];
    const values = scratch.allocZeroed(batch.rowCount * width);
    const states = scratch.allocZeroed(batch.rowCount);
    const failures = new Map<number, LakeError>();
    const row = { index: 0 };
    const evaluate = this.#rowFunction(batch, columns, row);
    const alloc = (bytes: number): number => scratch.alloc(bytes);
    for (let position = 0; position < batch.selectedCount; position++) {
      row.index = batch.selection === 0 ? position : memory.u32[(batch.selection >>> 2) + position]!;
      try {
        const value = evaluate();
        if (value === null) continue;
        writeSlot(memory, type, layout, values + row.index * width, value, alloc);
        memory.u8[states + row.index] = valueState.present;
      } catch (error) {
        if (!(error instanceof LakeError)) throw error;
        failures.set(row.index, error);
        memory.u8[states + row.index] = isCoveredByTry(error.name) ? valueState.failed : valueState.failedBeyondTry;
      }
    }
    return {
      vector: flatVector(type, layout, values),
      shape: this.shape,
      states,
      failureOf: (index) => failures.get(index)!,
    };
  }

  /** Binds the arguments to a batch and gives a function that computes the row at `row.index`. */
  #rowFunction(batch: Batch, columns: readonly BoundColumn[], row: { index: number }): () => SqlValue {
    const { propagatesNull, isSafe, compute } = this.#function;
    const sources = this.#function.args.map((arg): ArgumentValues => {
      if (arg.kind === 'column') return { column: columns[this.#ids.indexOf(arg.id)]!, constant: null };
      return { column: undefined, constant: arg.kind === 'constant' ? arg.value : [] };
    });
    const call: HostCall = {
      ...this.#types,
      lambdas: this.#lambdas.map((make) => make(batch, row)),
      session: this.#context.session,
      memo: this.#memo,
    };
    return () => {
      const args: SqlValue[] = new Array(sources.length);
      for (let index = 0; index < sources.length; index++) {
        const { column, constant } = sources[index]!;
        const value = column ? this.#columnValue(column, row.index) : constant;
        if (value === null && propagatesNull) return null;
        args[index] = value;
      }
      if (!isSafe) return compute(args, call);
      try {
        return compute(args, call);
      } catch (error) {
        // TRY_CAST also forgives a zone that there is not.
        if (error instanceof LakeError && (isCoveredByTry(error.name) || error.name === 'NOT_SUPPORTED')) return null;
        throw error;
      }
    };
  }

  #columnValue(column: BoundColumn, row: number): SqlValue {
    const { memory } = this.#context;
    const { vector, states } = column;
    if (states !== 0) {
      if (vector.validity !== 0 && memory.u8[vector.validity + row] === 0) return null;
      const state =
        memory.u8[states + (vector.encoding === 'dictionary' ? memory.u32[(vector.codes >>> 2) + row]! : row)]!;
      if (state === valueState.isNull) return null;
      if (state !== valueState.present) throw column.failureOf!(row);
    }
    return readVectorValue(memory, vector, row);
  }
}
