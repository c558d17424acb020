import type { Expression } from '../../plan/expression.js';
import { printExpression } from '../../plan/print-expression.js';
import { type Vector, withColumns } from '../../vector/vector.js';
import { ProjectProgram } from '../expression/project-program.js';
import type { NodeDefinition } from '../operator.js';
import type { PhysicalNode } from '../physical-plan.js';

/** Computes one column an expression; a plain column is passed on as it is. */
export interface ProjectNode extends PhysicalNode {
  readonly kind: 'Project';
  readonly expressions: readonly Expression[];
}

/** Defines the projection. */
export const project: NodeDefinition<ProjectNode> = {
  kind: 'Project',
  place: 'operator',
  explain: ({ expressions }) => expressions.map(printExpression).join(', '),
  create: ({ expressions }, context, _gang, inputs) => {
    // Where each column comes from: a column of the batch, or -1 for the next computed one.
    const places = expressions.map((expression) => (expression.kind === 'column' ? inputs.indexOf(expression.id) : -1));
    const computed = expressions.filter(({ kind }) => kind !== 'column');
    const program = new ProjectProgram(context, inputs, computed, false);
    return {
      consume(batch, emit) {
        const vectors = computed.length > 0 ? program.run(batch) : [];
        let next = 0;
        const columns: Vector[] = [];
        for (let index = 0; index < places.length; index++) {
          const place = places[index]!;
          columns.push(place >= 0 ? batch.columns[place]! : vectors[next++]!);
        }
        emit(withColumns(batch, columns));
      },
    };
  },
};
