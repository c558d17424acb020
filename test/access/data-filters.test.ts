import { afterAll, beforeAll, expect, test } from 'vitest';
import { Lake } from '../../src/index.js';
import { askingAs, noFailure } from '../asking.js';

// Lake Formation's rules for the condition of a data filter, and its limits.

let lake: Lake;
const { rowsAs, errorAs } = askingAs(() => lake);

beforeAll(async () => {
  lake = await Lake.open(undefined, { threads: 1, memoryLimit: '64MiB', admins: ['alice'] });
  for (const sql of [
    `CREATE TABLE t WITH (partitioned_by = ARRAY['k']) AS SELECT 1 AS i, BIGINT '2' AS l, 1.5 AS d, 2e0 AS f, true AS b, 'x' AS s,
       CAST('c' AS char(3)) AS c, ARRAY[1] AS a, MAP(ARRAY['k'], ARRAY[1]) AS m,
       CAST(ROW('8001', ROW(7)) AS row(zip varchar, deep row(er integer))) AS address, 'x' AS "select", 'p' AS k`,
    'CREATE VIEW v AS SELECT i FROM t',
  ])
    await rowsAs('alice', sql);
});

afterAll(() => lake.close());

test.each([
  'i = 1',
  '1 < l',
  "i > 0 AND l >= 2 AND d < 2 AND f <= 2 AND s <> 'a'",
  "s != 'a'",
  'i BETWEEN 0 AND 3',
  'i IN (1, 2, 3)',
  "s LIKE 'x%'",
  "NOT (s LIKE 'y%' OR i = 3)",
  's IS NOT NULL AND NOT i IS NULL',
  'b = true',
  "c = 'c  '",
  "address.zip = '8001'",
  'address.deep.er = 7',
  `"select" = 'x'`,
  "k = 'p'",
  'true',
])('is taken, and shows the row: %s', async (condition) => {
  await rowsAs('alice', `CREATE DATA FILTER f ON t WHERE ${condition}`);
  await rowsAs('alice', 'GRANT SELECT ON DATA FILTER f ON t TO USER bob');
  expect(await rowsAs('bob', 'SELECT i FROM t')).toEqual([[1]]);
  await rowsAs('alice', 'DROP DATA FILTER f ON t');
});

test.each([
  ["upper(s) = 'X'", /only comparisons|column/],
  ['i = l', /compared with constants only/],
  ['i + 1 = 2', /column/],
  ['sum(i) > 1', /column/],
  ['i IN (SELECT 1)', /./],
  ['k IS NULL', /IS NULL is not allowed on the partition key k/],
  ['k IS NOT NULL', /IS NULL is not allowed on the partition key k/],
  ['a IS NULL', /type/],
  ['m IS NOT NULL', /type/],
  ['address IS NULL', /type/],
  ['i', /only comparisons/],
  ['nope = 1', /nope/],
  ["i = 'x'", /./],
  [`s = '${'x'.repeat(2048)}'`, /the limit is 2048/],
])('is refused: %s', async (condition, reason) => {
  const error = await errorAs('alice', `CREATE DATA FILTER bad ON t WHERE ${condition}`);
  expect(error).not.toBe(noFailure);
  expect(error).toMatch(reason);
});

test('none is on a view, or on columns that there are not', async () => {
  expect(await errorAs('alice', 'CREATE DATA FILTER f ON v WHERE i = 1')).toBe(
    'INVALID_ARGUMENTS: Data filters are not on views: default.v',
  );
  expect(await errorAs('alice', 'CREATE DATA FILTER f ON t COLUMNS (nope)')).toContain("Column 'nope'");
});

test('a principal has at most a hundred of a table', async () => {
  for (let index = 0; index <= 100; index++)
    await rowsAs('alice', `CREATE DATA FILTER f${index} ON t WHERE i = ${index}`);
  for (let index = 0; index < 100; index++)
    await rowsAs('alice', `GRANT SELECT ON DATA FILTER f${index} ON t TO USER eve`);
  expect(await errorAs('alice', 'GRANT SELECT ON DATA FILTER f100 ON t TO USER eve')).toContain('the limit is 100');
  expect(await errorAs('alice', 'GRANT SELECT ON DATA FILTER f100 ON t TO USER fay')).toBe(noFailure);
  expect(await rowsAs('eve', 'SELECT i FROM t')).toEqual([[1]]);
});
