import type { Expression } from '../../plan/expression.js';
import { type Batch, withSelection } from '../../vector/vector.js';
import { i32 } from '../../wasm/instruction.js';
import type { ThreadContext } from '../thread-context.js';
import type { Program } from './ahead-step.js';
import { BatchProgram } from './batch-program.js';
import { slotAddress } from './row-loop.js';

/** Narrows batches to the rows for which a condition is true. */
export class FilterProgram {
  readonly #context: ThreadContext;
  readonly #program: Program<void>;

  constructor(context: ThreadContext, inputs: readonly number[], condition: Expression) {
    this.#context = context;
    this.#program = new BatchProgram(context, inputs, [condition], ({ loop, emitter, expressions }) => {
      const selected = loop.named('selected');
      const count = loop.code.local('i32');
      loop.loop(() => {
        // The row is written in any case and kept by moving on: no branch to mispredict.
        const condition = emitter.emitCondition(expressions[0]!);
        loop.code.emit(i32.store(slotAddress(selected, count.get, 'i32'), loop.row));
        loop.code.set(count, i32.add(count.get, condition));
      });
      loop.code.emit(i32.store(loop.named('count'), count.get));
    });
  }

  /** Gives the batch with fewer live rows, perhaps none. */
  run(batch: Batch): Batch {
    if (batch.selectedCount === 0) return batch;
    const { memory, scratch } = this.#context;
    const count = scratch.alloc(4 * batch.selectedCount + 8);
    const selected = count + 4;
    this.#program.run(batch, () => ({ selected, count }));
    const selectedCount = memory.u32[count >>> 2]!;
    if (selectedCount === batch.selectedCount) return batch;
    return withSelection(batch, selected, selectedCount);
  }
}
