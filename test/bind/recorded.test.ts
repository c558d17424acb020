import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { LakeError } from '../../src/base/lake-error.js';
import { verifyPlan } from '../../src/plan/verify-plan.js';
import { protocolType } from '../../src/types/value-text.js';
import { bindText, missingFunction, session } from './probe-metadata.js';
import { tpchHome, tpchMetadata } from './tables.js';

// Statements over TPC-H's nation and region with what a real Trino 476 answers: names and types of the columns, or the
// error's name and place (`-`: none). An answer without place may come at run time here.

const recorded = JSON.parse(readFileSync(new URL('files/recorded.json', import.meta.url), 'utf8')) as [
  string,
  string,
][];

function answer(sql: string): string {
  try {
    const bound = bindText(sql, tpchMetadata, { session: { ...session, ...tpchHome } });
    if (bound.kind !== 'query') return bound.kind;
    verifyPlan(bound.query);
    return bound.query.columns.map(({ name, type }) => `${name} ${protocolType(type).toLowerCase()}`).join(', ');
  } catch (error) {
    if (!(error instanceof LakeError)) throw error;
    const text = error.line === undefined ? `${error.name} -` : `${error.name} ${error.line}:${error.column}`;
    return missingFunction(error.message) ? `${text} ${error.message}` : text;
  }
}

test('statements bind as Trino analyzes them', () => {
  const wrong: string[] = [];
  for (const [sql, wanted] of recorded) {
    const found = answer(sql.replaceAll('\\n', '\n'));
    if (missingFunction(found) && !wanted.startsWith('FUNCTION_NOT_FOUND')) continue;
    const isLater = wanted.endsWith(' -') && !/^[A-Z_]+ (-|\d+:\d+)$/.test(found);
    if (found.replace(/ line .*/, '') !== wanted && !isLater)
      wrong.push(`${sql}\n  wanted ${wanted}\n  found  ${found}`);
  }
  expect(wrong).toEqual([]);
});
