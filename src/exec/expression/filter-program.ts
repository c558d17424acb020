import { LakeError } from '../../base/lake-error.js';
import type { Expression } from '../../plan/expression.js';
import { type Batch, flatVector, type Vector, withSelection } from '../../vector/vector.js';
import { i32 } from '../../wasm/instruction.js';
import type { ThreadContext } from '../thread-context.js';
import type { Program } from './ahead-step.js';
import { BatchProgram, dictionaryRatioMax } from './batch-program.js';
import { columnsOf, isDeterministic, isNullWithColumn } from './expression-facts.js';
import { slotAddress } from './row-loop.js';

// Fewer rows are not worth knowing a dictionary's entries for.
const rowsMin = 1024;

/** Narrows batches to the rows for which a condition is true. */
export class FilterProgram {
  readonly #context: ThreadContext;
  readonly #program: Program<void>;
  /** Of a condition on one column: for which entries of the column's dictionary it is true. */
  readonly #entries: EntryTruths | undefined;

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
    const [only, ...others] = columnsOf(condition);
    if (only !== undefined && others.length === 0 && isDeterministic(condition))
      this.#entries = new EntryTruths(context, inputs.indexOf(only), isNullWithColumn(condition));
  }

  /** Gives the batch with fewer live rows, perhaps none. */
  run(batch: Batch): Batch {
    if (batch.selectedCount === 0) return batch;
    const { memory, scratch } = this.#context;
    const truths = this.#entries?.of(batch, (entries) => this.#select(entries)) ?? 0;
    if (truths === 0) return this.#select(batch);
    const { codes, validity } = batch.columns[this.#entries!.position]!;
    const { rowCount } = batch;
    const selected = scratch.alloc(4 * rowCount);
    const count = memory.kernels.select_codes!(codes, rowCount, truths, validity, selected);
    return count === rowCount ? batch : withSelection(batch, selected, count);
  }

  #select(batch: Batch): Batch {
    const { memory, scratch } = this.#context;
    const count = scratch.alloc(4 * batch.selectedCount + 8);
    const selected = count + 4;
    this.#program.run(batch, () => ({ selected, count }));
    const selectedCount = memory.u32[count >>> 2]!;
    if (selectedCount === batch.selectedCount) return batch;
    return withSelection(batch, selected, selectedCount);
  }
}

/** Knows for the entries of the dictionary at hand whether a condition on their column is true. */
class EntryTruths {
  readonly #context: ThreadContext;
  readonly position: number;
  readonly #isNullWithColumn: boolean;
  #dictionaryId = 0;
  /** Address of a byte an entry; `known` is 0 where an entry fails, which is no failure until a live row has it. */
  #truths = 0;
  #capacity = 0;
  #known = 0;

  constructor(context: ThreadContext, position: number, isNull: boolean) {
    this.#context = context;
    this.position = position;
    this.#isNullWithColumn = isNull;
  }

  /** Gives the address of the truths for a batch whose rows are all live; 0 when its rows are to be looked at one by one. */
  of(batch: Batch, select: (entries: Batch) => Batch): number {
    const vector = batch.columns[this.position]!;
    const { encoding, dictionaryId, dictionaryLength, validity } = vector;
    if (encoding !== 'dictionary' || batch.selection !== 0 || batch.rowCount < rowsMin) return 0;
    if (dictionaryId === 0 || dictionaryLength === 0) return 0;
    if (validity !== 0 && !this.#isNullWithColumn) return 0;
    if (dictionaryLength > dictionaryRatioMax * batch.rowCount) return 0;
    if (dictionaryId !== this.#dictionaryId) this.#known = this.#find(vector, batch.columns.length, select);
    this.#dictionaryId = dictionaryId;
    return this.#known;
  }

  #find(vector: Vector, columnCount: number, select: (entries: Batch) => Batch): number {
    const { arena, memory, scratch } = this.#context;
    const { type, layout, values, dictionaryLength: length } = vector;
    if (length > this.#capacity) {
      this.#capacity = Math.max(length, 2 * this.#capacity, 256);
      this.#truths = arena.alloc(this.#capacity);
    }
    const columns: Vector[] = new Array(columnCount);
    columns[this.position] = flatVector(type, layout, values);
    const mark = scratch.mark();
    try {
      const { selection, selectedCount } = select({ rowCount: length, columns, selection: 0, selectedCount: length });
      memory.u8.fill(selection === 0 && selectedCount > 0 ? 1 : 0, this.#truths, this.#truths + length);
      if (selection !== 0)
        for (const entry of memory.u32.subarray(selection >>> 2, (selection >>> 2) + selectedCount))
          memory.u8[this.#truths + entry] = 1;
      return this.#truths;
    } catch (error) {
      if (error instanceof LakeError && error.type === 'USER_ERROR') return 0;
      throw error;
    } finally {
      scratch.rewind(mark);
    }
  }
}
