import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sqlText } from '../../datasets/random.js';
import { openDuckdb } from '../../native-bench/engines/duckdb.js';
import { Lake, type Session } from '../../src/index.js';
import { randomQuery } from '../differential/query-generator.js';
import { render } from '../differential/query-tree.js';
import { createRandomTables, randomTableColumns } from '../differential/tables.js';
import { difference, outcomeOf, restrictions, tablesOf, viewSchema, viewStatements } from './restricted-tables.js';
import { differenceOf, numbersOf, partitionedTable, randomStatements } from './statement-generator.js';

// Two lakes that differ only in what a principal may not see give it the same outcomes: rows, errors, EXPLAIN, and the numbers that a result
// has. HIDDEN_COUNT=2000 says how many random queries, HIDDEN_SEED which is the first.

const count = Number(process.env.HIDDEN_COUNT ?? 2000);
const firstSeed = Number(process.env.HIDDEN_SEED ?? 200_001);
// Each is several statements.
const statementCount = Math.ceil(count / 10);
const failuresMax = 5;

let folder: string;
let lakes: readonly [Lake, Lake];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lakelet-hidden-'));
  const open = (name: string): Promise<Lake> =>
    Lake.open(join(folder, name), { memoryLimit: '256MiB', admins: ['alice'] });
  lakes = [await open('one'), await open('other')];
  const duckdb = await openDuckdb({ threads: 1 });
  await createRandomTables([tablesOf(lakes[0]), duckdb]);
  for (const [name, { statements, rows, columns, hidden }] of Object.entries(restrictions)) {
    const path = join(folder, 'changed', name);
    await mkdir(path, { recursive: true });
    // Hidden columns have other values, hidden rows are there four times with others, or gone where a mask is all that hides a value.
    const changed = randomTableColumns.map(([column]) => {
      if (hidden.includes(column)) return `NULL AS ${column}`;
      const mask = /^CASE WHEN (.*) THEN/.exec(columns[column] ?? '')?.[1];
      return mask ? `CASE WHEN ${mask} THEN ${column} END AS ${column}` : column;
    });
    const hiddenRows = `SELECT t.* FROM ${name} t, range(4) WHERE NOT coalesce(${rows}, false)`;
    const shownRows = `SELECT ${changed.join(', ')} FROM ${name} WHERE ${rows}`;
    const copy = `SELECT * FROM (${shownRows}) UNION ALL BY NAME (${hiddenRows})`;
    await duckdb.query(`COPY (${copy}) TO ${sqlText(join(path, '0.parquet'))} (FORMAT parquet)`);
    const types = randomTableColumns.map(([column, type]) => [column, type] as const);
    await lakes[1].createTable(name, { location: join(path, '*.parquet'), columns: types });
    for (const lake of lakes) for (const statement of statements) await lake.query(statement);
  }
  const { make, restrict, own } = partitionedTable;
  for (const lake of lakes) {
    for (const statement of viewStatements) await lake.query(statement);
    // Over files, to all of which the lake's opener comes without a grant.
    await lake.query('GRANT SELECT ON a TO USER maker');
    await lake.query('GRANT CREATE_TABLE ON SCHEMA default TO USER maker');
    await lake.session({ principal: 'maker' }).query(make);
    for (const statement of [...restrict, ...own]) await lake.query(statement);
  }
  await duckdb.close();
}, 120_000);

afterAll(async () => {
  for (const lake of lakes) await lake.close();
  await rm(folder, { recursive: true, force: true });
});

test.each([
  ['tables of which a part is granted', 'default', 0],
  ["views with their owner's rights", viewSchema, 50_000],
])(
  `${count} random queries over %s give the same whatever is hidden`,
  async (_what, database, seedOffset) => {
    const failures: string[] = [];
    const bobs = lakes.map((lake) => lake.session({ principal: 'bob', database })) as [Session, Session];
    const first = firstSeed + seedOffset;
    for (let seed = first; seed < first + count && failures.length < failuresMax; seed++) {
      const { tree, ordered } = randomQuery(seed);
      const sql = render(tree, 'lakelet');
      const isRestricted = /\b(?:a|b|c)\b/.test(sql);
      const outcomes = [await outcomeOf(bobs[0], sql), await outcomeOf(bobs[1], sql)] as const;
      const problem = difference(...outcomes, ordered);
      if (problem) failures.push(`seed ${seed}: ${sql}\n    ${problem}`);
      // A plan over tables that are hidden in part tells nothing of the rest; each tenth is looked at.
      if (problem || seed % 10 > 0 || 'error' in outcomes[0] || !isRestricted) continue;
      const plans = await Promise.all(bobs.map((bob) => outcomeOf(bob, `EXPLAIN ${sql}`)));
      const numbers = await Promise.all(bobs.map((bob) => numbersOf(bob, sql)));
      const planProblem = difference(plans[0]!, plans[1]!, true);
      if (planProblem) failures.push(`seed ${seed}: EXPLAIN ${sql}\n    ${planProblem}`);
      if (numbers[0] !== numbers[1]) failures.push(`seed ${seed}: ${sql}\n    ${numbers.join(' against ')}`);
    }
    expect(failures.join('\n')).toBe('');
  },
  Math.max(600_000, count * 300),
);

test(
  `${statementCount} random statements give the same whatever is hidden`,
  async () => {
    const failures: string[] = [];
    const bobs = lakes.map((lake) => lake.session({ principal: 'bob' })) as [Session, Session];
    const first = firstSeed + 100_000;
    for (let seed = first; seed < first + statementCount && failures.length < failuresMax; seed++) {
      const problem = await differenceOf(randomStatements(seed), bobs, true);
      if (problem) failures.push(`seed ${seed}: ${problem}`);
      if (seed % 10 > 0) continue;
      const places = await Promise.all(bobs.map((bob) => completions(bob, seed)));
      if (places[0] !== places[1]) failures.push(`seed ${seed}: ${places.join(' against ')}`);
    }
    expect(failures.join('\n')).toBe('');
  },
  Math.max(600_000, count * 300),
);

async function completions(session: Session, seed: number): Promise<string> {
  const [text = ''] = randomStatements(seed).texts;
  return JSON.stringify(await session.complete(text, seed % (text.length + 1)));
}
