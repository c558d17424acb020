import type { BoundExplain } from '../bind/bound-statement.js';
import type { PhysicalPlan } from '../exec/physical-plan.js';
import { nodeDefinition } from '../exec/registry.js';
import type { WorkerPool } from '../exec/worker-pool.js';
import { planJson, printQuery } from '../plan/print-plan.js';
import { optimizedQuery, physicalPlan, type QueryJob, runQuery } from './query-runner.js';

/** Prints the plan of a query; with ANALYZE runs it first and adds what was measured. */
export async function explainText(
  job: QueryJob,
  { analyze, format }: Pick<BoundExplain, 'analyze' | 'format'>,
  pool: WorkerPool,
): Promise<string> {
  const optimized = await optimizedQuery(job);
  if (format === 'JSON') return JSON.stringify(planJson(optimized.plan), null, 2);
  const physical = await physicalPlan(optimized, job);
  const text = `${printQuery(optimized)}\n\n${printPipelines(physical)}`;
  if (!analyze) return text;
  const result = await runQuery(job, pool);
  for await (const _batch of result.batches()) {
    // Only what it counts is wanted.
  }
  const lines = Object.entries(result.stats).map(([name, value]) => `${name}: ${Math.round(value * 100) / 100}`);
  return `${text}\n\n${lines.join('\n')}`;
}

/** Prints pipelines in the order they run, each from its source to its sink. */
function printPipelines({ pipelines }: PhysicalPlan): string {
  return pipelines
    .map(({ source, operators, sink }, index) => {
      const stages = [source, ...operators, sink].map((node) => {
        const facts = nodeDefinition(node.kind).explain(node);
        return `    ${node.kind}${facts ? `[${facts}]` : ''}`;
      });
      return [`Pipeline ${index}`, ...stages].join('\n');
    })
    .join('\n');
}
