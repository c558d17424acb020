import type { BoundExplain } from '../bind/bound-statement.js';
import type { PhysicalNode, PhysicalPlan } from '../exec/physical-plan.js';
import { chainsInside, type StageChain } from '../exec/plan-stages.js';
import { nodeDefinition } from '../exec/registry.js';
import type { StageMeasures } from '../exec/stage-profile.js';
import type { WorkerPool } from '../exec/worker-pool.js';
import type { LogicalPlan } from '../plan/logical-plan.js';
import { planJson, printGraph, printQuery } from '../plan/print-plan.js';
import { nodeMeasures } from './node-measures.js';
import { isRestricted, optimizedQuery, physicalPlan } from './plan-query.js';
import type { QueryJob } from './query-job.js';
import { type StartedQuery, startQuery } from './query-runner.js';

/** Prints the plan of a query; with ANALYZE runs it first and adds what was measured. */
export async function explainText(
  job: QueryJob,
  { analyze, format }: Pick<BoundExplain, 'analyze' | 'format'>,
  pool: WorkerPool,
): Promise<string> {
  if (analyze) return analyzed(job, format, pool);
  const optimized = await optimizedQuery(job);
  if (format === 'JSON') return JSON.stringify(planJson(optimized.plan), null, 2);
  if (format === 'GRAPHVIZ') return printGraph(optimized);
  // Pipelines tell of conditions and sizes that the principal may not know.
  if (isRestricted(job.query.plan)) return printQuery(optimized);
  return `${printQuery(optimized)}\n\n${printPipelines(await physicalPlan(optimized, job))}`;
}

async function analyzed(job: QueryJob, format: BoundExplain['format'], pool: WorkerPool): Promise<string> {
  const query = await startQuery(job, pool, true);
  for await (const _batch of query.result.batches()) {
    // Only what it counts is wanted.
  }
  return measuredText(query, format);
}

/** Prints what was measured of a query whose rows were all taken, and what else was counted. */
export function measuredText(
  { optimized, plan, result, owners, hidesReads, stages }: StartedQuery,
  format: BoundExplain['format'],
  counted: Facts = {},
): string {
  const measures = stages();
  const ofNode = measures && !hidesReads ? nodeMeasures(plan, owners, measures) : undefined;
  const facts = (node: LogicalPlan): Facts => ofNode?.get(node) ?? {};
  const stats = rounded({ ...result.stats, ...counted });
  if (format === 'JSON') {
    const json = planJson(optimized.plan, undefined, facts);
    return JSON.stringify({ ...json, stats }, null, 2);
  }
  const tree = printQuery(optimized, (node) => {
    const lines = linesOf(facts(node));
    return lines.length > 0 ? [lines.join(', ')] : [];
  });
  const pipelines = hidesReads ? '' : `\n\n${printPipelines(plan, measures)}`;
  return `${tree}${pipelines}\n\n${linesOf(stats).join('\n')}`;
}

type Facts = Readonly<Record<string, number>>;

const rounded = (facts: Facts): Facts =>
  Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, Math.round(value * 100) / 100]));

const linesOf = (facts: Facts): string[] => Object.entries(facts).map(([name, value]) => `${name}: ${value}`);

/** Prints pipelines in the order they run, each from its source to its sink. */
const printPipelines = ({ pipelines }: PhysicalPlan, measures?: StageMeasures): string =>
  pipelines
    .map((pipeline, index) =>
      [
        `Pipeline ${index}`,
        ...printChain(pipeline, '    ', measures),
        ...printStage(pipeline.sink, '    ', measures),
      ].join('\n'),
    )
    .join('\n');

function printChain({ source, operators }: StageChain, indent: string, measures?: StageMeasures): string[] {
  return [
    ...printStage(source, indent, measures),
    ...chainsInside(source).flatMap((chain, index) => [
      `${indent}    Input ${index}`,
      ...printChain(chain, `${indent}        `, measures),
    ]),
    ...operators.flatMap((node) => printStage(node, indent, measures)),
  ];
}

function printStage(node: PhysicalNode, indent: string, measures?: StageMeasures): string[] {
  const facts = nodeDefinition(node.kind).explain(node);
  const line = `${indent}${node.kind}${facts ? `[${facts}]` : ''}`;
  const measure = measures?.get(node);
  if (!measure) return [line];
  const { rowsIn, rowsOut, ms, reads } = measure;
  const counts = rounded({ rowsIn, rowsOut, timeMs: ms, ...reads });
  return [line, `${indent}    ${linesOf(counts).join(', ')}`];
}
