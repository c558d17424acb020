import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LakeError } from '../../src/base/lake-error.js';
import { expectedTokens, formatStatement, parseStatement } from '../../src/sql/parse-statement.js';
import { nonReservedWords, reservedWords } from '../../src/sql/parser/keywords.js';
import { withoutPositions } from './round-trip.js';

const seed = Number(process.env.LAKELET_SEED ?? Date.now() % 1_000_000);
console.log(`test/sql/soup: LAKELET_SEED=${seed}`);

const symbols = ['(', ')', '[', ']', ',', '.', '=', '<', '+', '-', '*', '/', '||', '->', '=>', '?', ';', '{', '}', '|'];
const values = ['a', 'b', '"c"', '1', '1.5', '2e0', "'x'", "U&'y'", "X'00'", '`q`', '9a', '!', "'open", '/*', '😀'];
const starts = [
  'SELECT',
  'SELECT * FROM t WHERE',
  'WITH a AS (',
  'CREATE',
  'ALTER TABLE',
  'SHOW',
  'GRANT',
  'MERGE INTO t',
];
const piece = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...symbols) },
  { weight: 3, arbitrary: fc.constantFrom(...values) },
  { weight: 2, arbitrary: fc.constantFrom(...reservedWords) },
  { weight: 1, arbitrary: fc.constantFrom(...nonReservedWords) },
);
const soup = fc
  .tuple(fc.constantFrom('', ...starts), fc.array(piece, { maxLength: 25 }))
  .map(([start, pieces]) => [start, ...pieces].join(' '));

// Well-formed statements to break: one token is taken out or put in, or the end cut off.
const whole = [
  'SELECT a, count(*) FILTER (WHERE b > 1) OVER (PARTITION BY c ORDER BY d ROWS 1 PRECEDING) FROM t GROUP BY 1',
  "SELECT CASE WHEN a IN (1, 2) THEN x -> ARRAY[1] ELSE CAST(b AS row(x int, y varchar(3))) END FROM (SELECT 1) t, 'f'",
  'WITH RECURSIVE t (n) AS (VALUES 1 UNION ALL SELECT n + 1 FROM t) SELECT * FROM t NATURAL JOIN u ORDER BY 1 LIMIT 5',
  "SELECT JSON_VALUE(a, 'lax $' DEFAULT 1 ON EMPTY), TRIM(BOTH 'x' FROM b), INTERVAL '1' DAY FROM UNNEST(c) WITH ORDINALITY",
  'SELECT * FROM t MATCH_RECOGNIZE (ORDER BY a MEASURES A.b AS c PATTERN (A+ (B | C)?) DEFINE B AS true) AS m',
].map((sql) => sql.split(' '));
const broken = fc
  .tuple(fc.constantFrom(...whole), fc.nat(), fc.option(piece), fc.boolean())
  .map(([words, at, put, isCut]) => {
    const index = at % words.length;
    const tail = isCut ? [] : words.slice(index + (put === null ? 1 : 0));
    return [...words.slice(0, index), ...(put === null ? [] : [put]), ...tail].join(' ');
  });

describe('token soup', () => {
  test('parses and comes back, or fails with a message and a place', () => {
    fc.assert(
      fc.property(fc.oneof(soup, broken), (sql) => {
        try {
          const tree = parseStatement(sql);
          const text = formatStatement(tree);
          expect(withoutPositions(parseStatement(text)), text).toEqual(withoutPositions(tree));
        } catch (error) {
          if (!(error instanceof LakeError)) throw error;
          expect(error.name).toBe('SYNTAX_ERROR');
          expect(error.line).toBeGreaterThanOrEqual(1);
          expect(error.message).not.toMatch(/Expecting: $/);
        }
        expectedTokens(sql, sql.length >> 1);
      }),
      { seed, numRuns: 4000 },
    );
  });
});
