import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Lake } from '../../src/index.js';
import { askingAs, noFailure } from '../asking.js';

// Which permission each statement needs (Lake Formation's model): a user who has every other permission is refused, with Lake Formation's text;
// with that one alone the statement runs.

let folder: string;
let lake: Lake;
const { rowsAs, errorAs } = askingAs(() => lake);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lakelet-enforcement-'));
  lake = await Lake.open(join(folder, 'lake'), { threads: 1, memoryLimit: '64MiB', admins: ['alice'] });
});

afterAll(async () => {
  await lake.close();
  await rm(folder, { recursive: true, force: true });
});

const ofTables = ['SELECT', 'INSERT', 'DELETE', 'ALTER', 'DROP', 'DESCRIBE'] as const;
const ofSchemas = ['CREATE_TABLE', 'ALTER', 'DROP', 'DESCRIBE'] as const;

/** What there is for each row: in schema `{d}` the tables `t` and `s` (a, b; by k) and the views `v` and `w`; `{f}` is a folder elsewhere. */
const things = [
  'CREATE DATABASE {d}',
  "CREATE TABLE {d}.t WITH (partitioned_by = ARRAY['k']) AS SELECT 1 AS a, 2 AS b, 3 AS k",
  "CREATE TABLE {d}.s WITH (partitioned_by = ARRAY['k']) AS SELECT 1 AS a, 2 AS b, 3 AS k",
  'CREATE VIEW {d}.v SECURITY INVOKER AS SELECT a, b FROM {d}.t',
  'CREATE VIEW {d}.w SECURITY DEFINER AS SELECT a, b FROM {d}.t',
];

/** A statement, and what must be granted for it with the error where that is missing; `{id}` in it is any word. */
interface Row {
  readonly sql: string;
  readonly needs: Readonly<Record<string, string>>;
  /** Is in the way of what is tried: not granted beside what is needed. */
  readonly without?: readonly string[];
}

const required = (permission: string, name: string): string =>
  `PERMISSION_DENIED: Insufficient Lake Formation permission(s): Required ${permission} on ${name}`;
const location = 'PERMISSION_DENIED: Insufficient Lake Formation permissions on {f}';
const cannotSelect = (name: string): string =>
  `PERMISSION_DENIED: line {id}: Access Denied: Cannot select from columns [${'vw'.includes(name) ? 'a, b' : 'a, b, k'}] in table or view {d}.${name}`;

const createDatabaseDenied =
  'PERMISSION_DENIED: FAILED: Execution Error, return code 1 from org.apache.hadoop.hive.ql.exec.DDLTask. MetaException(message:Insufficient Lake Formation permission(s): Required Create Database on Catalog (Service: AmazonDataCatalog; Status Code: 400; Error Code: AccessDeniedException; Request ID: {id}; Proxy: null))';

const rows: readonly Row[] = [
  { sql: 'SELECT a FROM {d}.t', needs: { 'SELECT ON {d}.t': cannotSelect('t') } },
  { sql: 'SELECT count(*) FROM {d}.t', needs: { 'SELECT ON {d}.t': cannotSelect('t') } },
  { sql: 'SELECT "$path" FROM {d}.t', needs: { 'SELECT ON {d}.t': cannotSelect('t') } },
  { sql: 'EXPLAIN SELECT a FROM {d}.t', needs: { 'SELECT ON {d}.t': cannotSelect('t') } },
  {
    sql: 'CREATE TABLE {d}.x AS SELECT a FROM {d}.t',
    needs: { 'SELECT ON {d}.t': cannotSelect('t'), 'CREATE_TABLE ON SCHEMA {d}': required('Create Table', '{d}') },
  },
  {
    sql: "CREATE TABLE {d}.x WITH (external_location = '{f}') AS SELECT 1 AS a",
    needs: {
      'CREATE_TABLE ON SCHEMA {d}': required('Create Table', '{d}'),
      "DATA_LOCATION_ACCESS ON LOCATION '{f}'": location,
    },
  },
  {
    sql: "CREATE EXTERNAL TABLE {d}.x (a int) STORED AS PARQUET LOCATION '{f}'",
    needs: {
      'CREATE_TABLE ON SCHEMA {d}': required('Create Table', '{d}'),
      "DATA_LOCATION_ACCESS ON LOCATION '{f}'": location,
    },
  },
  {
    sql: 'CREATE VIEW {d}.x AS SELECT a FROM {d}.t',
    needs: { 'SELECT ON {d}.t': cannotSelect('t'), 'CREATE_TABLE ON SCHEMA {d}': required('Create Table', '{d}') },
  },
  {
    sql: 'INSERT INTO {d}.t SELECT a, b, k FROM {d}.s',
    needs: { 'INSERT ON {d}.t': required('Insert', 't'), 'SELECT ON {d}.s': cannotSelect('s') },
  },
  ...['UPDATE {d}.t SET a = 5', 'DELETE FROM {d}.t WHERE a = 1'].map((sql) => ({
    sql,
    needs: {
      'SELECT ON {d}.t': required('Select', 't'),
      'INSERT ON {d}.t': required('Insert', 't'),
      'DELETE ON {d}.t': required('Delete', 't'),
    },
  })),
  {
    sql: 'MERGE INTO {d}.t USING {d}.s ON t.a = s.a WHEN MATCHED THEN UPDATE SET b = s.b',
    needs: {
      'SELECT ON {d}.t': required('Select', 't'),
      'INSERT ON {d}.t': required('Insert', 't'),
      'DELETE ON {d}.t': required('Delete', 't'),
      'SELECT ON {d}.s': cannotSelect('s'),
    },
  },
  {
    sql: "UNLOAD (SELECT a FROM {d}.t) TO '{f}' WITH (format = 'PARQUET')",
    needs: { 'SELECT ON {d}.t': cannotSelect('t'), "DATA_LOCATION_ACCESS ON LOCATION '{f}'": location },
  },
  { sql: 'DROP TABLE {d}.t', needs: { 'DROP ON {d}.t': required('Drop', 't') } },
  { sql: 'DROP VIEW {d}.v', needs: { 'DROP ON {d}.v': required('Drop', 'v') } },
  { sql: 'ALTER TABLE {d}.t ADD COLUMNS (c int)', needs: { 'ALTER ON {d}.t': required('Alter', 't') } },
  { sql: "ALTER TABLE {d}.t SET TBLPROPERTIES ('x' = 'y')", needs: { 'ALTER ON {d}.t': required('Alter', 't') } },
  {
    sql: 'ALTER TABLE {d}.t ADD PARTITION (k = 7)',
    needs: { 'ALTER ON {d}.t': required('Alter', 't') },
    without: ['INSERT ON {d}.t'],
  },
  { sql: 'ALTER TABLE {d}.t DROP PARTITION (k = 3)', needs: { 'ALTER ON {d}.t': required('Alter', 't') } },
  { sql: 'MSCK REPAIR TABLE {d}.t', needs: { 'ALTER ON {d}.t': required('Alter', 't') }, without: ['INSERT ON {d}.t'] },
  {
    sql: "CALL system.sync_partition_metadata('{d}', 't', 'FULL')",
    needs: { 'ALTER ON {d}.t': required('Alter', 't') },
  },
  {
    sql: "ALTER TABLE {d}.t SET LOCATION '{f}'",
    needs: { 'ALTER ON {d}.t': required('Alter', 't'), "DATA_LOCATION_ACCESS ON LOCATION '{f}'": location },
  },
  {
    sql: "ALTER TABLE {d}.t ADD PARTITION (k = 8) LOCATION '{f}'",
    needs: { 'ALTER ON {d}.t': required('Alter', 't'), "DATA_LOCATION_ACCESS ON LOCATION '{f}'": location },
    without: ['INSERT ON {d}.t'],
  },
  {
    sql: 'CREATE DATABASE {d}_new',
    needs: {
      'CREATE_DATABASE ON CATALOG': createDatabaseDenied,
    },
  },
  {
    sql: "CREATE DATABASE {d}_there LOCATION '{f}'",
    needs: { 'CREATE_DATABASE ON CATALOG': createDatabaseDenied, "DATA_LOCATION_ACCESS ON LOCATION '{f}'": location },
  },
  {
    sql: "ALTER DATABASE {d} SET DBPROPERTIES ('a' = 'b')",
    needs: { 'ALTER ON SCHEMA {d}': required('Alter', '{d}') },
  },
  {
    sql: 'DROP DATABASE {d} CASCADE',
    needs: {
      'DROP ON SCHEMA {d}': required('Drop', '{d}'),
      'DROP ON {d}.s': required('Drop', 's'),
      'DROP ON {d}.t': required('Drop', 't'),
      'DROP ON {d}.v': required('Drop', 'v'),
      'DROP ON {d}.w': required('Drop', 'w'),
    },
  },
  { sql: 'SELECT a FROM {d}.v', needs: { 'SELECT ON {d}.v': cannotSelect('v'), 'SELECT ON {d}.t': 'INVALID_VIEW' } },
  { sql: 'SELECT a FROM {d}.w', needs: { 'SELECT ON {d}.w': cannotSelect('w') } },
];

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** All that may be granted on what there is. */
const everything = [
  ...['t', 's'].flatMap((table) => ofTables.map((permission) => `${permission} ON {d}.${table}`)),
  ...['v', 'w'].flatMap((view) => ['SELECT', 'DESCRIBE', 'DROP'].map((permission) => `${permission} ON {d}.${view}`)),
  ...ofSchemas.map((permission) => `${permission} ON SCHEMA {d}`),
  'CREATE_DATABASE ON CATALOG',
  "DATA_LOCATION_ACCESS ON LOCATION '{f}'",
];

test.each(rows.map((row, index) => [row.sql, row, index] as const))(
  '%s',
  async (_sql, { sql, needs, without = [] }, index) => {
    const filled = (text: string): string =>
      text.replaceAll('{d}', `e${index}`).replaceAll('{f}', join(folder, `f${index}`));
    const run = (statement: string) => rowsAs('alice', filled(statement));
    await rowsAs(undefined, 'GRANT CREATE_DATABASE ON CATALOG TO USER alice');
    for (const thing of things) await run(thing);
    const others = everything.filter((grant) => !without.includes(grant));
    for (const missing of Object.keys(needs)) expect(others).toContain(missing);
    for (const grant of others) await run(`GRANT ${grant} TO USER "rich${index}"`);
    for (const [missing, error] of Object.entries(needs)) {
      await run(`REVOKE ${missing} FROM USER "rich${index}"`);
      const pattern = new RegExp(
        `^${escaped(filled(error)).replace('\\{id\\}', '\\S+')}${error.includes(' ') ? '$' : ''}`,
      );
      expect(await errorAs(`rich${index}`, filled(sql)), `without ${missing}`).toMatch(pattern);
      await run(`GRANT ${missing} TO USER "rich${index}"`);
    }
    for (const grant of Object.keys(needs)) await run(`GRANT ${grant} TO USER "poor${index}"`);
    expect(await errorAs(`poor${index}`, filled(sql))).toBe(noFailure);
  },
);
