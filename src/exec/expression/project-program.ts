import type { Expression } from '../../plan/expression.js';
import { layoutOf, slotBytes } from '../../vector/layout.js';
import { type Batch, flatVector, type Vector, withValidity } from '../../vector/vector.js';
import { i32 } from '../../wasm/instruction.js';
import type { ThreadContext } from '../thread-context.js';
import type { Program } from './ahead-step.js';
import { BatchProgram } from './batch-program.js';
import { validityWord, valuesWord } from './numbered-words.js';
import { slotAddress, storeSlot } from './row-loop.js';

/**
 * Computes expressions into flat vectors. `dense`: row i of the result is the i-th live row; else results stand at the
 * rows' own places and the batch's selection goes on to hold.
 */
export class ProjectProgram {
  readonly #context: ThreadContext;
  readonly #expressions: readonly Expression[];
  readonly #isDense: boolean;
  /** Tells of each expression whether its vector has validity. */
  readonly #program: Program<readonly boolean[]>;

  constructor(context: ThreadContext, inputs: readonly number[], expressions: readonly Expression[], isDense: boolean) {
    this.#context = context;
    this.#expressions = expressions;
    this.#isDense = isDense;
    this.#program = new BatchProgram(context, inputs, expressions, ({ loop, emitter, expressions: rewritten }) => {
      const nullable: boolean[] = rewritten.map(() => false);
      loop.loop((position) => {
        const at = isDense ? position : loop.row;
        rewritten.forEach((expression, index) => {
          const value = emitter.emit(expression);
          storeSlot(loop.code, value, slotAddress(loop.named(valuesWord(index)), at, value.layout));
          if (!value.isNull) return;
          nullable[index] = true;
          loop.code.emit(i32.store8(i32.add(loop.named(validityWord(index)), at), i32.eqz(value.isNull)));
        });
      });
      return nullable;
    });
  }

  run(batch: Batch): readonly Vector[] {
    const { scratch } = this.#context;
    const rows = Math.max(this.#isDense ? batch.selectedCount : batch.rowCount, 1);
    const named: Record<string, number> = {};
    const vectors: Vector[] = [];
    for (let index = 0; index < this.#expressions.length; index++) {
      const { type } = this.#expressions[index]!;
      const layout = layoutOf(type);
      const values = scratch.alloc(rows * slotBytes[layout]);
      named[valuesWord(index)] = values;
      vectors.push(flatVector(type, layout, values));
    }
    const nullable = this.#program.run(batch, (facts) => {
      facts.forEach((isNullable, index) => {
        if (isNullable) named[validityWord(index)] = scratch.alloc(rows);
      });
      return named;
    });
    for (let index = 0; index < vectors.length; index++)
      if (nullable[index]) vectors[index] = withValidity(vectors[index]!, named[validityWord(index)]!);
    return vectors;
  }
}
