import type { ColumnReference } from '../../plan/expression.js';
import type { SortKey } from '../../plan/logical-plan.js';
import { printExpression } from '../../plan/print-expression.js';
import type { Batch } from '../../vector/vector.js';
import type { Program } from '../expression/ahead-step.js';
import type { Gang, NodeDefinition, Sink } from '../operator.js';
import { type PhysicalNode, workerWord } from '../physical-plan.js';
import { RowReader } from '../rows/row-columns.js';
import { newStores, storedBytes, storedRowCount } from '../rows/row-stores.js';
import { isSpillDue } from '../spill/memory-pressure.js';
import type { SpilledChunk } from '../spill/row-spiller.js';
import type { RunMerger, SortedRun } from '../spill/sorted-runs.js';
import { publishSpilled, readSpilled } from '../spill/spill-directory.js';
import type { ThreadContext } from '../thread-context.js';
import { ExternalSort, sortBytesPerRow } from './external-sort.js';
import { appendProgram, RowSorter, type SortedRowsShape, sortedRowsShape } from './sorted-rows.js';

/** Sorts each worker's rows; SortSource merges them. With `limit` only the first rows are kept. */
export interface SortNode extends PhysicalNode {
  readonly kind: 'Sort';
  readonly state: number;
  readonly keys: readonly SortKey[];
  readonly columns: readonly ColumnReference[];
  /** Rows that are wanted, those to skip included. */
  readonly limit?: number | undefined;
  /** Rows equal to the last wanted one are wanted too. */
  readonly withTies?: boolean | undefined;
}

/** Merges the sorted rows of all workers: the first worker gives them all, in order. */
export interface SortSourceNode extends PhysicalNode {
  readonly kind: 'SortSource';
  readonly sort: SortNode;
  readonly offset: number;
}

// A worker that keeps the first n rows sorts and cuts when it holds this many times n, and at least so many.
const cutFactor = 4;
const cutRowsMin = 2048;

// Rows that are merged between two looks at whether the query was cancelled.
const rowsBetweenLooks = 65_536;

class SortSink implements Sink {
  readonly #context: ThreadContext;
  readonly #gang: Gang;
  readonly #node: SortNode;
  readonly #shape: SortedRowsShape;
  readonly #sorter: RowSorter;
  readonly #append: Program<void>;
  readonly #store: number;
  /** The last row that is wanted as far as is known; 0: every row is. */
  #bound = 0;
  readonly #views: { readonly address: number; readonly count: number };
  readonly #cutAt: number;
  readonly #runs: SpilledChunk[][] = [];
  readonly #external: ExternalSort;

  constructor(node: SortNode, context: ThreadContext, gang: Gang, inputs: readonly number[]) {
    this.#context = context;
    this.#gang = gang;
    this.#node = node;
    this.#shape = sortedRowsShape(node.keys, node.columns);
    this.#sorter = new RowSorter(context, this.#shape);
    this.#external = new ExternalSort(context, this.#shape, this.#sorter);
    this.#append = appendProgram(context, inputs, this.#shape);
    this.#store = newStores(context, 1, this.#shape.layout.width);
    const views = this.#shape.layout.fields.filter(({ layout }) => layout === 'view').map(({ offset }) => offset);
    this.#views = { address: context.arena.alloc(4 * views.length + 4), count: views.length };
    context.memory.u32.set(views, this.#views.address >>> 2);
    this.#cutAt =
      node.limit === undefined || node.withTies || node.keys.length === 0
        ? Number.POSITIVE_INFINITY
        : Math.max(cutFactor * node.limit, cutRowsMin);
  }

  consume(batch: Batch): void {
    if (this.#node.limit === 0) return;
    this.#spillWhenShort(batch.selectedCount);
    const named = { store: this.#store, bound: this.#bound };
    this.#append.run(batch, () => named);
    if (this.#rowCount >= this.#cutAt) this.#cut();
  }

  finish(): void {
    const { memory, arena } = this.#context;
    memory.kernels.rows_close!(this.#store);
    if (this.#runs.length > 0) this.#writeRun();
    const { rows, count } = this.#sorter.sorted([this.#store]);
    const wanted = this.#node.limit === undefined || this.#node.withTies ? count : Math.min(count, this.#node.limit);
    const list = arena.alloc(12);
    const directory = this.#runs.length > 0 ? publishSpilled(this.#context, this.#runs) : 0;
    memory.u32.set([rows, wanted, directory], list >>> 2);
    memory.u32[(this.#gang.sharedState(this.#node.state) >>> 2) + workerWord(this.#gang.workerIndex)] = list;
  }

  /** Writes the rows as a sorted run when memory is short. With ties the end is known only when all rows are compared. */
  #spillWhenShort(more: number): void {
    const { memory, workerCount } = this.#context;
    if (this.#node.withTies || this.#node.keys.length === 0) return;
    const bytes = storedBytes(memory, this.#store);
    const toTake = sortBytesPerRow * (this.#rowCount + more) + this.#shape.layout.width * more;
    if (isSpillDue(memory, workerCount, bytes, toTake)) this.#writeRun();
  }

  #writeRun(): void {
    this.#context.memory.kernels.rows_close!(this.#store);
    this.#runs.push(this.#external.writeStores([this.#store]));
  }

  get #rowCount(): number {
    return storedRowCount(this.#context.memory, [this.#store]);
  }

  /** Forgets the rows behind the first `limit` and lets no such row in again. */
  #cut(): void {
    const { memory } = this.#context;
    const { kernels, u32 } = memory;
    const limit = this.#node.limit!;
    kernels.rows_close!(this.#store);
    const { rows, bytes } = this.#sorter.sorted([this.#store]);
    const { address, count } = this.#views;
    kernels.rows_keep!(this.#store, rows, limit, address, count);
    this.#bound = u32[(rows >>> 2) + limit - 1]!;
    memory.free(rows, bytes);
  }
}

class SortSource {
  readonly #context: ThreadContext;
  readonly #gang: Gang;
  readonly #node: SortSourceNode;
  readonly #sorter: RowSorter;
  readonly #external: ExternalSort;
  readonly #reader: RowReader;

  constructor(node: SortSourceNode, context: ThreadContext, gang: Gang) {
    this.#context = context;
    this.#gang = gang;
    this.#node = node;
    const shape = sortedRowsShape(node.sort.keys, node.sort.columns);
    this.#sorter = new RowSorter(context, shape);
    this.#external = new ExternalSort(context, shape, this.#sorter);
    this.#reader = new RowReader(context, shape.layout.fields.slice(node.sort.keys.length));
  }

  run(emit: (batch: Batch) => void): void {
    if (this.#gang.workerIndex !== 0) return;
    const { memory, settings } = this.#context;
    const { lists, runs } = this.#sortedRows();
    const list = memory.alloc(4 * settings.batchRows);
    const emitRows = (rows: Uint32Array): void => {
      memory.u32.set(rows, list >>> 2);
      this.#context.resetScratch();
      emit(this.#reader.batch(list, rows.length));
    };
    const listed = lists.map((addresses) => ({ addresses }));
    if (runs.length > 0) this.#emitMerged(this.#external.merged(runs, listed), emitRows);
    else {
      const merged = lists.reduce((a, b) => this.#mergePair(a, b));
      const end = this.#endOf(merged);
      for (let first = this.#node.offset; first < end; first += settings.batchRows)
        emitRows(merged.subarray(first, Math.min(first + settings.batchRows, end)));
    }
    memory.free(list, 4 * settings.batchRows);
  }

  /** Merges runs of which not all are in memory. */
  #emitMerged(merger: RunMerger, emitRows: (rows: Uint32Array) => void): void {
    const { batchRows } = this.#context.settings;
    const batch = new Uint32Array(batchRows);
    let skip = this.#node.offset;
    let wanted = (this.#node.sort.limit ?? Number.POSITIVE_INFINITY) - skip;
    for (let isOver = false; !isOver; ) {
      let count = 0;
      // Rows to skip make batches too, so that their memory is given back.
      const size = Math.min(batchRows, skip > 0 ? skip : wanted);
      while (count < size) {
        const row = merger.next();
        if (row === 0) break;
        batch[count++] = row;
      }
      isOver = count < size || size <= 0;
      if (skip > 0) skip -= count;
      else {
        wanted -= count;
        if (count > 0) emitRows(batch.subarray(0, count));
      }
      merger.release();
    }
  }

  /** What the workers sorted: lists of rows in memory, and runs in files. */
  #sortedRows(): { lists: Uint32Array<ArrayBuffer>[]; runs: SortedRun[] } {
    const { u32 } = this.#context.memory;
    const shared = this.#gang.sharedState(this.#node.sort.state) >>> 2;
    const published = Array.from(
      { length: this.#gang.workerCount },
      (_, worker) => u32[shared + workerWord(worker)]! >>> 2,
    );
    const lists = published.map(
      (list) => new Uint32Array(u32.subarray(u32[list]! >>> 2, (u32[list]! >>> 2) + u32[list + 1]!)),
    );
    const runs = published.flatMap((list) => readSpilled(this.#context, u32[list + 2]!, 0));
    return { lists, runs: runs.map((chunks) => ({ chunks })) };
  }

  #mergePair(a: Uint32Array, b: Uint32Array): Uint32Array<ArrayBuffer> {
    const merged = new Uint32Array(a.length + b.length);
    let i = 0;
    let j = 0;
    for (let out = 0; out < merged.length; out++) {
      if (out % rowsBetweenLooks === 0) this.#context.checkCancelled();
      if (j >= b.length || (i < a.length && this.#sorter.compare(a[i]!, b[j]!) <= 0)) merged[out] = a[i++]!;
      else merged[out] = b[j++]!;
    }
    return merged;
  }

  /** One past the last row that is wanted. */
  #endOf(rows: Uint32Array): number {
    const { limit, withTies } = this.#node.sort;
    if (limit === undefined) return rows.length;
    let end = Math.min(limit, rows.length);
    if (withTies && end > 0) while (end < rows.length && this.#sorter.compare(rows[end - 1]!, rows[end]!) === 0) end++;
    return end;
  }
}

const explainKeys = ({ keys, limit }: SortNode): string =>
  keys.map(({ expression, descending }) => `${printExpression(expression)}${descending ? ' DESC' : ''}`).join(', ') +
  (limit === undefined ? '' : ` limit=${limit}`);

/** Defines the sorting of each worker's rows. */
export const sort: NodeDefinition<SortNode> = {
  kind: 'Sort',
  place: 'sink',
  explain: explainKeys,
  create: (node, context, gang, inputs) => new SortSink(node, context, gang, inputs),
};

/** Defines the merging of sorted rows. */
export const sortSource: NodeDefinition<SortSourceNode> = {
  kind: 'SortSource',
  place: 'source',
  explain: ({ offset }) => (offset > 0 ? `offset=${offset}` : ''),
  create: (node, context, gang) => new SortSource(node, context, gang),
};
