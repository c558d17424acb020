import { afterAll, beforeAll, describe, test } from 'vitest';
import { SpillingLake } from './spilling-lake.js';

// Joins whose build side does not fit give DuckDB's answers, whatever the memory and the number of workers.

const limits = [
  ['16MiB', 2],
  ['12MiB', 1],
] as const;
const both = 'count(*), sum(a.x), sum(b.x), sum(a.k), count(b.k), count(a.s), sum(length(b.s)), min(b.s), max(a.s)';
const one = 'count(*), sum(a.x), sum(a.k), count(a.s), sum(length(a.s)), max(a.s)';
// Most rows of the build side have one key, more of them than fit.
const skewed = `(SELECT x, k, s, CASE WHEN x < 40 THEN 1 ELSE 2 + x END AS j FROM rows) a {join}
  (SELECT x, k, s, CASE WHEN x < 100000 THEN 1 ELSE 2 + x END AS j FROM rows) b ON a.j = b.j AND a.x < b.x`;

const later = "b.k = a.k + 40000 AND b.x + length(coalesce(b.s, '')) > a.x";
// What DuckDB is asked instead of EXISTS with an inequality, which it compares all with all for.
const latest = `(SELECT k, max(x + length(coalesce(s, ''))) AS m FROM rows GROUP BY k) b ON b.k = a.k + 40000`;

// More texts, and longer ones, than `s` has: IN keeps each once.
const longer = "s || ' of ' || CAST(k AS varchar)";

const queries: readonly (readonly [string, string, string?])[] = [
  ['inner', `SELECT ${both} FROM rows a JOIN rows b ON a.k = b.k`],
  ['inner with a filter', `SELECT ${both} FROM rows a JOIN rows b ON a.k = b.k AND a.x < b.x`],
  ['inner by strings', `SELECT ${both} FROM rows a JOIN rows b ON a.s = b.s`],
  ['inner by two keys', `SELECT ${both} FROM rows a JOIN rows b ON a.s = b.s AND a.k % 1000 = b.k % 1000`],
  ['left', `SELECT ${both} FROM rows a LEFT JOIN rows b ON a.k = b.k + 40000`],
  ['right with a filter', `SELECT ${both} FROM rows a RIGHT JOIN rows b ON a.k = b.k + 40000 AND a.x < b.x`],
  ['full with NULL keys', `SELECT ${both} FROM rows a FULL JOIN rows b ON a.s = b.s AND a.x < b.x`],
  [
    'semi',
    `SELECT ${one} FROM rows a WHERE EXISTS (SELECT 1 FROM rows b WHERE ${later})`,
    `SELECT ${one} FROM rows a JOIN ${latest} WHERE b.m > a.x`,
  ],
  [
    'anti',
    `SELECT ${one} FROM rows a WHERE NOT EXISTS (SELECT 1 FROM rows b WHERE ${later})`,
    `SELECT ${one} FROM rows a LEFT JOIN ${latest} WHERE b.m IS NULL OR b.m <= a.x`,
  ],
  [
    'NOT IN',
    `SELECT ${one} FROM rows a WHERE ${longer} NOT IN (SELECT ${longer} FROM rows WHERE s IS NOT NULL AND k > 9)`,
  ],
  [
    'NOT IN with NULL',
    `SELECT ${one} FROM rows a WHERE ${longer} NOT IN (SELECT ${longer} FROM rows WHERE x > 5 OR s IS NULL)`,
  ],
  [
    'mark',
    `SELECT sum(CASE WHEN m THEN 1 END), sum(CASE WHEN NOT m THEN 1 END), sum(CASE WHEN m IS NULL THEN 1 END)
     FROM (SELECT x < 5000 OR ${longer} IN (SELECT ${longer} FROM rows WHERE k > 4) AS m FROM rows)`,
  ],
  ['a key of most rows, inner', `SELECT ${both} FROM ${skewed.replace('{join}', 'JOIN')}`],
  ['a key of most rows, left', `SELECT ${both} FROM ${skewed.replace('{join}', 'LEFT JOIN')}`],
  ['a key of most rows, full', `SELECT ${both} FROM ${skewed.replace('{join}', 'FULL JOIN')}`],
];

// Every row of the small side is held against every row of the side that does not fit.
const few = '(SELECT * FROM rows WHERE x < 50)';
const apart = 'a.x * 2000 + 60000 < b.x';

const loops: readonly (readonly [string, string, string?])[] = [
  ['left', `SELECT ${both} FROM ${few} a LEFT JOIN rows b ON ${apart}`],
  ['left without a match', `SELECT ${both} FROM ${few} a LEFT JOIN rows b ON ${apart} AND a.k > 1000000 + b.k`],
  ['right', `SELECT ${both} FROM ${few} a RIGHT JOIN rows b ON ${apart}`],
  ['full', `SELECT ${both} FROM ${few} a FULL JOIN rows b ON ${apart}`],
  ['of strings', `SELECT ${both} FROM ${few} a LEFT JOIN rows b ON a.s < b.s`],
  ['semi', `SELECT ${one} FROM ${few} a WHERE EXISTS (SELECT 1 FROM rows b WHERE ${apart} AND b.s > a.s)`],
  ['anti', `SELECT ${one} FROM ${few} a WHERE NOT EXISTS (SELECT 1 FROM rows b WHERE ${apart} AND b.s > a.s)`],
  [
    'mark',
    `SELECT count(*) FROM ${few} a WHERE a.x > 40 OR EXISTS (SELECT 1 FROM rows b WHERE ${apart} AND b.s > a.s)`,
  ],
];

let lake: SpillingLake;

beforeAll(async () => {
  lake = await SpillingLake.of(`
    SELECT (i * 7919) % 120011 % 80001 AS k, i::DOUBLE AS x,
           CASE WHEN i % 97 = 0 THEN NULL WHEN i % 5 = 0 THEN 's' || i % 7001
                ELSE 'a rather long key ' || ((i * 7919) % 120011 % 70001) END AS s
    FROM range(120000) t(i)`);
});

afterAll(() => lake.close());

describe.each(limits)('joins within %s on %i workers', (memoryLimit, threads) => {
  test.each(queries)('%s', (_, text = '', duckText = text) => lake.compare(text, memoryLimit, threads, duckText));
});

describe.each([
  ['12MiB', 2],
  ['11MiB', 1],
] as const)('joins without equal keys within %s on %i workers', (memoryLimit, threads) => {
  test.each(loops)('%s', (_, text = '') => lake.compare(text, memoryLimit, threads));
});
