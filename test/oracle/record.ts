import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fastGlob from 'fast-glob';
import { expect, test } from 'vitest';
import type { SqlEngine } from '../../native-bench/engines/engine.js';
import { completeSlt, runSlt } from '../slt/run-slt.js';
import { formatSlt, parseSlt } from '../slt/slt-file.js';
import { smallTableStatements } from '../slt/tables.js';
import { askOracle, hasOracle } from './trino-client.js';

// `npm run oracle:record` fills the expectations of .slt files from a running Trino.
//   SLT_FILES=math,joins   only files whose path contains one of these
//   SLT_CHECK=1            compare instead of writing

const root = fileURLToPath(new URL('../slt', import.meta.url));
const wantedFiles = process.env.SLT_FILES?.split(',');
const files = fastGlob
  .sync('*/**/*.slt', { cwd: root, ignore: ['own/**'] })
  .filter((file) => wantedFiles?.some((part) => file.includes(part)) ?? true);

const oracle: SqlEngine = {
  name: 'trino',
  createTable: async () => undefined,
  query: (sql) => askOracle(sql, 'memory.default'),
  close: async () => undefined,
};

test('expectations of .slt files', async () => {
  expect(await hasOracle(), 'a Trino answers').toBe(true);
  for (const statement of smallTableStatements('memory.default')) await oracle.query(statement);
  for (const file of files) {
    const path = `${root}/${file}`;
    const records = parseSlt(readFileSync(path, 'utf8'));
    if (process.env.SLT_CHECK) {
      const wrong = await runSlt(oracle, records);
      console.log(`${file}: ${records.length} records, ${wrong.length} wrong\n${wrong.join('\n')}`);
    } else {
      writeFileSync(path, formatSlt(await completeSlt(oracle, records)));
      console.log(`${file}: ${records.length} records`);
    }
  }
}, 3_600_000);
