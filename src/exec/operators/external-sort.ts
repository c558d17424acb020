import { newStores } from '../rows/row-stores.js';
import { partitionBudgetLeft } from '../spill/memory-pressure.js';
import { loadedBytes, RowSpiller, type SpilledChunk, spilledRowCount } from '../spill/row-spiller.js';
import { mergeToFewer, RunMerger, RunWriter, type SortedRun } from '../spill/sorted-runs.js';
import type { ThreadContext } from '../thread-context.js';
import type { RowSorter, SortedRowsShape } from './sorted-rows.js';

/** Bytes that sorting takes a row besides the row. */
export const sortBytesPerRow = 36;

/** Sorts rows that do not fit the memory: as runs in this thread's file, which are then merged. */
export class ExternalSort {
  readonly #context: ThreadContext;
  readonly #shape: SortedRowsShape;
  readonly #sorter: RowSorter;
  readonly #spiller: RowSpiller;
  #writer: RunWriter | undefined;

  constructor(context: ThreadContext, shape: SortedRowsShape, sorter: RowSorter) {
    this.#context = context;
    this.#shape = shape;
    this.#sorter = sorter;
    this.#spiller = new RowSpiller(context, shape.layout);
  }

  /** Reads rows back; see RowSpiller. */
  get spiller(): RowSpiller {
    return this.#spiller;
  }

  /** Writes a run of closed stores' rows, and empties the stores. */
  writeStores(stores: readonly number[]): SpilledChunk[] {
    const { memory } = this.#context;
    const { rows, count, bytes } = this.#sorter.sorted(stores);
    const run = this.#runWriter.write(rows, count);
    memory.free(rows, bytes);
    for (const store of stores) memory.kernels.rows_free!(store);
    return run;
  }

  /** Writes sorted runs of rows that are in no order yet. */
  runsOf(chunks: readonly SpilledChunk[], budget: number): SortedRun[] {
    const runs: SortedRun[] = [];
    for (let first = 0; first < chunks.length; ) {
      let end = first;
      let bytes = 0;
      do {
        const chunk = chunks[end++]!;
        bytes += loadedBytes(chunk) + sortBytesPerRow * chunk.rowCount;
      } while (end < chunks.length && bytes < budget);
      runs.push({ chunks: this.#writeRun(chunks.slice(first, end)) });
      first = end;
    }
    return runs;
  }

  #writeRun(chunks: readonly SpilledChunk[]): SpilledChunk[] {
    const { memory } = this.#context;
    const count = spilledRowCount(chunks);
    const rows = memory.alloc(4 * count);
    const blocks = this.#spiller.read(chunks, rows);
    this.#sorter.sort(rows, count);
    const run = this.#runWriter.write(rows, count);
    this.#spiller.release(blocks);
    memory.free(rows, 4 * count);
    return run;
  }

  /** Gives the rows of runs in files, and of sorted lists in memory, in order. */
  merged(runs: readonly SortedRun[], lists: readonly SortedRun[] = []): RunMerger {
    return this.open([...this.fewer(runs), ...lists]);
  }

  /** Merges runs into so few that all can be open at a time. */
  fewer(runs: readonly SortedRun[]): readonly SortedRun[] {
    const { memory, workerCount } = this.#context;
    const budget = partitionBudgetLeft(memory, workerCount);
    return mergeToFewer(runs, budget, (some) => ({ chunks: this.#runWriter.writeMerged(this.open(some)) }));
  }

  /** Gives the rows of as few runs in order. */
  open(runs: readonly SortedRun[]): RunMerger {
    const merger = new RunMerger(this.#context, this.#shape.layout, (a, b) => this.#sorter.compare(a, b));
    merger.open(runs);
    return merger;
  }

  get #runWriter(): RunWriter {
    const { layout } = this.#shape;
    this.#writer ??= new RunWriter(this.#context, layout, newStores(this.#context, 1, layout.width));
    return this.#writer;
  }
}
