import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sqlText } from '../../datasets/random.js';
import { openDuckdb } from '../../native-bench/engines/duckdb.js';
import { Lake, type Session } from '../../src/index.js';
import { randomQuery } from '../differential/query-generator.js';
import { render, shrink, type TreeNode } from '../differential/query-tree.js';
import { createRandomTables, randomTableColumns } from '../differential/tables.js';
import { difference, outcomeOf, restrictions, tablesOf, viewSchema, viewStatements } from './restricted-tables.js';
import { differenceOf, partitionedTable, randomStatements } from './statement-generator.js';

// What a restricted principal gets, rows, names, types and errors with positions, is what it gets of a copy from which everything hidden was
// taken out. Random queries of test/differential; REDACTED_COUNT=2000 says how many, REDACTED_SEED which is the first.

const count = Number(process.env.REDACTED_COUNT ?? 2000);
const firstSeed = Number(process.env.REDACTED_SEED ?? 100_001);
// Each is several statements.
const statementCount = Math.ceil(count / 10);
const failuresMax = 5;

let folder: string;
let restricted: Lake;
let redacted: Lake;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lakelet-redacted-'));
  restricted = await Lake.open(join(folder, 'restricted'), { memoryLimit: '256MiB', admins: ['alice'] });
  redacted = await Lake.open(join(folder, 'redacted'), { memoryLimit: '256MiB', admins: ['alice'] });
  const duckdb = await openDuckdb({ threads: 1 });
  await createRandomTables([tablesOf(restricted), duckdb]);
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
  for (const statement of viewStatements) await restricted.query(statement);
  const { make, restrict, own } = partitionedTable;
  for (const lake of [restricted, redacted]) {
    await lake.query('GRANT SELECT ON a TO USER maker');
    await lake.query('GRANT CREATE_TABLE ON SCHEMA default TO USER maker');
    await lake.session({ principal: 'maker' }).query(make);
    for (const statement of own) await lake.query(statement);
  }
  for (const statement of restrict) await restricted.query(statement);
  await redacted.query('GRANT SELECT ON p TO USER bob');
  await duckdb.close();
}, 120_000);

afterAll(async () => {
  await restricted.close();
  await redacted.close();
  await rm(folder, { recursive: true, force: true });
});

test.each([
  ['tables of which a part is granted', 'default', 0],
  ["views with their owner's rights", viewSchema, 50_000],
])(
  `${count} random queries over %s answer as over redacted copies`,
  async (_what, database, seedOffset) => {
    const failures: string[] = [];
    const bobs: readonly [Session, Session] = [
      restricted.session({ principal: 'bob', database }),
      redacted.session({ principal: 'bob' }),
    ];
    const first = firstSeed + seedOffset;
    const problemOf = async (tree: TreeNode, ordered: boolean): Promise<string | undefined> => {
      const sql = render(tree, 'lakelet');
      return difference(await outcomeOf(bobs[0], sql), await outcomeOf(bobs[1], sql), ordered);
    };
    for (let seed = first; seed < first + count && failures.length < failuresMax; seed++) {
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

test(
  `${statementCount} random statements answer as over redacted copies`,
  async () => {
    const failures: string[] = [];
    const bobs: [Session, Session] = [restricted.session({ principal: 'bob' }), redacted.session({ principal: 'bob' })];
    const first = firstSeed + 100_000;
    for (let seed = first, done = 0; done < statementCount && failures.length < failuresMax; seed++) {
      const statements = randomStatements(seed);
      if (!statements.holdForCopies) continue;
      done++;
      const problem = await differenceOf(statements, bobs, false);
      if (problem) failures.push(`seed ${seed}: ${problem}`);
    }
    expect(failures.join('\n')).toBe('');
  },
  Math.max(600_000, count * 300),
);
