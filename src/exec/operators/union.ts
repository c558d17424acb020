import type { NodeDefinition } from '../operator.js';
import type { PhysicalNode } from '../physical-plan.js';

/** Gives the rows of several pipelines one after another. */
export interface UnionNode extends PhysicalNode {
  readonly kind: 'Union';
  readonly inputs: readonly { readonly source: PhysicalNode; readonly operators: readonly PhysicalNode[] }[];
}

/** Defines UNION ALL. */
export const union: NodeDefinition<UnionNode> = {
  kind: 'Union',
  place: 'source',
  explain: ({ inputs }) => `${inputs.length} inputs`,
  create: ({ inputs }, _context, gang) => {
    const stages = inputs.map(({ source, operators }) => gang.stages(source, operators));
    return {
      run(emit) {
        let ended: unknown;
        for (const stage of stages) {
          // Once no more rows are wanted, operators still end in step with those of the other workers.
          try {
            stage.run(emit, ended !== undefined);
          } catch (error) {
            if (!gang.isEarlyEnd(error)) throw error;
            ended ??= error;
          }
        }
        if (ended !== undefined) throw ended;
      },
      release: () => {
        for (const stage of stages) stage.release();
      },
    };
  },
};
