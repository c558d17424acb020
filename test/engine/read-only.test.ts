import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Lake } from '../../src/engine/lake.js';
import type { Session } from '../../src/engine/session.js';
import { parseAnyStatement } from '../../src/sql/parse-any-statement.js';

const writing = [
  "CREATE WORKGROUP w WITH (priority = 'HIGH')",
  'ALTER WORKGROUP w DISABLE',
  'DROP WORKGROUP w',
  'ANALYZE t',
  'DELETE FROM t WHERE a = 1',
  'UPDATE t SET a = 1',
  'MERGE INTO t USING t AS s ON t.a = s.a WHEN MATCHED THEN DELETE',
  'TRUNCATE TABLE t',
  'ALTER TABLE t RENAME COLUMN a TO b',
  'ALTER VIEW v RENAME TO w',
  'DROP VIEW v',
  'CREATE VIEW v AS SELECT 1 AS a',
  `CREATE TABLE u (a varchar) WITH (format = 'PARQUET')`,
  `CREATE SCHEMA s WITH (location = 'x')`,
  `COMMENT ON TABLE t IS 'x'`,
  'ALTER TABLE t ADD COLUMN c bigint',
  `ALTER TAG k ADD VALUES ('b')`,
  'CREATE DATA FILTER f ON t WHERE (a = 1)',
  'CREATE ROLE r',
  `CREATE TAG k VALUES ('a')`,
  'DROP DATA FILTER f ON t',
  'DROP ROLE r',
  'DROP TAG k',
  "CREATE TAG EXPRESSION e AS (k = 'a')",
  "ALTER TAG EXPRESSION e AS (k = 'b')",
  'DROP TAG EXPRESSION e',
  'CREATE OPT IN FOR USER u ON t',
  'DROP OPT IN FOR USER u ON t',
  'GRANT SELECT ON t TO USER u',
  'GRANT r TO USER u',
  'REVOKE SELECT ON t FROM USER u',
  'REVOKE r FROM USER u',
  `ALTER TABLE t SET TAGS (k = 'a')`,
  `ALTER DATABASE default SET DBPROPERTIES ('a' = 'b')`,
  'ALTER TABLE t DROP PARTITION (p = 1)',
  'CREATE DATABASE d',
  'CREATE EXTERNAL TABLE u (a bigint) STORED AS PARQUET',
  'DROP DATABASE d',
  'DROP TABLE t',
  'MSCK REPAIR TABLE t',
  'ALTER TABLE t SET PROPERTIES row_group_rows = 1000',
  "CALL system.sync_partition_metadata('default', 't', 'ADD')",
  'CREATE TABLE u AS SELECT 1 AS a',
  'INSERT INTO t VALUES (1)',
  'OPTIMIZE t REWRITE DATA USING BIN_PACK',
  'ALTER TABLE t EXECUTE optimize',
  `UNLOAD (SELECT 1 AS a) TO 'folder' WITH (format = 'PARQUET')`,
];
const reading = [
  'SELECT * FROM t',
  'EXPLAIN INSERT INTO t VALUES (1)',
  'EXPLAIN ANALYZE SELECT 1',
  'SHOW TABLES',
  `SHOW TABLES IN default 't*'`,
  'SHOW DATABASES',
  'SHOW VIEWS',
  'SHOW COLUMNS IN t',
  'SHOW COLUMNS IN t IN default',
  'SHOW PARTITIONS t',
  'SHOW TBLPROPERTIES t',
  'SHOW CREATE TABLE t',
  'SHOW GRANTS',
  'SHOW TAGS',
  'SHOW TAG EXPRESSIONS',
  'SHOW OPT INS',
  'SHOW DATA FILTERS ON t',
  'DESCRIBE FORMATTED t',
  'USE default',
  'SET SESSION batch_rows = 100',
  'RESET SESSION batch_rows',
  `SET TIME ZONE 'UTC'`,
  'SET ROLE ALL',
  'PREPARE p FROM INSERT INTO t VALUES (2)',
  'LOCK TABLE t SHARED',
  'CALL system.verify_audit()',
  'SHOW WORKGROUPS',
  'START TRANSACTION',
  'COMMIT',
];

let lake: Lake;
let session: Session;
beforeAll(async () => {
  lake = await Lake.open();
  await lake.query('CREATE TABLE t (a bigint)');
  session = lake.session({ readOnly: true });
});
afterAll(() => lake.close());

const failure = async (sql: string): Promise<string | undefined> => {
  try {
    await (await session.query(sql)).toArrays();
    return undefined;
  } catch (error) {
    return (error as Error).name;
  }
};

describe('a read-only session', () => {
  test.each(writing)('refuses %s', async (sql) => {
    expect(await failure(sql)).toBe('READ_ONLY_VIOLATION');
  });

  test.each(reading)('runs %s', async (sql) => {
    expect(await failure(sql)).not.toBe('READ_ONLY_VIOLATION');
  });

  test('refuses what EXECUTE hides', async () => {
    await session.query('PREPARE hidden FROM INSERT INTO t VALUES (1)');
    expect(await failure('EXECUTE hidden')).toBe('READ_ONLY_VIOLATION');
    expect(await failure(`EXECUTE IMMEDIATE 'DROP TABLE t'`)).toBe('READ_ONLY_VIOLATION');
    expect(await (await lake.query('SELECT count(*) AS n FROM t')).toArray()).toEqual([{ n: 0n }]);
  });

  test('is asked of every kind of statement that a definition runs', () => {
    const folder = fileURLToPath(new URL('../../src/engine/statements/', import.meta.url));
    const files = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
    const defined = files.flatMap((text) => [
      ...[...text.matchAll(/^ {2}kind: '(\w+)'/gm)].map((match) => match[1]!),
      ...[...text.matchAll(/refused<(\w+)>\(/g)].map((match) => match[1]!),
    ]);
    const asked = new Set<string>([...writing, ...reading].map((sql) => parseAnyStatement(sql).kind));
    expect(defined.length).toBeGreaterThan(40);
    expect(defined.filter((kind) => !asked.has(kind))).toEqual([]);
  });
});
