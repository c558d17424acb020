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
