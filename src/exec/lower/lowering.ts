import type { ColumnReference } from '../../plan/expression.js';
import type { LogicalPlan, RecursionReference, Scan } from '../../plan/logical-plan.js';
import type { JoinFilterNode } from '../operators/join-filter.js';
import type { PhysicalNode } from '../physical-plan.js';

/** A pipeline whose end is not known yet. */
export interface OpenPipeline {
  readonly source: PhysicalNode;
  readonly operators: readonly PhysicalNode[];
  /** Ids of the columns that its batches have. */
  readonly outputs: readonly number[];
}

/** What a node's lowering works with. */
export interface Lowering {
  /** Lowers an input; rows whose keys `filters` exclude may be left out, since a join above drops them. */
  lower(plan: LogicalPlan, filters?: readonly JoinFilterNode[]): OpenPipeline;
  /** What joins above allow to leave out of the node that is being lowered. */
  readonly filters: readonly JoinFilterNode[];
  /** Ends a pipeline with a sink; it runs before all pipelines that are ended later. */
  end(pipeline: OpenPipeline, sink: PhysicalNode): void;
  /** Numbers a state that workers share. */
  newState(): number;
  /** Makes the source of a scan, whose workers share `state`. */
  scanSource(scan: Scan, state: number): PhysicalNode;
  /** Gives what a reference to a recursive relation reads at present, and sets it. */
  recursionSource(reference: RecursionReference): PhysicalNode;
  bindRecursion(recursionId: number, source: PhysicalNode): void;
}

/** Puts an operator behind an open pipeline. */
export const withOperator = (pipeline: OpenPipeline, operator: PhysicalNode): OpenPipeline => ({
  source: pipeline.source,
  operators: [...pipeline.operators, operator],
  outputs: operator.outputs,
});

/** Begins a pipeline at a source. */
export const startPipeline = (source: PhysicalNode): OpenPipeline => ({
  source,
  operators: [],
  outputs: source.outputs,
});

export const idsOf = (columns: readonly ColumnReference[]): number[] => columns.map(({ id }) => id);

/** Gives those filters whose keys are all among some columns, with the keys renamed as `rename` says. */
export const filtersOver = (
  filters: readonly JoinFilterNode[],
  rename: (id: number) => ColumnReference | undefined,
): readonly JoinFilterNode[] =>
  filters.flatMap(({ state, keys }) => {
    const renamed = keys.flatMap(({ id }) => rename(id) ?? []);
    return renamed.length === keys.length ? [{ state, keys: renamed }] : [];
  });

/** Renames among columns that keep their ids. */
export const among = (columns: readonly ColumnReference[]): ((id: number) => ColumnReference | undefined) => {
  const byId = new Map(columns.map((column) => [column.id, column]));
  return (id) => byId.get(id);
};
