import { existsSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openLake, type TestLake } from './open-lake.js';

let lake: TestLake;
beforeEach(async () => {
  lake = await openLake();
});
afterEach(() => lake.close());

describe('DDL of the Trino grammar', () => {
  test('makes schemas and tables', async () => {
    await lake.run(
      "CREATE SCHEMA s WITH (location = 's3://b/s/')",
      `CREATE TABLE s."T 1" (a bigint COMMENT 'k', b map(varchar, timestamp(6)), d date)
         COMMENT 'c' WITH (format = 'ORC', external_location = 's3://b/x/', partitioned_by = ARRAY['d'])`,
      'CREATE TABLE IF NOT EXISTS s."T 1" (a bigint)',
      'CREATE TABLE s."own" (a varchar)',
    );
    expect(await lake.rows('DESCRIBE s.`t 1`')).toMatchObject([
      ['a', 'bigint', 'k'],
      ['b', 'map<string,timestamp(6)>', ''],
      ['d', 'date', ''],
      ...Array.from({ length: 5 }, () => ({})),
    ]);
    expect(await lake.names('SHOW CREATE TABLE s."T 1"')).toContain(
      "  'org.apache.hadoop.hive.ql.io.orc.OrcInputFormat' ",
    );
    expect(await lake.names('SHOW CREATE TABLE s.own')).toContain("  's3://b/s/own'");
    expect(await lake.names('SHOW TABLES FROM s')).toEqual(['own', 't 1']);
  });

  test('changes tables', async () => {
    await lake.run(
      'CREATE TABLE "t" (a integer)',
      'ALTER TABLE t ADD COLUMN b varchar(3) FIRST',
      'ALTER TABLE t ADD COLUMN IF NOT EXISTS b date',
      'ALTER TABLE t RENAME COLUMN a TO c',
      'ALTER TABLE "t" ALTER COLUMN c SET DATA TYPE bigint',
      "COMMENT ON COLUMN t.c IS 'it'",
      "COMMENT ON TABLE t IS 'whole'",
      'ALTER TABLE "t" RENAME TO u',
    );
    expect(await lake.rows('SHOW COLUMNS FROM u')).toEqual([
      ['b', 'varchar(3)', '', ''],
      ['c', 'bigint', '', 'it'],
    ]);
    expect(await lake.rows("SHOW TBLPROPERTIES u('comment')")).toEqual([['comment', 'whole']]);
    await lake.run('ALTER TABLE "u" DROP COLUMN c');
    expect(await lake.failure('ALTER TABLE "u" DROP COLUMN b')).toBe(
      'NOT_SUPPORTED: line 1:1: Cannot drop the only column in a table',
    );
    expect(await lake.failure('ALTER TABLE "u" ADD COLUMN b date')).toContain('COLUMN_ALREADY_EXISTS: line 1:1');
    expect(await lake.failure('ALTER TABLE "u" RENAME COLUMN z TO y')).toContain('COLUMN_NOT_FOUND: line 1:1');
    expect(await lake.failure('ALTER TABLE "z" RENAME TO y')).toBe(
      "TABLE_NOT_FOUND: line 1:1: Table 'awsdatacatalog.default.z' does not exist",
    );
  });

  test('fails in the words of Trino', async () => {
    await lake.run('CREATE TABLE "t" (a integer)', "CREATE SCHEMA s WITH (location = 's3://b/')");
    expect(await lake.failure('CREATE SCHEMA "s"')).toBe(
      "SCHEMA_ALREADY_EXISTS: line 1:1: Schema 'awsdatacatalog.s' already exists",
    );
    expect(await lake.failure('CREATE TABLE "t" (a integer)')).toBe(
      "TABLE_ALREADY_EXISTS: line 1:1: Table 'awsdatacatalog.default.t' already exists",
    );
    expect(await lake.failure('CREATE TABLE "u" (a integer, a date)')).toBe(
      "DUPLICATE_COLUMN_NAME: line 1:30: Column name 'a' specified more than once",
    );
    expect(await lake.failure('CREATE TABLE "u" (a foo)')).toContain('TYPE_NOT_FOUND: line 1:21');
    expect(await lake.failure('CREATE TABLE "u" (a date) WITH (x = 1)')).toBe(
      "INVALID_TABLE_PROPERTY: line 1:33: Catalog 'awsdatacatalog' table property 'x' does not exist",
    );
    expect(await lake.failure('CREATE TABLE "u" (a date, b date) WITH (partitioned_by = ARRAY[\'a\'])')).toContain(
      'HIVE_COLUMN_ORDER_MISMATCH',
    );
    expect(await lake.failure('DROP SCHEMA "none"')).toContain('SCHEMA_NOT_FOUND: line 1:1');
    expect(await lake.failure('DROP TABLE "none"')).toContain('TABLE_NOT_FOUND: line 1:1');
    await lake.run('DROP TABLE "t"', 'DROP SCHEMA "s"');
  });
});

describe('tables that take the place or the name of others', () => {
  test('CREATE OR REPLACE TABLE AS keeps grants and drops partitions and files', async () => {
    await lake.run(
      "CREATE TABLE o WITH (partitioned_by = ARRAY['k']) AS SELECT 1 a, 'x' k",
      'GRANT SELECT ON o TO USER eve',
      'ANALYZE o',
    );
    const before = await lake.names('SELECT "$path" FROM o');
    await lake.run('CREATE OR REPLACE TABLE o AS SELECT a + 1 b FROM o');
    expect(await lake.rows('SELECT b FROM o')).toEqual([[2]]);
    expect(await lake.names('DESCRIBE o')).toEqual(['b']);
    expect(before.map((path) => existsSync(path as string))).toEqual([false]);
    expect((await lake.names('SHOW GRANTS')).filter((grantee) => grantee === 'eve')).toHaveLength(1);
    await lake.run('CREATE OR REPLACE TABLE o (c int)');
    expect(await lake.rows('SELECT c FROM o')).toEqual([]);
    await lake.run('CREATE OR REPLACE TABLE o AS SELECT 5 d WITH NO DATA', 'INSERT INTO o VALUES 6');
    expect(await lake.rows('SELECT d FROM o')).toEqual([[6]]);
    await lake.run('CREATE OR REPLACE TABLE fresh AS SELECT 1 a', 'CREATE VIEW seen AS SELECT 1 a');
    expect(await lake.failure('CREATE OR REPLACE TABLE seen AS SELECT 1 a')).toContain('TABLE_ALREADY_EXISTS');
    expect(await lake.failure('CREATE OR REPLACE TABLE o AS SELECT 1 / 0 a')).toContain('DIVISION_BY_ZERO');
    expect(await lake.rows('SELECT d FROM o')).toEqual([[6]]);
  });

  test('a table can be made again under a name that was dropped or given away', async () => {
    for (const round of [1, 2]) await lake.run(`CREATE TABLE again AS SELECT ${round} a`, 'DROP TABLE again');
    await lake.run("CREATE TABLE kept WITH (is_external = true) AS SELECT 'first' a");
    const [path] = await lake.names('SELECT "$path" FROM kept');
    await lake.run('DROP TABLE kept', "CREATE TABLE kept AS SELECT 'second' a");
    expect(existsSync(path as string)).toBe(true);
    expect(await lake.names('SELECT a FROM kept')).toEqual(['second']);
    await lake.run('CREATE TABLE moved (a int)', 'ALTER TABLE moved RENAME TO there', 'CREATE TABLE moved (a int)');
    await lake.run('INSERT INTO there VALUES 1', 'INSERT INTO moved VALUES 2');
    expect(await lake.names('SELECT a FROM there')).toEqual([1]);
    await lake.run('DROP TABLE there');
    expect(await lake.names('SELECT a FROM moved')).toEqual([2]);
  });
});
