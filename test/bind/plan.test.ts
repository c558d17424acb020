import { describe, expect, test } from 'vitest';
import { inputsOf, type LogicalPlan } from '../../src/plan/logical-plan.js';
import { printPlan } from '../../src/plan/print-plan.js';
import { verifyPlan } from '../../src/plan/verify-plan.js';
import { bindText, session } from './probe-metadata.js';
import { tpchHome, tpchMetadata } from './tables.js';

/** Prints the plan of a query without the numbers of its columns and the columns of scans. */
function planOf(sql: string): string {
  const bound = bindText(sql, tpchMetadata, { session: { ...session, ...tpchHome } });
  if (bound.kind !== 'query') throw new Error(bound.kind);
  verifyPlan(bound.query);
  expect(structuredClone(bound.query)).toEqual(bound.query);
  return printPlan(bound.query.plan)
    .replaceAll(/#\d+/g, '')
    .split('\n')
    .filter((line) => !/^\s+[nr]_\w+ := [nr]_\w+$/.test(line))
    .join('\n');
}

/** Lists the kinds of a plan's nodes, parents first. */
function kindsOf(sql: string): string {
  const bound = bindText(sql, tpchMetadata, { session: { ...session, ...tpchHome } });
  if (bound.kind !== 'query') throw new Error(bound.kind);
  const kinds: string[] = [];
  const visit = (plan: LogicalPlan): void => {
    kinds.push(plan.kind);
    for (const input of inputsOf(plan)) visit(input);
  };
  visit(bound.query.plan);
  return kinds.join(' ');
}

describe('plans', () => {
  test('grouping computes its keys below and the SELECT above', () => {
    expect(
      planOf(`SELECT n_regionkey + 1 k, count(*) FILTER (WHERE n_name > 'A') c, n_regionkey + 1 + count(*) FROM nation
              GROUP BY n_regionkey + 1 HAVING count(*) > 2 ORDER BY c DESC, k LIMIT 5`),
    ).toMatchInlineSnapshot(`
      "- TopN [count=5 by count DESC NULLS LAST, k ASC NULLS LAST]
          - Project [k, count, expr]
                k := key
                expr := (key + count)
              - Filter [(count > 2)]
                  - Aggregate [key]
                        count := count() FILTER (WHERE (n_name > 'A'))
                        count := count()
                      - Project [n_nationkey, n_name, n_regionkey, n_comment, key]
                            key := (n_regionkey + 1)
                          - Scan [tpch.tiny.nation]"
    `);
  });

  test('GROUPING becomes constants of the grouping sets', () => {
    expect(planOf('SELECT grouping(n_name, n_regionkey) FROM nation GROUP BY ROLLUP (n_name, n_regionkey)')).toContain(
      'CASE WHEN (group_id = 0) THEN 0 WHEN (group_id = 1) THEN 1 ELSE 3 END',
    );
    expect(planOf('SELECT grouping(n_name) FROM nation GROUP BY n_name')).toContain('expr := 0');
  });

  test('subqueries become Applies below the expression, with what they use of its row', () => {
    expect(
      planOf(`SELECT (SELECT max(r_name) FROM region WHERE r_regionkey = n_regionkey) FROM nation
              WHERE n_regionkey IN (SELECT r_regionkey FROM region) OR n_name > ALL (SELECT r_name FROM region)`),
    ).toMatchInlineSnapshot(`
      "- Project [max]
          - ApplyScalar [max := max]
                correlation: n_regionkey
              - Filter [(found OR compared)]
                  - ApplyQuantified [compared := n_name > ALL r_name]
                      - ApplyIn [found := n_regionkey IN r_regionkey]
                          - Scan [tpch.tiny.nation]
                          - Project [r_regionkey]
                              - Scan [tpch.tiny.region]
                      - Project [r_name]
                          - Scan [tpch.tiny.region]
              - Project [max]
                  - Aggregate
                        max := max(r_name)
                      - Filter [(r_regionkey = n_regionkey)]
                          - Scan [tpch.tiny.region]"
    `);
  });

  test('a subquery two levels down names the column of the outermost query', () => {
    const sql = `SELECT 1 FROM nation WHERE EXISTS (SELECT 1 FROM region WHERE EXISTS (SELECT 1 WHERE r_regionkey = n_regionkey))`;
    expect(planOf(sql).match(/correlation: .*/g)).toEqual(['correlation: n_regionkey', 'correlation: r_regionkey']);
  });

  test('equalities between both sides of a join are its keys', () => {
    const sql = 'SELECT 1 FROM nation JOIN region ON n_regionkey = r_regionkey AND n_name < r_name AND n_nationkey = 3';
    expect(planOf(sql)).toContain('- InnerJoin [n_regionkey = r_regionkey]');
    expect(planOf(sql)).toContain('filter: ((n_name < r_name) AND (n_nationkey = 3))');
  });

  test('USING has the value of the side that is there', () => {
    const from = (type: string): string =>
      `SELECT k FROM (SELECT n_regionkey k FROM nation) ${type} JOIN (SELECT r_regionkey k FROM region) USING (k)`;
    expect(planOf(from('LEFT'))).toMatch(/^- Project \[n_regionkey\]/);
    expect(planOf(from('RIGHT'))).toMatch(/^- Project \[r_regionkey\]/);
    expect(planOf(from('FULL'))).toContain('k := COALESCE(n_regionkey, r_regionkey)');
  });

  test('windows of one partitioning and order are one node', () => {
    const sql = `SELECT sum(n_nationkey) OVER w, rank() OVER w, count(*) OVER (w ROWS 1 PRECEDING), rank() OVER (ORDER BY n_name)
                 FROM nation WINDOW w AS (PARTITION BY n_regionkey ORDER BY n_name)`;
    expect(kindsOf(sql)).toBe('Project Window Window Scan');
  });

  test('an order that nothing needs is dropped', () => {
    expect(kindsOf('SELECT * FROM (SELECT n_name FROM nation ORDER BY 1)')).toBe('Project Project Scan');
    expect(kindsOf('SELECT * FROM (SELECT n_name FROM nation ORDER BY 1 LIMIT 1)')).toBe('Project TopN Project Scan');
    expect(kindsOf('(SELECT n_name FROM nation ORDER BY 1)')).toBe('Sort Project Scan');
  });

  test('ORDER BY may use what the SELECT does not have', () => {
    expect(planOf('SELECT n_name FROM nation ORDER BY n_regionkey * 2')).toMatchInlineSnapshot(`
      "- Project [n_name]
          - Sort [(n_regionkey * 2) ASC NULLS LAST]
              - Project [n_name, n_regionkey]
                  - Scan [tpch.tiny.nation]"
    `);
  });

  test('chains of UNION are one node, distinct once', () => {
    expect(kindsOf('SELECT 1 UNION SELECT 2 UNION SELECT 3')).toBe(
      'Aggregate Union Project Values Project Values Project Values',
    );
    expect(kindsOf('SELECT 1 UNION ALL SELECT 2 UNION SELECT 3')).toMatch(/^Aggregate Union Project/);
    expect(kindsOf('SELECT 1 UNION SELECT 2 UNION ALL SELECT 3')).toMatch(/^Union Aggregate Union Project/);
  });

  test('a chain of strings is one call', () => {
    expect(planOf("SELECT n_name || '-' || n_comment || '!' FROM nation")).toMatch(
      /concat\(CAST\(n_name AS varchar\), '-', CAST\(n_comment AS varchar\), '!'\)/,
    );
  });

  test('what may answer differently is computed once', () => {
    const sql = "SELECT CASE random(3) WHEN 0 THEN 'a' WHEN 1 THEN 'b' END FROM nation WHERE random() BETWEEN 0 AND 1";
    expect(planOf(sql).match(/random\(/g)).toHaveLength(2);
  });

  test('each reference to a query of WITH has columns of its own', () => {
    expect(kindsOf('WITH a AS (SELECT n_name FROM nation) SELECT * FROM a x JOIN a y ON x.n_name = y.n_name')).toBe(
      'Project Join Project Scan Project Scan',
    );
  });

  test('a recursion pairs with the reference in its step', () => {
    const sql = 'WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 3) SELECT * FROM t';
    expect(kindsOf(sql)).toBe('Project Recursion Project Values Project Filter RecursionReference');
  });

  test('UNNEST of a column is over the left side, LATERAL an Apply', () => {
    expect(kindsOf("SELECT x FROM nation CROSS JOIN UNNEST(split(n_name, 'A')) t(x)")).toBe('Project Unnest Scan');
    expect(kindsOf('SELECT x FROM nation, LATERAL (SELECT n_name || n_comment) t(x)')).toBe(
      'Project Apply Scan Project Values',
    );
    expect(kindsOf('SELECT * FROM nation, LATERAL (SELECT 1) t(x)')).toBe('Project Join Scan Project Values');
  });
});
