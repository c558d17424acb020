import { BIGINT } from '../../types/sql-type.js';
import { flatVector, withColumns } from '../../vector/vector.js';
import type { NodeDefinition } from '../operator.js';
import type { PhysicalNode } from '../physical-plan.js';

/** Adds a bigint that differs in every row: the worker's number above, a count below. */
export interface AssignUniqueIdNode extends PhysicalNode {
  readonly kind: 'AssignUniqueId';
}

const countBits = 48n;

/** Defines the numbering of rows. */
export const assignUniqueId: NodeDefinition<AssignUniqueIdNode> = {
  kind: 'AssignUniqueId',
  place: 'operator',
  explain: () => '',
  create: (_node, context, gang) => {
    let next = BigInt(gang.workerIndex) << countBits;
    const { memory, scratch } = context;
    return {
      consume(batch, emit) {
        const values = scratch.alloc(8 * batch.rowCount);
        for (let row = 0; row < batch.rowCount; row++) memory.i64[(values >>> 3) + row] = next++;
        emit(withColumns(batch, [...batch.columns, flatVector(BIGINT, 'i64', values)]));
      },
    };
  },
};
