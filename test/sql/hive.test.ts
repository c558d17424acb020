import { describe, expect, test } from 'vitest';
import type { AnyStatement } from '../../src/sql/ast.js';
import { parseAnyStatement } from '../../src/sql/parse-any-statement.js';
import { splitStatements } from '../../src/sql/split-statements.js';

const parse = (sql: string): AnyStatement => parseAnyStatement(sql);
const names = { kind: 'QualifiedName' };

describe('CREATE TABLE of the Hive grammar', () => {
  test('takes every clause, in any order', () => {
    const sql = `CREATE EXTERNAL TABLE IF NOT EXISTS \`Db\`.t (\`Id\` BIGINT COMMENT 'k', s struct<Lat:double COMMENT 'x', \`b c\`:array<int>>)
      COMMENT "it's" PARTITIONED BY (year string COMMENT 'y', month int) CLUSTERED BY (id) INTO 8 BUCKETS
      ROW FORMAT SERDE 'a.B' WITH SERDEPROPERTIES ('k' = 'v')
      STORED AS INPUTFORMAT 'i' OUTPUTFORMAT 'o' TBLPROPERTIES ('p'='q') LOCATION 's3://b/x/'`;
    expect(parse(sql)).toMatchObject({
      kind: 'CreateHiveTable',
      isExternal: true,
      ifNotExists: true,
      name: { ...names, parts: [{ value: 'Db', delimited: true }, { value: 't' }] },
      columns: [
        { name: 'id', type: 'bigint', comment: 'k' },
        { name: 's', type: 'struct<lat:double,b c:array<int>>'.replace('b c', '`b c`') },
      ],
      comment: "it's",
      partitionKeys: [
        { name: 'year', type: 'string', comment: 'y' },
        { name: 'month', type: 'int' },
      ],
      buckets: { columns: ['id'], count: 8 },
      rowFormat: { kind: 'serde', library: 'a.B' },
      serdeProperties: [['k', 'v']],
      storedAs: { kind: 'classes', inputFormat: 'i', outputFormat: 'o' },
      location: 's3://b/x/',
      properties: [['p', 'q']],
    });
  });

  test('reads escapes of strings as Hive does', () => {
    const sql = String.raw`CREATE EXTERNAL TABLE t (a int) ROW FORMAT DELIMITED FIELDS TERMINATED BY '\001' ESCAPED BY '\\'
      LINES TERMINATED BY '\n' NULL DEFINED AS 'it''s' LOCATION "a\"b\u0041\S"`;
    expect(parse(sql)).toMatchObject({
      rowFormat: { kind: 'delimited', field: '\x01', escape: '\\', line: '\n', nullText: "it's" },
      location: 'a"bAS',
    });
  });

  test('is told from that of Trino', () => {
    expect(parse('CREATE TABLE t (a int, b decimal(3,1))').kind).toBe('CreateHiveTable');
    expect(parse("CREATE TABLE t (a varchar) WITH (format = 'PARQUET')").kind).toBe('CreateTable');
    expect(parse('CREATE TABLE "t" (a int)').kind).toBe('CreateTable');
    expect(parse('CREATE TABLE t AS SELECT 1 a').kind).toBe('CreateTableAsSelect');
    expect(parse("CREATE TABLE t WITH (format = 'PARQUET') AS SELECT 1 a").kind).toBe('CreateTableAsSelect');
    expect(parse('create table i (a int, b int) PARTITIONED BY (b, bucket(4, a))')).toMatchObject({
      partitionTransforms: ['b', 'bucket(4, a)'],
    });
  });
});

describe('the other statements of the Hive grammar', () => {
  test.each([
    ['ALTER TABLE t ADD COLUMNS (a int)', { action: { kind: 'add columns' } }],
    ["ALTER TABLE t PARTITION (p='1') REPLACE COLUMNS (a int)", { partition: [{ key: 'p', value: '1' }] }],
    ['ALTER TABLE t CHANGE a b int AFTER c', { action: { from: 'a', column: { name: 'b' }, place: { column: 'c' } } }],
    [
      "ALTER TABLE t ADD IF NOT EXISTS PARTITION (p=1, q='x') LOCATION '/a' PARTITION (p=DATE '2024-01-01', q=NULL)",
      {
        action: {
          ifNotExists: true,
          partitions: [
            { spec: [{ value: '1' }, { value: 'x' }], location: '/a' },
            { spec: [{ value: '2024-01-01' }, { value: undefined }], location: undefined },
          ],
        },
      },
    ],
    ['ALTER TABLE t DROP PARTITION (p=1), PARTITION (p<2)', { action: { partitions: [[{}], [{ operator: '<' }]] } }],
    ['ALTER TABLE t UNSET TBLPROPERTIES ("a")', { action: { keys: ['a'] } }],
    ["SHOW TABLES IN d 'a*|b'", { kind: 'ShowHiveTables', pattern: 'a*|b' }],
    ['SHOW COLUMNS IN t IN d', { kind: 'ShowHiveColumns', table: { parts: [{ value: 'd' }, { value: 't' }] } }],
    ["DESCRIBE FORMATTED d.t PARTITION (p=1) a.'$elem$'", { detail: 'FORMATTED', column: ['a', '$elem$'] }],
    ['desc formatted', { kind: 'DescribeTable', detail: undefined, table: { parts: [{ value: 'formatted' }] } }],
    ['desc extended', { kind: 'Show' }],
    ['-- first\nMSCK REPAIR TABLE `t`', { kind: 'RepairTable' }],
    ['DROP SCHEMA s CASCADE', { kind: 'DropDatabase', cascade: true }],
    ['DROP TABLE "t"', { kind: 'Drop' }],
    ['DESCRIBE "t"', { kind: 'Show' }],
    ['DESCRIBE OUTPUT q', { kind: 'DescribeOutput' }],
    ['SHOW TABLES FROM s', { kind: 'Show' }],
    ['SHOW COLUMNS FROM `t`', { kind: 'ShowHiveColumns' }],
    ['ALTER INDEX i ON t REBUILD', { kind: 'UnsupportedStatement', name: 'ALTER INDEX' }],
    ['ALTER TABLE t SET FILEFORMAT ORC', { kind: 'UnsupportedStatement', name: 'ALTER TABLE SET FILEFORMAT' }],
    ["USING EXTERNAL FUNCTION f(a INTEGER) RETURNS DOUBLE LAMBDA 'x' SELECT f(1)", { name: 'USING EXTERNAL FUNCTION' }],
  ])('%s', (sql, tree) => {
    expect(parse(sql)).toMatchObject(tree);
  });

  test('Athena has its own SHOW TABLES', () => {
    expect(parseAnyStatement('SHOW TABLES', { isAthena: true }).kind).toBe('ShowHiveTables');
    expect(parseAnyStatement('SHOW SCHEMAS', { isAthena: true }).kind).toBe('ShowDatabases');
  });

  test.each([
    ['ALTER TABLE t ADD x', "line 1:19: mismatched input 'x' expecting {COLUMNS, IF, PARTITION}"],
    ['CREATE EXTERNAL TABLE t (a', "line 1:27: mismatched input '<EOF>' expecting <type>"],
    ['CREATE EXTERNAL TABLE t (a strin)', 'line 1:28: Unknown type: strin'],
    ['SHOW PARTITIONS t x', "line 1:19: mismatched input 'x' expecting {'.', PARTITION, <EOF>}"],
    ['MSCK TABLE t', "line 1:6: mismatched input 'TABLE' expecting REPAIR"],
    ["CREATE DATABASE d COMMENT 'a", "line 1:27: mismatched input ''' expecting <string>"],
    ["CREATE EXTERNAL TABLE t (a int) LOCATION '/a' LOCATION '/b'", 'line 1:47: LOCATION is given twice'],
    [
      'CREATE TABLE t LIKE s (a int)',
      "line 1:23: mismatched input '(' expecting {'.', LOCATION, TBLPROPERTIES, <EOF>}",
    ],
  ])('%s is wrong', (sql, message) => {
    expect(() => parse(sql)).toThrow(expect.objectContaining({ message }));
  });
});

describe('a script', () => {
  test('is split by the quotes of each grammar', () => {
    const hive = String.raw`CREATE EXTERNAL TABLE t (a int) ROW FORMAT SERDE 's' WITH SERDEPROPERTIES ("quoteChar" = "\"", 'x' = ';\'') LOCATION '/a'`;
    const script = `-- first;\n${hive};\n SELECT '\\' , ';' ; ;;\n/* ; */ SHOW DATABASES`;
    expect(splitStatements(script).map(({ text, isTerminated }) => [text, isTerminated])).toEqual([
      [hive, true],
      ["SELECT '\\' , ';'", true],
      ['SHOW DATABASES', false],
    ]);
    expect(splitStatements("SHOW DATABASES LIKE 'a; b")).toEqual([
      { text: "SHOW DATABASES LIKE 'a; b", offset: 0, isTerminated: false },
    ]);
  });
});
