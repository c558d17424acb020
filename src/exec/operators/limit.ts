import { type Batch, withSelection } from '../../vector/vector.js';
import type { NodeDefinition, Operator } from '../operator.js';
import type { PhysicalNode } from '../physical-plan.js';

/** Passes `count` rows after `offset` rows, all workers together: a counter that they share says which. */
export interface LimitNode extends PhysicalNode {
  readonly kind: 'Limit';
  readonly state: number;
  readonly offset: number;
  readonly count: number | undefined;
}

const takenWord = 0;

/** Defines LIMIT and OFFSET. */
export const limit: NodeDefinition<LimitNode> = {
  kind: 'Limit',
  place: 'operator',
  explain: ({ offset, count }) => `offset=${offset} count=${count ?? 'all'}`,
  create: ({ state, offset, count }, context, gang): Operator => {
    const end = count === undefined ? Number.POSITIVE_INFINITY : offset + count;
    const { memory, scratch } = context;
    let isSatisfied = end === 0;
    return {
      get isSatisfied() {
        return isSatisfied;
      },
      consume(batch, emit) {
        const taken = gang.add(state, takenWord, batch.selectedCount);
        if (taken + batch.selectedCount >= end) isSatisfied = true;
        const first = Math.max(offset - taken, 0);
        const last = Math.min(end - taken, batch.selectedCount);
        if (first >= last) return;
        if (first === 0 && last === batch.selectedCount) return emit(batch);
        emit(slice(batch, first, last));
      },
    };

    function slice(batch: Batch, first: number, last: number): Batch {
      if (batch.selection !== 0) return withSelection(batch, batch.selection + 4 * first, last - first);
      const selection = scratch.alloc(4 * (last - first));
      for (let index = first; index < last; index++) memory.u32[(selection >>> 2) + index - first] = index;
      return withSelection(batch, selection, last - first);
    }
  },
};
