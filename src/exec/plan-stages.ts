import type { UnionNode } from './operators/union.js';
import type { PhysicalNode, Pipeline } from './physical-plan.js';

/** A source with operators: a pipeline up to its sink, or one input of a union. */
export type StageChain = Pick<Pipeline, 'source' | 'operators'>;

/** Gives the chains that a source takes its rows from: the inputs of a union. */
export const chainsInside = (source: PhysicalNode): readonly StageChain[] =>
  source.kind === 'Union' ? (source as UnionNode).inputs : [];

/** Gives all nodes of a chain, those inside a union too. */
export const stagesOfChain = ({ source, operators }: StageChain): PhysicalNode[] => [
  source,
  ...operators,
  ...chainsInside(source).flatMap(stagesOfChain),
];

/** Gives all nodes of a pipeline, the sink first. */
export const stagesOf = (pipeline: Pipeline): PhysicalNode[] => [pipeline.sink, ...stagesOfChain(pipeline)];
