import {
  type AssignUniqueId,
  type EnforceSingleRow,
  outputsOf,
  type Sample,
  type Union,
  type Unnest,
} from '../../plan/logical-plan.js';
import type { AssignUniqueIdNode } from '../operators/assign-unique-id.js';
import type { ProjectNode } from '../operators/project.js';
import type { SampleNode } from '../operators/sample.js';
import type { SingleRowNode } from '../operators/single-row.js';
import type { SortNode, SortSourceNode } from '../operators/sort.js';
import type { UnionNode } from '../operators/union.js';
import type { UnnestNode } from '../operators/unnest.js';
import { idsOf, type Lowering, type OpenPipeline, startPipeline, withOperator } from './lowering.js';

export function lowerUnion(plan: Union, lowering: Lowering): OpenPipeline {
  const outputs = idsOf(plan.outputs);
  const inputs = plan.inputs.map((input, index) => {
    const rename: ProjectNode = { kind: 'Project', outputs, expressions: plan.columns[index]! };
    return withOperator(lowering.lower(input), rename);
  });
  const node: UnionNode = { kind: 'Union', outputs, inputs };
  return startPipeline(node);
}

export function lowerUnnest(plan: Unnest, lowering: Lowering): OpenPipeline {
  const input = lowering.lower(plan.input);
  const items = plan.items.map(({ expression, outputs }) => ({ expression, types: outputs.map(({ type }) => type) }));
  const added = [
    ...plan.items.flatMap(({ outputs }) => idsOf(outputs)),
    ...(plan.ordinality ? [plan.ordinality.id] : []),
  ];
  const node: UnnestNode = {
    kind: 'Unnest',
    outputs: [...input.outputs, ...added],
    items,
    hasOrdinality: plan.ordinality !== undefined,
    isOuter: plan.outer,
  };
  return withOperator(input, node);
}

/** All rows go to the first worker, which counts them. */
export function lowerSingleRow(plan: EnforceSingleRow, lowering: Lowering): OpenPipeline {
  const columns = outputsOf(plan.input);
  const sort: SortNode = { kind: 'Sort', outputs: [], state: lowering.newState(), keys: [], columns, limit: 2 };
  lowering.end(lowering.lower(plan.input), sort);
  const source: SortSourceNode = { kind: 'SortSource', outputs: idsOf(columns), sort, offset: 0 };
  const types = columns.map(({ type }) => type);
  const check: SingleRowNode = { kind: 'SingleRow', outputs: idsOf(columns), types };
  return withOperator(startPipeline(source), check);
}

export function lowerUniqueId(plan: AssignUniqueId, lowering: Lowering): OpenPipeline {
  const input = lowering.lower(plan.input);
  const node: AssignUniqueIdNode = { kind: 'AssignUniqueId', outputs: [...input.outputs, plan.output.id] };
  return withOperator(input, node);
}

export function lowerSample(plan: Sample, lowering: Lowering): OpenPipeline {
  const input = lowering.lower(plan.input);
  const node: SampleNode = { kind: 'Sample', outputs: input.outputs, ratio: plan.ratio };
  return withOperator(input, node);
}
