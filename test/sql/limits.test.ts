import { describe, expect, test } from 'vitest';
import { LakeError } from '../../src/base/lake-error.js';
import { formatStatement, parseStatement } from '../../src/sql/parse-statement.js';

const deep = 10_000;
const nested = (before: string, inside: string, after: string): string =>
  before.repeat(deep) + inside + after.repeat(deep);

describe('limits', () => {
  for (const [what, sql] of Object.entries({
    parentheses: `SELECT ${nested('(', '1', ')')}`,
    negations: `SELECT ${nested('NOT ', 'a', '')}`,
    'minus signs': `SELECT ${nested('- ', 'a', '')}`,
    'scalar subqueries': nested('SELECT (', 'SELECT 1', ')'),
    'relations in parentheses': `SELECT * FROM ${nested('(', 't', ')')}`,
    'derived tables': nested('SELECT * FROM (', 'SELECT 1', ')'),
    'queries in parentheses': nested('(', 'SELECT 1', ')'),
    'calls of functions': `SELECT ${nested('f(', '1', ')')}`,
    'cases of cases': `SELECT ${nested('CASE WHEN a THEN ', '1', ' END')}`,
    'arrays in arrays': `SELECT ${nested('[', '', ']')}`,
    'lambdas of lambdas': `SELECT f(${nested('x -> ', 'x', '')})`,
    'lists in lists': `SELECT ${nested('1 IN (', '1', ')')}`,
    types: `SELECT CAST(a AS ${nested('array(', 'int', ')')})`,
    'types by suffix': `SELECT CAST(a AS int${nested('', '', ' array')})`,
    subscripts: `SELECT a${nested('', '', '[1]')}`,
    fields: `SELECT a${nested('', '', '.b')}`,
    zones: `SELECT a${nested('', '', " AT TIME ZONE 'UTC'")}`,
    'joins of joins': `SELECT * FROM t${nested('', '', ' JOIN t')}`,
    'row patterns': `SELECT * FROM t MATCH_RECOGNIZE (PATTERN (${nested('(', 'A', ')')}) DEFINE A AS true)`,
    explanations: nested('EXPLAIN ', 'SELECT 1', ''),
  }))
    test(`10,000 ${what} are refused`, () => {
      const parse = (): unknown => parseStatement(sql);
      expect(parse).toThrow(LakeError);
      expect(parse).toThrow(/statement is too large \(nested deeper than \d+ levels\)/);
    });

  test('many levels of anything are no trouble', () => {
    const text = `SELECT ${'((CASE WHEN f(ARRAY[x -> (SELECT '.repeat(25)}1${')]) THEN 1 END))'.repeat(25)}`;
    expect(formatStatement(parseStatement(text)).length).toBeGreaterThan(500);
  });

  for (const [what, sql] of Object.entries({
    sum: `SELECT 1${'+1'.repeat(100_000)}`,
    concatenation: `SELECT a${'||a'.repeat(100_000)}`,
    conjunction: `SELECT 1 WHERE a = 1${' AND a = 1'.repeat(50_000)}`,
    union: `SELECT 1${' UNION ALL SELECT 1'.repeat(40_000)}`,
    join: `SELECT * FROM t${' CROSS JOIN t'.repeat(40_000)}`,
    list: `SELECT 1 WHERE a IN (1${',1'.repeat(200_000)})`,
  }))
    test(`a ${what} may be very long`, () => {
      expect(formatStatement(parseStatement(sql)).length).toBeGreaterThan(100_000);
    });

  test('a text has at most a million characters', () => {
    expect(() => parseStatement(`SELECT 1${' '.repeat(1_000_000)}`)).toThrow(
      'Query text length (1000008) exceeds the maximum length (1000000)',
    );
  });
});
