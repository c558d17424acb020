#!/usr/bin/env node
// Compares random queries with DuckDB: `npm run test:differential -- --count 10000 --seed 1`.
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { count: { type: 'string' }, seed: { type: 'string' }, failures: { type: 'string' } } });
const settings = Object.entries(values).map(([name, value]) => [`DIFFERENTIAL_${name.toUpperCase()}`, value]);
const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/vitest.config.ts', 'test/differential/random-queries.test.ts'];
// As many queries as are asked for take as long as they take.
const env = { ...process.env, ...Object.fromEntries(settings) };
process.exitCode = spawnSync(process.execPath, [...vitest, '--testTimeout=0'], { env, stdio: 'inherit' }).status ?? 1;
