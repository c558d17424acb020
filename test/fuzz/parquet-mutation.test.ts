import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SqlEngine } from '../../native-bench/engines/engine.js';
import { openLakelet } from '../../native-bench/engines/lakelet.js';
import { errorCodes } from '../../src/base/error-codes.js';
import { type FuzzFile, fuzzFiles } from './fuzz-files.js';
import { mutateBytes } from './mutate-bytes.js';

// Damaged Parquet files may give any rows or a typed error; they may not end the process, hang it or fill its memory,
// and the next query must be answered as if nothing had been.
//   FUZZ_COUNT=2000   how many damaged files
//   FUZZ_SEED=1       the first one's seed; file i has seed + i

const count = Number(process.env.FUZZ_COUNT ?? 2000);
const firstSeed = Number(process.env.FUZZ_SEED ?? 1);
const timeoutMs = 10_000;
const hangMs = 30_000;
const residentBytesMax = 1.5 * 2 ** 30;

describe('damaged Parquet files', () => {
  let lakelet: SqlEngine;
  let files: FuzzFile[];
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lakelet-fuzz-'));
    files = await fuzzFiles();
    lakelet = await openLakelet({ threads: 2, memoryLimit: '256MiB' });
  });
  afterAll(async () => {
    await lakelet.close();
    await rm(folder, { recursive: true });
  });

  test(`${count} of them`, async () => {
    const outcomes = new Map<string, number>();
    for (let seed = firstSeed; seed < firstSeed + count; seed++) {
      const file = files[seed % files.length]!;
      const { bytes, what } = mutateBytes(file.bytes, seed);
      // A name of its own, so that nothing kept about an earlier file is used.
      const path = join(folder, `${seed}.parquet`);
      await writeFile(path, bytes);
      const name = await outcomeOf(lakelet, `SELECT * FROM '${path}'`, `seed ${seed}, ${file.name}, ${what}`);
      outcomes.set(name, (outcomes.get(name) ?? 0) + 1);
      if (seed % 4 === 0)
        await outcomeOf(lakelet, `SELECT count(*), min(i), max(i) FROM '${path}' WHERE i > 100`, `seed ${seed}`);
      await rm(path);
      if (seed % 100 === 0) expect((await lakelet.query('SELECT 1 + 1')).rows).toEqual([[2]]);
    }
    console.log([...outcomes].map(([name, times]) => `${name} ${times}`).join(', '));
    expect(process.resourceUsage().maxRSS * 1024).toBeLessThan(residentBytesMax);
  }, 900_000);
});

/** Returns `rows` or the error's name; throws where the error is not one of ours or none comes in time. */
async function outcomeOf(engine: SqlEngine, sql: string, what: string): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const hang = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: no answer in ${hangMs} ms`)), hangMs);
  });
  try {
    await Promise.race([engine.query(sql, { timeoutMs }), hang]);
    return 'rows';
  } catch (error) {
    const isTyped = error instanceof Error && Object.hasOwn(errorCodes, error.name);
    if (!isTyped || error.name === 'GENERIC_INTERNAL_ERROR') throw new Error(`${what}: ${sql}`, { cause: error });
    return error.name;
  } finally {
    clearTimeout(timer);
  }
}
