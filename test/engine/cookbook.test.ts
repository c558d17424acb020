import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { LakeError } from '../../src/base/lake-error.js';
import { Lake } from '../../src/engine/lake.js';
import { splitStatements } from '../../src/sql/split-statements.js';

interface Block {
  readonly sql: string;
  /** Whose session it is; undefined: the lake's opener. */
  readonly principal: string | undefined;
  /** What the last statement gives; undefined where nobody looks. */
  readonly expected: string | undefined;
}

/** Reads the sections of the cookbook: each is a session. */
function readSections(): readonly (readonly [title: string, blocks: readonly Block[]])[] {
  const text = readFileSync(new URL('../../docs/cookbook.md', import.meta.url), 'utf8');
  return text
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const fences = [...section.matchAll(/^```(sql|text)(?: as (\w+))?\n([\s\S]*?)^```$/gm)];
      const blocks = fences.flatMap(([, kind, principal, body], index): Block[] => {
        const next = fences[index + 1];
        const expected = next?.[1] === 'text' ? next[3]! : undefined;
        return kind === 'sql' ? [{ sql: body!, principal, expected }] : [];
      });
      return [section.slice(0, section.indexOf('\n')), blocks] as const;
    });
}

async function answer(lake: Pick<Lake, 'query'>, sql: string): Promise<string> {
  try {
    const result = await lake.query(sql);
    const names = result.columns.map(({ name }) => name);
    const rows = (await result.toArrays()).map((row) => row.map((value) => (value === null ? 'NULL' : String(value))));
    return [names, ...rows].map((cells) => cells.join(' | ')).join('\n');
  } catch (error) {
    if (error instanceof LakeError) return `${error.name}: ${error.message}`;
    throw error;
  }
}

/** Blanks around bars and at the ends of lines do not count. */
const withoutEnds = (text: string): string =>
  text
    .replace(/ *\| */g, '|')
    .replace(/[ |]+$/gm, '')
    .trimEnd();

describe('the cookbook', () => {
  test.each(readSections())('%s', async (_, blocks) => {
    const folder = mkdtempSync(join(tmpdir(), 'lakelet-cookbook-'));
    const bucket = join(folder, 'bucket');
    mkdirSync(bucket);
    const isGoverned = blocks.some(({ principal }) => principal !== undefined);
    const lake = await Lake.open(join(folder, 'lake'), {
      threads: 1,
      s3Folders: { 's3://my-bucket/': bucket },
      ...(isGoverned ? { admins: ['alice'] } : {}),
    });
    try {
      for (const { sql, principal, expected } of blocks) {
        const session = principal === undefined ? lake : lake.session({ principal });
        const statements = splitStatements(sql);
        for (const [index, { text }] of statements.entries()) {
          const got = await answer(session, text);
          if (index === statements.length - 1 && expected !== undefined)
            expect(withoutEnds(got), text).toBe(withoutEnds(expected));
          else expect(got, text).not.toMatch(/^[A-Z_]+: /);
        }
      }
    } finally {
      await lake.close();
      rmSync(folder, { recursive: true });
    }
  });
});
