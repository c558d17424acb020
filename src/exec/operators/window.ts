import type { ColumnReference } from '../../plan/expression.js';
import type { SortKey } from '../../plan/logical-plan.js';
import { printExpression } from '../../plan/print-expression.js';
import type { SqlType } from '../../types/sql-type.js';
import type { SqlValue } from '../../types/sql-value.js';
import type { Batch } from '../../vector/vector.js';
import type { Emit, Gang, NodeDefinition, Source } from '../operator.js';
import { type PhysicalNode, workerWord } from '../physical-plan.js';
import { RowReader } from '../rows/row-columns.js';
import { newStores, partitionCount, storeEntryBytes } from '../rows/row-stores.js';
import type { ThreadContext } from '../thread-context.js';
import { appendProgram, RowSorter, type SortedRowsShape, sortedRowsShape } from './sorted-rows.js';
import { vectorOfValues } from './values.js';
import { windowEvaluator } from './window-call.js';
import type { PhysicalWindowCall } from './window-frame.js';
import { SortedPartition } from './window-partition.js';

/** Collects rows by the hash of the PARTITION BY columns, for WindowSource. */
export interface WindowNode extends PhysicalNode {
  readonly kind: 'Window';
  readonly state: number;
  /** The PARTITION BY columns as sort keys, then those of ORDER BY. */
  readonly keys: readonly SortKey[];
  readonly partitionKeyCount: number;
  readonly columns: readonly ColumnReference[];
}

/** Computes window functions partition by partition: gives the first `columnCount` columns, then one column a call. */
export interface WindowSourceNode extends PhysicalNode {
  readonly kind: 'WindowSource';
  readonly window: WindowNode;
  readonly columnCount: number;
  readonly calls: readonly PhysicalWindowCall[];
  readonly callTypes: readonly SqlType[];
}

const nextPartitionWord = 0;

class WindowSource implements Source {
  readonly #context: ThreadContext;
  readonly #gang: Gang;
  readonly #node: WindowSourceNode;
  readonly #shape: SortedRowsShape;
  readonly #sorter: RowSorter;
  readonly #reader: RowReader;
  readonly #evaluate: readonly ((partition: SortedPartition) => readonly SqlValue[])[];

  constructor(node: WindowSourceNode, context: ThreadContext, gang: Gang) {
    this.#context = context;
    this.#gang = gang;
    this.#node = node;
    this.#shape = sortedRowsShape(node.window.keys, node.window.columns);
    this.#sorter = new RowSorter(context, this.#shape);
    const keyCount = node.window.keys.length;
    const columns = this.#shape.layout.fields.slice(keyCount);
    this.#reader = new RowReader(context, columns.slice(0, node.columnCount));
    this.#evaluate = node.calls.map((call) => windowEvaluator(context, call, columns));
  }

  run(emit: Emit): void {
    const { memory } = this.#context;
    const { state, partitionKeyCount } = this.#node.window;
    const shared = this.#gang.sharedState(state) >>> 2;
    const workers = Array.from(
      { length: this.#gang.workerCount },
      (_, index) => memory.u32[shared + workerWord(index)]!,
    );
    for (;;) {
      const index = this.#gang.next(state, nextPartitionWord);
      if (index >= partitionCount) return;
      const stores = workers.map((address) => address + index * storeEntryBytes);
      const { rows, count, bytes } = this.#sorter.sorted(stores);
      for (let first = 0; first < count; ) {
        this.#context.checkCancelled();
        const end = this.#partitionEnd(rows, first, count, partitionKeyCount);
        this.#emitPartition(rows + 4 * first, end - first, emit);
        first = end;
      }
      memory.free(rows, bytes);
    }
  }

  #partitionEnd(rows: number, first: number, count: number, keyCount: number): number {
    if (keyCount === 0) return count;
    const { u32 } = this.#context.memory;
    let end = first + 1;
    const start = u32[(rows >>> 2) + first]!;
    while (end < count && this.#sorter.compare(start, u32[(rows >>> 2) + end]!, keyCount) === 0) end++;
    return end;
  }

  #emitPartition(rows: number, count: number, emit: Emit): void {
    const { settings } = this.#context;
    const partition = new SortedPartition(this.#context.memory, this.#sorter, rows, count);
    const results = this.#evaluate.map((evaluate) => evaluate(partition));
    for (let first = 0; first < count; first += settings.batchRows) {
      this.#context.resetScratch();
      const rowCount = Math.min(settings.batchRows, count - first);
      const batch: Batch = this.#reader.batch(rows + 4 * first, rowCount);
      const added = results.map((values, index) =>
        vectorOfValues(this.#context, this.#node.callTypes[index]!, values.slice(first, first + rowCount)),
      );
      emit({ ...batch, columns: [...batch.columns, ...added] });
    }
  }
}

/** Defines the collecting of rows for window functions. */
export const window: NodeDefinition<WindowNode> = {
  kind: 'Window',
  place: 'sink',
  explain: ({ keys }) => keys.map(({ expression }) => printExpression(expression)).join(', '),
  create: (node, context, gang, inputs) => {
    const shape = sortedRowsShape(node.keys, node.columns);
    const append = appendProgram(context, inputs, shape, node.partitionKeyCount);
    const stores = newStores(context, partitionCount, shape.layout.width);
    return {
      consume: (batch) => append.run(batch, () => ({ store: stores, bound: 0 })),
      finish() {
        const { kernels, u32 } = context.memory;
        for (let index = 0; index < partitionCount; index++) kernels.rows_close!(stores + index * storeEntryBytes);
        u32[(gang.sharedState(node.state) >>> 2) + workerWord(gang.workerIndex)] = stores;
      },
    };
  },
};

/** Defines the computing of window functions. */
export const windowSource: NodeDefinition<WindowSourceNode> = {
  kind: 'WindowSource',
  place: 'source',
  explain: ({ calls }) => calls.map(({ name }) => name).join(', '),
  create: (node, context, gang) => new WindowSource(node, context, gang),
};
