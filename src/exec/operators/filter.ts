import type { Expression } from '../../plan/expression.js';
import { printExpression } from '../../plan/print-expression.js';
import { FilterProgram } from '../expression/filter-program.js';
import type { NodeDefinition } from '../operator.js';
import type { PhysicalNode } from '../physical-plan.js';

/** Passes the rows for which a condition is true. */
export interface FilterNode extends PhysicalNode {
  readonly kind: 'Filter';
  readonly condition: Expression;
}

/** Defines the filter. */
export const filter: NodeDefinition<FilterNode> = {
  kind: 'Filter',
  place: 'operator',
  explain: ({ condition }) => printExpression(condition),
  create: ({ condition }, context, _gang, inputs) => {
    const program = new FilterProgram(context, inputs, condition);
    return {
      consume(batch, emit) {
        const narrowed = program.run(batch);
        if (narrowed.selectedCount > 0) emit(narrowed);
      },
    };
  },
};
