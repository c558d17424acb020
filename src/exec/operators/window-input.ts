import type { WindowCut } from '../../functions/definition.js';
import { LargeTurn } from '../memory-wait.js';
import type { Gang } from '../operator.js';
import { workerWord } from '../physical-plan.js';
import { listRows, partitionCount, storedRowCount, storeEntryBytes } from '../rows/row-stores.js';
import { partitionBudgetLeft } from '../spill/memory-pressure.js';
import { loadedBytes, type SpilledChunk, spilledRowCount } from '../spill/row-spiller.js';
import type { RunMerger, SortedRun } from '../spill/sorted-runs.js';
import { readSpilled } from '../spill/spill-directory.js';
import type { ThreadContext } from '../thread-context.js';
import { ExternalSort, sortBytesPerRow } from './external-sort.js';
import type { RowSorter, SortedRowsShape } from './sorted-rows.js';
import type { WindowPart } from './window-partition.js';

/** Which collected rows are read, and how many of their sort keys are those of PARTITION BY. */
export interface WindowRows {
  readonly state: number;
  readonly partitionKeyCount: number;
}

/** Behind a worker's stores lies the address of the directory of what it spilled. */
export const windowDirectoryOffset = partitionCount * storeEntryBytes;

const nextPartitionWord = 0;
// Of the memory for the rows of one partition this is left to lists and results.
const heldShare = 0.5;
const rowsSkippedAtOnce = 4096;

/** The rows that window functions are computed over, from memory and files: hash partition by hash partition, each sorted. */
export class WindowInput {
  readonly #context: ThreadContext;
  readonly #gang: Gang;
  readonly #window: WindowRows;
  readonly #sorter: RowSorter;
  readonly #external: ExternalSort;
  readonly #rowsTogether: number;

  /** Partitions are given together up to about `rowsTogether` rows. */
  constructor(
    context: ThreadContext,
    gang: Gang,
    window: WindowRows,
    shape: SortedRowsShape,
    sorter: RowSorter,
    rowsTogether = 1,
  ) {
    this.#context = context;
    this.#rowsTogether = rowsTogether;
    this.#gang = gang;
    this.#window = window;
    this.#sorter = sorter;
    this.#external = new ExternalSort(context, shape, sorter);
  }

  /** Gives the window partitions one after another, cut only where they do not fit. */
  forEach(cut: WindowCut, work: (part: WindowPart) => void): void {
    const { memory } = this.#context;
    const { state } = this.#window;
    const shared = this.#gang.sharedState(state) >>> 2;
    const workers = Array.from(
      { length: this.#gang.workerCount },
      (_, index) => memory.u32[shared + workerWord(index)]!,
    );
    const spilled = workers.map((stores) =>
      readSpilled(this.#context, memory.u32[(stores + windowDirectoryOffset) >>> 2]!, partitionCount),
    );
    for (;;) {
      const index = this.#gang.next(state, nextPartitionWord);
      if (index >= partitionCount) return;
      const stores = workers.map((address) => address + index * storeEntryBytes);
      this.#partition(
        stores,
        spilled.flatMap((partitions) => partitions[index]!),
        cut,
        work,
      );
    }
  }

  #partition(
    stores: readonly number[],
    chunks: readonly SpilledChunk[],
    cut: WindowCut,
    work: (part: WindowPart) => void,
  ): void {
    const { memory, workerCount } = this.#context;
    const count = storedRowCount(memory, stores) + spilledRowCount(chunks);
    const budget = partitionBudgetLeft(memory, workerCount);
    const bytes = chunks.reduce((sum, chunk) => sum + loadedBytes(chunk), sortBytesPerRow * count);
    if (count === 0) return;
    if (chunks.length === 0 ? memory.usedBytes + bytes <= memory.limitBytes : bytes <= budget)
      return this.#inMemory(stores, chunks, work);
    const all = [...chunks, ...stores.flatMap((store) => this.#external.spiller.write(store))];
    this.#parts(this.#external.fewer(this.#external.runsOf(all, budget)), cut, heldShare * budget, work);
  }

  #inMemory(stores: readonly number[], chunks: readonly SpilledChunk[], work: (part: WindowPart) => void): void {
    const { memory } = this.#context;
    const { rows, count: inStores, bytes } = listRows(this.#context, stores, spilledRowCount(chunks));
    const blocks = this.#external.spiller.read(chunks, rows + 4 * inStores);
    const count = inStores + spilledRowCount(chunks);
    this.#sorter.sort(rows, count);
    const { partitionKeyCount } = this.#window;
    if (partitionKeyCount === 0) work({ rows, count, isLast: true });
    else this.#wholePartitions(rows, this.#sorter.changes(rows, count, partitionKeyCount), work);
    memory.free(rows, bytes);
    this.#external.spiller.release(blocks);
    for (const store of stores) memory.kernels.rows_free!(store);
  }

  #wholePartitions(rows: number, changes: Uint8Array, work: (part: WindowPart) => void): void {
    const count = changes.length;
    for (let first = 0; first < count; ) {
      this.#context.checkCancelled();
      let end = first + 1;
      while (end < count && (changes[end] !== 2 || end - first < this.#rowsTogether)) end++;
      work({ rows: rows + 4 * first, count: end - first, isLast: true, changes: changes.subarray(first, end) });
      first = end;
    }
  }

  /** Gives what a merger gives, held back until a window partition is there or may be cut. */
  #parts(runs: readonly SortedRun[], cut: WindowCut, heldMax: number, work: (part: WindowPart) => void): void {
    const turn = new LargeTurn(this.#context);
    let merger = this.#external.open(runs);
    let given = 0;
    const held: number[] = [];
    // How many of them are of partitions that have ended.
    let whole = 0;
    const give = (count: number, isLast: boolean): void => {
      this.#context.checkCancelled();
      this.#givePart(held.splice(0, count), isLast, work);
      given += count;
      whole = 0;
    };
    for (let row = merger.next(); row !== 0; row = merger.next()) {
      held.push(row);
      const after = merger.peek();
      const isEnd = after === 0 || !this.#isSame(row, after);
      const isFull = merger.usedBytes >= heldMax;
      if (isEnd) whole = held.length;
      if (isEnd ? after !== 0 && held.length < this.#rowsTogether && !isFull : !isFull) continue;
      if (!isEnd && whole > 0) give(whole, true);
      if (!isEnd && !this.#mayCut(cut, row, after)) {
        // All of a window partition must be there: of those that take more than their share one after another.
        if (merger.usedBytes <= 2 * heldMax || turn.tryTake()) continue;
        // Who waits holds nothing meanwhile, and begins again behind what it gave.
        merger.close();
        held.length = 0;
        turn.take();
        merger = this.#external.open(runs);
        skipRows(merger, given);
        continue;
      }
      give(held.length, isEnd);
      merger.release();
      turn.leave();
    }
  }

  #givePart(addresses: readonly number[], isLast: boolean, work: (part: WindowPart) => void): void {
    const { memory } = this.#context;
    const { partitionKeyCount } = this.#window;
    const bytes = 4 * addresses.length;
    const rows = memory.alloc(bytes);
    memory.u32.set(addresses, rows >>> 2);
    const changes =
      isLast && partitionKeyCount > 0 ? this.#sorter.changes(rows, addresses.length, partitionKeyCount) : undefined;
    work({ rows, count: addresses.length, isLast, changes });
    memory.free(rows, bytes);
  }

  #mayCut(cut: WindowCut, row: number, after: number): boolean {
    return cut === 'anywhere' || (cut === 'between peers' && this.#sorter.compare(row, after) !== 0);
  }

  #isSame(a: number, b: number): boolean {
    const { partitionKeyCount } = this.#window;
    return partitionKeyCount === 0 || this.#sorter.compare(a, b, partitionKeyCount) === 0;
  }
}

function skipRows(merger: RunMerger, count: number): void {
  for (let row = 0; row < count; row++) {
    merger.next();
    if (row % rowsSkippedAtOnce === 0) merger.release();
  }
  merger.release();
}
