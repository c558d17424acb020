import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openLake, type TestLake } from './open-lake.js';

let lake: TestLake;
beforeEach(async () => {
  lake = await openLake();
});
afterEach(() => lake.close());

const events = `CREATE EXTERNAL TABLE events (id bigint COMMENT 'the key', geo struct<lat:double,lon:double>, tags array<string>)
  COMMENT 'raw events' PARTITIONED BY (year string COMMENT 'y', month int) ROW FORMAT SERDE 'a.B' WITH SERDEPROPERTIES ('k'='it\\'s')
  STORED AS PARQUET LOCATION 's3://b/events/' TBLPROPERTIES ('classification'='parquet', 'transient_lastDdlTime'='1')`;

describe('databases', () => {
  test('are made, changed, listed and dropped', async () => {
    await lake.run(
      "CREATE DATABASE Sales COMMENT 'goods' LOCATION 's3://b/sales/' WITH DBPROPERTIES ('creator'='Jane')",
      'CREATE DATABASE IF NOT EXISTS sales',
      "ALTER DATABASE sales SET DBPROPERTIES ('creator'='John', 'x'='y')",
      'CREATE SCHEMA salt',
    );
    expect(await lake.names('SHOW DATABASES')).toEqual(['default', 'sales', 'salt']);
    expect(await lake.names("SHOW DATABASES LIKE 'sal.*'")).toEqual(['sales', 'salt']);
    expect(await lake.names("SHOW SCHEMAS LIKE '*'")).toEqual([]);
    expect(await lake.names("SHOW DATABASES LIKE '*'")).toEqual(['default', 'sales', 'salt']);
    expect(await lake.columns('SHOW DATABASES')).toEqual(['database_name']);
    expect(await lake.failure('CREATE DATABASE sales')).toContain('SCHEMA_ALREADY_EXISTS: FAILED: Execution Error');
    await lake.run("CREATE EXTERNAL TABLE sales.t (a int) LOCATION 's3://b/sales/t/'");
    expect(await lake.failure('DROP DATABASE sales')).toContain('SCHEMA_NOT_EMPTY: FAILED');
    await lake.run('DROP DATABASE sales CASCADE', 'DROP SCHEMA IF EXISTS sales', 'DROP SCHEMA salt RESTRICT');
    expect(await lake.failure('DROP DATABASE sales')).toBe(
      'SCHEMA_NOT_FOUND: FAILED: SemanticException [Error 10072]: Database does not exist: sales',
    );
    expect(await lake.failure("SHOW DATABASES LIKE '('")).toContain('INVALID_FUNCTION_ARGUMENT');
  });
});

describe('tables', () => {
  test('are described as they were made', async () => {
    await lake.run(events);
    expect(await lake.rows('DESCRIBE events')).toEqual([
      ['id', 'bigint', 'the key'],
      ['geo', 'struct<lat:double,lon:double>', ''],
      ['tags', 'array<string>', ''],
      ['year', 'string', 'y'],
      ['month', 'int', ''],
      ['', '', ''],
      ['# Partition Information', '', ''],
      ['# col_name', 'data_type', 'comment'],
      ['', '', ''],
      ['year', 'string', 'y'],
      ['month', 'int', ''],
    ]);
    expect(await lake.columns('DESC events')).toEqual(['col_name', 'data_type', 'comment']);
    expect(await lake.rows('DESCRIBE events geo')).toEqual([
      ['geo', 'struct<lat:double,lon:double>', 'from deserializer'],
    ]);
    expect(await lake.rows("DESCRIBE events tags.'$elem$'")).toEqual([['$elem$', 'string', 'from deserializer']]);
    expect(await lake.failure('DESCRIBE events nothing')).toContain('COLUMN_NOT_FOUND: FAILED');
    const formatted = await lake.rows('DESCRIBE FORMATTED events');
    expect(formatted).toContainEqual(['Location:', 's3://b/events/', '']);
    expect(formatted).toContainEqual(['', 'classification', 'parquet']);
    expect(await lake.rows('SHOW COLUMNS IN `events`')).toEqual([['id'], ['geo'], ['tags'], ['year'], ['month']]);
    expect(await lake.rows("SHOW TBLPROPERTIES events('comment')")).toEqual([['comment', 'raw events']]);
    expect((await lake.names('SHOW TBLPROPERTIES events')).includes('EXTERNAL')).toBe(true);
  });

  test('SHOW CREATE TABLE gives a statement that makes the same table', async () => {
    await lake.run(events);
    const text = (await lake.names('SHOW CREATE TABLE events')).join('\n');
    expect(text).toBe(`CREATE EXTERNAL TABLE \`events\`(
  \`id\` bigint COMMENT 'the key',\u0020
  \`geo\` struct<lat:double,lon:double>,\u0020
  \`tags\` array<string>)
COMMENT 'raw events'
PARTITIONED BY (\u0020
  \`year\` string COMMENT 'y',\u0020
  \`month\` int)
ROW FORMAT SERDE\u0020
  'a.B'\u0020
WITH SERDEPROPERTIES (\u0020
  'k'='it\\'s')\u0020
STORED AS INPUTFORMAT\u0020
  'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat'\u0020
OUTPUTFORMAT\u0020
  'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat'
LOCATION
  's3://b/events/'
TBLPROPERTIES (
  'classification'='parquet',\u0020
  'transient_lastDdlTime'='1')`);
    await lake.run('DROP TABLE events', text);
    expect((await lake.names('SHOW CREATE TABLE events')).length).toBe(text.split('\n').length);
    const delimited = String.raw`CREATE EXTERNAL TABLE c (a int) ROW FORMAT DELIMITED FIELDS TERMINATED BY '\001' ESCAPED BY '\\' LINES TERMINATED BY '\n' NULL DEFINED AS 'NA' LOCATION '/x/c'`;
    await lake.run(delimited);
    const made = (await lake.names('SHOW CREATE TABLE c')).join('\n');
    expect(made).toContain("FIELDS TERMINATED BY '\\u0001'");
    await lake.run('DROP TABLE c', made);
    expect((await lake.names('SHOW CREATE TABLE c')).join('\n').replace(/\d{10}/, '')).toBe(made.replace(/\d{10}/, ''));
  });
});

describe('tables of a database', () => {
  test('name what is wrong with them', async () => {
    await lake.run(events);
    expect(await lake.failure(events)).toContain('TABLE_ALREADY_EXISTS: FAILED');
    await lake.run(events.replace('TABLE', 'TABLE IF NOT EXISTS'));
    expect(await lake.failure('CREATE EXTERNAL TABLE t (a int)')).toBe(
      'INVALID_DDL: No location was specified for table. An S3 location must be specified',
    );
    expect(await lake.failure("CREATE EXTERNAL TABLE t (a int, A int) LOCATION '/x'")).toContain(
      'DUPLICATE_COLUMN_NAME',
    );
    expect(await lake.failure("CREATE EXTERNAL TABLE t (a int) PARTITIONED BY (a int) LOCATION '/x'")).toContain(
      '[Error 10035]',
    );
    expect(await lake.failure("CREATE EXTERNAL TABLE t (a int) STORED AS XML LOCATION '/x'")).toContain('INVALID_DDL');
    expect(await lake.failure("CREATE EXTERNAL TABLE none.t (a int) LOCATION '/x'")).toContain('SCHEMA_NOT_FOUND');
    expect(await lake.failure("CREATE EXTERNAL TABLE t (a int) LOCATION '/x/*.csv'")).toContain('INVALID_DDL');
    expect(
      await lake.failure("CREATE EXTERNAL TABLE t (a int) LOCATION '/x' TBLPROPERTIES ('table_type'='ICEBERG')"),
    ).toBe('INVALID_DDL: External keyword not supported for table type ICEBERG');
    expect(await lake.failure('DROP TABLE nothing')).toBe(
      'TABLE_NOT_FOUND: FAILED: SemanticException [Error 10001]: Table not found default.nothing',
    );
    expect(await lake.failure('DESCRIBE other.default.t')).toBe("CATALOG_NOT_FOUND: Catalog 'other' does not exist");
    expect(await lake.failure('DESCRIBE a.b.c.d')).toBe('INVALID_DDL: Invalid table name a.b.c.d');
    expect(await lake.failure('ALTER TABLE events TOUCH')).toBe(
      'NOT_SUPPORTED: Queries of this type are not supported: ALTER TABLE TOUCH',
    );
  });

  test('are listed by patterns', async () => {
    await lake.run(
      'CREATE TABLE a1 (a int)',
      'CREATE TABLE a2 (a int)',
      'CREATE TABLE b1 (a int)',
      'CREATE DATABASE d',
    );
    expect(await lake.names("SHOW TABLES IN default 'a*'")).toEqual(['a1', 'a2']);
    expect(await lake.names("SHOW TABLES 'A1|b.*'")).toEqual(['a1', 'b1']);
    expect(await lake.columns("SHOW TABLES '*'")).toEqual(['tab_name']);
    expect(await lake.columns('SHOW TABLES')).toEqual(['Table']);
    expect(await lake.names("SHOW TABLES IN d '*'")).toEqual([]);
    expect(await lake.failure("SHOW TABLES IN e '*'")).toContain('SCHEMA_NOT_FOUND');
  });
});

test('a session may have the SHOW statements of Athena', async () => {
  await lake.run('CREATE TABLE t (a int)', 'SET SESSION athena_show_statements = true');
  expect(await lake.columns('SHOW TABLES')).toEqual(['tab_name']);
  expect(await lake.columns('SHOW SCHEMAS')).toEqual(['database_name']);
  expect(await lake.rows('SHOW COLUMNS FROM t')).toEqual([['a']]);
  expect(await lake.columns('SHOW COLUMNS FROM t')).toEqual(['field']);
});
