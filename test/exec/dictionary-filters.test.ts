import { afterAll, beforeAll, expect, test } from 'vitest';
import { SpillingLake } from './spilling-lake.js';

// Conditions on one column that has a dictionary, with runs of one value and without, give DuckDB's answers.

const rows = `
  SELECT i AS x, CASE WHEN i % 5000 < 3000 THEN 0 ELSE (i * 7919) % 37 END AS a,
         CASE WHEN i % 11 = 0 THEN NULL WHEN i % 3000 < 2500 THEN 'v' ELSE 'w' || (i * 31 % 53) END AS s,
         CASE WHEN i % 70001 = 1 THEN 'x' ELSE CAST(i % 9 AS varchar) END AS n,
         CASE WHEN i < 15000 THEN NULL ELSE i % 4 END AS z
  FROM range(50000) t(i)`;

const conditions = [
  ...['a > 0', 'a = 0', 'a <> 0', 'a > 100', 'a >= 0', 'NOT (a = 0)', 'a % 2 = 1', 'a IN (3, 4, 5)'],
  ...["s <> 'v'", "s = 'v'", "NOT (s = 'v')", 's IS NULL', 's IS NOT NULL', "s = 'v' OR s IS NULL", "s LIKE 'w1%'"],
  ...["coalesce(s, 'q') = 'q'", 'length(s) > 2', 'z = 2', 'z IS NULL', "z > 1 OR s = 'w5'"],
  ...["a > 3 AND s LIKE 'w%'", 'a BETWEEN 3 AND 9 AND x % 3 = 1', "n <> 'x' AND CAST(n AS bigint) > 4"],
];

let lake: SpillingLake;

beforeAll(async () => {
  lake = await SpillingLake.of(rows);
});

afterAll(() => lake.close());

test.each(conditions)('%s', (condition) =>
  lake.compareInMemory(`SELECT count(*), sum(x), min(x), max(x) FROM rows WHERE ${condition}`),
);

test('an entry that fails fails the query when a row has it', async () => {
  const query = (await lake.lake('512MiB', 2)).query('SELECT count(*) FROM rows WHERE CAST(n AS bigint) > 4');
  await expect(query.then((result) => result.toArrays())).rejects.toMatchObject({ name: 'INVALID_CAST_ARGUMENT' });
});
