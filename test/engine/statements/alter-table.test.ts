import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openLake, type TestLake } from './open-lake.js';

let lake: TestLake;
beforeEach(async () => {
  lake = await openLake();
  await lake.run(
    "CREATE EXTERNAL TABLE t (a int, b string) PARTITIONED BY (d string, n int) STORED AS PARQUET LOCATION 's3://b/t/'",
  );
});
afterEach(() => lake.close());
const columns = async (): Promise<string> => {
  const rows = await lake.rows('DESCRIBE t');
  return rows
    .slice(
      0,
      rows.findIndex(([name]) => name === 'd'),
    )
    .map(([name, type]) => `${name} ${type}`)
    .join(', ');
};

describe('ALTER TABLE changes', () => {
  test('columns', async () => {
    await lake.run("ALTER TABLE t ADD COLUMNS (c date COMMENT 'when', e array<int>)");
    expect(await columns()).toBe('a int, b string, c date, e array<int>');
    await lake.run('ALTER TABLE t CHANGE COLUMN c f date FIRST');
    expect(await lake.rows('DESCRIBE t f')).toEqual([['f', 'date', 'when']]);
    expect(await columns()).toBe('f date, a int, b string, e array<int>');
    await lake.run('ALTER TABLE t CHANGE a a bigint AFTER b', 'ALTER TABLE t DROP COLUMN e');
    expect(await columns()).toBe('f date, b string, a bigint');
    await lake.run('ALTER TABLE t REPLACE COLUMNS (x int)');
    expect(await columns()).toBe('x int');
    expect(await lake.failure('ALTER TABLE t ADD COLUMNS (d int)')).toContain('DUPLICATE_COLUMN_NAME: FAILED');
    expect(await lake.failure('ALTER TABLE t CHANGE z y int')).toContain('COLUMN_NOT_FOUND: FAILED');
    expect(await lake.failure('ALTER TABLE t DROP COLUMN x')).toContain('INVALID_DDL');
  });

  test('properties, location and name', async () => {
    await lake.run(
      "ALTER TABLE t SET TBLPROPERTIES ('x'='1', \"y\"=\"don't\")",
      "ALTER TABLE t UNSET TBLPROPERTIES ('x')",
      "ALTER TABLE t SET LOCATION 's3://b/moved/'",
      'CREATE DATABASE e',
      'ALTER TABLE t RENAME TO e.u',
    );
    expect(await lake.rows("SHOW TBLPROPERTIES e.u('y')")).toEqual([['y', "don't"]]);
    expect(await lake.rows("SHOW TBLPROPERTIES e.u('x')")).toEqual([['x', 'Table e.u does not have property: x']]);
    expect(await lake.names('SHOW CREATE TABLE e.u')).toContain("  's3://b/moved/'");
    await lake.run('CREATE TABLE t (a int)');
    expect(await lake.failure('ALTER TABLE e.u RENAME TO default.t')).toContain('TABLE_ALREADY_EXISTS: FAILED');
    expect(await lake.failure('ALTER TABLE e.u RENAME TO none.t')).toContain('SCHEMA_NOT_FOUND: FAILED');
  });

  test('partitions', async () => {
    await lake.run(
      "ALTER TABLE t ADD PARTITION (d='2024/01', n=1) PARTITION (n=2, d='x') LOCATION 's3://other/x/'",
      "ALTER TABLE t ADD IF NOT EXISTS PARTITION (d='x', n=2) PARTITION (d='y', n=3) PARTITION (d=NULL, n=10)",
    );
    const all = ['d=2024%2F01/n=1', 'd=__HIVE_DEFAULT_PARTITION__/n=10', 'd=x/n=2', 'd=y/n=3'];
    expect(await lake.names('SHOW PARTITIONS t')).toEqual(all);
    expect(await lake.names("SHOW PARTITIONS t PARTITION (d='x')")).toEqual(['d=x/n=2']);
    expect(await lake.failure("ALTER TABLE t ADD PARTITION (d='z', n=1) PARTITION (d='y', n=3)")).toContain(
      'ALREADY_EXISTS: FAILED',
    );
    expect(await lake.names('SHOW PARTITIONS t')).toEqual(all);
    const location = async (spec: string): Promise<unknown> =>
      (await lake.rows(`DESCRIBE FORMATTED t PARTITION (${spec})`)).find(([name]) => name === 'Location:')?.[1];
    expect(await location("d='2024/01', n=1")).toBe('s3://b/t/d=2024%2F01/n=1');
    expect(await location("d='x', n='02'")).toBe('s3://other/x/');
    await lake.run(
      "ALTER TABLE t PARTITION (d='x', n=2) SET LOCATION 's3://b/else/'",
      "ALTER TABLE t PARTITION (d='x', n=2) RENAME TO PARTITION (d='w', n=4)",
      "ALTER TABLE t PARTITION (d='w', n=4) ADD COLUMNS (late int)",
    );
    expect(await location("d='w', n=4")).toBe('s3://b/else/');
    expect((await lake.rows("DESCRIBE t PARTITION (d='w', n=4)")).slice(0, 3)).toContainEqual(['late', 'int', '']);
    expect(await columns()).toBe('a int, b string');
    await lake.run("ALTER TABLE t DROP PARTITION (d='w', n=4), PARTITION (n>=10)");
    expect(await lake.names('SHOW PARTITIONS t')).toEqual(['d=2024%2F01/n=1', 'd=y/n=3']);
    await lake.run("ALTER TABLE t DROP IF EXISTS PARTITION (d='w', n=4)");
    expect(await lake.failure("ALTER TABLE t DROP PARTITION (d='w', n=4)")).toBe(
      "NOT_FOUND: FAILED: SemanticException [Error 10006]: Partition not found (d = 'w', n = '4')",
    );
  });

  test('nothing where a specification is wrong', async () => {
    expect(await lake.failure("ALTER TABLE t ADD PARTITION (d='x')")).toBe(
      "INVALID_DDL: FAILED: SemanticException partition spec {d=x} doesn't contain all (2) partition columns",
    );
    expect(await lake.failure("ALTER TABLE t ADD PARTITION (d='x', m=1)")).toContain('[Error 10098]');
    expect(await lake.failure("ALTER TABLE t ADD PARTITION (d='x', n='one')")).toContain('[Error 10248]');
    expect(await lake.failure("ALTER TABLE t ADD PARTITION (d='x', n>1)")).toContain('INVALID_DDL');
    await lake.run('CREATE TABLE plain (a int)');
    expect(await lake.failure('SHOW PARTITIONS plain')).toContain('is not a partitioned table');
    expect(await lake.failure('ALTER TABLE plain ADD PARTITION (a=1)')).toContain('is not a partitioned table');
  });
});
