import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rowsOfKeys, SpillingLake } from './spilling-lake.js';

// Window functions and shared subplans over more rows than fit give DuckDB's answers.

const limits = [
  ['16MiB', 2],
  ['12MiB', 1],
] as const;
const over = (call: string, window: string): string =>
  `SELECT count(*), sum(v), sum(v * (x % 7)), min(v), max(v), sum(length(s)) FROM
   (SELECT x, s, ${call} OVER (${window}) AS v FROM rows)`;

const queries: readonly (readonly [string, string])[] = [
  ['partitions', over('sum(x)', 'PARTITION BY k % 20000')],
  ['partitions by strings', over('rank()', 'PARTITION BY s ORDER BY x DESC')],
  ['few partitions, running', over('sum(x)', 'PARTITION BY k % 3 ORDER BY x, k')],
  ['one partition, numbered', over('row_number()', 'ORDER BY k, x')],
  ['one partition, ranked', over('rank()', 'ORDER BY k')],
  ['one partition, ranked densely', over('dense_rank()', 'ORDER BY k DESC')],
  ['one partition, running by rows', over('sum(x)', 'ORDER BY k, x ROWS UNBOUNDED PRECEDING')],
  ['one partition, running by peers', over('count(s)', 'ORDER BY k')],
  ['moving frames', over('sum(x)', 'PARTITION BY k % 12 ORDER BY x, k ROWS BETWEEN 100 PRECEDING AND 3 FOLLOWING')],
  [
    'frames that begin later',
    over('max(x)', 'PARTITION BY k % 400 ORDER BY x, k ROWS BETWEEN CURRENT ROW AND 9 FOLLOWING'),
  ],
  [
    'frames that shrink',
    over('min(x)', 'PARTITION BY k % 400 ORDER BY x, k ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING'),
  ],
  [
    'frames without rows',
    over('sum(x)', 'PARTITION BY k % 400 ORDER BY x, k ROWS BETWEEN 3 PRECEDING AND 2 PRECEDING'),
  ],
  [
    'running sums that end earlier',
    over('sum(x)', 'PARTITION BY k % 12 ORDER BY x, k ROWS BETWEEN UNBOUNDED PRECEDING AND 2 PRECEDING'),
  ],
  [
    'a running maximum of strings',
    'SELECT count(*), sum(length(v)), min(v), max(v) FROM (SELECT max(s) OVER (ORDER BY x) AS v FROM rows)',
  ],
  ['partitions of two rows, numbered', over('row_number()', 'PARTITION BY k ORDER BY x')],
  ['partitions of two rows, ranked', over('dense_rank()', 'PARTITION BY k ORDER BY x % 2')],
  ['partitions of two rows, with neighbours', over('lead(x, 1, -k)', 'PARTITION BY k ORDER BY x')],
  ['partitions of two rows, their shares', over('ntile(2)', 'PARTITION BY k ORDER BY x')],
  [
    'partitions of two rows, their last',
    over('last_value(s)', 'PARTITION BY k ORDER BY x').replace(/sum\(v.*max\(v\)/, 'min(v), max(v), sum(length(v))'),
  ],
  ['partitions of two rows, running', over('sum(x)', 'PARTITION BY k ORDER BY x')],
  [
    'partitions of two rows, frames of peer groups',
    over('count(s)', 'PARTITION BY k ORDER BY x % 3 GROUPS BETWEEN 1 PRECEDING AND 1 FOLLOWING'),
  ],
  [
    'partitions of two rows, frames of near keys',
    over('sum(x)', 'PARTITION BY k ORDER BY x RANGE BETWEEN 60000 PRECEDING AND CURRENT ROW'),
  ],
  ['partitions with neighbours', over('lag(x, 2)', 'PARTITION BY k % 5000 ORDER BY x')],
  [
    'a subplan used twice',
    `WITH g AS (SELECT k, s, sum(x) AS x, count(*) AS c FROM rows GROUP BY k, s)
     SELECT count(*), sum(a.x), sum(b.c), sum(length(b.s)) FROM g a JOIN g b ON a.k = b.k + 1`,
  ],
];

const roomy = queries.filter(([title]) => title.startsWith('partitions of two rows'));

let lake: SpillingLake;

beforeAll(async () => {
  lake = await SpillingLake.of(rowsOfKeys);
});

afterAll(() => lake.close());

describe.each(limits)('windows within %s on %i workers', (memoryLimit, threads) => {
  test.each(queries)('%s', (_, text) => lake.compare(text, memoryLimit, threads));

  test('a partition that must be there as a whole but does not fit is an error', async () => {
    const small = await lake.lake('9MiB', 1);
    const text = over('lag(x, 2)', 'ORDER BY s');
    await expect(small.query(text).then((result) => result.toArrays())).rejects.toMatchObject({
      name: 'EXCEEDED_LOCAL_MEMORY_LIMIT',
    });
    expect(lake.spillFiles()).toEqual([]);
  });
});

test.each(roomy)('%s, in memory', (_, text) => lake.compareInMemory(text));

// Two workers share little memory: who waits for some must get it, whatever the other holds at that moment.
describe.each(['10MiB', '11MiB', '12MiB', '13MiB', '14MiB', '16MiB'])('two workers within %s', (memoryLimit) => {
  const several = queries.filter(([title]) => title === 'moving frames' || title.startsWith('running sums'));
  const rounds = several.flatMap((query) => [1, 2, 3].map((round) => [...query, round] as const));

  test.each(rounds)('%s', (_, text) => lake.compare(text, memoryLimit, 2));
});

test.each(['16MiB', '17MiB', '20MiB'])('partitions that fit one at a time within %s', async (memoryLimit) => {
  const text = over('lag(x, 2)', 'PARTITION BY k % 2 ORDER BY x');
  for (let round = 0; round < 4; round++) await lake.compare(text, memoryLimit, 2);
});
