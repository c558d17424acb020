import { describe, expect, test } from 'vitest';
import { optimize } from '../../src/optimize/optimizer.js';
import { visitNodes } from '../../src/optimize/rewrite-nodes.js';
import type { StatisticsSource } from '../../src/optimize/statistics.js';
import type { LogicalPlan } from '../../src/plan/logical-plan.js';
import { printPlan } from '../../src/plan/print-plan.js';
import { bagOf, interpretPlan, type Tables } from './interpret-plan.js';
import { PlanBuilder, verifyChange } from './plan-builder.js';
import { RandomPlans, randomFrom, randomTables } from './random-plan.js';

const planCount = Number(process.env.LAKELET_RANDOM_PLANS ?? 400);
const firstSeed = Number(process.env.LAKELET_RANDOM_SEED ?? 1);

function rowsOf(plan: LogicalPlan, tables: Tables): string[] | string {
  try {
    return bagOf(interpretPlan(plan, tables));
  } catch (error) {
    const text = error instanceof Error ? error.message : `${error}`;
    if (text === 'SUBQUERY_MULTIPLE_ROWS') return text;
    throw error;
  }
}

function leftovers(plan: LogicalPlan): string[] {
  const found: string[] = [];
  visitNodes(plan, (node) => {
    if (node.kind === 'Apply' || node.kind === 'SetOperation') found.push(node.kind);
    if (node.kind === 'Aggregate' && node.aggregates.some(({ distinct }) => distinct)) found.push('distinct');
  });
  return found;
}

/** Makes tables large and small, so that joins are ordered in all ways. */
function randomStatistics(random: () => number): StatisticsSource {
  const sizes = new Map(['t0', 't1', 't2'].map((name) => [name, Math.ceil(10 ** (random() * 6))]));
  return { tableStatistics: ({ name }) => ({ rowCount: sizes.get(name)!, columns: new Map() }) };
}

function hasEnforcedRow(plan: LogicalPlan): boolean {
  let found = false;
  visitNodes(plan, (node) => {
    found ||= node.kind === 'EnforceSingleRow';
  });
  return found;
}

function check(seed: number, enabled: boolean): void {
  const random = randomFrom(seed);
  const build = new PlanBuilder();
  const plan = new RandomPlans(random, build).plan(
    1 + Math.floor(random() * Number(process.env.LAKELET_RANDOM_DEPTH ?? 3)),
  );
  verifyChange('nothing', plan);
  const changes: string[] = [];
  const context = build.context({
    settings: { enabled },
    statistics: randomStatistics(randomFrom(seed + 1)),
    onChange: (rule, changed) => {
      changes.push(`after ${rule}\n${printPlan(changed)}`);
      verifyChange(rule, changed);
    },
  });
  const story = (): string =>
    [`seed ${seed}, optimizer ${enabled ? 'on' : 'off'}`, printPlan(plan), ...changes].join('\n');
  let optimized: LogicalPlan;
  try {
    optimized = optimize(plan, context);
  } catch (error) {
    throw new Error(story(), { cause: error });
  }
  expect(leftovers(optimized), story()).toEqual([]);
  for (let round = 0; round < 3; round++) {
    const tables = randomTables(random);
    const expected = rowsOf(plan, tables);
    // A plan that fails may come to do so never, when its rows are not needed.
    if (expected === 'SUBQUERY_MULTIPLE_ROWS') continue;
    const rows = rowsOf(optimized, tables);
    // A subquery that does not depend on the outer row may fail also where there is no outer row.
    if (rows === 'SUBQUERY_MULTIPLE_ROWS' && hasEnforcedRow(optimized)) continue;
    expect(rows, story()).toEqual(expected);
  }
}

describe('random plans answer the same before and after', () => {
  test.each([false, true])('with the optimizer enabled: %s', (enabled) => {
    for (let seed = firstSeed; seed < firstSeed + planCount; seed++) check(seed, enabled);
  });
});
