import { assert, LakeError } from '../../base/lake-error.js';
import type { ColumnReference, Expression } from '../../plan/expression.js';
import { layoutOf, slotBytes } from '../../vector/layout.js';
import { type Batch, flatVector, withSelection } from '../../vector/vector.js';
import { i32 } from '../../wasm/instruction.js';
import type { ThreadContext } from '../thread-context.js';
import { type AheadStep, aheadColumn } from './ahead-step.js';
import { BatchFunction, type BoundColumn } from './batch-function.js';
import { bitsUnknown, type ColumnShape } from './column-shape.js';
import { ExpressionEmitter } from './expression-emitter.js';
import { slotAddress, storeSlot } from './row-loop.js';

/** Computes an argument of a host function into a column, failures kept as states. */
export class ComputedStep implements AheadStep {
  readonly output: ColumnReference;
  readonly shape: ColumnShape;
  readonly #context: ThreadContext;
  readonly #compile: (hasSelection: boolean, keepsFailures: boolean) => BatchFunction;
  readonly #run: BatchFunction;

  constructor(
    context: ThreadContext,
    expression: Expression,
    ids: readonly number[],
    shapes: readonly ColumnShape[],
    hasSelection: boolean,
    key: string | undefined,
  ) {
    this.#context = context;
    this.output = aheadColumn(expression.type);
    const layout = layoutOf(expression.type);
    this.shape = { layout, encoding: 'flat', isNullable: false, hasStates: true, bits: bitsUnknown };
    const columnIndex = new Map(ids.map((id, index) => [id, index]));
    this.#compile = (selects, keepsFailures) =>
      new BatchFunction(
        context,
        shapes,
        selects,
        (loop) => {
          const emitter = new ExpressionEmitter(loop, columnIndex);
          loop.loop(() => {
            if (!keepsFailures) {
              emitter.emit(expression);
              return;
            }
            const { value, state } = emitter.emitWithState(expression);
            storeSlot(loop.code, value, slotAddress(loop.named('values'), loop.row, layout));
            loop.code.emit(i32.store8(i32.add(loop.named('states'), loop.row), state));
          });
        },
        keepsFailures ? key : undefined,
      );
    this.#run = this.#compile(hasSelection, true);
  }

  run(batch: Batch, columns: readonly BoundColumn[]): BoundColumn {
    const { scratch } = this.#context;
    const { layout } = this.shape;
    const values = scratch.alloc(batch.rowCount * slotBytes[layout]);
    const states = scratch.alloc(batch.rowCount);
    this.#run.run(batch, columns, { values, states });
    return {
      vector: flatVector(this.output.type, layout, values),
      shape: this.shape,
      states,
      failureOf: (row) => this.#failureOf(batch, [...columns], row),
    };
  }

  /** Computes one row again, this time to hear its error. */
  #failureOf(batch: Batch, columns: readonly BoundColumn[], row: number): LakeError {
    const selection = this.#context.scratch.alloc(4);
    this.#context.memory.u32[selection >>> 2] = row;
    try {
      this.#compile(true, false).run(withSelection(batch, selection, 1), columns);
    } catch (error) {
      if (error instanceof LakeError) return error;
      throw error;
    }
    assert(false, 'a row that failed fails again');
  }
}
