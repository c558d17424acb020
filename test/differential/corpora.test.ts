import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generate, tableFiles } from '../../datasets/generate.js';
import { dataSetNamed } from '../../datasets/registry.js';
import { differenceAcross } from '../../native-bench/answers/cross-engine.js';
import { openDuckdb } from '../../native-bench/engines/duckdb.js';
import type { SqlEngine } from '../../native-bench/engines/engine.js';
import { openLakelet } from '../../native-bench/engines/lakelet.js';
import { suites } from '../../native-bench/queries/registry.js';

// Every benchmark query over a small data set, answered here and by DuckDB.

const size = { scale: 0.01, rows: 20_000, seed: 1, codec: 'zstd' } as const;

const available = suites.flatMap((suite) => {
  const queries = suite.queries();
  if (typeof queries !== 'string') return [{ name: suite.name, dataSet: suite.dataSet, queries }];
  console.log(`skipped ${suite.name}: ${queries}`);
  return [];
});

describe.each(available)('$name', ({ dataSet, queries }) => {
  let lakelet: SqlEngine;
  let duckdb: SqlEngine;
  beforeAll(async () => {
    lakelet = await openLakelet();
    duckdb = await openDuckdb({ threads: 1 });
    const folder = await generate(dataSetNamed(dataSet), size);
    for (const [name, files] of await tableFiles(folder)) {
      await lakelet.createTable({ name, files });
      await duckdb.createTable({ name, files });
    }
  });
  afterAll(async () => {
    await lakelet.close();
    await duckdb.close();
  });

  test.each(queries)('query $id', async ({ sql, duckdbSql, ordered }) => {
    const theirs = await duckdb.query(duckdbSql, { timeoutMs: 60_000 });
    const ours = await lakelet.query(sql, { timeoutMs: 60_000 });
    expect(differenceAcross(ours, theirs, ordered)).toBeUndefined();
  });
});
