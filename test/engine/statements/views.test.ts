import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openLake, type TestLake } from './open-lake.js';

let lake: TestLake;
beforeEach(async () => {
  lake = await openLake();
  await lake.run(`CREATE EXTERNAL TABLE t (a int, b string) STORED AS PARQUET LOCATION '${lake.folder}/t/'`);
});
afterEach(() => lake.close());

describe('views', () => {
  test('are queries under a name', async () => {
    await lake.run("CREATE VIEW v AS SELECT * FROM (VALUES (1, 'x'), (2, 'y')) AS t(n, \"Some name\")");
    expect(await lake.rows('SELECT n, "some name" FROM v WHERE n > 1')).toEqual([[2, 'y']]);
    expect(await lake.rows('SELECT v.n FROM default.v ORDER BY 1 DESC LIMIT 1')).toEqual([[2]]);
    await lake.run('CREATE VIEW w AS SELECT n + 1 AS m FROM v');
    expect(await lake.rows('SELECT sum(m) FROM w')).toEqual([[5n]]);
    await lake.run('CREATE DATABASE d');
    await lake.run('CREATE VIEW d.outside AS SELECT m FROM w');
    expect(await lake.rows('SELECT max(m) FROM d.outside')).toEqual([[3]]);
    expect(await lake.names('SHOW VIEWS')).toEqual(['v', 'w']);
    expect(await lake.names("SHOW VIEWS IN d LIKE 'out*'")).toEqual(['outside']);
    expect(await lake.rows('SHOW COLUMNS FROM v')).toEqual([
      ['n', 'integer', '', ''],
      ['some name', 'varchar(1)', '', ''],
    ]);
    expect((await lake.rows('DESCRIBE w'))[0]).toEqual(['m', 'int', '']);
    await lake.run('DROP VIEW w');
    expect(await lake.failure('SELECT * FROM d.outside')).toContain(
      "INVALID_VIEW: line 1:15: Failed analyzing stored view 'awsdatacatalog.d.outside': line 1:15: Table 'awsdatacatalog.default.w' does not exist",
    );
  });

  test('keep the columns that they had', async () => {
    await lake.run('CREATE VIEW v AS SELECT *, x.a + 1 AS c FROM t AS x');
    expect(await lake.names('SHOW CREATE VIEW v')).toEqual([
      'CREATE VIEW awsdatacatalog.default.v SECURITY INVOKER AS\nSELECT x.a, x.b, (x.a + 1) AS c FROM t AS x',
    ]);
    await lake.run('ALTER TABLE t ADD COLUMNS (late int)');
    expect(await lake.columns('SELECT * FROM v')).toEqual(['a', 'b', 'c']);
    await lake.run('ALTER TABLE t REPLACE COLUMNS (a bigint, b string)');
    expect(await lake.failure('SELECT * FROM v')).toBe(
      "VIEW_IS_STALE: line 1:15: View 'awsdatacatalog.default.v' is stale or in invalid state: column [a] of type bigint projected from query view at position 0 cannot be coerced to column [a] of type integer stored in view definition",
    );
    await lake.run('CREATE OR REPLACE VIEW v AS SELECT a FROM t');
    expect(await lake.columns('SELECT * FROM v')).toEqual(['a']);
    await lake.run('ALTER TABLE t REPLACE COLUMNS (a tinyint)');
    expect(await lake.rows('SELECT typeof(a) FROM v UNION ALL SELECT typeof(max(a)) FROM v')).toEqual([['bigint']]);
    await lake.run('ALTER TABLE t REPLACE COLUMNS (z int)');
    expect(await lake.failure('SELECT * FROM v')).toContain('INVALID_VIEW: line 1:15: Failed analyzing stored view');
  });

  test('are stored as Presto stores them', async () => {
    await lake.run("CREATE VIEW v COMMENT 'why' SECURITY DEFINER AS SELECT 1 AS a, DATE '2024-01-01' AS d");
    const rows = await lake.rows('DESCRIBE FORMATTED v');
    const text = rows.find(([name]) => name === 'View Original Text:')?.[1] as string;
    expect(rows).toContainEqual(['View Expanded Text:', '/* Presto View */', '']);
    expect(rows).toContainEqual(['Table Type:', 'VIRTUAL_VIEW', '']);
    const [, encoded] = /^\/\* Presto View: (.*) \*\/$/.exec(text)!;
    expect(JSON.parse(Buffer.from(encoded!, 'base64').toString())).toMatchObject({
      originalSql: "SELECT 1 AS a, DATE '2024-01-01' AS d",
      catalog: 'awsdatacatalog',
      schema: 'default',
      columns: [
        { name: 'a', type: 'integer' },
        { name: 'd', type: 'date' },
      ],
      comment: 'why',
      runAsInvoker: false,
    });
    expect(await lake.names('SHOW CREATE VIEW v')).toEqual([
      "CREATE VIEW awsdatacatalog.default.v COMMENT 'why' SECURITY DEFINER AS\nSELECT 1 AS a, DATE '2024-01-01' AS d",
    ]);
    const shown = await lake.rows(
      'CREATE PROTECTED MULTI DIALECT VIEW p SECURITY DEFINER SHOW VIEW JSON AS SELECT 1 a',
    );
    expect(JSON.parse(shown[0]![0] as string)).toMatchObject({ name: 'p', others: { IsMultiDialectView: true } });
    expect(await lake.names('SHOW VIEWS')).toEqual(['v']);
  });
});

describe('views that cannot be', () => {
  test('are refused in the words of Trino', async () => {
    await lake.run('CREATE VIEW v AS SELECT 1 AS a');
    expect(await lake.failure('CREATE VIEW v AS SELECT 1 AS a')).toBe(
      "TABLE_ALREADY_EXISTS: line 1:1: View already exists: 'awsdatacatalog.default.v'",
    );
    expect(await lake.failure('CREATE OR REPLACE VIEW t AS SELECT 1 AS a')).toContain('Table already exists');
    expect(await lake.failure('CREATE VIEW w AS SELECT 1')).toBe(
      'MISSING_COLUMN_NAME: line 1:1: Column name not specified at position 1',
    );
    expect(await lake.failure('CREATE VIEW w AS SELECT 1 a, 2 A')).toContain('DUPLICATE_COLUMN_NAME');
    expect(await lake.failure('CREATE VIEW w AS SELECT NULL a')).toContain('COLUMN_TYPE_UNKNOWN');
    expect(await lake.failure('CREATE VIEW none.w AS SELECT 1 a')).toContain('SCHEMA_NOT_FOUND');
    expect(await lake.failure('CREATE OR REPLACE VIEW v AS SELECT a FROM v')).toBe(
      'VIEW_IS_RECURSIVE: line 1:43: Statement would create a recursive view',
    );
    await lake.run('CREATE VIEW w AS SELECT a FROM v');
    expect(await lake.failure('CREATE OR REPLACE VIEW v AS SELECT a FROM w')).toContain('VIEW_IS_RECURSIVE');
    expect(await lake.failure('DROP VIEW t')).toBe(
      "GENERIC_USER_ERROR: line 1:1: View 'awsdatacatalog.default.t' does not exist, but a table with that name exists. Did you mean DROP TABLE awsdatacatalog.default.t?",
    );
    expect(await lake.failure('DROP VIEW none')).toContain('TABLE_NOT_FOUND: line 1:1');
    await lake.run('DROP VIEW IF EXISTS none');
    expect(await lake.failure('SHOW CREATE VIEW t')).toContain('is a table, not a view');
    expect(await lake.failure('DROP TABLE v')).toContain('NOT_SUPPORTED: FAILED: SemanticException');
    expect(await lake.failure('SHOW CREATE TABLE "v"')).toContain('NOT_SUPPORTED');
  });
});

describe('tables of the catalog itself', () => {
  test('information_schema tells of databases, tables, columns and views', async () => {
    await lake.run(
      'CREATE VIEW v AS SELECT 1 AS a',
      "CREATE EXTERNAL TABLE p (x decimal(9,2) COMMENT 'c') PARTITIONED BY (d date) LOCATION '/x/p'",
    );
    expect(await lake.rows('SELECT * FROM information_schema.schemata ORDER BY 2')).toEqual([
      ['awsdatacatalog', 'default'],
      ['awsdatacatalog', 'information_schema'],
    ]);
    expect(
      await lake.rows(
        "SELECT table_name, table_type FROM information_schema.tables WHERE table_schema = 'default' ORDER BY 1",
      ),
    ).toEqual([
      ['p', 'BASE TABLE'],
      ['t', 'BASE TABLE'],
      ['v', 'VIEW'],
    ]);
    expect(
      await lake.rows(
        "SELECT column_name, ordinal_position, data_type, comment, extra_info FROM awsdatacatalog.information_schema.columns WHERE table_name = 'p' ORDER BY 2",
      ),
    ).toEqual([
      ['x', 1n, 'decimal(9,2)', 'c', null],
      ['d', 2n, 'date', null, 'partition key'],
    ]);
    expect(await lake.rows('SELECT table_name, view_definition FROM information_schema.views')).toEqual([
      ['v', 'SELECT 1 AS a'],
    ]);
    expect(await lake.names('SHOW TABLES FROM information_schema')).toEqual([
      'applicable_roles',
      'columns',
      'enabled_roles',
      'roles',
      'schemata',
      'table_privileges',
      'tables',
      'views',
    ]);
    // The catalog `system` has an information_schema that tells of itself.
    expect(await lake.names('SHOW SCHEMAS FROM system')).toContain('information_schema');
    const own = await lake.rows('SELECT DISTINCT table_catalog FROM system.information_schema.tables');
    expect(own).toEqual([['system']]);
    expect(await lake.failure('SELECT * FROM information_schema.none')).toContain('TABLE_NOT_FOUND');
  });

  test('"t$partitions" lists the keys of partitions', async () => {
    await lake.run(
      "CREATE EXTERNAL TABLE p (x int) PARTITIONED BY (d date, n int) LOCATION '/x/p'",
      "ALTER TABLE p ADD PARTITION (d='2024-01-01', n=1) PARTITION (d='2024-01-02', n=NULL)",
    );
    expect(await lake.rows('SELECT n, d FROM "p$partitions" ORDER BY d')).toMatchObject([
      [1, {}],
      [null, {}],
    ]);
    expect(await lake.rows('SELECT count(*) FROM default."p$partitions" WHERE d > DATE \'2024-01-01\'')).toEqual([
      [1n],
    ]);
    expect(await lake.failure('SELECT * FROM "t$partitions"')).toContain('TABLE_NOT_FOUND');
  });
});
