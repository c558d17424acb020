import type { Filter, Project, Scan, Values } from '../../plan/logical-plan.js';
import type { FilterNode } from '../operators/filter.js';
import type { ProjectNode } from '../operators/project.js';
import type { ValuesNode } from '../operators/values.js';
import { idsOf, type Lowering, type OpenPipeline, startPipeline, withOperator } from './lowering.js';

export function lowerScan(plan: Scan, lowering: Lowering): OpenPipeline {
  return startPipeline(lowering.scanSource(plan, lowering.newState()));
}

export function lowerValues(plan: Values): OpenPipeline {
  const types = plan.outputs.map(({ type }) => type);
  const node: ValuesNode = { kind: 'Values', outputs: idsOf(plan.outputs), types, rows: plan.rows };
  return startPipeline(node);
}

export function lowerFilter(plan: Filter, lowering: Lowering): OpenPipeline {
  const input = lowering.lower(plan.input);
  const node: FilterNode = { kind: 'Filter', outputs: input.outputs, condition: plan.condition };
  return withOperator(input, node);
}

export function lowerProject(plan: Project, lowering: Lowering): OpenPipeline {
  const input = lowering.lower(plan.input);
  const node: ProjectNode = { kind: 'Project', outputs: idsOf(plan.outputs), expressions: plan.expressions };
  return withOperator(input, node);
}
