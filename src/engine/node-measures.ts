import type { ParquetScanNode } from '../exec/operators/parquet-scan.js';
import type { PhysicalNode, PhysicalPlan } from '../exec/physical-plan.js';
import { chainsInside, type StageChain } from '../exec/plan-stages.js';
import type { StageMeasures } from '../exec/stage-profile.js';
import type { LogicalPlan } from '../plan/logical-plan.js';

/** What was measured of a logical node, by the names that EXPLAIN ANALYZE prints. */
export type NodeMeasures = Readonly<Record<string, number>>;

/**
 * Adds up what the stages of each logical node did: the rows that it gave, the time of all workers together, and what a scan read.
 * A node without stages of its own (a projection that only renames) has no measures.
 */
export function nodeMeasures(
  { pipelines }: PhysicalPlan,
  owners: ReadonlyMap<PhysicalNode, LogicalPlan>,
  measures: StageMeasures,
): ReadonlyMap<LogicalPlan, NodeMeasures> {
  const totals = new Map<LogicalPlan, Record<string, number>>();
  // `next` is what takes the node's rows: those that another stage of the same logical node takes are not its result.
  const add = (stage: PhysicalNode, next: PhysicalNode | undefined): void => {
    const owner = owners.get(stage);
    const measure = measures.get(stage);
    if (!owner || !measure) return;
    const total = totals.get(owner) ?? { rows: 0, timeMs: 0 };
    totals.set(owner, total);
    total.timeMs! += measure.ms;
    if (next && owners.get(next) !== owner) total.rows! += measure.rowsOut;
    if (measure.reads) {
      const { rowGroupsTotal } = stage as ParquetScanNode;
      for (const [name, count] of Object.entries({ rowGroupsTotal, ...measure.reads }))
        total[name] = (total[name] ?? 0) + count;
    }
  };
  const addChain = ({ source, operators }: StageChain, end: PhysicalNode): void => {
    const stages = [source, ...operators];
    for (const [index, stage] of stages.entries()) add(stage, stages[index + 1] ?? end);
    for (const chain of chainsInside(source)) addChain(chain, source);
  };
  for (const pipeline of pipelines) {
    addChain(pipeline, pipeline.sink);
    add(pipeline.sink, undefined);
  }
  for (const total of totals.values()) total.timeMs = Math.round(total.timeMs! * 100) / 100;
  return totals;
}
