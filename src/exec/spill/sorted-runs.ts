import type { RowLayout } from '../rows/row-layout.js';
import type { ThreadContext } from '../thread-context.js';
import { type LoadedBlocks, loadedBytes, RowSpiller, type SpilledChunk } from './row-spiller.js';

// Rows are copied into chunks in their order this many at a time.
const rowsAtOnce = 1024;
// The heap gives no smaller blocks.
const blockBytesMin = 65_536;
const mergedMin = 2;

/** Writes sorted rows to this thread's file. */
export class RunWriter {
  readonly #context: ThreadContext;
  readonly #spiller: RowSpiller;
  readonly #store: number;

  /** `store` is an empty store of the layout that the writer may use. */
  constructor(context: ThreadContext, layout: RowLayout, store: number) {
    this.#context = context;
    this.#spiller = new RowSpiller(context, layout);
    this.#store = store;
  }

  /** Writes all rows that a merger gives. */
  writeMerged(merger: RunMerger): SpilledChunk[] {
    const { memory } = this.#context;
    const list = memory.alloc(4 * rowsAtOnce);
    const chunks: SpilledChunk[] = [];
    for (let count = rowsAtOnce; count === rowsAtOnce; ) {
      for (count = 0; count < rowsAtOnce; count++) {
        const row = merger.next();
        if (row === 0) break;
        memory.u32[(list >>> 2) + count] = row;
      }
      chunks.push(...this.write(list, count));
      merger.release();
    }
    memory.free(list, 4 * rowsAtOnce);
    return chunks;
  }

  /** Writes the `count` rows whose addresses lie at `rows`, in this order. */
  write(rows: number, count: number): SpilledChunk[] {
    const { kernels } = this.#context.memory;
    const { views, viewCount } = this.#spiller;
    const chunks: SpilledChunk[] = [];
    for (let first = 0; first < count; first += rowsAtOnce) {
      const some = Math.min(rowsAtOnce, count - first);
      // All rows go to the one store.
      kernels.rows_split!(rows + 4 * first, some, this.#store, 0, 0, views, viewCount);
      chunks.push(...this.#spiller.write(this.#store));
      this.#context.checkCancelled();
    }
    return chunks;
  }
}

/** Where sorted rows come from: chunks of a file, or addresses of rows in memory. */
export type SortedRun = { readonly chunks: readonly SpilledChunk[] } | { readonly addresses: Uint32Array };

interface OpenRun {
  addresses: Uint32Array;
  position: number;
  blocks: LoadedBlocks;
  readonly chunks: readonly SpilledChunk[];
  nextChunk: number;
}

/** Merges sorted runs, of each of which one chunk is in memory. */
export class RunMerger {
  readonly #context: ThreadContext;
  readonly #spiller: RowSpiller;
  readonly #compare: (a: number, b: number) => number;
  /** A binary heap: the run with the first row is on top. */
  readonly #heap: OpenRun[] = [];
  /** Blocks of rows that were given out. */
  #used: LoadedBlocks[number][] = [];
  #usedBytes = 0;

  constructor(context: ThreadContext, layout: RowLayout, compare: (a: number, b: number) => number) {
    this.#context = context;
    this.#spiller = new RowSpiller(context, layout);
    this.#compare = compare;
  }

  open(runs: readonly SortedRun[]): void {
    for (const run of runs) {
      const addresses = 'addresses' in run ? run.addresses : new Uint32Array();
      const chunks = 'chunks' in run ? run.chunks : [];
      const opened: OpenRun = { addresses, position: 0, blocks: [], chunks, nextChunk: 0 };
      if (addresses.length > 0 || this.#load(opened)) this.#heap.push(opened);
    }
    for (let index = this.#heap.length >>> 1; index >= 0; index--) this.#sink(index);
  }

  /** Gives the next row's address, valid until `release` is called; 0 at the end. */
  next(): number {
    const run = this.#heap[0];
    if (!run) return 0;
    const row = run.addresses[run.position++]!;
    if (run.position === run.addresses.length && !this.#load(run)) {
      const last = this.#heap.pop()!;
      if (this.#heap.length > 0) this.#heap[0] = last;
    }
    this.#sink(0);
    return row;
  }

  /** Gives the address that `next` will give, without taking the row. */
  peek(): number {
    const run = this.#heap[0];
    return run ? run.addresses[run.position]! : 0;
  }

  /** Bytes of rows that were given out. */
  get usedBytes(): number {
    return this.#usedBytes;
  }

  /** Gives back the memory of rows that were given out. */
  release(): void {
    this.#spiller.release(this.#used);
    this.#used = [];
    this.#usedBytes = 0;
  }

  /** Gives back all memory before the end. */
  close(): void {
    for (const { blocks } of this.#heap.splice(0)) this.#used.push(...blocks);
    this.release();
  }

  #load(run: OpenRun): boolean {
    this.#used.push(...run.blocks);
    for (const { bytes } of run.blocks) this.#usedBytes += bytes;
    run.blocks = [];
    const chunk = run.chunks[run.nextChunk++];
    if (!chunk) return false;
    const { memory } = this.#context;
    const list = memory.alloc(4 * chunk.rowCount);
    run.blocks = this.#spiller.read([chunk], list);
    run.addresses = memory.u32.slice(list >>> 2, (list >>> 2) + chunk.rowCount);
    run.position = 0;
    memory.free(list, 4 * chunk.rowCount);
    return true;
  }

  #sink(start: number): void {
    const heap = this.#heap;
    for (let index = start; ; ) {
      let first = index;
      for (const child of [2 * index + 1, 2 * index + 2]) {
        if (child < heap.length && this.#isBefore(heap[child]!, heap[first]!)) first = child;
      }
      if (first === index) return;
      [heap[index], heap[first]] = [heap[first]!, heap[index]!];
      index = first;
    }
  }

  #isBefore(a: OpenRun, b: OpenRun): boolean {
    return this.#compare(a.addresses[a.position]!, b.addresses[b.position]!) < 0;
  }
}

/** Bytes of memory that an open run takes at most. */
const openBytes = (run: SortedRun): number =>
  'chunks' in run ? Math.max(blockBytesMin, ...run.chunks.map(loadedBytes)) : 0;

/** Merges runs into fewer, longer ones until all can be open at a time within about `budget` bytes. */
export function mergeToFewer(
  runs: readonly SortedRun[],
  budget: number,
  merge: (runs: readonly SortedRun[]) => SortedRun,
): readonly SortedRun[] {
  const left = [...runs];
  const most = Math.max(Math.floor(budget / Math.max(...left.map(openBytes), 1)), mergedMin);
  while (left.length > most) left.push(merge(left.splice(0, Math.min(most, left.length - most + 1))));
  return left;
}
