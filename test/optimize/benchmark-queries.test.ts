import { describe, expect, test } from 'vitest';
import { printPlan } from '../../src/plan/print-plan.js';
import { sharedPath } from '../reference-folder.js';
import { BenchmarkSchema, joinText, leftovers, outputIds, readCorpus } from './benchmark-queries.js';

// Every query of the corpora is optimized, with all rules and with those only that the executor needs.
//   LAKELET_SHOW_PLANS=tpch/q05   prints the plan and join order of the queries whose name has this
const shown = process.env.LAKELET_SHOW_PLANS;

describe.each(['tpch', 'tpcds'] as const)('%s', (name) => {
  const path = sharedPath('corpora', `${name}.sql`);
  const schema = new BenchmarkSchema(name);
  for (const [id, sql] of path === undefined ? [] : readCorpus(path))
    test.each([true, false])(`${id}, optimizer enabled: %s`, (enabled) => {
      const started = performance.now();
      const { bound, plan } = schema.plan(sql, { settings: { enabled } });
      const ms = performance.now() - started;
      if (shown && id.includes(shown) && enabled)
        console.log(`${id} (${ms.toFixed(1)} ms)\n${joinText(plan)}\n${shown.includes('q') ? printPlan(plan) : ''}`);
      expect(leftovers(plan)).toEqual([]);
      for (const { column } of bound.columns) expect(outputIds(plan)).toContain(column.id);
    });
});
