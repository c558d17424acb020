import type { Filter, Project, Scan, Values } from '../../plan/logical-plan.js';
import type { FilterNode } from '../operators/filter.js';
import type { ProjectNode } from '../operators/project.js';
import { type ValuesNode, valuesColumn } from '../operators/values.js';
import {
  among,
  filtersOver,
  idsOf,
  type Lowering,
  type OpenPipeline,
  startPipeline,
  withOperator,
} from './lowering.js';

export function lowerScan(plan: Scan, lowering: Lowering): OpenPipeline {
  const source = lowering.scanSource(plan, lowering.newState());
  const joinFilters = filtersOver(lowering.filters, among(plan.outputs));
  return startPipeline(joinFilters.length > 0 ? Object.assign(source, { joinFilters }) : source);
}

export function lowerValues(plan: Values): OpenPipeline {
  const cells = plan.outputs.map(({ type }, index) =>
    valuesColumn(
      type,
      plan.rows.map((row) => row[index]!),
    ),
  );
  const node: ValuesNode = { kind: 'Values', outputs: idsOf(plan.outputs), rowCount: plan.rows.length, cells };
  return startPipeline(node);
}

export function lowerFilter(plan: Filter, lowering: Lowering): OpenPipeline {
  const input = lowering.lower(plan.input, lowering.filters);
  const node: FilterNode = { kind: 'Filter', outputs: input.outputs, condition: plan.condition };
  return withOperator(input, node);
}

export function lowerProject(plan: Project, lowering: Lowering): OpenPipeline {
  const passed = new Map(
    plan.expressions.flatMap((expression, index) =>
      expression.kind === 'column' ? [[plan.outputs[index]!.id, expression] as const] : [],
    ),
  );
  const input = lowering.lower(
    plan.input,
    filtersOver(lowering.filters, (id) => passed.get(id)),
  );
  const node: ProjectNode = { kind: 'Project', outputs: idsOf(plan.outputs), expressions: plan.expressions };
  return withOperator(input, node);
}
