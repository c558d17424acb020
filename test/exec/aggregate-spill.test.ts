import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rowsOfKeys, SpillingLake } from './spilling-lake.js';

// Groups whose states are strings, sketches or lists of rows are written to files too.

const limits = [
  ['16MiB', 2],
  ['12MiB', 1],
] as const;

const queries: readonly (readonly [string, string, string?])[] = [
  [
    'the least and greatest string',
    `SELECT count(*), sum(length(a)), sum(length(b)), min(a), max(b), count(b) FROM
     (SELECT k, min(s) AS a, max(s || 'and more of the same') AS b FROM rows GROUP BY k)`,
  ],
  [
    'the string of the least and greatest',
    `SELECT count(*), sum(length(a)), min(a), max(b), count(b) FROM
     (SELECT k, min_by(s, x) AS a, max_by(s, x) AS b FROM rows GROUP BY k)`,
    `SELECT count(*), sum(length(a)), min(a), max(b), count(b) FROM
     (SELECT k, arg_min_null(s, x) AS a, arg_max_null(s, x) AS b FROM rows GROUP BY k)`,
  ],
  [
    'lists',
    `SELECT count(*), sum(cardinality(a)), sum(length(b)), min(b), max(b) FROM
     (SELECT k, array_agg(x) AS a, array_join(array_agg(s ORDER BY x DESC), ',') AS b FROM rows GROUP BY k)`,
    `SELECT count(*), sum(len(a)), sum(length(b)), min(b), max(b) FROM
     (SELECT k, list(x) AS a, coalesce(string_agg(s, ',' ORDER BY x DESC), '') AS b FROM rows GROUP BY k)`,
  ],
  [
    'lists of few rows beside sums and strings',
    `SELECT count(*), sum(cardinality(a)), sum(c), sum(d), sum(length(e)) FROM
     (SELECT k, array_agg(s) FILTER (WHERE x % 3 = 0) AS a, sum(x) AS c, count(*) AS d, max(s) AS e FROM rows GROUP BY k)`,
    `SELECT count(*), sum(len(a)), sum(c), sum(d), sum(length(e)) FROM
     (SELECT k, list(s) FILTER (WHERE x % 3 = 0) AS a, sum(x) AS c, count(*) AS d, max(s) AS e FROM rows GROUP BY k)`,
  ],
  [
    'joined strings by strings',
    `SELECT count(*), count(s), sum(length(a)), max(a) FROM
     (SELECT s, listagg(CAST(x AS varchar), ' and then ') WITHIN GROUP (ORDER BY x) AS a FROM rows GROUP BY s)`,
    `SELECT count(*), count(s), sum(length(a)), max(a) FROM
     (SELECT s, string_agg(x::VARCHAR, ' and then ' ORDER BY x) AS a FROM rows GROUP BY s)`,
  ],
  [
    'maps',
    `SELECT count(*), sum(cardinality(m)), sum(reduce(map_values(m), 0, (a, b) -> a + b, a -> a)) FROM
     (SELECT k, map_agg(x, x % 100) AS m FROM rows GROUP BY k)`,
    'SELECT count(*), sum(c), sum(a) FROM (SELECT k, count(*) AS c, sum(x % 100) AS a FROM rows GROUP BY k)',
  ],
  [
    'histograms',
    `SELECT count(*), sum(cardinality(m)), sum(reduce(map_values(m), 0, (a, b) -> a + b, a -> a)) FROM
     (SELECT k, histogram(s) AS m FROM rows GROUP BY k)`,
    'SELECT count(*), sum(d), sum(c) FROM (SELECT k, count(DISTINCT s) AS d, count(s) AS c FROM rows GROUP BY k)',
  ],
];

let lake: SpillingLake;

beforeAll(async () => {
  lake = await SpillingLake.of(rowsOfKeys);
});

afterAll(() => lake.close());

describe.each(limits)('groups within %s on %i workers', (memoryLimit, threads) => {
  test.each(queries)('%s', (_, text = '', duckText = text) => lake.compare(text, memoryLimit, threads, duckText));

  test('sketches', async () => {
    const text =
      'SELECT sum(c), sum(m) FROM (SELECT x / 20 AS g, approx_distinct(x) AS c, max(x) AS m FROM rows GROUP BY 1)';
    const [small, large] = await Promise.all(
      [memoryLimit, '1GiB'].map(async (limit) => (await lake.lake(limit, threads)).query(text)),
    );
    expect(await small!.toArrays()).toEqual(await large!.toArrays());
    expect(small!.stats.spilledBytes).toBeGreaterThan(1_000_000);
    expect(lake.spillFiles()).toEqual([]);
  });
});
