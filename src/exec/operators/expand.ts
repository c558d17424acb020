import type { ColumnReference } from '../../plan/expression.js';
import { BIGINT } from '../../types/sql-type.js';
import { constantVector } from '../../vector/slot-value.js';
import { withColumns } from '../../vector/vector.js';
import type { NodeDefinition } from '../operator.js';
import type { PhysicalNode } from '../physical-plan.js';

/**
 * Gives each row once a grouping set: its columns, then the keys (NULL where the set has not the key), then the set's number.
 */
export interface ExpandNode extends PhysicalNode {
  readonly kind: 'Expand';
  readonly keys: readonly ColumnReference[];
  readonly sets: readonly (readonly number[])[];
}

/** Defines the expansion of grouping sets. */
export const expand: NodeDefinition<ExpandNode> = {
  kind: 'Expand',
  place: 'operator',
  explain: ({ sets }) => `${sets.length} grouping sets`,
  create: ({ keys, sets }, context, _gang, inputs) => {
    const { memory, arena } = context;
    const alloc = (bytes: number): number => arena.alloc(bytes);
    const nulls = keys.map(({ type }) => constantVector(memory, type, null, alloc));
    const numbers = sets.map((_, index) => constantVector(memory, BIGINT, BigInt(index), alloc));
    return {
      consume(batch, emit) {
        sets.forEach((set, index) => {
          const expanded = keys.map(({ id }, key) =>
            set.includes(key) ? batch.columns[inputs.indexOf(id)]! : nulls[key]!,
          );
          emit(withColumns(batch, [...batch.columns, ...expanded, numbers[index]!]));
        });
      },
    };
  },
};
