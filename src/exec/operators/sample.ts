import { withSelection } from '../../vector/vector.js';
import type { NodeDefinition } from '../operator.js';
import type { PhysicalNode } from '../physical-plan.js';

/** Passes each row with a probability. */
export interface SampleNode extends PhysicalNode {
  readonly kind: 'Sample';
  readonly ratio: number;
}

/** Defines TABLESAMPLE; SYSTEM decides row by row as BERNOULLI does. */
export const sample: NodeDefinition<SampleNode> = {
  kind: 'Sample',
  place: 'operator',
  explain: ({ ratio }) => `ratio=${ratio}`,
  create: ({ ratio }, { memory, scratch }) => ({
    consume(batch, emit) {
      const selection = scratch.alloc(4 * batch.selectedCount + 4);
      let count = 0;
      for (let position = 0; position < batch.selectedCount; position++) {
        if (Math.random() >= ratio) continue;
        memory.u32[(selection >>> 2) + count++] =
          batch.selection === 0 ? position : memory.u32[(batch.selection >>> 2) + position]!;
      }
      if (count > 0) emit(withSelection(batch, selection, count));
    },
  }),
};
