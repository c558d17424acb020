import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { LakeError } from '../../../src/base/lake-error.js';
import { Lake } from '../../../src/engine/lake.js';

// Every statement form, option, property and error text of Athena's statements stands once in athena/*.txt, by topic. A file is a conversation
// with a new lake: statements and their answers, apart by empty lines.
//
//     SHOW DATABASES LIKE 'sal.*'
//     > sales                                a row; its values are apart by |
//
//     DROP DATABASE none
//     ! SCHEMA_NOT_FOUND: FAILED: …          an error; after it [line:column] where it has a place
//
// Lines that begin with # are for the reader. STATEMENTS_COMPLETE=1 writes what the lake answers into the files, for review.

const root = fileURLToPath(new URL('athena', import.meta.url));
const isCompleting = process.env.STATEMENTS_COMPLETE !== undefined;

interface Exchange {
  readonly notes: readonly string[];
  readonly sql: string;
  readonly answer: readonly string[];
}

function parse(text: string): Exchange[] {
  return text
    .split(/\n{2,}/)
    .map((block) => block.split('\n').filter((line) => line !== ''))
    .filter((lines) => lines.length > 0)
    .map((lines) => ({
      notes: lines.filter((line) => line.startsWith('#')),
      sql: lines.filter((line) => !/^(#|[>!]( |$))/.test(line)).join('\n'),
      answer: lines.filter((line) => /^[>!]( |$)/.test(line)),
    }));
}

/** Prints what differs between two runs as a word. */
const steady = (text: string, folder: string): string =>
  text
    .replaceAll(folder, '{folder}')
    .replace(/\d{8}_\d{6}_\w+\.(parquet|gz)/g, '{file}')
    .replace(/\b\w{3} \w{3} \d\d \d\d:\d\d:\d\d UTC \d{4}\b/g, '{time}')
    .replace(/\bcreateTime:\d+/g, 'createTime:{seconds}')
    .replace(/\b\d{8}_\d{6}_\d{5}_\w{5}\b/g, '{id}')
    .replace(/(transient_lastDdlTime\W+)\d{10}/g, '$1{seconds}');

async function ask(lake: Lake, sql: string, folder: string): Promise<readonly string[]> {
  try {
    const result = await lake.query(sql.replaceAll('{folder}', folder));
    const rows = await result.toArrays();
    const texts = rows.map((row) => row.map(textOf).join(' | '));
    return texts.flatMap((text) => steady(text, folder).split('\n')).map((line) => `> ${line}`.trimEnd());
  } catch (error) {
    if (!(error instanceof LakeError)) throw error;
    const place = error.line === undefined ? '' : ` [${error.line}:${error.column}]`;
    return [`! ${error.name}: ${steady(error.message, folder)}${place}`];
  }
}

const textOf = (value: unknown): string =>
  typeof value === 'object' && value !== null && !(value instanceof Date)
    ? JSON.stringify(value, (_, inner) => (typeof inner === 'bigint' ? Number(inner) : inner))
    : String(value);

test.each(readdirSync(root).filter((name) => name.endsWith('.txt')))('%s', async (name) => {
  const folder = mkdtempSync(join(tmpdir(), 'lakelet-athena-'));
  const lake = await Lake.open(join(folder, 'lake'), { threads: 1, s3Folders: { 's3://b/': join(folder, 'bucket') } });
  try {
    const given = parse(readFileSync(join(root, name), 'utf8'));
    const found: Exchange[] = [];
    for (const exchange of given)
      found.push(exchange.sql === '' ? exchange : { ...exchange, answer: await ask(lake, exchange.sql, folder) });
    if (isCompleting)
      writeFileSync(
        join(root, name),
        `${found.map(({ notes, sql, answer }) => [...notes, ...(sql ? [sql] : []), ...answer].join('\n')).join('\n\n')}\n`,
      );
    else expect(found).toEqual(given);
  } finally {
    await lake.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
