import { LakeError } from '../../base/lake-error.js';
import type { ColumnReference } from '../../plan/expression.js';
import type { NodeDefinition } from '../operator.js';
import { type PhysicalNode, workerWord } from '../physical-plan.js';
import { RowReader } from '../rows/row-columns.js';
import { newStores, storedBytes, storeEntryBytes } from '../rows/row-stores.js';
import { isSpillDue, keptShareMin } from '../spill/memory-pressure.js';
import { forEachBatch, RowSpiller, type SpilledChunk } from '../spill/row-spiller.js';
import { publishSpilled, readSpilled } from '../spill/spill-directory.js';
import { appendProgram, sortedRowsShape } from './sorted-rows.js';

/** Keeps rows for pipelines that run later. */
export interface MaterializeNode extends PhysicalNode {
  readonly kind: 'Materialize';
  readonly state: number;
  readonly columns: readonly ColumnReference[];
  /** No row may come: says what it means if one does. */
  readonly failure?: string | undefined;
}

/** Gives the rows that a Materialize kept: each worker its own. */
export interface MaterializedNode extends PhysicalNode {
  readonly kind: 'Materialized';
  readonly kept: MaterializeNode;
}

// Behind a worker's store lies the address of the directory of what it spilled.
const directoryOffset = storeEntryBytes;

/** Defines the keeping of rows. */
export const materialize: NodeDefinition<MaterializeNode> = {
  kind: 'Materialize',
  place: 'sink',
  explain: () => '',
  create: ({ columns, state, failure }, context, gang, inputs) => {
    const shape = sortedRowsShape([], columns);
    const append = appendProgram(context, inputs, shape);
    const { memory, workerCount } = context;
    const { layout } = shape;
    const store = newStores(context, 2, layout.width);
    const spiller = new RowSpiller(context, layout);
    const spilled: SpilledChunk[] = [];
    return {
      consume(batch) {
        if (
          isSpillDue(memory, workerCount, storedBytes(memory, store), batch.selectedCount * layout.width, keptShareMin)
        )
          spilled.push(...spiller.write(store));
        if (failure !== undefined && batch.selectedCount > 0) throw new LakeError('NOT_SUPPORTED', failure);
        append.run(batch, () => ({ store, bound: 0 }));
      },
      finish() {
        memory.kernels.rows_close!(store);
        memory.u32[(store + directoryOffset) >>> 2] = spilled.length > 0 ? publishSpilled(context, [spilled]) : 0;
        memory.u32[(gang.sharedState(state) >>> 2) + workerWord(gang.workerIndex)] = store;
      },
    };
  },
};

/** Defines the giving of kept rows. */
export const materialized: NodeDefinition<MaterializedNode> = {
  kind: 'Materialized',
  place: 'source',
  explain: () => '',
  create: ({ kept }, context, gang) => {
    const { layout } = sortedRowsShape([], kept.columns);
    const reader = new RowReader(context, layout.fields);
    const spiller = new RowSpiller(context, layout);
    const { memory, settings } = context;
    return {
      run(emit) {
        const store = memory.u32[(gang.sharedState(kept.state) >>> 2) + workerWord(gang.workerIndex)]!;
        const [chunks] = readSpilled(context, memory.u32[(store + directoryOffset) >>> 2]!, 1);
        forEachBatch(context, spiller, chunks!, (rows, count) => emit(reader.batch(rows, count)));
        const list = memory.alloc(4 * settings.batchRows + 16);
        const cursor = list + 4 * settings.batchRows;
        memory.u8.fill(0, cursor, cursor + 16);
        for (;;) {
          context.resetScratch();
          const count = memory.kernels.rows_list!(store, cursor, list, settings.batchRows) >>> 0;
          if (count === 0) break;
          emit(reader.batch(list, count));
        }
        memory.free(list, 4 * settings.batchRows + 16);
      },
    };
  },
};
