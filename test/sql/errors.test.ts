import { describe, expect, test } from 'vitest';
import { LakeError } from '../../src/base/lake-error.js';
import { expectedTokens, parseExpression, parseStatement } from '../../src/sql/parse-statement.js';

function errorOf(parse: () => unknown): LakeError {
  try {
    parse();
  } catch (error) {
    if (error instanceof LakeError) return error;
    throw error;
  }
  throw new Error('it parsed');
}

const joins = "'CROSS', 'EXCEPT', 'FETCH', 'FULL', 'GROUP', 'HAVING', 'INNER', 'INTERSECT', 'JOIN', 'LEFT', 'LIMIT'";
const relations = "'(', 'JSON_TABLE', 'LATERAL', 'TABLE', 'UNNEST', <identifier>";
const afterWhere =
  "'AND', 'EXCEPT', 'FETCH', 'GROUP', 'HAVING', 'INTERSECT', 'LIMIT', 'OFFSET', 'OR', 'ORDER', 'UNION'";

// As Trino 476 answered.
const messages: readonly (readonly [sql: string, message: string])[] = [
  ['SELECT', "line 1:7: mismatched input '<EOF>'. Expecting: '*', 'ALL', 'DISTINCT', <expression>"],
  ['SELECT a,\n  FROM t', "line 2:3: mismatched input 'FROM'. Expecting: '*', <expression>"],
  ['SELECT a. FROM t', "line 1:11: mismatched input 'FROM'. Expecting: '*', <identifier>"],
  ['SELECT count(* FROM t', "line 1:16: mismatched input 'FROM'. Expecting: ')'"],
  ['SELECT foo(', "line 1:12: mismatched input '<EOF>'. Expecting: ')', '*', 'ALL', 'DISTINCT', 'ORDER', <expression>"],
  ['SELECT * FROM', `line 1:14: mismatched input '<EOF>'. Expecting: ${relations}`],
  ['SELECT * FROM (SELECT 1 FROM) t', `line 1:29: mismatched input ')'. Expecting: ${relations}`],
  ['SELECT * FROM a JOIN b', "line 1:23: mismatched input '<EOF>'. Expecting: 'ON', 'USING'"],
  [
    'SELECT * FROM a b c',
    `line 1:19: mismatched input 'c'. Expecting: '(', ',', ${joins}, 'MATCH_RECOGNIZE', 'NATURAL', 'OFFSET', 'ORDER', 'RIGHT', 'TABLESAMPLE', 'UNION', 'WHERE', 'WINDOW', <EOF>`,
  ],
  ['SELECT 1 LIMIT 10, 20', "line 1:18: mismatched input ','. Expecting: <EOF>"],
  ['SELECT 1 WHERE 2 IN (1, FROM)', `line 1:18: mismatched input 'IN'. Expecting: ${afterWhere}, 'WINDOW', <EOF>`],
  ['SELECT 1 WHERE (2 IN (1, FROM))', "line 1:26: mismatched input 'FROM'. Expecting: <expression>"],
  ['SELECT 1 WHERE a NOT 5', "line 1:22: mismatched input '5'. Expecting: 'BETWEEN', 'IN', 'LIKE'"],
  ['SELECT 1 WHERE a IS NOT 5', "line 1:25: mismatched input '5'. Expecting: 'DISTINCT', 'NULL'"],
  ['SELECT CASE END', "line 1:13: mismatched input 'END'. Expecting: 'WHEN', <expression>"],
  ['SELECT CAST(1 AS)', "line 1:17: mismatched input ')'. Expecting: <type>"],
  ['SELECT CAST(1 AS int FROM t', "line 1:22: mismatched input 'FROM'. Expecting: '(', ')', 'ARRAY'"],
  ['SELECT ARRAY[()]', "line 1:16: mismatched input ']'. Expecting: '->'"],
  [
    'SELECT 1 UNION',
    "line 1:15: mismatched input '<EOF>'. Expecting: '(', 'ALL', 'CORRESPONDING', 'DISTINCT', 'SELECT', 'TABLE', 'VALUES'",
  ],
  ['WITH a AS SELECT 1', "line 1:11: mismatched input 'SELECT'. Expecting: '('"],
  [
    'SELECT 1 GROUP BY',
    "line 1:18: mismatched input '<EOF>'. Expecting: '(', 'ALL', 'AUTO', 'CUBE', 'DISTINCT', 'GROUPING', 'ROLLUP', <expression>",
  ],
  ['INSERT INTO t', "line 1:14: mismatched input '<EOF>'. Expecting: '(', 'WITH', <query>"],
  ['DROP TABLE', "line 1:11: mismatched input '<EOF>'. Expecting: 'IF', <identifier>"],
  ['CREATE TABLE t (a int,)', "line 1:23: mismatched input ')'. Expecting: 'LIKE', <identifier>"],
  [
    'EXPLAIN (TYPE x) SELECT 1',
    "line 1:15: mismatched input 'x'. Expecting: 'DISTRIBUTED', 'IO', 'LOGICAL', 'VALIDATE'",
  ],
  ['SET SESSION a.b', "line 1:16: mismatched input '<EOF>'. Expecting: '.', '='"],
  [
    'SELECT foo(SELECT 1)',
    "line 1:12: mismatched input 'SELECT'. Expecting: ')', '*', 'ALL', 'DISTINCT', 'ORDER', <expression>",
  ],
  [
    'SELECT 1 WHERE foo(a 2)',
    "line 1:22: mismatched input '2'. Expecting: '%', '(', ')', '*', '+', ',', '-', '->', '.', '/', 'AND', 'AT', 'OR', 'ORDER', 'OVER', '[', '||', <predicate>, <string>",
  ],
  // A text that fits the grammar may still be wrong.
  ['SELECT 9223372036854775808', 'line 1:8: Invalid numeric literal: 9223372036854775808'],
  ["SELECT X'abc'", 'line 1:8: Binary literal must contain an even number of digits'],
  ["SELECT X'zz'", 'line 1:8: Binary literal can only contain hexadecimal digits'],
  ["SELECT U&'\\00'", 'line 1:8: Incomplete escape sequence: 00'],
  ["SELECT U&'\\zzzz'", 'line 1:8: Invalid hexadecimal digit: z'],
  ["SELECT U&'a' UESCAPE '+'", 'line 1:8: Invalid Unicode escape character: +'],
  ['SELECT 1abc', 'line 1:8: identifiers must not start with a digit; surround the identifier with double quotes'],
  ['SELECT `a`', 'line 1:8: backquoted identifiers are not supported; use double quotes to quote identifiers'],
  ['SELECT ""', 'line 1:8: Zero-length delimited identifier not allowed'],
  ['SELECT if(1)', "line 1:8: Invalid number of arguments for 'if' function"],
  ['SELECT coalesce(1)', "line 1:8: The 'coalesce' function must have at least two arguments"],
  ['SELECT try(1) OVER ()', "line 1:8: OVER clause not valid for 'try' function"],
  ['REVOKE SELECT FROM x', 'line 1:8: May not use a privilege name as a role name'],
  // The grammar comes first.
  ['SELECT 9223372036854775808 FROM', `line 1:32: mismatched input '<EOF>'. Expecting: ${relations}`],
];

describe('syntax errors', () => {
  for (const [sql, message] of messages)
    test(JSON.stringify(sql), () => {
      const error = errorOf(() => parseStatement(sql));
      expect(error.message).toBe(message);
      expect(error.name).toBe('SYNTAX_ERROR');
    });

  test('a semicolon is no part of a statement', () => {
    expect(errorOf(() => parseStatement('SELECT 1;')).message).toMatch(/^line 1:9: mismatched input ';'/);
  });

  test('an expression must be the whole text', () => {
    expect(errorOf(() => parseExpression('a b')).message).toMatch(/^line 1:3: mismatched input 'b'/);
  });

  test('the other statements start with one of their words', () => {
    expect(errorOf(() => parseStatement('')).message).toBe(
      "line 1:1: mismatched input '<EOF>'. Expecting: 'ALTER', 'ANALYZE', 'CALL', 'COMMENT', 'COMMIT', 'CREATE', " +
        "'DEALLOCATE', 'DELETE', 'DENY', 'DESC', 'DESCRIBE', 'DROP', 'EXECUTE', 'EXPLAIN', 'GRANT', 'INSERT', 'MERGE', " +
        "'PREPARE', 'REFRESH', 'RESET', 'REVOKE', 'ROLLBACK', 'SET', 'SHOW', 'START', 'TRUNCATE', 'UPDATE', 'USE', " +
        "'WITH', <query>",
    );
  });
});

// What follows these tokens is wrong, and Trino finds fault with the tokens themselves, except inside parentheses.
describe('places of errors that Trino looks ahead to', () => {
  for (const [sql, place] of [
    ['SELECT 1 WHERE foo(SELECT 1)', '1:19'],
    ['SELECT 1 WHERE k = foo(= 1)', '1:23'],
    ['SELECT 1 WHERE (foo(SELECT 1))', '1:21'],
    ['SELECT 1 WHERE k = foo(1, SELECT 1)', '1:27'],
    ['SELECT 1 WHERE a. = 2', '1:17'],
    ['SELECT 1 WHERE f(a. = 2)', '1:21'],
    ['SELECT 1 WHERE f(2 IN (1, FROM))', '1:20'],
    ['SELECT f(2 IN (1, FROM))', '1:19'],
    ['SELECT 1 WHERE k = ALL (SELECT FROM)', '1:24'],
    ['SELECT 1 WHERE a IN (1, 2) + 1', '1:28'],
  ] as const)
    test(sql, () => expect(errorOf(() => parseStatement(sql)).message).toMatch(`line ${place}: mismatched input`));
});

describe('expectedTokens', () => {
  const at = (text: string): string[] => expectedTokens(text, text.length);

  test('lists what may come next', () => {
    expect(at('SELECT * FROM ')).toEqual(["'('", "'JSON_TABLE'", "'LATERAL'", "'TABLE'", "'UNNEST'", '<identifier>']);
    expect(at('SELECT a FROM t WHERE x BETWEEN 1 ')).toContain("'AND'");
    expect(at('SELECT 1 ORDER ')).toEqual(["'BY'"]);
  });

  test('takes a word at the offset as unfinished', () => {
    expect(at('SELECT 1 ORDER B')).toEqual(["'BY'"]);
    expect(expectedTokens('SELECT 1 ORDER BY a', 14)).toContain("'ORDER'");
  });

  test('says nothing after a mistake', () => expect(at('SELECT FROM x WHERE ')).toEqual([]));
});
