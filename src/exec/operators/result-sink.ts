import type { ColumnReference } from '../../plan/expression.js';
import { slotBytes } from '../../vector/layout.js';
import type { Batch, Vector } from '../../vector/vector.js';
import { ProjectProgram } from '../expression/project-program.js';
import type { NodeDefinition } from '../operator.js';
import type { PhysicalNode } from '../physical-plan.js';
import type { ResultBatch, ResultColumn } from '../result-batch.js';
import type { ThreadContext } from '../thread-context.js';

/** Hands the rows to the statement that asked. */
export interface ResultSinkNode extends PhysicalNode {
  readonly kind: 'Result';
  readonly columns: readonly ColumnReference[];
}

/** Copies a dense vector out of the query's memory. */
function resultColumn({ memory, scratch }: ThreadContext, vector: Vector, count: number): ResultColumn {
  const { type, layout } = vector;
  const validity = vector.validity === 0 ? undefined : memory.u8.slice(vector.validity, vector.validity + count);
  if (layout !== 'view') {
    const values = memory.u8.slice(vector.values, vector.values + count * slotBytes[layout]);
    return { type, layout, values: own(values), validity: validity && own(validity) };
  }
  const ends = scratch.alloc(4 * (count + 1));
  const total = memory.kernels.views_pack_ends!(vector.values, vector.validity, count, ends) >>> 0;
  const bytesAt = scratch.alloc(total);
  memory.kernels.views_pack_bytes!(vector.values, vector.validity, count, bytesAt);
  const offsets = new Uint32Array(own(memory.u8.slice(ends, ends + 4 * (count + 1))).buffer);
  const bytes = own(memory.u8.slice(bytesAt, bytesAt + total));
  return { type, layout, offsets, bytes, validity: validity && own(validity) };
}

// A slice of shared memory lies in a buffer of its own that is not shared.
const own = (array: Uint8Array): Uint8Array<ArrayBuffer> => array as Uint8Array<ArrayBuffer>;

/** Defines the sink of a query's result; `deliver` comes from the thread that runs it. */
export const resultSink: NodeDefinition<ResultSinkNode> = {
  kind: 'Result',
  place: 'sink',
  explain: ({ columns }) => columns.map(({ name }) => name).join(', '),
  create: ({ columns }, context, gang, inputs) => {
    const program = new ProjectProgram(context, inputs, columns, true);
    return {
      consume(batch: Batch) {
        if (batch.selectedCount === 0) return;
        const vectors = program.run(batch);
        const result: ResultBatch = {
          rowCount: batch.selectedCount,
          columns: vectors.map((vector) => resultColumn(context, vector, batch.selectedCount)),
        };
        gang.deliver(result);
      },
      finish: () => undefined,
    };
  },
};
