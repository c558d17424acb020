import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Lake } from '../../src/index.js';
import { csvFields } from '../../src/text/csv-rows.js';

// Fields that are wholly in quotes, or without any, are taken where they lie; all others by csvFields.
const format = { separator: ',', quote: '"', escape: '\\' };
const pieces = [
  'a',
  'bc',
  'a text beyond twelve bytes',
  '"',
  '"',
  '""',
  ',',
  ',',
  '\\',
  ' ',
  'ü',
  '"x"',
  '"y,z"',
  '"",',
];
const seed = 20_240_229;
const lineCount = 3000;

function randomLines(): string[] {
  let state = seed;
  const below = (limit: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  return Array.from({ length: lineCount }, () =>
    Array.from({ length: below(9) }, () => pieces[below(pieces.length)]!).join(''),
  );
}

test(`random lines of CSV are taken apart as one character at a time would (seed ${seed})`, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lakelet-csv-'));
  const lines = randomLines();
  writeFileSync(join(folder, 'lines.csv'), `${lines.join('\n')}\n`);
  const lake = await Lake.open(undefined, { threads: 1 });
  try {
    const create =
      "CREATE EXTERNAL TABLE t (a string, b string, c string) ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.OpenCSVSerde'";
    await lake.query(`${create} WITH SERDEPROPERTIES ('escapeChar' = '\\\\') LOCATION '${folder}'`);
    const rows = await (await lake.query('SELECT a, b, c FROM t')).toArrays();
    const expected = lines.map((line) => {
      const fields = csvFields(line, { kind: 'csv', headerLines: 0, footerLines: 0, ...format });
      return [0, 1, 2].map((index) => fields[index] ?? null);
    });
    expect(rows).toEqual(expected);
  } finally {
    await lake.close();
    rmSync(folder, { recursive: true });
  }
});
