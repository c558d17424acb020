import { assert, LakeError } from '../../base/lake-error.js';
import type { ColumnReference, Expression } from '../../plan/expression.js';
import type { Arena } from '../../vector/arena.js';
import { layoutOf, slotBytes } from '../../vector/layout.js';
import { type Batch, flatVector, type Vector } from '../../vector/vector.js';
import { i32 } from '../../wasm/instruction.js';
import type { ThreadContext } from '../thread-context.js';
import { type AheadStep, aheadColumn, type Program, type ProgramMaker } from './ahead-step.js';
import type { BoundColumn } from './batch-function.js';
import { bitsUnknown, type ColumnShape } from './column-shape.js';
import { slotAddress, storeSlot } from './row-loop.js';

interface Entries {
  readonly values: number;
  readonly states: number;
  readonly capacity: number;
}

/**
 * Computes an expression over one dictionary column once per entry. An entry that fails is no failure
 * until a live row has its code.
 */
export class DictionaryStep implements AheadStep {
  readonly output: ColumnReference;
  readonly shape: ColumnShape;
  readonly #context: ThreadContext;
  readonly #expression: Expression;
  readonly #column: { readonly id: number; readonly index: number };
  readonly #makeProgram: ProgramMaker;
  readonly #program: Program<void>;
  // The entries' texts are read as long as batches have this dictionary.
  readonly #texts: Arena;
  #entries: Entries = { values: 0, states: 0, capacity: -1 };
  #dictionaryId = 0;

  constructor(
    context: ThreadContext,
    expression: Expression,
    column: { readonly id: number; readonly index: number; readonly isNullable: boolean },
    makeProgram: ProgramMaker,
  ) {
    this.#context = context;
    this.#texts = context.keptArena();
    this.#expression = expression;
    this.#column = column;
    this.#makeProgram = makeProgram;
    this.output = aheadColumn(expression.type);
    const layout = layoutOf(expression.type);
    this.shape = { layout, encoding: 'dictionary', isNullable: column.isNullable, hasStates: true, bits: bitsUnknown };
    this.#program = makeProgram([column.id], [expression], ({ loop, emitter, expressions }) => {
      loop.loop((position) => {
        const { value, state } = emitter.emitWithState(expressions[0]!);
        storeSlot(loop.code, value, slotAddress(loop.named('values'), position, layout));
        loop.code.emit(i32.store8(i32.add(loop.named('states'), position), state));
      });
    });
  }

  run(_batch: Batch, columns: readonly BoundColumn[]): BoundColumn {
    const { vector } = columns[this.#column.index]!;
    if (this.#dictionaryId !== vector.dictionaryId || vector.dictionaryId === 0) this.#computeEntries(vector);
    const { type } = this.output;
    const { values, states } = this.#entries;
    const { encoding, validity, codes, dictionaryLength, dictionaryId } = vector;
    const layout = layoutOf(type);
    return {
      vector: { type, layout, encoding, values, validity, codes, dictionaryLength, dictionaryId },
      shape: this.shape,
      states,
      failureOf: (row) => this.#failureOf(vector, row),
    };
  }

  #computeEntries(vector: Vector): void {
    const { arena, memory } = this.#context;
    const { dictionaryLength: length } = vector;
    if (length > this.#entries.capacity) {
      const capacity = Math.max(length, 2 * this.#entries.capacity, 256);
      const values = arena.alloc(capacity * slotBytes[layoutOf(this.output.type)]);
      this.#entries = { values, states: arena.alloc(capacity), capacity };
    }
    const { values, states } = this.#entries;
    if (length === 0) memory.u8[states] = 0;
    this.#texts.reset();
    this.#context.keepIn(this.#texts, () => {
      this.#program.run(entriesBatch(vector, 0, length), () => ({ values, states }));
    });
    this.#dictionaryId = vector.dictionaryId;
  }

  /** Computes the entry of a row again, this time to hear its error. */
  #failureOf(vector: Vector, row: number): LakeError {
    const entry = this.#context.memory.u32[(vector.codes >>> 2) + row]!;
    const program = this.#makeProgram([this.#column.id], [this.#expression], ({ loop, emitter, expressions }) => {
      loop.loop(() => void emitter.emit(expressions[0]!));
    });
    try {
      program.run(entriesBatch(vector, entry, 1));
    } catch (error) {
      if (error instanceof LakeError) return error;
      throw error;
    }
    assert(false, 'a dictionary entry that failed fails again');
  }
}

/** Shows entries of a dictionary as a batch of one flat column. */
function entriesBatch(vector: Vector, first: number, count: number): Batch {
  const values = vector.values + first * slotBytes[vector.layout];
  const columns = [flatVector(vector.type, vector.layout, values)];
  return { rowCount: count, columns, selection: 0, selectedCount: count };
}
