import { LakeError } from '../../base/lake-error.js';
import type { SqlType } from '../../types/sql-type.js';
import { constantVector } from '../../vector/slot-value.js';
import type { NodeDefinition } from '../operator.js';
import type { PhysicalNode } from '../physical-plan.js';

/** Passes the only row, makes a row of NULLs of none, fails on a second. The rows come to the first worker alone. */
export interface SingleRowNode extends PhysicalNode {
  readonly kind: 'SingleRow';
  readonly types: readonly SqlType[];
}

/** Defines the check of scalar subqueries. */
export const singleRow: NodeDefinition<SingleRowNode> = {
  kind: 'SingleRow',
  place: 'operator',
  explain: () => '',
  create: ({ types }, context, gang) => {
    let count = 0;
    return {
      consume(batch, emit) {
        count += batch.selectedCount;
        if (count > 1) throw new LakeError('SUBQUERY_MULTIPLE_ROWS', 'Scalar sub-query has returned multiple rows');
        emit(batch);
      },
      finish(emit) {
        if (count > 0 || gang.workerIndex !== 0) return;
        const alloc = (bytes: number): number => context.scratch.alloc(bytes);
        const columns = types.map((type) => constantVector(context.memory, type, null, alloc));
        emit({ rowCount: 1, columns, selection: 0, selectedCount: 1 });
      },
    };
  },
};
