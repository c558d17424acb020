import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Lake } from '../../src/engine/lake.js';

let lake: Lake;
const types = [
  ['a', 'boolean', [16n, null, null, null]],
  ['b', 'bigint', [-5n, 19n, null, 10n]],
  ['c', 'integer', [4n, 10n, null, 10n]],
  ['d', 'real', [7n, 24n, null, 2n]],
  ['e', 'double', [8n, 53n, null, 2n]],
  ['f', 'decimal(10,2)', [3n, 10n, 2n, 10n]],
  ['g', 'varchar', [12n, 2_147_483_647n, null, null]],
  ['h', 'varchar(5)', [12n, 5n, null, null]],
  ['i', 'char(3)', [1n, 3n, null, null]],
  ['j', 'varbinary', [-3n, 2_147_483_647n, null, null]],
  ['k', 'date', [91n, 14n, null, null]],
  ['l', 'timestamp(3)', [93n, 25n, 3n, null]],
  ['m', 'array(integer)', [2003n, null, null, null]],
  ['n', 'map(varchar, integer)', [2000n, null, null, null]],
] as const;

beforeAll(async () => {
  lake = await Lake.open(undefined, { threads: 1, permissions: 'strict' });
  await lake.query('CREATE SCHEMA sales');
  const columns = types.map(([name, type]) => [name, type] as const);
  await lake.createTable('kinds', { database: 'sales', location: '/tmp/none', columns });
  await lake.createTable('ki_ds', { database: 'sales', location: '/tmp/none', columns: [['x', 'bigint']] });
  for (let i = 0; i < 30; i++)
    await lake.createTable(`many_${i}`, { database: 'sales', location: '/tmp/none', columns: [['x', 'bigint']] });
  await lake.query('CREATE VIEW sales.v AS SELECT 1 AS one');
  await lake.query('GRANT SELECT (a, b) ON sales.kinds TO alice');
});
afterAll(() => lake.close());

const arrays = async (sql: string, principal?: string): Promise<unknown[][]> =>
  (await (principal === undefined ? lake : lake.session({ principal })).query(sql)).toArrays();

const place = `TABLE_CAT = 'awsdatacatalog' AND TABLE_SCHEM LIKE 'sales' ESCAPE '\\'`;

describe('system.jdbc', () => {
  test('describes columns by their types', async () => {
    const rows = await arrays(
      `SELECT column_name, type_name, data_type, column_size, decimal_digits, num_prec_radix FROM system.jdbc.columns
       WHERE ${place} AND TABLE_NAME LIKE 'kinds' ESCAPE '\\' ORDER BY ordinal_position`,
    );
    expect(rows).toEqual(types.map(([name, type, numbers]) => [name, type, ...numbers]));
  });

  test('lists tables and views by patterns, and for each principal what it may see', async () => {
    const named = (pattern: string, principal?: string) =>
      arrays(
        `SELECT TABLE_NAME, TABLE_TYPE FROM system.jdbc.tables WHERE ${place} AND TABLE_NAME LIKE '${pattern}' ESCAPE '\\' ORDER BY 1`,
        principal,
      );
    expect(await named('ki\\_ds')).toEqual([['ki_ds', 'TABLE']]);
    expect(await named('ki_ds')).toEqual([
      ['ki_ds', 'TABLE'],
      ['kinds', 'TABLE'],
    ]);
    expect(await named('v')).toEqual([['v', 'VIEW']]);
    expect(await named('many%')).toHaveLength(30);
    expect(await named('%', 'alice')).toEqual([['kinds', 'TABLE']]);
    expect(await named('%', 'bob')).toEqual([]);
    expect(await arrays(`SELECT column_name FROM system.jdbc.columns WHERE ${place}`, 'alice')).toEqual([['a'], ['b']]);
    expect(await arrays("SELECT table_schem FROM system.jdbc.schemas WHERE table_schem = 'sales'", 'bob')).toEqual([]);
  });

  test('gives conditions that name other columns their own meaning', async () => {
    const count = async (sql: string) => (await arrays(`SELECT count(*) FROM ${sql}`))[0]![0];
    const all = (await count('system.jdbc.tables')) as bigint;
    expect(await count("system.jdbc.tables WHERE table_name = 'kinds' OR table_name <> 'kinds'")).toBe(all);
    expect(await count("system.jdbc.table_types t(table_name) WHERE table_name = 'VIEW'")).toBe(1n);
    expect(await count("system.jdbc.tables WHERE 'kinds' = table_name")).toBe(1n);
    expect(await count("system.jdbc.tables WHERE table_name IN ('kinds', 'v')")).toBe(2n);
    expect(
      await count("system.jdbc.tables a, system.jdbc.tables b WHERE a.table_name = 'v' AND b.table_name = 'v'"),
    ).toBe(1n);
    const session = lake.session();
    const found = await session.query('SELECT table_name FROM system.jdbc.tables WHERE table_name = ?', {
      parameters: ['v'],
    });
    expect(await found.toArrays()).toEqual([['v']]);
  });

  test('has every table that drivers ask for', async () => {
    for (const name of [
      'attributes',
      'procedures',
      'procedure_columns',
      'pseudo_columns',
      'super_tables',
      'super_types',
      'udts',
    ])
      expect(await arrays(`SELECT * FROM system.jdbc.${name}`)).toEqual([]);
    expect(await arrays('SELECT * FROM system.jdbc.table_types')).toEqual([['TABLE'], ['VIEW']]);
    expect(await arrays("SELECT data_type, precision FROM system.jdbc.types WHERE type_name = 'bigint'")).toEqual([
      [-5n, 19n],
    ]);
    expect(await arrays('SELECT table_cat FROM system.jdbc.catalogs ORDER BY 1')).toEqual([
      ['awsdatacatalog'],
      ['system'],
    ]);
  });
});

test('system.metadata', async () => {
  await lake.query("COMMENT ON TABLE sales.kinds IS 'all of them'");
  expect(await arrays("SELECT comment FROM system.metadata.table_comments WHERE table_name = 'kinds'")).toEqual([
    ['all of them'],
  ]);
  expect(await arrays("SELECT type FROM system.metadata.table_properties WHERE property_name = 'format'")).toEqual([
    ['varchar'],
  ]);
  expect(await arrays('SELECT * FROM system.metadata.materialized_views')).toEqual([]);
  expect(await arrays('SELECT connector_name FROM system.metadata.catalogs ORDER BY 1')).toEqual([
    ['hive'],
    ['system'],
  ]);
});
