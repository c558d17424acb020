import type { BoundExplain } from '../bind/bound-statement.js';
import type { PhysicalPlan } from '../exec/physical-plan.js';
import { nodeDefinition } from '../exec/registry.js';
import type { StageMeasure } from '../exec/stage-profile.js';
import type { WorkerPool } from '../exec/worker-pool.js';
import { planJson, printQuery } from '../plan/print-plan.js';
import { optimizedQuery, physicalPlan, type QueryJob, startQuery } from './query-runner.js';

type StageMeasures = readonly (readonly StageMeasure[])[];

/** Prints the plan of a query; with ANALYZE runs it first and adds what was measured. */
export async function explainText(
  job: QueryJob,
  { analyze, format }: Pick<BoundExplain, 'analyze' | 'format'>,
  pool: WorkerPool,
): Promise<string> {
  if (analyze) return analyzed(job, pool);
  const optimized = await optimizedQuery(job);
  if (format === 'JSON') return JSON.stringify(planJson(optimized.plan), null, 2);
  return `${printQuery(optimized)}\n\n${printPipelines(await physicalPlan(optimized, job))}`;
}

async function analyzed(job: QueryJob, pool: WorkerPool): Promise<string> {
  const { optimized, plan, result, stages } = await startQuery(job, pool, true);
  for await (const _batch of result.batches()) {
    // Only what it counts is wanted.
  }
  const lines = Object.entries(result.stats).map(([name, value]) => `${name}: ${Math.round(value * 100) / 100}`);
  return `${printQuery(optimized)}\n\n${printPipelines(plan, stages())}\n\n${lines.join('\n')}`;
}

/** Prints pipelines in the order they run, each from its source to its sink. */
function printPipelines({ pipelines }: PhysicalPlan, measures?: StageMeasures): string {
  return pipelines
    .map(({ source, operators, sink }, index) => {
      const stages = [source, ...operators, sink].flatMap((node, stage) => {
        const facts = nodeDefinition(node.kind).explain(node);
        const measure = measures?.[index]?.[stage];
        return [
          `    ${node.kind}${facts ? `[${facts}]` : ''}`,
          ...(measure ? [`        ${printMeasure(measure)}`] : []),
        ];
      });
      return [`Pipeline ${index}`, ...stages].join('\n');
    })
    .join('\n');
}

/** Prints rows (in; of a source out), the time of all workers together, and what was read. */
function printMeasure({ rows, ms, reads }: StageMeasure): string {
  const facts = [`rows: ${rows}`, `timeMs: ${ms.toFixed(2)}`];
  if (reads) facts.push(...Object.entries(reads).map(([name, value]) => `${name}: ${value}`));
  return facts.join(', ');
}
