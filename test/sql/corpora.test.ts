import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { LakeError } from '../../src/base/lake-error.js';
import type { Expression, SelectItem } from '../../src/sql/ast.js';
import { parseAnyStatement } from '../../src/sql/parse-any-statement.js';
import { parseStatement } from '../../src/sql/parse-statement.js';
import { sharedPath } from '../reference-folder.js';
import { outline, outlineQuery } from './outline.js';
import { expectRoundTrip } from './round-trip.js';

const corpora = sharedPath('corpora');
const probes = sharedPath('probes', 'trino-476.jsonl');
const isThere = corpora !== undefined && probes !== undefined;

interface Entry {
  readonly id: string;
  readonly expected: string;
  readonly sql: string;
}

function readCorpus(file: string): Entry[] {
  const [, ...parts] = readFileSync(join(corpora!, file), 'utf8').split(/^-- @@ (.*)$/m);
  const entries: Entry[] = [];
  for (let i = 0; i < parts.length; i += 2) {
    const body = parts[i + 1]!.trim();
    const expected = /^-- expect: (.*)$/m.exec(body)?.[1] ?? '';
    entries.push({ id: parts[i]!, expected, sql: body.replace(/;$/, '') });
  }
  return entries;
}

describe.skipIf(!isThere)('the corpora', () => {
  for (const [file, count] of [
    ['tpch.sql', 22],
    ['tpcds.sql', 103],
    ['athena_features_dml.sql', 159],
    ['tree_probes.sql', 52],
  ] as const)
    test(`${file} parses and comes back from text`, () => {
      const entries = readCorpus(file);
      expect(entries.length).toBe(count);
      for (const { sql } of entries) expectRoundTrip(sql);
    });

  test('athena_features_ddl.sql parses, by one grammar or the other', () => {
    const entries = readCorpus('athena_features_ddl.sql');
    expect(entries.length).toBe(47);
    const kinds = new Set(entries.map(({ id, sql }) => `${id} ${parseAnyStatement(sql).kind}`));
    expect([...kinds].filter((entry) => entry.endsWith('UnsupportedStatement'))).toEqual([
      'athena/using-external-function UnsupportedStatement',
      'athena/using-external-function-multi UnsupportedStatement',
    ]);
  });

  // What the corpus says in prose.
  const prose: Readonly<Record<string, (item: Expression) => unknown>> = {
    'probe/e20': (node) => expect(node).toMatchObject({ kind: 'Identifier', value: 'Ab', delimited: true }),
    'probe/e21': (node) => expect(outline(node)).toBe('(. "select" "from")'),
    'probe/e22': (node) => expect(node).toMatchObject({ kind: 'Identifier', value: 'current_date' }),
    'probe/e23': (node) => expect(node).toMatchObject({ kind: 'Identifier', value: 'date' }),
    'probe/e31': (node) => expect(outline(node)).toBe('(and (in a 1 2) (not (in-query b Q)))'),
    'probe/e32': (node) => expect(node).toMatchObject({ kind: 'StringLiteral', value: 'a\\nb' }),
    'probe/e33': (node) => expect(node).toMatchObject({ value: "it's" }),
    'probe/e34': (node) => expect(node).toMatchObject({ kind: 'BinaryLiteral', value: new Uint8Array([0x41, 0x42]) }),
    'probe/e35': (node) => expect(node).toMatchObject({ value: 'A' }),
    'probe/e36': (node) => expect(node).toMatchObject({ value: 9007199254740993n }),
    'probe/e37': (node) => expect(node).toMatchObject({ value: -(2n ** 63n) }),
    'probe/e38': (node) => expect(node).toMatchObject({ kind: 'DecimalLiteral', value: '1.10' }),
    'probe/e39': (node) => expect(node).toMatchObject({ kind: 'DoubleLiteral', value: 100 }),
    'probe/e40': (node) => expect(node).toMatchObject({ kind: 'IntegerLiteral', value: 31n }),
    'probe/e41': (node) => expect(node).toMatchObject({ kind: 'IntegerLiteral', value: 1000n }),
    'probe/e44': (node) => expect(outline(node)).toBe('(call count (filter (> a 1)) (over ))'),
  };

  test('tree_probes.sql group as the corpus says', () => {
    for (const { id, expected, sql } of readCorpus('tree_probes.sql')) {
      const statement = parseStatement(sql);
      if (statement.kind !== 'QueryStatement') throw new Error(id);
      const { body } = statement.query;
      const item: SelectItem | undefined = body.kind === 'Select' ? body.items[0] : undefined;
      const check = prose[id];
      if (check) check(item?.kind === 'SingleColumn' ? item.value : (undefined as never));
      else if (id.startsWith('probe/q')) expect(`${id} ${outlineQuery(statement.query)}`).toContain(queries[id]);
      else if (item?.kind === 'SingleColumn') expect(`${id} ${outline(item.value)}`).toBe(`${id} ${expected}`);
    }
  });

  const queries: Readonly<Record<string, string>> = {
    'probe/q00': '(union 1 (intersect 2 3))',
    'probe/q01': '(order-limit (union-all (except 1 2) 3))',
    'probe/q02': '(implicit a (right b c on (= (. b x) (. c x))))',
    'probe/q03': '(inner a (inner b c on (= (. b x) (. c x))) on (= (. a x) (. b x)))',
  };

  test('every statement of the probes parses, or fails where and as Trino says', () => {
    let sameMessageCount = 0;
    let errorCount = 0;
    for (const line of readFileSync(probes!, 'utf8').trim().split('\n')) {
      const probe = JSON.parse(line) as { sql: string; error?: { name: string; message: string } };
      const { error } = probe;
      // The path of a SQL/JSON function is parsed with the function.
      const isSyntax =
        error?.name === 'SYNTAX_ERROR' && /mismatched input '\w+' expecting \{/.test(error.message) === false;
      const mine = errorOf(probe.sql);
      if (!isSyntax) {
        expect(mine?.message, probe.sql).toBeUndefined();
        continue;
      }
      errorCount++;
      if (mine?.message === error.message) sameMessageCount++;
      const [place] = /^line \d+:\d+: /.exec(error.message) ?? [];
      expect(mine?.message.slice(0, place!.length), probe.sql).toBe(place);
    }
    expect(sameMessageCount / errorCount).toBeGreaterThan(0.95);
  });
});

function errorOf(sql: string): LakeError | undefined {
  try {
    parseStatement(sql);
  } catch (error) {
    if (error instanceof LakeError) return error;
    throw error;
  }
  return undefined;
}
