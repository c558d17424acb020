import { describe, expect, test } from 'vitest';
import type { Query } from '../../src/sql/ast.js';
import { parseStatement } from '../../src/sql/parse-statement.js';
import { outlineQuery } from './outline.js';
import { expectRoundTrip } from './round-trip.js';

function queryOf(sql: string): Query {
  const statement = parseStatement(sql);
  if (statement.kind !== 'QueryStatement') throw new Error(`not a query: ${sql}`);
  return statement.query;
}

const cases: readonly (readonly [sql: string, tree: string])[] = [
  // Set operations.
  ['SELECT 1 UNION SELECT 2 INTERSECT ALL SELECT 3', '(union 1 (intersect-all 2 3))'],
  ['SELECT 1 EXCEPT SELECT 2 UNION ALL SELECT 3', '(union-all (except 1 2) 3)'],
  ['(SELECT 1 UNION SELECT 2) INTERSECT SELECT 3', '(intersect (union 1 2) 3)'],
  ['SELECT 1 UNION ALL CORRESPONDING BY (a, b) SELECT 2', '(union-all-corresponding 1 2)'],
  ['(SELECT 1 LIMIT 1) UNION SELECT 2 ORDER BY 1', '(order (union (limit 1) 2))'],
  ['VALUES 1, (2, 3) OFFSET 1 ROW FETCH NEXT ? ROWS WITH TIES', '(offset-ties (values 1 (row 2 3)))'],
  ['TABLE a.b LIMIT ALL', '(limit (table a.b))'],
  ['((((SELECT 1))))', '1'],
  // WITH.
  ['WITH a (x) AS (SELECT 1), b AS (TABLE a) SELECT * FROM b', '(with:2 (select * b))'],
  ['WITH RECURSIVE t (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) TABLE t', '(with-recursive:1 (table t))'],
  ['WITH session AS (SELECT 1), function (a) AS (SELECT 1) SELECT 1', '(with:2 1)'],
  ['SELECT (WITH a AS (SELECT 1) TABLE a)', '(query (with:1 (table a)))'],
  // Select items.
  ['SELECT a b, c AS "D", t.*, r.f.* AS (x, y), *', '(as a b) (as c "D") (all t) (all (. r f)) *'],
  ['SELECT ALL a, all FROM t', '(select a all t)'],
  ['SELECT count(*) over, a filter, b limit FROM t', '(select (as (call count) over) (as a filter) (as b limit) t)'],
  ['SELECT a LIMIT 1', '(limit a)'],
  ['SELECT a FETCH FIRST ROW ONLY', '(limit a)'],
  ['SELECT a OFFSET ?', '(offset a)'],
  ['SELECT at at FROM t', '(select (as at at) t)'],
  // Relations.
  ['SELECT * FROM a, b JOIN c ON x', '(select * (implicit a (inner b c on x)))'],
  ['SELECT * FROM a JOIN b JOIN c ON x ON y', '(select * (inner a (inner b c on x) on y))'],
  ['SELECT * FROM a LEFT OUTER JOIN b USING (x, y) CROSS JOIN c', '(select * (cross (left a b using x,y) c))'],
  ['SELECT * FROM a NATURAL FULL JOIN b', '(select * (natural-full a b))'],
  [
    'SELECT * FROM a t (x) RIGHT JOIN (b JOIN c ON true) u ON false',
    '(select * (right (as a t (x)) (as (inner b c on true) u) on false))',
  ],
  ['SELECT * FROM ((SELECT 1) t CROSS JOIN b)', '(select * (cross (as (query 1) t) b))'],
  ['SELECT * FROM ((SELECT 1))', '(select * (query 1))'],
  ['SELECT * FROM ((SELECT 1) UNION (SELECT 2)) t', '(select * (as (query (union 1 2)) t))'],
  ['SELECT * FROM UNNEST(a, b) WITH ORDINALITY AS t (x, y, n)', '(select * (as (unnest-ordinality a b) t (x y n)))'],
  ['SELECT * FROM a CROSS JOIN LATERAL (SELECT a.x) t', '(select * (cross a (as (lateral (. a x)) t)))'],
  ['SELECT * FROM a b TABLESAMPLE BERNOULLI (10)', '(select * (sample bernoulli (as a b) 10))'],
  ['SELECT * FROM a TABLESAMPLE SYSTEM (10), b', '(select * (implicit (sample system a 10) b))'],
  ['SELECT * FROM a FOR VERSION AS OF 3 t', '(select * (as a@version t))'],
  ["SELECT * FROM a FOR TIMESTAMP AS OF TIMESTAMP '2020-01-01 00:00:00'", '(select * a@timestamp)'],
  ['SELECT * FROM \'d/*.parquet\' t, "d/*.parquet"', '(select * (implicit (as (files d/*.parquet) t) "d/*.parquet"))'],
  ['SELECT * FROM t limit, u offset', '(select * (implicit (as t limit) (as u offset)))'],
  ['SELECT * FROM t WINDOW w AS (PARTITION BY a)', '(select * t)'],
  [
    "SELECT * FROM TABLE(f(1, x => 'a', d => DESCRIPTOR(a bigint, b), e => CAST(NULL AS DESCRIPTOR))) t",
    '(select * (as TableFunction t))',
  ],
  [
    'SELECT * FROM TABLE(f(TABLE(a) AS x (y) PARTITION BY (p, q) KEEP WHEN EMPTY ORDER BY o DESC, TABLE(SELECT 1) PRUNE WHEN EMPTY COPARTITION (x, b)))',
    '(select * TableFunction)',
  ],
];

describe('queries', () => {
  for (const [sql, tree] of cases)
    test(sql, () => {
      expect(outlineQuery(queryOf(sql))).toBe(tree);
      expectRoundTrip(sql);
    });

  const kept = [
    'SELECT a FROM t GROUP BY a, (b, c), (), ROLLUP (a, (b, c)), CUBE (a), GROUPING SETS ((a, b), a, ())',
    'SELECT a FROM t GROUP BY DISTINCT ROLLUP (a), ROLLUP (b)',
    'SELECT a FROM t GROUP BY AUTO HAVING (count(*) > 1)',
    'SELECT a FROM t GROUP BY (a + 1), (SELECT 1)',
    'SELECT rank() OVER w FROM t WINDOW w AS (PARTITION BY a), v AS (w ORDER BY b DESC NULLS LAST)',
    "SELECT * FROM JSON_TABLE(j, 'lax $' AS root PASSING 1 AS x COLUMNS (n FOR ORDINALITY, a bigint PATH 'lax $.a' DEFAULT 1 ON EMPTY ERROR ON ERROR, q varchar FORMAT JSON WITH UNCONDITIONAL ARRAY WRAPPER, NESTED PATH 'lax $[*]' AS p COLUMNS (b varchar)) PLAN (root OUTER p) EMPTY ON ERROR) AS t",
    "SELECT * FROM JSON_TABLE(j, 'lax $' COLUMNS (a bigint) PLAN DEFAULT (INNER, CROSS))",
    'SELECT * FROM t MATCH_RECOGNIZE (PARTITION BY a ORDER BY b MEASURES FINAL last(X.c) AS d, CLASSIFIER() AS e ALL ROWS PER MATCH WITH UNMATCHED ROWS AFTER MATCH SKIP TO FIRST X SEEK PATTERN (^ X+? (Y | Z){2,} PERMUTE(A, B C)* {- D -} () $) SUBSET U = (X, Y) DEFINE X AS true, Y AS (Y.c > PREV(X.c))) AS m (p, q)',
    'SELECT * FROM t MATCH_RECOGNIZE (ONE ROW PER MATCH AFTER MATCH SKIP PAST LAST ROW PATTERN (A? B{3,3} C{0,2}?) DEFINE A AS true)',
    'SELECT val OVER w FROM t WINDOW w AS (ORDER BY a MEASURES A.x AS val ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING AFTER MATCH SKIP TO NEXT ROW INITIAL PATTERN (A B) DEFINE A AS true)',
    'SELECT DISTINCT a FROM t WHERE (a > ?) ORDER BY b OFFSET ? LIMIT ?',
  ];
  for (const sql of kept)
    test(`${sql.slice(0, 70)}… comes back as it is`, () => expect(expectRoundTrip(sql)).toBe(sql));
});
