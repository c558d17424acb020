import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openLake, type TestLake } from './open-lake.js';

let lake: TestLake;
beforeEach(async () => {
  lake = await openLake();
  // Small row groups: a row's number counts those before its own.
  await lake.run(
    "CREATE TABLE t WITH (row_group_rows = 10) AS SELECT x, CAST('old' AS varchar(5)) s, CAST(x AS decimal(10,2)) d FROM UNNEST(sequence(1, 100)) v(x)",
  );
});
afterEach(() => lake.close());
const count = async (sql: string): Promise<unknown> => (await lake.rows(sql))[0]![0];

describe('a MERGE finds out once what it does', () => {
  test('with sources that have other rows each time', async () => {
    const merged =
      await count(`MERGE INTO t USING (SELECT * FROM UNNEST(sequence(1, 200)) u(y) WHERE random() < 0.5) r ON x = y
      WHEN MATCHED THEN UPDATE SET s = 'new' WHEN NOT MATCHED THEN INSERT (x, s) VALUES (y, 'added')`);
    const [row] = await lake.rows(
      "SELECT count_if(s = 'new'), count_if(s = 'added'), count(DISTINCT x), count(*) FROM t",
    );
    const [changed, added, distinct, all] = row as bigint[];
    expect(changed! + added!).toBe(merged);
    expect([distinct, all]).toEqual([100n + added!, 100n + added!]);
    expect(
      await count('MERGE INTO t USING t AS o TABLESAMPLE BERNOULLI (50) ON t.x = o.x WHEN MATCHED THEN DELETE'),
    ).toBe(all! - ((await count('SELECT count(*) FROM t')) as bigint));
  });

  test('with values and conditions that differ each time', async () => {
    const merged = await count(`MERGE INTO t USING (SELECT * FROM UNNEST(sequence(1, 100)) u(y)) ON x = y
      WHEN MATCHED AND random() < 0.3 THEN UPDATE SET s = 'first', d = 1000
      WHEN MATCHED AND random() < 0.5 THEN UPDATE SET s = 'then', d = 2000
      WHEN MATCHED AND random() < 0.5 THEN DELETE`);
    expect(await lake.rows('SELECT DISTINCT s, d > 999 FROM t ORDER BY 1')).toEqual([
      ['first', true],
      ['old', false],
      ['then', true],
    ]);
    const left = (await count("SELECT count_if(s <> 'old') + 100 - count(*) FROM t")) as bigint;
    expect(left).toBe(merged);
    expect(await count("SELECT count(*) FROM t WHERE (d = 1000) <> (s = 'first') OR (d = 2000) <> (s = 'then')")).toBe(
      0n,
    );
  });

  test('and so do UPDATE and DELETE', async () => {
    const updated = await count("UPDATE t SET s = 'new', d = -1 WHERE random() < 0.5");
    expect(
      await lake.rows("SELECT count_if(s = 'new'), count_if(d = -1), count_if((s = 'new') = (d = -1)) FROM t"),
    ).toEqual([[updated, updated, 100n]]);
    const deleted = (await count('DELETE FROM t WHERE random() < 0.5')) as bigint;
    expect(await count('SELECT count(*) FROM t')).toBe(100n - deleted);
  });
});

describe('MERGE', () => {
  test('takes the first case that holds, NULL being none', async () => {
    expect(
      await count(`MERGE INTO t USING (VALUES (1, 1), (2, NULL), (3, 3), (200, NULL), (201, 1)) s(y, z) ON x = y
        WHEN MATCHED AND z > 2 THEN UPDATE SET s = 'three'
        WHEN MATCHED AND z > 0 THEN UPDATE SET s = 'one'
        WHEN NOT MATCHED AND z > 0 THEN INSERT (x, s) VALUES (y, 'a')
        WHEN NOT MATCHED THEN INSERT VALUES (y, 'b', 1)`),
    ).toBe(4n);
    expect(await lake.rows('SELECT x, s, CAST(d AS varchar) FROM t WHERE x < 4 OR x > 100 ORDER BY x')).toEqual([
      [1n, 'one', '1.00'],
      [2n, 'old', '2.00'],
      [3n, 'three', '3.00'],
      [200n, 'b', '1.00'],
      [201n, 'a', null],
    ]);
  });

  test('reads joins, other tables and itself as its source, by qualified names', async () => {
    await lake.run("CREATE TABLE o AS SELECT bigint '5' k, 7 v", "CREATE TABLE n AS SELECT bigint '5' k, 'five' w");
    expect(
      await count(
        'MERGE INTO t AS a USING o JOIN n ON o.k = n.k ON a.x = o.k WHEN MATCHED THEN UPDATE SET s = n.w, d = a.d + o.v',
      ),
    ).toBe(1n);
    expect(await lake.rows('SELECT s, CAST(d AS varchar) FROM t WHERE x = 5')).toEqual([['five', '12.00']]);
    expect(await count("MERGE INTO t USING t AS b ON t.x = b.x + 1 WHEN MATCHED AND b.s = 'five' THEN DELETE")).toBe(
      1n,
    );
    expect(await count('SELECT count(*) FROM t WHERE x = 6')).toBe(0n);
    expect(
      await count(
        'MERGE INTO t USING o ON x = k WHEN MATCHED AND k IN (SELECT k FROM n) THEN UPDATE SET s = (SELECT w FROM n)',
      ),
    ).toBe(1n);
    await lake.run(
      'PREPARE m FROM MERGE INTO t USING (VALUES ?) s(y) ON x = y AND s = ? WHEN NOT MATCHED THEN INSERT (x) VALUES (y + ?)',
    );
    expect(await count("EXECUTE m USING 300, 'none', 1")).toBe(1n);
    expect(await count('SELECT count(*) FROM t WHERE x = 301')).toBe(1n);
  });

  test('changes nothing where nothing matches', async () => {
    const [path] = await lake.names('SELECT DISTINCT "$path" FROM t');
    expect(await count('MERGE INTO t USING (VALUES 1000) s(y) ON x = y WHEN MATCHED THEN DELETE')).toBe(0n);
    expect(await lake.names('SELECT DISTINCT "$path" FROM t')).toEqual([path]);
  });

  test('lets nobody else find the numbers of rows', async () => {
    await count('MERGE INTO t USING (VALUES 1) s(y) ON x = y WHEN MATCHED THEN DELETE');
    expect(await lake.failure('SELECT "$row_number" FROM t')).toContain('COLUMN_NOT_FOUND');
  });
});

describe('a wrong MERGE', () => {
  test.each([
    [
      "UPDATE SET x = 'a'",
      "TYPE_MISMATCH: line 1:50: MERGE table column types don't match for MERGE case 0, SET expressions: Table: [bigint], Expressions: [varchar(1)]",
    ],
    ['UPDATE SET x = 1, x = 2', 'DUPLICATE_COLUMN_NAME: line 1:86: Multiple assignments for column x'],
    ['UPDATE SET nope = 1', "COLUMN_NOT_FOUND: line 1:79: The UPDATE SET target column nope doesn't exist"],
    ['UPDATE SET x = nope', "COLUMN_NOT_FOUND: line 1:83: Column 'nope' cannot be resolved"],
    [
      "UPDATE SET s = 'longer'",
      'INVALID_CAST_ARGUMENT: Cannot truncate non-space characters when casting from varchar(6) to varchar(5) on INSERT',
    ],
  ])('refuses WHEN MATCHED THEN %s', async (action, message) => {
    expect(await lake.failure(`MERGE INTO t USING (VALUES 1, 2) s(y) ON x = y   WHEN MATCHED THEN ${action}`)).toBe(
      message,
    );
  });

  test.each([
    [
      '(x, s) VALUES (y)',
      "MISMATCHED_COLUMN_ALIASES: line 1:50: Number of merge columns (2) isn't equal to number of expressions (1)",
    ],
    ['(nope) VALUES (y)', 'COLUMN_NOT_FOUND: line 1:50: Merge column name does not exist in target table: nope'],
    ['(x, x) VALUES (y, y)', 'DUPLICATE_COLUMN_NAME: line 1:50: Merge column name is specified more than once: x'],
    [
      "(x) VALUES ('a')",
      "TYPE_MISMATCH: line 1:50: MERGE table column types don't match for MERGE case 0, SET expressions: Table: [bigint], Expressions: [varchar(1)]",
    ],
    [
      'VALUES (y)',
      "MISMATCHED_COLUMN_ALIASES: line 1:50: Number of merge columns (3) isn't equal to number of expressions (1)",
    ],
  ])('refuses WHEN NOT MATCHED THEN INSERT %s', async (action, message) => {
    const failure = await lake.failure(
      `MERGE INTO t USING (VALUES 1, 2) s(y) ON x = y   WHEN NOT MATCHED THEN INSERT ${action}`,
    );
    expect(failure).toBe(message);
  });

  test.each([
    ['MERGE INTO t USING (VALUES 1) s(y) ON x WHEN MATCHED THEN DELETE', 'TYPE_MISMATCH'],
    ['MERGE INTO t USING (VALUES 1) s(y) ON x = y WHEN MATCHED AND y THEN DELETE', 'TYPE_MISMATCH'],
    [
      'MERGE INTO none USING (VALUES 1) s(y) ON x = y WHEN MATCHED THEN DELETE',
      "TABLE_NOT_FOUND: line 1:1: Table 'awsdatacatalog.default.none' does not exist",
    ],
    [
      'MERGE INTO t USING none ON x = y WHEN MATCHED THEN DELETE',
      "TABLE_NOT_FOUND: line 1:20: Table 'awsdatacatalog.default.none' does not exist",
    ],
    [
      'MERGE INTO t USING (VALUES 1, 1) s(y) ON x = y WHEN MATCHED THEN DELETE',
      'MERGE_TARGET_ROW_MULTIPLE_MATCHES: line 1:1: One MERGE target table row matched more than one source row',
    ],
  ])('%s is wrong', async (sql, message) => {
    expect(await lake.failure(sql)).toContain(message);
    expect(await count('SELECT count(*) FROM t')).toBe(100n);
  });
});
