import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { differenceAcross } from '../../native-bench/answers/cross-engine.js';
import { openDuckdb } from '../../native-bench/engines/duckdb.js';
import type { Answer, SqlEngine } from '../../native-bench/engines/engine.js';
import { openLakelet } from '../../native-bench/engines/lakelet.js';
import { randomQuery } from './query-generator.js';
import { render, shrink, type TreeNode } from './query-tree.js';
import { createRandomTables } from './tables.js';

// Random queries answered here and by DuckDB. What is left out or translated is listed in expression-generator.ts.
//   DIFFERENTIAL_COUNT=2000   how many queries
//   DIFFERENTIAL_SEED=1       the first query's seed; query i has seed + i
//   DIFFERENTIAL_FAILURES=5   stop after so many failing queries

const count = Number(process.env.DIFFERENTIAL_COUNT ?? 2000);
const firstSeed = Number(process.env.DIFFERENTIAL_SEED ?? 1);
const failuresMax = Number(process.env.DIFFERENTIAL_FAILURES ?? 5);
const timeoutMs = 20_000;

interface Problem {
  readonly kind: string;
  readonly text: string;
}

type Outcome = { readonly answer: Answer } | { readonly error: Error };

describe('random queries', () => {
  // The tables are small, so every other query runs in batches of a few rows.
  let lakes: readonly SqlEngine[];
  let duckdb: SqlEngine;
  beforeAll(async () => {
    lakes = [await openLakelet(), await openLakelet({ settings: { batch_rows: 16 } })];
    duckdb = await openDuckdb({ threads: 1 });
    await createRandomTables([...lakes, duckdb]);
  });
  afterAll(async () => {
    for (const lake of lakes) await lake.close();
    await duckdb.close();
  });

  /** Returns what is wrong with our answer: an error's name or a difference. Queries that DuckDB refuses say nothing. */
  const problemOf = async (lake: SqlEngine, tree: TreeNode, ordered: boolean): Promise<Problem | undefined> => {
    const theirs = await outcomeOf(duckdb, render(tree, 'duckdb'));
    if ('error' in theirs) return undefined;
    const ours = await outcomeOf(lake, render(tree, 'lakelet'));
    if ('error' in ours) return { kind: ours.error.name, text: `${ours.error.name}: ${ours.error.message}` };
    const difference = differenceAcross(ours.answer, theirs.answer, ordered);
    return difference === undefined ? undefined : { kind: 'difference', text: `ours against DuckDB's: ${difference}` };
  };

  test(
    `${count} of them answer as DuckDB does`,
    async () => {
      const failures: string[] = [];
      for (let seed = firstSeed; seed < firstSeed + count && failures.length < failuresMax; seed++) {
        const { tree, ordered } = randomQuery(seed);
        const lake = lakes[seed % lakes.length]!;
        const problem = await problemOf(lake, tree, ordered);
        if (!problem) continue;
        const isStillFailing = async (smaller: TreeNode): Promise<boolean> =>
          (await problemOf(lake, smaller, false))?.kind === problem.kind;
        const smallest = (await isStillFailing(tree)) ? await shrink(tree, isStillFailing) : tree;
        const reason = (await problemOf(lake, smallest, false)) ?? problem;
        failures.push(`seed ${seed}: ${render(smallest, 'lakelet')}\n    ${reason.text}`);
      }
      expect(failures.join('\n')).toBe('');
    },
    Math.max(600_000, count * 300),
  );
});

async function outcomeOf(engine: SqlEngine, sql: string): Promise<Outcome> {
  try {
    return { answer: await engine.query(sql, { timeoutMs }) };
  } catch (error) {
    if (error instanceof Error) return { error };
    throw error;
  }
}
