import type { EmittedValue } from '../../functions/definition.js';
import type { ColumnReference } from '../../plan/expression.js';
import type { SortKey } from '../../plan/logical-plan.js';
import { type Instruction, i64 } from '../../wasm/instruction.js';
import type { Program } from '../expression/ahead-step.js';
import { BatchProgram } from '../expression/batch-program.js';
import { emitAppend, emitHash } from '../rows/row-emitter.js';
import { type RowLayout, rowLayout } from '../rows/row-layout.js';
import { emitPartition, listRows, type RowList } from '../rows/row-stores.js';
import { emitUnlessBehind } from '../rows/sort-bound.js';
import { emitSortWords, isHostOrdered, type SortLayout, sortLayout } from '../rows/sort-key.js';
import type { ThreadContext } from '../thread-context.js';
import { orderComparer, readRow } from './collected-aggregate.js';

const partBytes = 12;
// Rows that are compared in TypeScript between two looks at whether the query was cancelled.
const comparedBetweenLooks = 4096;
const changesAtOnce = 16_384;

/** Rows kept whole with the words of their sort key: fields are the sort keys' values, then the columns. */
export interface SortedRowsShape {
  readonly keys: readonly SortKey[];
  readonly columns: readonly ColumnReference[];
  readonly layout: RowLayout;
  readonly sort: SortLayout;
}

/** Lays out rows to sort. */
export function sortedRowsShape(keys: readonly SortKey[], columns: readonly ColumnReference[]): SortedRowsShape {
  const types = [...keys.map(({ expression }) => expression.type), ...columns.map(({ type }) => type)];
  const bare = rowLayout(0, types, 0);
  const sort = sortLayout(
    keys,
    bare.width,
    bare.fields.slice(0, keys.length).map(({ offset }) => offset),
  );
  return { keys, columns, sort, layout: { ...bare, stateOffset: sort.end, width: sort.end } };
}

/**
 * Writes a program that appends the live rows of a batch to the store `store`, except those that do not sort before the stored row at
 * `bound`. With `partitionKeyCount` there is a store a hash partition, chosen by the first keys, and no bound.
 */
export function appendProgram(
  context: ThreadContext,
  inputs: readonly number[],
  { keys, columns, layout, sort }: SortedRowsShape,
  partitionKeyCount = -1,
): Program<void> {
  const expressions = [...keys.map(({ expression }) => expression), ...columns];
  return new BatchProgram(context, inputs, expressions, ({ loop, emitter: e, expressions: rewritten }) => {
    const { code } = loop;
    const types = keys.slice(0, Math.max(partitionKeyCount, 0)).map(({ expression }) => expression.type);
    const storeOf = (keyValues: readonly EmittedValue[]): Instruction =>
      partitionKeyCount <= 0
        ? loop.named('store')
        : e.keep(emitPartition(loop.named('store'), emitHash(e, types, keyValues.slice(0, partitionKeyCount))));
    const emitted = (index: number): EmittedValue => e.emit(rewritten[index]!);
    const append = (): void =>
      e.scoped(() => {
        const keyValues = keys.map((_, index) => emitted(index));
        const words = keys.flatMap((key, index) => emitSortWords(e, key, keyValues[index]!));
        const values = [...keyValues, ...columns.map((_, index) => emitted(keys.length + index))];
        const row = emitAppend(e, storeOf(keyValues), layout, values, () => undefined);
        const wordParts = sort.parts.filter(({ kind }) => kind === 'word');
        wordParts.forEach(({ offset }, index) => code.emit(i64.store(row, words[index]!, offset)));
      });
    loop.loop(() => {
      // What may fail is computed for every row, wanted or not.
      for (const [index, { expression }] of keys.entries()) if (expression.kind !== 'column') emitted(index);
      if (keys.length === 0 || partitionKeyCount >= 0) return append();
      emitUnlessBehind(e, { keys, sort }, emitted, loop.named('bound'), append);
    });
  });
}

/** Sorts stored rows and compares them. */
export class RowSorter {
  readonly #context: ThreadContext;
  readonly #shape: SortedRowsShape;
  readonly parts: number;
  /** How many parts the first n keys have. */
  readonly #partCounts: readonly number[];
  #compared = 0;

  constructor(context: ThreadContext, shape: SortedRowsShape) {
    this.#context = context;
    this.#shape = shape;
    const { parts, partCounts } = shape.sort;
    this.#partCounts = partCounts;
    this.parts = context.arena.alloc(Math.max(parts.length, 1) * partBytes);
    parts.forEach(({ kind, offset, descending }, index) => {
      context.memory.u32.set([kind === 'word' ? 0 : 1, offset, descending ? 1 : 0], (this.parts >>> 2) + index * 3);
    });
  }

  /** Lists the rows of stores, sorted; the block is the caller's to free. */
  sorted(stores: readonly number[]): RowList {
    const list = listRows(this.#context, stores);
    this.sort(list.rows, list.count);
    return list;
  }

  /** Sorts a list of addresses of rows. */
  sort(rows: number, count: number): void {
    const { memory } = this.#context;
    if (this.#shape.keys.length === 0 || count < 2) return;
    if (this.#isHostOrdered) {
      const addresses = [...memory.u32.subarray(rows >>> 2, (rows >>> 2) + count)];
      memory.u32.set(
        addresses.sort((a, b) => this.compare(a, b)),
        rows >>> 2,
      );
      return;
    }
    const { kernels } = memory;
    this.#context.checkCancelled();
    const entries = memory.alloc(32 * count);
    kernels.sort_entries!(rows, count, this.parts, entries);
    const partCount = this.#shape.sort.parts.length;
    const sorted = kernels.sort_merge!(entries, entries + 16 * count, count, this.parts, partCount);
    kernels.sort_rows_out!(sorted, count, rows);
    memory.free(entries, 32 * count);
    this.#context.checkCancelled();
  }

  checkCancelled(): void {
    this.#context.checkCancelled();
  }

  /** Compares the rows at two addresses by all keys, or by the first `keyCount`. */
  compare(a: number, b: number, keyCount = this.#shape.keys.length): number {
    if (!this.#isHostOrdered) {
      const partCount = this.#partCounts[keyCount]!;
      return this.#context.memory.kernels.sort_compare!(a, b, this.parts, partCount);
    }
    const { memory } = this.#context;
    const { keys, layout } = this.#shape;
    if (++this.#compared % comparedBetweenLooks === 0) this.checkCancelled();
    const own = { ...layout, fields: layout.fields.slice(0, keys.length) };
    const [left, right] = [readRow(memory, own, a), readRow(memory, own, b)];
    for (const [index, { expression, descending, nullsFirst }] of keys.slice(0, keyCount).entries()) {
      const order = orderComparer(expression.type, descending, nullsFirst)(left[index]!, right[index]!);
      if (order !== 0) return order;
    }
    return 0;
  }

  /**
   * Tells of each row of a sorted list how it differs from the one before: 0 not at all, 2 in the first `keyCount` keys, 1 in the others.
   * The first row differs from what was before it by 2.
   */
  changes(rows: number, count: number, keyCount: number): Uint8Array {
    const { memory, scratch } = this.#context;
    const changes = new Uint8Array(count);
    changes[0] = 2;
    const mark = scratch.mark();
    const piece = this.#isHostOrdered ? 0 : scratch.alloc(changesAtOnce);
    for (let first = 1; first < count; first += changesAtOnce) {
      this.#context.checkCancelled();
      const some = Math.min(changesAtOnce, count - first);
      if (piece === 0) this.#hostChanges(changes, rows, first, first + some, keyCount);
      else {
        const [firstParts, allParts] = [this.#partCounts[keyCount]!, this.#shape.sort.parts.length];
        memory.kernels.sort_changes!(rows + 4 * first, some, this.parts, firstParts, allParts, piece);
        changes.set(memory.u8.subarray(piece, piece + some), first);
      }
    }
    scratch.rewind(mark);
    return changes;
  }

  #hostChanges(changes: Uint8Array, rows: number, first: number, end: number, keyCount: number): void {
    const { u32 } = this.#context.memory;
    for (let row = first; row < end; row++) {
      const [before, own] = [u32[(rows >>> 2) + row - 1]!, u32[(rows >>> 2) + row]!];
      if (this.compare(before, own, keyCount) !== 0) changes[row] = 2;
      else if (this.compare(before, own) !== 0) changes[row] = 1;
    }
  }

  get #isHostOrdered(): boolean {
    return this.#shape.keys.some(({ expression }) => isHostOrdered(expression.type));
  }
}
