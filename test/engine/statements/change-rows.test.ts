import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Lake } from '../../../src/engine/lake.js';
import { openLake, type TestLake } from './open-lake.js';

let lake: TestLake;
beforeEach(async () => {
  lake = await openLake();
  await lake.run(
    "CREATE TABLE t WITH (partitioned_by = ARRAY['k']) AS SELECT x, CAST(x AS varchar(10)) s, x % 3 k FROM UNNEST(sequence(1, 30)) t(x)",
    "INSERT INTO t VALUES (NULL, 'none', 0), (100, 'far', 0)",
  );
});
afterEach(() => lake.close());

const count = async (sql: string): Promise<unknown> => (await lake.rows(sql))[0]![0];
const paths = async (): Promise<readonly unknown[]> => lake.names('SELECT DISTINCT "$path" FROM t ORDER BY 1');

describe('DELETE', () => {
  test('deletes the rows for which the condition is true, and rewrites only their files', async () => {
    const before = await paths();
    expect(await count('DELETE FROM t WHERE x = 4 OR x = 7')).toBe(2n);
    expect(await lake.rows('SELECT count(*), count(x), sum(x) FROM t')).toEqual([[30n, 29n, 554n]]);
    expect((await paths()).filter((path) => before.includes(path))).toHaveLength(3);
    expect(await count('DELETE FROM t WHERE x > 1000')).toBe(0n);
    expect(await count("DELETE FROM t WHERE x IN (SELECT y FROM (VALUES 5, 6, 7) v(y)) AND s <> '5'")).toBe(1n);
    expect(await count('DELETE FROM t WHERE x IS NULL')).toBe(1n);
    expect(await lake.rows('SELECT count(*) FROM t')).toEqual([[28n]]);
  });

  test('of whole partitions takes them out of the catalog', async () => {
    expect(await count('DELETE FROM t WHERE k = 2')).toBe(10n);
    expect(await lake.names('SHOW PARTITIONS t')).toEqual(['k=0', 'k=1']);
    await lake.run("INSERT INTO t VALUES (2, 'b', 2)");
    expect(await count('DELETE FROM t')).toBe(23n);
    expect(await lake.names('SHOW PARTITIONS t')).toEqual([]);
    expect(await lake.rows('SELECT * FROM t')).toEqual([]);
  });

  test('takes values for its ?s, and points at what is wrong', async () => {
    await lake.run('PREPARE d FROM DELETE FROM t WHERE x = ? OR s = ?');
    expect(await count("EXECUTE d USING 5, 'far'")).toBe(2n);
    expect(await lake.failure('DELETE FROM t WHERE y = 1')).toBe(
      "COLUMN_NOT_FOUND: line 1:21: Column 'y' cannot be resolved",
    );
    expect(await lake.failure('DELETE FROM none')).toBe(
      "TABLE_NOT_FOUND: line 1:1: Table 'awsdatacatalog.default.none' does not exist",
    );
    await lake.run("CREATE TABLE texts WITH (format = 'JSON') AS SELECT 1 a");
    expect(await lake.failure('DELETE FROM texts')).toBe(
      'NOT_SUPPORTED: line 1:1: Modifying Hive table rows is only supported for transactional tables',
    );
  });

  test('is for who sees all of the table', async () => {
    const governed = await Lake.open(undefined, { threads: 1, admins: ['ann'] });
    try {
      const ann = governed.session({ principal: 'ann' });
      const eve = governed.session({ principal: 'eve' });
      await ann.query('CREATE TABLE g AS SELECT 1 a, 2 b');
      await ann.query('GRANT SELECT (a) ON g TO USER eve');
      await ann.query('GRANT INSERT, DELETE ON g TO USER eve');
      await expect(eve.query('DELETE FROM g WHERE a = 1')).rejects.toMatchObject({ name: 'PERMISSION_DENIED' });
      await ann.query('GRANT SELECT ON g TO USER eve');
      expect(await (await eve.query('DELETE FROM g WHERE a = 1')).toArrays()).toEqual([[1n]]);
    } finally {
      await governed.close();
    }
  });
});

describe('UPDATE', () => {
  test('changes the rows, also to other partitions', async () => {
    expect(await count("UPDATE t SET s = 'few', x = x + 1000 WHERE x < 4")).toBe(3n);
    expect(await lake.rows("SELECT x FROM t WHERE s = 'few' ORDER BY x")).toEqual([[1001n], [1002n], [1003n]]);
    expect(await count('UPDATE t SET k = 7 WHERE k = 1')).toBe(10n);
    expect(await lake.rows('SELECT k, count(*) FROM t GROUP BY k ORDER BY k')).toEqual([
      [0n, 12n],
      [2n, 10n],
      [7n, 10n],
    ]);
    expect(await lake.names('SHOW PARTITIONS t')).toContain('k=7');
    expect(await count('UPDATE t SET s = NULL')).toBe(32n);
  });

  test('refuses values that do not fit', async () => {
    expect(await lake.failure("UPDATE t SET x = 'a'")).toBe(
      "TYPE_MISMATCH: line 1:1: UPDATE table column types don't match SET expressions: Table: [bigint], Expressions: [varchar(1)]",
    );
    expect(await lake.failure("UPDATE t SET s = 'longer than ten'")).toContain('INVALID_CAST_ARGUMENT');
    expect(await lake.failure('UPDATE t SET nope = 1')).toContain('COLUMN_NOT_FOUND: line 1:14');
    expect(await lake.rows("SELECT count(*) FROM t WHERE s = 'far'")).toEqual([[1n]]);
  });
});

describe('MERGE', () => {
  test('changes, deletes and adds', async () => {
    const source = "(VALUES (7, 'seven', 1), (13, 'gone', 1), (500, 'new', 9), (501, 'also', 1)) AS s(x, s, k)";
    const merge = `MERGE INTO t AS target USING ${source} ON target.x = s.x
      WHEN MATCHED AND s.s = 'gone' THEN DELETE
      WHEN MATCHED THEN UPDATE SET s = s.s
      WHEN NOT MATCHED AND s.x = 501 THEN INSERT (x, k) VALUES (s.x, s.k)
      WHEN NOT MATCHED THEN INSERT VALUES (s.x, s.s, s.k)`;
    expect(await count(merge)).toBe(4n);
    expect(await lake.rows('SELECT x, s, k FROM t WHERE x IN (7, 13, 500, 501) ORDER BY x')).toEqual([
      [7n, 'seven', 1n],
      [500n, 'new', 9n],
      [501n, null, 1n],
    ]);
    expect(await lake.rows('SELECT count(*) FROM t')).toEqual([[33n]]);
    expect(await lake.names('SHOW PARTITIONS t')).toContain('k=9');
  });

  test('refuses two rows for one', async () => {
    const twice = 'MERGE INTO t USING (VALUES 7, 7) s(y) ON x = y';
    expect(await lake.failure(`${twice} WHEN MATCHED THEN DELETE`)).toBe(
      'MERGE_TARGET_ROW_MULTIPLE_MATCHES: line 1:1: One MERGE target table row matched more than one source row',
    );
    expect(await count(`${twice} WHEN MATCHED AND y > 7 THEN DELETE`)).toBe(0n);
    expect(await lake.rows('SELECT count(*) FROM t')).toEqual([[32n]]);
  });
});

test('of two statements that change the same file the later commit fails; rows that are inserted meanwhile stay', async () => {
  const other = lake.lake.session();
  const slow =
    'AND x + (SELECT count(*) FROM UNNEST(sequence(1, 5000)) a(n) CROSS JOIN UNNEST(sequence(1, 2000)) b(m) WHERE n < m) > 0';
  const first = lake.lake.query(`DELETE FROM t WHERE x = 5 ${slow}`).then(
    (result) => result.toArrays(),
    (error: Error) => error.name,
  );
  await new Promise((resume) => setTimeout(resume, 100));
  const second = await other.query('DELETE FROM t WHERE x = 8').then(
    (result) => result.toArrays(),
    (error: Error) => error.name,
  );
  await other.query("INSERT INTO t VALUES (200, 'late', 2)");
  const outcomes = [await first, second];
  const deleted = outcomes.filter((outcome) => outcome !== 'TRANSACTION_CONFLICT');
  for (const outcome of deleted) expect(outcome).toEqual([[1n]]);
  expect(await lake.rows('SELECT count(*) FROM t')).toEqual([[33n - BigInt(deleted.length)]]);
  expect(await lake.rows('SELECT s FROM t WHERE x = 200')).toEqual([['late']]);
});
