import type { ColumnReference } from '../../plan/expression.js';
import type { Recursion } from '../../plan/logical-plan.js';
import type { MaterializedNode, MaterializeNode } from '../operators/materialize.js';
import type { ProjectNode } from '../operators/project.js';
import type { UnionNode } from '../operators/union.js';
import { idsOf, type Lowering, type OpenPipeline, startPipeline, withOperator } from './lowering.js';

/**
 * Keeps the seed's rows, then those of as many steps as are allowed, each step over the one before. One step more
 * must stay empty.
 */
export function lowerRecursion(plan: Recursion, lowering: Lowering): OpenPipeline {
  const outputs = idsOf(plan.outputs);
  const keep = (input: OpenPipeline, columns: readonly ColumnReference[], failure?: string): MaterializedNode => {
    const rename: ProjectNode = { kind: 'Project', outputs, expressions: columns };
    const kept: MaterializeNode = {
      kind: 'Materialize',
      outputs: [],
      state: lowering.newState(),
      columns: plan.outputs,
      failure,
    };
    lowering.end(withOperator(input, rename), kept);
    return { kind: 'Materialized', outputs, kept };
  };
  const steps = [keep(lowering.lower(plan.seed), plan.seedColumns)];
  for (let depth = 1; depth <= plan.depthMax; depth++) {
    const failure =
      depth === plan.depthMax
        ? `Recursion depth limit exceeded (${plan.depthMax}). Use 'max_recursion_depth' session property to modify the limit.`
        : undefined;
    lowering.bindRecursion(plan.recursionId, steps.at(-1)!);
    steps.push(keep(lowering.lower(plan.step), plan.stepColumns, failure));
  }
  const node: UnionNode = { kind: 'Union', outputs, inputs: steps.map((source) => ({ source, operators: [] })) };
  return startPipeline(node);
}
