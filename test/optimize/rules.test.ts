import { describe, expect, test } from 'vitest';
import { planned, planText } from './planned.js';

/** A statement, what its plan's text must hold, in this order, and what it must not hold. */
type Case = readonly [what: string, sql: string, wanted: readonly string[], unwanted?: readonly string[]];

function check(sql: string, wanted: readonly string[], unwanted: readonly string[] = []): void {
  const text = planText(sql);
  let rest = text;
  for (const part of wanted) {
    const at = rest.indexOf(part);
    expect(at, `${part} comes in turn in\n${text}`).toBeGreaterThanOrEqual(0);
    rest = rest.slice(at + part.length);
  }
  for (const part of unwanted) expect(text).not.toContain(part);
}

function runAll(cases: readonly Case[]): void {
  for (const [what, sql, wanted, unwanted] of cases) test(what, () => check(sql, wanted, unwanted));
}

describe('decorrelate', () => {
  runAll([
    [
      'EXISTS is a semi join',
      'SELECT a FROM small s WHERE EXISTS (SELECT 1 FROM large l WHERE l.a = s.a AND l.b = 1)',
      ['SemiJoin [a = a]', 'Scan [small]', 'Scan [large]', 'filter: (b = 1)'],
    ],
    [
      'NOT EXISTS is an anti join that knows nothing of NULLs',
      'SELECT a FROM small s WHERE NOT EXISTS (SELECT 1 FROM large l WHERE l.a = s.a AND l.b < s.b)',
      ['AntiJoin [a = a]', 'filter: (b < b)'],
      ['null aware'],
    ],
    ['IN is a semi join', 'SELECT a FROM small WHERE a IN (SELECT a FROM large)', ['SemiJoin [a = a]'], ['null aware']],
    [
      'NOT IN heeds NULLs',
      'SELECT a FROM small WHERE a NOT IN (SELECT a FROM large)',
      ['AntiJoin [a = a]', 'null aware'],
    ],
    ['IN as a value is a mark', 'SELECT a IN (SELECT a FROM large) FROM small', ['MarkJoin', 'null aware']],
    [
      'NOT IN with correlation is two anti joins',
      'SELECT a FROM small s WHERE a NOT IN (SELECT a FROM large l WHERE l.b = s.b)',
      ['AntiJoin', 'AntiJoin'],
      ['null aware', 'Mark'],
    ],
    [
      'a scalar aggregate is grouped by what it compares',
      'SELECT a, (SELECT sum(b) FROM large l WHERE l.a = s.a) FROM small s',
      ['RightJoin [a = a]', 'Aggregate [a]', 'Scan [large]', 'Scan [small]'],
      ['CASE', 'multiple_rows'],
    ],
    [
      'count is 0 where there is no group',
      'SELECT a, (SELECT count(*) FROM large l WHERE l.a = s.a) FROM small s',
      ['CASE WHEN (present IS NULL) THEN 0 ELSE count END', 'Aggregate [a]'],
    ],
    [
      'a second row fails where one cannot be excluded',
      'SELECT a, (SELECT b FROM large l WHERE l.a = s.a) FROM small s',
      ['CASE WHEN (count > 1) THEN $multiple_rows(any_value)', 'Aggregate [a]'],
    ],
    [
      'a subquery of one row at most is not counted',
      'SELECT a, (SELECT b FROM large l WHERE l.a = s.a ORDER BY b LIMIT 1) FROM small s',
      ['row_number <= 1', 'PARTITION BY a ORDER BY b'],
      ['multiple_rows'],
    ],
    [
      'without correlation one row is enforced',
      'SELECT a FROM small WHERE a = (SELECT a FROM large)',
      ['InnerJoin [a = a]', 'EnforceSingleRow'],
    ],
    [
      'an aggregate needs no enforcing',
      'SELECT a FROM small WHERE a = (SELECT max(a) FROM large)',
      ['InnerJoin [a = max]'],
      ['EnforceSingleRow'],
    ],
    [
      'what compares by < is computed for the distinct outer values',
      'SELECT a, (SELECT sum(b) FROM large l WHERE l.a < s.a) FROM small s',
      ['IS NOT DISTINCT FROM', 'filter: (a < a)', 'Scan [large]', 'Aggregate [a]', 'Scan [small]'],
      ['Apply'],
    ],
    [
      'ALL compares with an extreme',
      'SELECT a FROM small WHERE a > ALL (SELECT a FROM large)',
      ['((count = 0) OR ((a > max) AND (count = count)))'],
    ],
  ]);
});

describe('lower-set-operations and lower-distinct-aggregates', () => {
  runAll([
    [
      'INTERSECT counts the rows of each input',
      'SELECT a FROM small INTERSECT SELECT a FROM large',
      ['((count > 0) AND (count > 0))', 'FILTER (WHERE (input = 0))', 'UnionAll'],
    ],
    [
      'EXCEPT ALL takes away as many rows',
      'SELECT a FROM small EXCEPT ALL SELECT a FROM large',
      ['((input = 0) AND (row_number > count))', 'PARTITION BY a ORDER BY input'],
    ],
    [
      'one distinct argument is a grouping below',
      'SELECT b, count(DISTINCT a), sum(f), avg(a) FROM large GROUP BY b',
      ['Aggregate [b]', 'count(a)', 'Aggregate [b, a]'],
      ['grouping sets'],
    ],
    [
      'several are grouping sets',
      'SELECT b, count(DISTINCT a), count(DISTINCT i) FROM large GROUP BY b',
      ['count(a) FILTER (WHERE (branch = 0))', 'count(i) FILTER (WHERE (branch = 1))', 'grouping sets: (b, a), (b, i)'],
    ],
    [
      'an aggregate without parts sees every row',
      'SELECT count(DISTINCT a), array_agg(b) FROM large',
      ['array_agg(b) FILTER (WHERE (branch = 1))', 'grouping sets: (a), (row, b)', 'AssignUniqueId'],
    ],
    ['min does not mind repeats', 'SELECT min(DISTINCT a) FROM large', ['min(a)', 'Scan'], ['Aggregate [a]']],
    [
      'ROLLUP over nothing still has its one row',
      'SELECT b, count(DISTINCT a) FROM large GROUP BY ROLLUP (b)',
      ['UnionAll', 'grouping sets: (b, value), (value)', 'Values'],
    ],
  ]);
});

describe('simplify-expressions', () => {
  runAll([
    ['constants are computed', 'SELECT a FROM small WHERE a = 1 + 2 * 3', ['filter: (a = 7)']],
    ['what fails stays', 'SELECT a FROM small WHERE a = 1 / 0', ['(1 / 0)']],
    ['unless it does not matter', 'SELECT a FROM small WHERE 1 / 0 = a OR true', ['Scan'], ['filter']],
    ['NOT goes inside', 'SELECT a FROM small WHERE NOT (a = 1 OR b > 2)', ['(a <> 1) AND (b <= 2)']],
    ['but not past NaN', 'SELECT a FROM small WHERE NOT (f > 2e0)', ['not((f > 2))']],
    ['NULL passes nothing', 'SELECT a FROM small WHERE a = NULL', ['Values'], ['Scan']],
    ['equalities become IN', 'SELECT a FROM small WHERE a = 1 OR a = 2 OR a IN (2, 3)', ['filter: (a IN (1, 2, 3))']],
    [
      'what all operands of OR share comes out',
      'SELECT a FROM small WHERE (a = 1 AND b = 2) OR (a = 1 AND b > 5)',
      ['filter: (a = 1) AND ((b = 2) OR (b > 5))'],
    ],
    [
      'columns are compared in their own type',
      "SELECT a FROM small WHERE i = BIGINT '5'",
      ['filter: (i = 5)'],
      ['CAST'],
    ],
    ['bounds are rounded', 'SELECT a FROM small WHERE i < 5.5 AND i >= 2.5', ['(i < 6) AND (i >= 3)'], ['CAST']],
    ['what does not fit is left', 'SELECT a FROM small WHERE i = 5000000000', ['CAST(i AS bigint)']],
    [
      'dates meet timestamps',
      "SELECT a FROM small WHERE d < TIMESTAMP '2020-01-01 12:00:00'",
      ['(d <= DATE'],
      ['CAST'],
    ],
  ]);
});

describe('push-filters', () => {
  runAll([
    [
      'through projections',
      'SELECT x FROM (SELECT a + b x, a FROM small) WHERE a = 3',
      ['Project', 'Scan', 'filter: (a = 3)'],
      ['- Filter'],
    ],
    [
      'below a grouping by its keys only',
      'SELECT b, sum(a) FROM large GROUP BY b HAVING b = 3 AND sum(a) > 5',
      ['Filter [(sum > 5)]', 'Aggregate [b]', 'filter: (b = 3)'],
    ],
    [
      'not below grouping sets that lack the key',
      'SELECT b, i, count(*) FROM large GROUP BY GROUPING SETS ((b, i), (i)) HAVING b = 3 AND i = 2',
      ['Filter [(b = 3)]', 'Aggregate', 'filter: (i = 2)'],
    ],
    [
      'below a window by its partition only',
      'SELECT * FROM (SELECT a, b, row_number() OVER (PARTITION BY b ORDER BY a) r FROM large) WHERE b = 1 AND a = 2',
      ['Filter [(a = 2)]', 'Window', 'filter: (b = 1)'],
    ],
    ['not below LIMIT', 'SELECT * FROM (SELECT a FROM large LIMIT 10) WHERE a = 2', ['Filter [(a = 2)]', 'Limit']],
    [
      'into every input of a union',
      'SELECT * FROM (SELECT a FROM small UNION ALL SELECT b FROM large) WHERE a = 5',
      ['UnionAll', 'filter: (a = 5)', 'filter: (b = 5)'],
    ],
    [
      'below an unnesting, when they concern its input',
      'SELECT a FROM small CROSS JOIN UNNEST(ARRAY[1, 2]) t(x) WHERE a = 1 AND x = 2',
      ['Filter [(element = 2)]', 'Unnest', 'filter: (a = 1)'],
    ],
  ]);
});

describe('push-filters into joins', () => {
  runAll([
    [
      'into the kept side of an outer join and over to equal columns',
      'SELECT * FROM small s LEFT JOIN large l ON s.a = l.a WHERE s.a = 5',
      ['LeftJoin', 'Scan [small]', 'filter: (a = 5)', 'Scan [large]', 'filter: (a = 5)'],
    ],
    [
      'ON of an outer join: only what concerns the other side goes there',
      'SELECT * FROM small s LEFT JOIN middle l ON s.a = l.a AND l.b = 1 AND s.b = 2',
      ['RightJoin [a = a]', 'filter: (b = 2)', 'Scan [middle]', 'filter: (b = 1)', 'Scan [small]'],
    ],
    [
      'a condition that rejects NULL makes an inner join',
      'SELECT * FROM small s LEFT JOIN large l ON s.a = l.a WHERE l.b > 3',
      ['InnerJoin', 'filter: (b > 3)'],
    ],
    [
      'one that accepts NULL does not',
      'SELECT * FROM small s LEFT JOIN large l ON s.a = l.a WHERE coalesce(l.b, 5) > 3',
      ['Filter [(COALESCE(b, 5) > 3)]', 'RightJoin'],
    ],
    [
      'FULL becomes LEFT',
      'SELECT s.a, l.b FROM small s FULL JOIN large l ON s.a = l.a WHERE s.b = 1',
      ['RightJoin', 'Scan [large]', 'Scan [small]', 'filter: (b = 1)'],
    ],
    [
      'a join condition further out counts too',
      'SELECT m.a FROM small s LEFT JOIN large l ON s.a = l.a JOIN middle m ON m.a = l.b',
      ['InnerJoin', 'InnerJoin'],
      ['LeftJoin', 'RightJoin'],
    ],
    [
      'rows without a match are an anti join',
      'SELECT s.a, l.b FROM small s LEFT JOIN large l ON s.a = l.a WHERE l.a IS NULL',
      ['b := NULL', 'AntiJoin'],
    ],
    [
      'but not if the column may be NULL with a match',
      'SELECT s.a FROM small s LEFT JOIN large l ON s.a = l.a WHERE l.b IS NULL',
      ['Filter [(b IS NULL)]', 'RightJoin'],
    ],
    [
      'what follows from an OR',
      'SELECT s.a FROM small s, large l WHERE s.a = l.a AND ((s.b = 1 AND l.b = 2) OR (s.b = 3 AND l.b = 4))',
      ['(((b = 1) AND (b = 2)) OR ((b = 3) AND (b = 4)))', 'filter: (b IN (2, 4))', 'filter: (b IN (1, 3))'],
    ],
    [
      'what can fail stays above joins that drop rows',
      'SELECT s.a FROM small s, large l WHERE s.a = l.a AND CAST(s.w AS bigint) = 3',
      ['Filter [(CAST(w AS bigint) = 3)]', 'InnerJoin'],
    ],
    [
      'and behind what protects it',
      "SELECT a FROM small WHERE w <> '' AND CAST(w AS bigint) = 3",
      ["filter: (w <> '') AND (CAST(w AS bigint) = 3)"],
    ],
    [
      'random values are drawn once a row',
      'SELECT * FROM (SELECT a, random() r FROM small) WHERE r > 0.5e0',
      ['Filter [(r > 0.5)]', 'Project', 'Scan'],
    ],
    [
      'an equality that can fail still finds rows by hash',
      'SELECT s.a FROM small s, large l WHERE s.b < l.b AND s.a = l.a - 5',
      ['Filter [(a = (a - 5))]', 'TRY((a - 5))'],
    ],
  ]);
});

describe('order-joins and build-on-smaller-side', () => {
  runAll([
    [
      'the large table is probed',
      'SELECT s.w, m.w, l.w FROM small s, middle m, large l WHERE s.a = m.a AND m.b = l.a',
      ['InnerJoin', 'InnerJoin', 'Scan [middle]', 'Scan [small]'],
    ],
    [
      'tables without a condition between them come together last',
      'SELECT s.w, m.w, l.w FROM large l, small s, middle m WHERE l.a = m.a',
      ['CrossJoin', 'InnerJoin', 'Scan [large]', 'Scan [middle]', 'Scan [small]'],
    ],
    [
      'equal columns of one table are compared there',
      'SELECT s.w FROM small s, large l WHERE s.a = l.a AND s.a = l.b',
      ['InnerJoin', 'Scan [small]', 'Scan [large]', 'filter: (a = b)'],
    ],
    [
      'semi joins take part',
      'SELECT l.w FROM large l, middle m WHERE l.b = m.b AND l.a IN (SELECT a FROM small)',
      ['SemiJoin [a = a]', 'Scan [small]'],
    ],
    [
      'outer joins are built from the smaller side',
      'SELECT s.w, l.w FROM small s LEFT JOIN large l ON s.a = l.a',
      ['RightJoin', 'Scan [large]', 'Scan [small]'],
    ],
    [
      'and stay when it is right already',
      'SELECT s.w, l.w FROM large l LEFT JOIN small s ON s.a = l.a',
      ['LeftJoin', 'Scan [large]', 'Scan [small]'],
    ],
  ]);
});

describe('prune-columns, narrow-inputs and merge-projections', () => {
  runAll([
    ['count(*) reads no column', 'SELECT count(*) FROM large', ['Scan [large]'], [':= a', ':= b']],
    [
      'a left join that adds nothing goes',
      'SELECT s.a FROM small s LEFT JOIN (SELECT a, sum(b) t FROM large GROUP BY a) l ON s.a = l.a',
      ['Scan [small]'],
      ['large'],
    ],
    [
      'one that may repeat rows stays',
      'SELECT s.a FROM small s LEFT JOIN large l ON s.a = l.a',
      ['RightJoin', 'Scan [large]'],
    ],
    [
      'sorts keep only what is used above them',
      "SELECT a FROM large WHERE w = 'x' ORDER BY b LIMIT 5",
      ['TopN', 'Project [a, b]', 'Scan'],
    ],
    ['projections are merged', 'SELECT x + 1 FROM (SELECT a * 2 x FROM small)', ['((a * 2) + 1)']],
    ['unless something were computed twice', 'SELECT x + x FROM (SELECT a * 2 x FROM small)', ['(x + x)', '(a * 2)']],
  ]);
});

describe('share-sums', () => {
  const i = 'CAST(b AS integer)';
  runAll([
    [
      'sums that differ by constants are one sum and one count',
      'SELECT sum(CAST(b AS smallint) + 1), sum(2 - CAST(b AS smallint)), sum(CAST(b AS smallint) * 3) FROM large',
      ['Project', '* -1) + (count', '* 2)', '* 3)', 'Aggregate', ':= sum(', ':= count('],
      ['min(', 'max('],
    ],
    [
      'what may overflow is computed for the ends',
      `SELECT sum(${i} + 1), sum(${i} + 2), sum(${i} + 3), sum(${i} + 4), sum(${i} + 5) FROM large GROUP BY a`,
      ['Project', 'CASE WHEN', 'Aggregate', ':= sum(', ':= count(', ':= min(', ':= max('],
    ],
    [
      'too few stay',
      `SELECT sum(${i} + 1), sum(${i} + 2), sum(${i} + 3), sum(${i} + 4) FROM large`,
      ['sum(', 'sum(', 'sum(', 'sum('],
      ['count(', 'min('],
    ],
    [
      'bigint, doubles, DISTINCT and other filters stay',
      `SELECT sum(a + 1), sum(a + 2), sum(a + 3), sum(f + 1), sum(f + 2), sum(f + 3), sum(DISTINCT ${i} + 1),
         sum(${i}) FILTER (WHERE a > 1), sum(${i} * 2) FILTER (WHERE a > 2) FROM large`,
      [],
      ['count('],
    ],
  ]);
});

describe('limits, sorts and groupings', () => {
  runAll([
    ['a sorted limit is a TopN', 'SELECT a FROM large ORDER BY b LIMIT 5', ['TopN [count=5'], ['Sort']],
    [
      'limits go into unions',
      'SELECT a FROM (SELECT a FROM small UNION ALL SELECT a FROM large) LIMIT 3 ',
      ['Limit [count=3]', 'UnionAll', 'Limit [count=3]', 'Limit [count=3]'],
    ],
    [
      'offsets count for inputs',
      'SELECT a FROM (SELECT a FROM small UNION ALL SELECT a FROM large) OFFSET 2 LIMIT 3',
      ['Limit [count=3 offset=2]', 'Limit [count=5]', 'Limit [count=5]'],
    ],
    [
      'not below filters',
      'SELECT a FROM (SELECT a FROM large LIMIT 100) WHERE a > 5 LIMIT 3',
      ['Limit [count=3]', 'Filter', 'Limit [count=100]'],
    ],
    [
      'TopN goes below outer joins by the kept side',
      'SELECT l.a, s.w FROM large l LEFT JOIN small s ON l.b = s.a ORDER BY l.a LIMIT 3',
      ['TopN', 'Join', 'TopN', 'Scan [large]'],
    ],
    [
      'not by the other',
      'SELECT l.a, s.w FROM large l LEFT JOIN small s ON l.b = s.a ORDER BY s.a LIMIT 3',
      ['TopN', 'LeftJoin', 'Scan [large]'],
    ],
    ['unseen sorts go', 'SELECT sum(a) FROM (SELECT a FROM large ORDER BY b)', ['Aggregate'], ['Sort']],
    ['seen ones stay', 'SELECT a FROM (SELECT a, b FROM large) ORDER BY b', ['Sort']],
    [
      'repeats are not removed twice',
      'SELECT DISTINCT b, c FROM (SELECT b, count(*) c FROM large GROUP BY b)',
      ['Aggregate [b]', 'Scan'],
      ['Aggregate [b, count]'],
    ],
    ['but once', 'SELECT DISTINCT b FROM large', ['Aggregate [b]']],
    ['constant keys go', 'SELECT a, b, count(*) FROM large WHERE b = 5 GROUP BY a, b', ['b := 5', 'Aggregate [a]']],
    ['the only key stays', 'SELECT b, count(*) FROM large WHERE b = 5 GROUP BY b', ['Aggregate [b]']],
    [
      'what has no rows is not read',
      'SELECT s.a FROM small s JOIN (SELECT a FROM large WHERE 1 = 2) l ON s.a = l.a',
      ['Values'],
      ['Scan'],
    ],
    ['one row comes of nothing', 'SELECT count(*) FROM large WHERE 1 = 2', ['Aggregate', 'Values'], ['Scan']],
  ]);
});

test('with the optimizer off only what must be done is done', () => {
  const sql = `SELECT count(DISTINCT a) FROM (SELECT a FROM small INTERSECT SELECT a FROM large) t
    WHERE a IN (SELECT b FROM middle m WHERE m.a = t.a)`;
  const { rules } = planned(sql, { settings: { enabled: false } });
  const mandatory = [
    'fold',
    'simplify-expressions',
    'decorrelate',
    'lower-set-operations',
    'lower-distinct-aggregates',
  ];
  for (const rule of rules) expect(mandatory).toContain(rule);
});
