import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openLake, type TestLake } from './open-lake.js';

let lake: TestLake;
beforeEach(async () => {
  lake = await openLake();
  await lake.run(
    "CREATE TABLE t WITH (external_location = '" +
      lake.folder +
      "/t') AS SELECT n AS a, 'x' AS b FROM UNNEST(sequence(1, 9)) AS u(n)",
  );
});
afterEach(() => lake.close());

describe('EXPLAIN', () => {
  test('of what writes shows the query and runs nothing', async () => {
    const [plan] = await lake.names("EXPLAIN INSERT INTO t SELECT 10, 'y'");
    expect(plan).toMatch(/^- Insert \[t\]\n {4}- Output/);
    expect(await lake.names('EXPLAIN CREATE TABLE u AS SELECT 1 a')).toEqual([
      expect.stringContaining('CreateTable [u]'),
    ]);
    expect(await lake.names("EXPLAIN UNLOAD (SELECT 1 a) TO '/x/y' WITH (format = 'PARQUET')")).toEqual([
      expect.stringContaining('Unload [/x/y]'),
    ]);
    expect(await lake.names('EXPLAIN DROP TABLE t')).toEqual(['DROP TABLE t']);
    expect(await lake.rows('EXPLAIN (TYPE VALIDATE) CREATE SCHEMA s')).toEqual([[true]]);
    expect(await lake.failure('EXPLAIN INSERT INTO none SELECT 1')).toBe(
      "TABLE_NOT_FOUND: line 1:21: Table 'awsdatacatalog.default.none' does not exist",
    );
    expect(await lake.failure('EXPLAIN ANALYZE CREATE SCHEMA s')).toContain('NOT_SUPPORTED');
    expect(await lake.failure('EXPLAIN (TYPE VALIDATE) SELECT z FROM t')).toContain('COLUMN_NOT_FOUND');
    expect(await lake.rows('SELECT count(*) FROM t')).toEqual([[9n]]);
    expect(await lake.names('SHOW SCHEMAS')).toEqual(['default']);
  });

  test('ANALYZE of what writes writes it, and counts', async () => {
    const [plan] = await lake.names("EXPLAIN ANALYZE INSERT INTO t SELECT a, 'y' FROM t WHERE a > 5");
    expect(plan).toMatch(/^- Insert \[t\]\n {4}- Output/);
    expect(plan).toMatch(/TableWriter\[.*\n.*rowsIn: 4,/);
    expect(plan).toMatch(/rowsRead: 9\n[\s\S]*rowsWritten: 4\n {4}filesWritten: 1\n {4}bytesWritten: [1-9]/);
    expect(await lake.rows('SELECT count(*) FROM t')).toEqual([[13n]]);
    const [made] = await lake.names('EXPLAIN ANALYZE (FORMAT JSON) CREATE TABLE u AS SELECT a FROM t');
    expect(JSON.parse(made as string)).toMatchObject({ stats: { rowsWritten: 13, filesWritten: 1 } });
    expect(await lake.rows('SELECT count(*) FROM u')).toEqual([[13n]]);
    const reader = lake.lake.session({ readOnly: true });
    await expect(reader.query("EXPLAIN ANALYZE INSERT INTO t SELECT 1, 'y'")).rejects.toMatchObject({
      name: 'READ_ONLY_VIOLATION',
    });
  });

  test('TYPE IO names the tables and what is asked of their columns', async () => {
    const [text] = await lake.names("EXPLAIN (TYPE IO) SELECT b FROM t WHERE a > 5 AND b IN ('x', 'y')");
    const [input] = (JSON.parse(text as string) as { inputTableColumnInfos: unknown[] }).inputTableColumnInfos;
    expect(input).toMatchObject({
      table: { catalog: 'awsdatacatalog', schemaTable: { schema: 'default', table: 't' } },
      constraint: {
        none: false,
        columnConstraints: [
          {
            columnName: 'a',
            domain: {
              nullsAllowed: false,
              ranges: [{ low: { value: '5', bound: 'ABOVE' }, high: { bound: 'BELOW' } }],
            },
          },
          { columnName: 'b', domain: { ranges: [{ low: { value: 'x', bound: 'EXACTLY' } }, {}] } },
        ],
      },
    });
  });

  test('SHOW STATS tells what the footers tell', async () => {
    expect(await lake.columns('SHOW STATS FOR t')).toEqual([
      'column_name',
      'data_size',
      'distinct_values_count',
      'nulls_fraction',
      'row_count',
      'low_value',
      'high_value',
    ]);
    const rows = await lake.rows('SHOW STATS FOR t');
    expect(rows[0]).toEqual(['a', null, null, 0, null, '1', '9']);
    expect(rows.at(-1)).toEqual([null, null, null, null, 9, null, null]);
  });
});

test('ANALYZE counts the different values of columns', async () => {
  await lake.run(
    "CREATE TABLE a WITH (partitioned_by = ARRAY['k']) AS SELECT x % 7 AS v, ARRAY[x] AS l, IF(x > 4, 'y') AS s, x % 2 AS k FROM UNNEST(sequence(1, 100)) AS u(x)",
  );
  expect(await lake.rows('ANALYZE a')).toEqual([[100n]]);
  const distinct = (await lake.rows('SHOW STATS FOR a')).map(([name, , count]) => [name, count]);
  expect(distinct).toEqual([
    ['v', 7],
    ['l', null],
    ['s', 1],
    ['k', 2],
    [null, null],
  ]);
  expect(await lake.rows("ANALYZE a WITH (columns = ARRAY['v'])")).toEqual([[100n]]);
  expect(await lake.failure('ANALYZE none')).toContain('TABLE_NOT_FOUND: line 1:1');
  expect(await lake.failure('ANALYZE a WITH (x = 1)')).toContain('INVALID_ANALYZE_PROPERTY');
});

describe('statements that are prepared', () => {
  test('run with the values of EXECUTE, also when they write', async () => {
    await lake.run('PREPARE p FROM INSERT INTO t SELECT ?, ?', "EXECUTE p USING 2 * 50, 'y'");
    expect(await lake.rows("SELECT a FROM t WHERE b = 'y'")).toEqual([[100n]]);
    expect(await lake.failure('EXECUTE p USING 1')).toContain('INVALID_PARAMETER_USAGE');
    await lake.run("EXECUTE IMMEDIATE 'CREATE DATABASE d'");
    expect(await lake.rows("EXECUTE IMMEDIATE 'SELECT ? + a FROM t WHERE a = ?' USING 1, 9")).toEqual([[10n]]);
    await lake.run('DEALLOCATE PREPARE p');
    expect(await lake.failure("EXECUTE p USING 1, 'z'")).toBe('NOT_FOUND: Prepared statement not found: p');
  });
});

describe('dropping a table', () => {
  test('of the lake drops its files, of others not', async () => {
    await lake.run('CREATE TABLE own (a int)', 'INSERT INTO own VALUES 1', 'DROP TABLE own', 'DROP TABLE t');
    const own = join(lake.folder, 'lake', 'data', 'default', 'own');
    expect(existsSync(own) ? readdirSync(own) : []).toEqual([]);
    expect(readdirSync(join(lake.folder, 't')).length).toBeGreaterThan(0);
    await lake.run('CREATE TABLE own (a int)', 'INSERT INTO own VALUES 2');
    expect(await lake.rows('SELECT * FROM own')).toEqual([[2]]);
    await lake.run('CREATE DATABASE d', 'CREATE TABLE d.own AS SELECT 1 a', 'DROP DATABASE d CASCADE');
  });
});

describe('EXPLAIN ANALYZE of statements that change rows', () => {
  test('runs them and tells what was written', async () => {
    await lake.run('CREATE TABLE c AS SELECT x, x % 3 y FROM UNNEST(sequence(1, 30)) t(x)');
    const explained = async (sql: string): Promise<string> => (await lake.names(`EXPLAIN ANALYZE ${sql}`)).join('\n');
    const deleted = await explained('DELETE FROM c WHERE x = 4');
    expect(deleted).toMatch(/^- Delete \[c\]\n/);
    expect(deleted).toMatch(/rowsWritten: 29\n +filesWritten: 1\n +bytesWritten: [1-9]/);
    expect(await explained('UPDATE c SET y = 7 WHERE x = 5')).toContain('rowsWritten: 29');
    const merged = await explained(
      'MERGE INTO c USING (VALUES 5, 99) s(z) ON x = z WHEN MATCHED THEN UPDATE SET y = 8 WHEN NOT MATCHED THEN INSERT (x) VALUES (z)',
    );
    expect(merged).toMatch(/^- Merge \[c\]\n/);
    expect(merged).toContain('rowsWritten: 30');
    expect(await explained('DELETE FROM c WHERE x = 1000')).toBe(
      '- Delete [c]\n\n    rowsWritten: 0\n    filesWritten: 0\n    bytesWritten: 0',
    );
    expect(JSON.parse(await explained('(FORMAT JSON) DELETE FROM c WHERE x = 1000'))).toMatchObject({
      name: 'Delete [c]',
      stats: { rowsWritten: 0 },
    });
    expect(await lake.rows('SELECT count(*), sum(y) FILTER (WHERE x = 5) FROM c')).toEqual([[30n, 8n]]);
  });
});
