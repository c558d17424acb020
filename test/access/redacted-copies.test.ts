import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sqlText } from '../../datasets/random.js';
import { differenceAcross } from '../../native-bench/answers/cross-engine.js';
import { openDuckdb } from '../../native-bench/engines/duckdb.js';
import type { Answer } from '../../native-bench/engines/engine.js';
import { Lake, LakeError, type Session } from '../../src/index.js';
import { randomQuery } from '../differential/query-generator.js';
import { render, shrink, type TreeNode } from '../differential/query-tree.js';
import { createRandomTables, randomTableColumns } from '../differential/tables.js';

// What a restricted principal gets, rows, names, types and errors with positions, is what it gets of a copy from which everything hidden was
// taken out. Random queries of test/differential; REDACTED_COUNT=2000 says how many, REDACTED_SEED which is the first.

const count = Number(process.env.REDACTED_COUNT ?? 2000);
const firstSeed = Number(process.env.REDACTED_SEED ?? 100_001);
const failuresMax = 5;

interface Restriction {
  readonly statements: readonly string[];
  /** The rows that are left, and the columns. */
  readonly rows: string;
  readonly columns: Readonly<Record<string, string>>;
  readonly hidden: readonly string[];
}

const same = (names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, name]));
const allNames = randomTableColumns.map(([name]) => name);
const without = (...names: readonly string[]): readonly string[] => allNames.filter((name) => !names.includes(name));

/** What bob may see of each table: rows, columns, both, and columns in some rows. */
const restrictions: Readonly<Record<string, Restriction>> = {
  a: {
    statements: [
      "CREATE DATA FILTER f ON a WHERE k > 0 AND s <> 'red'",
      'GRANT SELECT ON DATA FILTER f ON a TO USER bob',
    ],
    rows: "k > 0 AND s <> 'red'",
    columns: same(allNames),
    hidden: [],
  },
  b: {
    statements: [
      `CREATE DATA FILTER f ON b COLUMNS (${without('m').join(', ')}) WHERE id < 100`,
      `CREATE DATA FILTER g ON b COLUMNS (${without('m', 'n', 'u').join(', ')}) WHERE b = true OR s IN ('blue', 'Red')`,
      'GRANT SELECT ON DATA FILTER f ON b TO USER bob',
      'GRANT SELECT ON DATA FILTER g ON b TO USER bob',
    ],
    rows: "id < 100 OR b = true OR s IN ('blue', 'Red')",
    columns: {
      ...same(without('m')),
      n: 'CASE WHEN id < 100 THEN n END',
      u: 'CASE WHEN id < 100 THEN u END',
    },
    hidden: ['m'],
  },
  c: {
    statements: [`GRANT SELECT (${without('t').join(', ')}) ON c TO USER bob`],
    rows: 'true',
    columns: same(without('t')),
    hidden: ['t'],
  },
  z: { statements: ['GRANT SELECT ON z TO USER bob'], rows: 'true', columns: same(allNames), hidden: [] },
};

let folder: string;
let restricted: Lake;
let redacted: Lake;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lakelet-redacted-'));
  restricted = await Lake.open(join(folder, 'restricted'), { memoryLimit: '256MiB', admins: ['alice'] });
  redacted = await Lake.open(join(folder, 'redacted'), { memoryLimit: '256MiB', admins: ['alice'] });
  const duckdb = await openDuckdb({ threads: 1 });
  const register = {
    name: 'lakelet',
    createTable: ({
      name,
      files,
      columns,
    }: {
      name: string;
      files: string;
      columns?: readonly (readonly [string, string])[];
    }) => restricted.createTable(name, { location: files, columns: columns ?? [] }),
    query: () => Promise.reject(new Error('only tables are made here')),
    close: () => Promise.resolve(),
  };
  await createRandomTables([register, duckdb]);
  for (const [name, { statements, rows, columns, hidden }] of Object.entries(restrictions)) {
    for (const statement of statements) await restricted.query(statement);
    const path = join(folder, 'copies', name);
    await mkdir(path, { recursive: true });
    const items = Object.entries(columns).map(([column, value]) => `${value} AS ${column}`);
    await duckdb.query(
      `COPY (SELECT ${items.join(', ')} FROM ${name} WHERE ${rows}) TO ${sqlText(join(path, '0.parquet'))} (FORMAT parquet)`,
    );
    const shown = randomTableColumns.flatMap(([column, type]) =>
      hidden.includes(column) ? [] : [[column, type] as const],
    );
    await redacted.createTable(name, { location: join(path, '*.parquet'), columns: shown });
    await redacted.query(`GRANT SELECT ON ${name} TO USER bob`);
  }
  await duckdb.close();
}, 120_000);

afterAll(async () => {
  await restricted.close();
  await redacted.close();
  await rm(folder, { recursive: true, force: true });
});

type Outcome = { readonly answer: Answer } | { readonly error: string };

async function outcomeOf(session: Session, sql: string): Promise<Outcome> {
  try {
    const result = await session.query(sql, { timeoutMs: 20_000 });
    return { answer: { columns: result.columns, rows: await result.toArrays() } };
  } catch (error) {
    if (error instanceof LakeError) return { error: `${error.name} ${error.message}` };
    throw error;
  }
}

function difference(a: Outcome, b: Outcome, ordered: boolean): string | undefined {
  if ('error' in a || 'error' in b) {
    const texts = [a, b].map((outcome) => ('error' in outcome ? outcome.error : 'rows'));
    return texts[0] === texts[1] ? undefined : `${texts[0]} against ${texts[1]}`;
  }
  const shapes = [a, b].map(({ answer }) => JSON.stringify(answer.columns));
  if (shapes[0] !== shapes[1]) return `${shapes[0]} against ${shapes[1]}`;
  return differenceAcross(a.answer, b.answer, ordered);
}

test(
  `${count} random queries answer as over redacted copies`,
  async () => {
    const failures: string[] = [];
    const bobs = [restricted, redacted].map((lake) => lake.session({ principal: 'bob' })) as [Session, Session];
    const problemOf = async (tree: TreeNode, ordered: boolean): Promise<string | undefined> => {
      const sql = render(tree, 'lakelet');
      return difference(await outcomeOf(bobs[0], sql), await outcomeOf(bobs[1], sql), ordered);
    };
    for (let seed = firstSeed; seed < firstSeed + count && failures.length < failuresMax; seed++) {
      const { tree, ordered } = randomQuery(seed);
      const problem = await problemOf(tree, ordered);
      if (!problem) continue;
      const isFailing = async (smaller: TreeNode): Promise<boolean> => (await problemOf(smaller, false)) !== undefined;
      const smallest = (await isFailing(tree)) ? await shrink(tree, isFailing) : tree;
      failures.push(
        `seed ${seed}: ${render(smallest, 'lakelet')}\n    ${(await problemOf(smallest, false)) ?? problem}`,
      );
    }
    expect(failures.join('\n')).toBe('');
  },
  Math.max(600_000, count * 300),
);
