import { describe, expect, test } from 'vitest';
import type { BindOptions } from '../../src/bind/bind-statement.js';
import type { BoundStatement } from '../../src/bind/bound-statement.js';
import { collectTableNames } from '../../src/bind/collect-names.js';
import { parseExpression, parseStatement } from '../../src/sql/parse-statement.js';
import { bindText, session } from './probe-metadata.js';
import { tpchHome, tpchMetadata } from './tables.js';

const bind = (sql: string, options: Partial<BindOptions> = {}): BoundStatement =>
  bindText(sql, tpchMetadata, { session: { ...session, ...tpchHome }, ...options });
const named = (name: string) => expect.objectContaining({ name });

test('names of tables and files are collected, each once', () => {
  const names = (sql: string) => collectTableNames(parseStatement(sql), { catalog: 'C', schema: 'S' });
  const { tables, filePatterns } = names(
    "WITH w AS (SELECT * FROM A) SELECT * FROM w, x.a, 'f/*.parquet', y.x.a WHERE EXISTS (TABLE a) AND 1 IN (SELECT 1 FROM 'g')",
  );
  expect(tables.map(({ catalog, schema, name }) => `${catalog}.${schema}.${name}`)).toEqual([
    'c.s.a',
    'c.s.w',
    'c.x.a',
    'y.x.a',
  ]);
  expect(filePatterns).toEqual(['f/*.parquet', 'g']);
  expect(names('SHOW COLUMNS FROM t').tables).toEqual([{ catalog: 'c', schema: 's', name: 't' }]);
  expect(names('EXPLAIN ANALYZE SELECT * FROM t').tables).toHaveLength(1);
});

describe('parameters', () => {
  test('stand for constants, also in LIMIT', () => {
    const parameters = [parseExpression("'A'"), parseExpression('2')];
    const bound = bind('SELECT n_name FROM nation WHERE n_name > ? LIMIT ?', { parameters });
    expect(bound.kind === 'query' && bound.query.plan).toMatchObject({ kind: 'Limit', count: 2 });
  });

  test('must be as many as the question marks', () => {
    expect(() => bind('SELECT ?')).toThrow(named('INVALID_PARAMETER_USAGE'));
    expect(() => bind('SELECT 1', { parameters: [parseExpression('1')] })).toThrow(/expected 0 but found 1/);
  });

  test('come with EXECUTE', () => {
    const findPrepared = (name: string) => (name === 'q' ? parseStatement('SELECT ? + 1 AS x') : undefined);
    const bound = bind('EXECUTE q USING 41', { findPrepared });
    expect(bound.kind === 'query' && bound.query.columns.map(({ name }) => name)).toEqual(['x']);
    expect(bind("EXECUTE IMMEDIATE 'SELECT ?' USING 1").kind).toBe('query');
    expect(() => bind('EXECUTE nope', { findPrepared })).toThrow(named('NOT_FOUND'));
    const output = bind('DESCRIBE OUTPUT q', { findPrepared });
    const values = ['x', '', '', '', 'integer', 4, true];
    expect(output.kind === 'query' && output.query.plan).toMatchObject({ rows: [values.map((value) => ({ value }))] });
  });
});

describe('statements that are no queries', () => {
  test('keep what the engine needs', () => {
    expect(bind('EXPLAIN (FORMAT JSON) SELECT 1')).toMatchObject({ kind: 'explain', format: 'JSON', analyze: false });
    expect(bind('SET SESSION a.b = 1 + 1')).toMatchObject({
      kind: 'set session',
      name: 'a.b',
      value: { kind: 'call' },
    });
    expect(bind('RESET SESSION x')).toMatchObject({ kind: 'reset session', name: 'x' });
    expect(bind('USE Memory.S')).toEqual({ kind: 'use', catalog: 'memory', schema: 's' });
    expect(bind('PREPARE p FROM SELECT 1')).toMatchObject({ kind: 'prepare', name: 'p' });
    expect(bind("SET TIME ZONE 'Asia/Tokyo'")).toMatchObject({ kind: 'set time zone', zone: { value: 'Asia/Tokyo' } });
  });

  test('SHOW of the catalog is a query', () => {
    const bound = bind("SHOW COLUMNS FROM nation LIKE 'n\\_%' ESCAPE '\\'");
    expect(bound.kind === 'query' && bound.query.columns.map(({ name }) => name)).toEqual([
      'Column',
      'Type',
      'Extra',
      'Comment',
    ]);
    expect(() => bind('SHOW COLUMNS FROM nope')).toThrow(named('TABLE_NOT_FOUND'));
    expect(() => bind('SHOW TABLES FROM nope')).toThrow(named('SCHEMA_NOT_FOUND'));
  });

  test('what is not built yet is NOT_SUPPORTED in its place', () => {
    expect(() => bind('DELETE FROM nation')).toThrow(
      expect.objectContaining({ name: 'NOT_SUPPORTED', line: 1, column: 1 }),
    );
  });
});

test('limits keep hostile statements short', () => {
  const sum = `SELECT ${Array.from({ length: 5000 }, (_, i) => i).join('+')}`;
  expect(() => bind(sum)).toThrow(named('QUERY_REJECTED'));
  const queries = Array.from({ length: 40 }, (_, i) => `, c${i + 1} AS (SELECT a.x FROM c${i} a, c${i} b)`);
  expect(() => bind(`WITH c0 AS (SELECT 1 x)${queries.join('')} SELECT * FROM c40`)).toThrow(named('QUERY_REJECTED'));
  const strings = `SELECT ${Array.from({ length: 3000 }, (_, i) => `'${i}'`).join('||')}`;
  expect(bind(strings).kind).toBe('query');
});

test('errors about names say what may have been meant', () => {
  const hint = (text: string) => expect.objectContaining({ hint: text });
  expect(() => bind('SELECT n_nmae FROM nation')).toThrow(hint("Did you mean 'n_name'?"));
  expect(() => bind('SELECT nation.n_regionky FROM nation')).toThrow(hint("Did you mean 'n_regionkey'?"));
  expect(() => bind('SELECT * FROM natoin')).toThrow(hint("Did you mean 'nation'?"));
  expect(() => bind("SELECT subsrt('abc', 1)")).toThrow(hint("Did you mean 'substr'?"));
  expect(() => bind('SELECT zzz FROM nation')).toThrow(expect.objectContaining({ hint: undefined }));
});
