import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastGlob from 'fast-glob';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EngineOptions, SqlEngine } from '../native-bench/engines/engine.js';
import { openLakelet } from '../native-bench/engines/lakelet.js';
import { completeSlt, runSlt } from './slt/run-slt.js';
import { formatSlt, parseSlt } from './slt/slt-file.js';
import { createSmallTables } from './slt/tables.js';

// Runs test/slt/<topic>/*.slt under every mode of test/slt/modes.
//   SLT_FILES=math,joins     only files whose path contains one of these
//   SLT_MODES=default        only these modes
//   SLT_COMPLETE=1           write our own answers as expectations, for review (oracle:record writes Trino's)

const root = fileURLToPath(new URL('slt', import.meta.url));
const wantedFiles = process.env.SLT_FILES?.split(',');
const files = fastGlob
  .sync('*/**/*.slt', { cwd: root })
  .filter((file) => wantedFiles?.some((part) => file.includes(part)) ?? true)
  .sort();
const isCompleting = process.env.SLT_COMPLETE !== undefined;
const modes = isCompleting
  ? ['default']
  : (process.env.SLT_MODES?.split(',') ?? readdirSync(`${root}/modes`).map((file) => basename(file, '.json')));

describe.each(modes)('mode %s', (mode) => {
  let engine: SqlEngine;
  beforeAll(async () => {
    engine = await openLakelet(JSON.parse(readFileSync(`${root}/modes/${mode}.json`, 'utf8')) as EngineOptions);
    await createSmallTables(engine);
  });
  afterAll(() => engine.close());

  test.each(files)('%s', async (file) => {
    const records = parseSlt(readFileSync(`${root}/${file}`, 'utf8'));
    if (isCompleting) {
      writeFileSync(`${root}/${file}`, formatSlt(await completeSlt(engine, records)));
      return;
    }
    const wrong = await runSlt(engine, records);
    expect(wrong.join('\n'), `${wrong.length} of ${records.length} records of ${file} are wrong`).toBe('');
  });
});
