import type { RowsBefore, WindowCut } from '../../functions/definition.js';
import type { ColumnReference } from '../../plan/expression.js';
import type { SortKey } from '../../plan/logical-plan.js';
import { printExpression } from '../../plan/print-expression.js';
import { type Batch, withColumns } from '../../vector/vector.js';
import type { Emit, Gang, NodeDefinition, Source } from '../operator.js';
import { type PhysicalNode, workerWord } from '../physical-plan.js';
import { RowReader } from '../rows/row-columns.js';
import { newStores, partitionCount, storeEntryBytes } from '../rows/row-stores.js';
import { PartitionSpill } from '../spill/partition-spill.js';
import { RowSpiller } from '../spill/row-spiller.js';
import type { ThreadContext } from '../thread-context.js';
import { appendProgram, RowSorter, sortedRowsShape } from './sorted-rows.js';
import { type WindowEvaluator, windowEvaluator } from './window-call.js';
import type { PhysicalWindowCall } from './window-frame.js';
import { WindowInput, windowDirectoryOffset } from './window-input.js';
import { SortedPartitions } from './window-partition.js';

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
}

// Small partitions are computed together: what a call does once for all of them costs more than a row.
const rowsTogether = 16_384;

class WindowSource implements Source {
  readonly #context: ThreadContext;
  readonly #sorter: RowSorter;
  readonly #input: WindowInput;
  readonly #reader: RowReader;
  readonly #calls: readonly WindowEvaluator[];

  constructor(node: WindowSourceNode, context: ThreadContext, gang: Gang) {
    this.#context = context;
    const shape = sortedRowsShape(node.window.keys, node.window.columns);
    this.#sorter = new RowSorter(context, shape);
    this.#input = new WindowInput(context, gang, node.window, shape, this.#sorter, rowsTogether);
    const keyCount = node.window.keys.length;
    const columns = shape.layout.fields.slice(keyCount);
    this.#reader = new RowReader(context, columns.slice(0, node.columnCount));
    this.#calls = node.calls.map((call) => windowEvaluator(context, call, columns));
  }

  run(emit: Emit): void {
    const { memory } = this.#context;
    let before: RowsBefore | undefined;
    const cut = this.#cut;
    this.#input.forEach(cut, (given) => {
      const { count, isLast } = given;
      const part = new SortedPartitions(memory, this.#sorter, given);
      this.#emitPart(part, before, emit);
      const peerGroups = isLast || cut === 'anywhere' ? 0 : part.peerGroupCount;
      const { rows: rowsBefore, peerGroups: groupsBefore } = before ?? { rows: 0, peerGroups: 0 };
      before = isLast ? undefined : { rows: rowsBefore + count, peerGroups: groupsBefore + peerGroups };
    });
  }

  /** Where all calls can go on from the rows before. */
  get #cut(): WindowCut {
    const cuts = this.#calls.map(({ cut }) => cut);
    if (cuts.includes('never')) return 'never';
    return cuts.includes('between peers') ? 'between peers' : 'anywhere';
  }

  #emitPart(part: SortedPartitions, before: RowsBefore | undefined, emit: Emit): void {
    const { settings } = this.#context;
    const { rows, rowCount: count } = part;
    const results = this.#calls.map((call) => call.evaluate(part, before));
    for (let first = 0; first < count; first += settings.batchRows) {
      this.#context.resetScratch();
      const rowCount = Math.min(settings.batchRows, count - first);
      const batch: Batch = this.#reader.batch(rows + 4 * first, rowCount);
      const added = results.map((values) => values.vector(first, rowCount));
      emit(withColumns(batch, [...batch.columns, ...added]));
    }
    for (const values of results) values.release();
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
    const { layout } = shape;
    const stores = newStores(context, partitionCount + 1, layout.width);
    const spill = new PartitionSpill(context, new RowSpiller(context, layout), stores, partitionCount);
    return {
      consume(batch) {
        if (spill.isDue(0, batch.selectedCount * layout.width)) spill.write();
        append.run(batch, () => ({ store: stores, bound: 0 }));
      },
      finish() {
        const { kernels, u32 } = context.memory;
        // Whoever spilled once leaves the memory to the sorting.
        if (spill.hasSpilled) spill.write();
        u32[(stores + windowDirectoryOffset) >>> 2] = spill.publish();
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
