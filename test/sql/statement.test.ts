import { describe, expect, test } from 'vitest';
import { parseStatement } from '../../src/sql/parse-statement.js';
import { expectRoundTrip } from './round-trip.js';

// Statements that come back exactly as they are.
const kept: readonly (readonly [kind: string, sql: string])[] = [
  ['QueryStatement', "WITH SESSION a.b = 1, SESSION c = 'x' WITH t AS (SELECT 1) TABLE t"],
  [
    'QueryStatement',
    'WITH FUNCTION f(x integer) RETURNS varchar RETURN (x + 1), FUNCTION g() RETURNS bigint CALLED ON NULL INPUT RETURN 1 WITH t AS (SELECT 1) SELECT f(1)',
  ],
  ['QueryStatement', 'WITH function AS (SELECT 1) TABLE function'],
  [
    'CreateFunction',
    "CREATE OR REPLACE FUNCTION a.b.f(n bigint, varchar) RETURNS bigint LANGUAGE SQL NOT DETERMINISTIC RETURNS NULL ON NULL INPUT SECURITY DEFINER COMMENT 'x' BEGIN DECLARE a, b bigint DEFAULT 1; SET a = (b + 1); IF (a > 1) THEN RETURN 1; ELSEIF (a > 0) THEN SET a = 2; ELSE RETURN 2; END IF; RETURN a; END",
  ],
  [
    'CreateFunction',
    'CREATE FUNCTION f() RETURNS integer BEGIN top: LOOP ITERATE top; LEAVE top; END LOOP; WHILE a DO SET a = b; END WHILE; x: REPEAT SET a = b; UNTIL a END REPEAT; CASE a WHEN 1 THEN RETURN 1; ELSE RETURN 2; END CASE; CASE WHEN a THEN BEGIN END; END CASE; END',
  ],
  ['DropFunction', 'DROP FUNCTION IF EXISTS a.f(integer, varchar(3))'],
  ['Explain', 'EXPLAIN (TYPE DISTRIBUTED, FORMAT JSON) SELECT 1'],
  ['Explain', 'EXPLAIN ANALYZE VERBOSE SELECT 1'],
  ['Explain', 'EXPLAIN (SELECT 1)'],
  ['Show', "SHOW CATALOGS LIKE 'a$_b' ESCAPE '$'"],
  ['Show', 'SHOW SCHEMAS FROM c'],
  ['Show', "SHOW TABLES FROM c.s LIKE '%'"],
  ['Show', 'SHOW COLUMNS FROM c.s.t'],
  ['Show', 'SHOW FUNCTIONS'],
  ['Show', 'SHOW SESSION'],
  ['Show', 'SHOW STATS FOR t'],
  ['Show', 'SHOW STATS FOR (SELECT 1)'],
  ['Show', 'SHOW GRANTS ON TABLE t'],
  ['Show', 'SHOW CURRENT ROLES FROM c'],
  ['Show', 'SHOW ROLE GRANTS'],
  ['Show', 'SHOW CREATE MATERIALIZED VIEW v'],
  ['Use', 'USE "C".s'],
  ['Insert', 'INSERT INTO t (a, b) VALUES ROW(1, 2)'],
  ['Insert', 'INSERT INTO t (SELECT 1)'],
  ['Delete', 'DELETE FROM t WHERE (a = 1)'],
  ['Truncate', 'TRUNCATE TABLE t'],
  ['Update', 'UPDATE t SET a = 1, b = (b + 1) WHERE c'],
  [
    'Merge',
    'MERGE INTO t AS x USING s ON (x.a = s.a) WHEN MATCHED AND (s.b = 1) THEN DELETE WHEN MATCHED THEN UPDATE SET b = s.b WHEN NOT MATCHED THEN INSERT (a, b) VALUES (s.a, 1)',
  ],
  [
    'CreateTable',
    "CREATE TABLE IF NOT EXISTS t (a bigint NOT NULL COMMENT 'x' WITH (p = 1), LIKE u INCLUDING PROPERTIES) COMMENT 'y' WITH (q = ARRAY['a'], r = DEFAULT)",
  ],
  ['CreateTableAsSelect', "CREATE OR REPLACE TABLE t (a, b) COMMENT 'x' WITH (p = 1) AS SELECT 1, 2 WITH NO DATA"],
  ['CreateView', "CREATE OR REPLACE VIEW v COMMENT 'x' SECURITY INVOKER AS SELECT 1"],
  ['CreateMaterializedView', "CREATE MATERIALIZED VIEW IF NOT EXISTS v GRACE PERIOD INTERVAL '1' DAY AS SELECT 1"],
  ['RefreshMaterializedView', 'REFRESH MATERIALIZED VIEW v'],
  ['CreateSchema', 'CREATE SCHEMA IF NOT EXISTS c.s AUTHORIZATION ROLE r WITH (p = 1)'],
  ['CreateCatalog', 'CREATE CATALOG c USING memory WITH (p = 1)'],
  ['CreateRole', 'CREATE ROLE r WITH ADMIN CURRENT_USER IN c'],
  ['Drop', 'DROP TABLE IF EXISTS a.b.t'],
  ['Drop', 'DROP SCHEMA s CASCADE'],
  ['Drop', 'DROP ROLE r IN c'],
  ['Rename', 'ALTER TABLE IF EXISTS a RENAME TO b.c'],
  ['Rename', 'ALTER SCHEMA a RENAME TO b'],
  ['SetAuthorization', 'ALTER VIEW v SET AUTHORIZATION USER u'],
  ['SetProperties', 'ALTER TABLE t SET PROPERTIES a = 1, b = DEFAULT'],
  ['AlterTable', 'ALTER TABLE t ADD COLUMN IF NOT EXISTS a bigint AFTER b'],
  ['AlterTable', 'ALTER TABLE t RENAME COLUMN IF EXISTS a.b TO c'],
  ['AlterTable', 'ALTER TABLE t DROP COLUMN a'],
  ['AlterTable', 'ALTER TABLE t ALTER COLUMN a SET DATA TYPE bigint'],
  ['AlterTable', 'ALTER TABLE t ALTER COLUMN a DROP NOT NULL'],
  ['TableExecute', "ALTER TABLE t EXECUTE optimize(file_size_threshold => '10MB') WHERE (a = 1)"],
  ['Analyze', 'ANALYZE t WITH (p = 1)'],
  ['Comment', "COMMENT ON COLUMN t.a IS 'x'"],
  ['Comment', 'COMMENT ON TABLE t IS NULL'],
  ['Call', 'CALL s.p(1, a => 2)'],
  ['Grant', 'GRANT SELECT, INSERT ON TABLE t TO USER u WITH GRANT OPTION'],
  ['Grant', 'DENY ALL PRIVILEGES ON SCHEMA s TO ROLE r'],
  ['Revoke', 'REVOKE GRANT OPTION FOR SELECT ON t FROM u'],
  ['GrantRoles', 'GRANT a, b TO USER u, ROLE r WITH ADMIN OPTION GRANTED BY CURRENT_ROLE IN c'],
  ['RevokeRoles', 'REVOKE ADMIN OPTION FOR a FROM u'],
  ['SetRole', 'SET ROLE NONE IN c'],
  ['SetSession', "SET SESSION a.b = 'x'"],
  ['SetSession', 'SET SESSION authorization = 1'],
  ['ResetSession', 'RESET SESSION a'],
  ['SetSessionAuthorization', "SET SESSION AUTHORIZATION 'u'"],
  ['SetSessionAuthorization', 'RESET SESSION AUTHORIZATION'],
  ['SetPath', 'SET PATH a.b, c'],
  ['SetTimeZone', 'SET TIME ZONE LOCAL'],
  ['SetTimeZone', "SET TIME ZONE INTERVAL '1' HOUR"],
  ['StartTransaction', 'START TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY'],
  ['EndTransaction', 'COMMIT'],
  ['EndTransaction', 'ROLLBACK'],
  ['Prepare', 'PREPARE p FROM SELECT ?'],
  ['Deallocate', 'DEALLOCATE PREPARE p'],
  ['Execute', "EXECUTE p USING 1, 'a'"],
  ['ExecuteImmediate', "EXECUTE IMMEDIATE 'SELECT ''a''' USING 1"],
  ['DescribeInput', 'DESCRIBE INPUT p'],
  ['DescribeOutput', 'DESCRIBE OUTPUT p'],
];

// Words that are left out or have another form.
const rewritten: readonly (readonly [sql: string, text: string])[] = [
  ['DESC a.b', 'SHOW COLUMNS FROM a.b'],
  ['DESCRIBE input', 'SHOW COLUMNS FROM input'],
  ['COMMIT WORK', 'COMMIT'],
  ['SHOW TABLES IN s', 'SHOW TABLES FROM s'],
  ['CREATE TABLE t AS (WITH a AS (SELECT 1) TABLE a) WITH DATA', 'CREATE TABLE t AS WITH a AS (SELECT 1) TABLE a'],
  [
    'MERGE INTO t x USING a JOIN b ON c ON d WHEN MATCHED THEN DELETE',
    'MERGE INTO t AS x USING (a INNER JOIN b ON c) ON d WHEN MATCHED THEN DELETE',
  ],
  ['GRANT all privileges ON t TO user', 'GRANT ALL PRIVILEGES ON t TO user'],
];

describe('statements', () => {
  for (const [kind, sql] of kept)
    test(sql.slice(0, 90), () => {
      expect(parseStatement(sql).kind).toBe(kind);
      expect(expectRoundTrip(sql)).toBe(sql);
    });

  for (const [sql, text] of rewritten) test(sql, () => expect(expectRoundTrip(sql)).toBe(text));
});
