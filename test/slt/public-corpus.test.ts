import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeEach, describe, expect, test } from 'vitest';
import type { SqlEngine } from '../../native-bench/engines/engine.js';
import { openLakelet } from '../../native-bench/engines/lakelet.js';
import { sharedPath } from '../reference-folder.js';
import { runSlt } from './run-slt.js';
import { parseSlt, type SltRecord } from './slt-file.js';
import { withWrittenTables } from './written-tables.js';

// SQLite's own corpus, as far as it is of one dialect with ours. PUBLIC_SLT_RECORDS limits how many records of a file
// are run: the first ones make its tables.

const folder = sharedPath('data', 'sqllogictest');
const files = folder === undefined ? [] : readdirSync(folder).filter((file) => file.endsWith('.gz'));
const recordsMax = Number(process.env.PUBLIC_SLT_RECORDS ?? 600);

/** Says whether a record asks for what Trino means otherwise or does not have. */
function isOtherDialect({ sql }: SltRecord): boolean {
  return (
    // An empty IN list, tables as IN operands, SQLite's own aggregates and indexes; texts and bytes among integers.
    /\bIN\s*\(\s*\)|\bIN\s+t\d|\b(group_concat|total)\s*\(|\bINDEX\b|\bVIEW\b/i.test(sql) ||
    /('hello'|x'303132') (NOT )?IN \(SELECT/.test(sql)
  );
}

describe.skipIf(folder === undefined)("SQLite's sqllogictest corpus", () => {
  let lake: SqlEngine;
  let engine: SqlEngine | undefined;
  beforeEach(async () => {
    lake = await openLakelet();
    engine = await withWrittenTables(lake);
    return async () => {
      await engine?.close();
      await lake.close();
    };
  });

  test.each(files)('%s', async (file) => {
    const text = gunzipSync(readFileSync(join(folder!, file))).toString('utf8');
    const records = parseSlt(text)
      .slice(0, recordsMax)
      .filter((record) => !isOtherDialect(record));
    const wrong = await runSlt(engine!, records);
    expect(wrong.slice(0, 20).join('\n'), `${wrong.length} of ${records.length} records of ${file} are wrong`).toBe('');
  });
});
