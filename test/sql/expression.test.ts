import { describe, expect, test } from 'vitest';
import { formatExpression, parseExpression } from '../../src/sql/parse-statement.js';
import { outline } from './outline.js';
import { withoutPositions } from './round-trip.js';

// SQL, its tree, and, where it differs from the SQL, how messages show it.
const cases: readonly (readonly [sql: string, tree: string, shown?: string])[] = [
  // Precedence.
  ['a OR b AND NOT c', '(or a (and b (not c)))', '(a OR (b AND (NOT c)))'],
  ['(a OR b) AND c', '(and (or a b) c)', '((a OR b) AND c)'],
  ['(a AND b) AND c', '(and (and a b) c)', '((a AND b) AND c)'],
  ['a + b * c - d', '(- (+ a (* b c)) d)', '((a + (b * c)) - d)'],
  ['a || b + c', '(|| a (+ b c))', 'concat(a, (b + c))'],
  ['-a * b', '(* (neg a) b)', '(-a * b)'],
  ['- - a', '(neg (neg a))', '- -a'],
  ['-(1)', '(neg 1)', '-(1)'],
  ['- -1', '(neg (neg 1))', '- -1'],
  ['+a', '(plus a)', '+a'],
  ["-a AT TIME ZONE 'UTC'", "(neg (at-time-zone a 'UTC'))", "-a AT TIME ZONE 'UTC'"],
  ["(-a) AT TIME ZONE 'UTC'", "(at-time-zone (neg a) 'UTC')", "(-a) AT TIME ZONE 'UTC'"],
  ["a AT TIME ZONE INTERVAL -'8' HOUR", "(at-time-zone a (interval -'8' hour))", "a AT TIME ZONE INTERVAL - '8' HOUR"],
  ['NOT a = b', '(not (= a b))', '(NOT (a = b))'],
  ['a != b', '(<> a b)', '(a <> b)'],
  // Predicates.
  ['a NOT BETWEEN 1 AND 2 AND b', '(and (not-between a 1 2) b)', '((NOT (a BETWEEN 1 AND 2)) AND b)'],
  ["a NOT LIKE 'x' ESCAPE '$'", "(not-like a 'x' '$')", "(NOT (a LIKE 'x' ESCAPE '$'))"],
  ['a IS NOT NULL', '(is-not-null a)', '(a IS NOT NULL)'],
  ['a IS NOT DISTINCT FROM b', '(not-is-distinct-from a b)', '(NOT (a IS DISTINCT FROM b))'],
  ['a IN (1)', '(in a 1)', '(a IN (1))'],
  ['a NOT IN (SELECT 1)', '(not-in-query a Q)', '(NOT (a IN (SELECT 1)))'],
  ['a IN ((SELECT 1), 2)', '(in a (query 1) 2)', '(a IN ((SELECT 1), 2))'],
  ['a IN ((SELECT 1))', '(in-query a Q)', '(a IN ((SELECT 1)))'],
  ['a >= SOME (VALUES 1)', '(quantified >= some a Q)', '(a >= SOME (VALUES 1))'],
  ['a = all', '(= a all)', '(a = all)'],
  ['EXISTS (TABLE t)', '(exists Q)', '(EXISTS (TABLE t))'],
  ['((SELECT 1) + 1)', '(+ (query 1) 1)', '((SELECT 1) + 1)'],
  // Literals.
  ['1_000', '1000', '1000'],
  ['0b1_01', '5', '5'],
  ['0o17', '15', '15'],
  ['-9223372036854775808', '(neg 9223372036854775808)', '-9223372036854775808'],
  ['.5', 'decimal:.5', '.5'],
  ['1.', 'decimal:1.', '1.'],
  ['-1_0.5_0', 'decimal:-10.50', '-10.50'],
  ['1.5e3', 'double:1500', '1.5E3'],
  ['-0e0', 'double:0', '-0E0'],
  ["U&'d\\0061t\\+000061'", "'data'", "'data'"],
  ["U&'a!0062!!' UESCAPE '!'", "'ab!'", "'ab!'"],
  ["x'65 4F'", 'x654f', "X'654F'"],
  ["''''", "'''", "''''"],
  ["DOUBLE PRECISION '1.5'", "(literal double '1.5')", "DOUBLE '1.5'"],
  ["decimal '1.50'", "(literal decimal '1.50')", "decimal '1.50'"],
  ["INTERVAL '1-2' YEAR TO MONTH", "(interval '1-2' year to month)"],
  ["INTERVAL '1'", "(literal interval '1')"],
  ['interval', 'interval'],
  // Names.
  ['a.b.c[1].d', '(. (subscript (. (. a b) c) 1) d)', 'a.b.c[1].d'],
  ['(1).a', '(. 1 a)'],
  ['"a b"."c""d"', '(. "a b" "c"d")', '"a b"."c""d"'],
  ['filter', 'filter'],
  ['position', 'position'],
  ['f(x).y', '(. (call f x) y)'],
  // Constructors.
  ['[1, 2]', '(array 1 2)', 'ARRAY[1, 2]'],
  ['ARRAY[]', '(array)'],
  ['array', 'array'],
  ['(1, a)', '(row 1 a)', 'ROW(1, a)'],
  ['ROW(1)', '(row 1)'],
  ['row()', '(call row)'],
  ["map(ARRAY['a'], ARRAY[1])['a']", "(subscript (call map (array 'a') (array 1)) 'a')"],
  // Lambdas.
  ['() -> 1', '(lambda () 1)'],
  ['x -> y -> x', '(lambda (x) (lambda (y) x))', '(x) -> (y) -> x'],
  [
    'reduce(a, 0, (s, x) -> s + x, s -> s)',
    '(call reduce a 0 (lambda (s x) (+ s x)) (lambda (s) s))',
    'reduce(a, 0, (s, x) -> (s + x), (s) -> s)',
  ],
  // Calls.
  ['count(*)', '(call count)'],
  ['count()', '(call count)', 'count(*)'],
  ['f(all)', '(call f all)'],
  ['f(ALL x)', '(call f x)', 'f(x)'],
  ['a.b.f(DISTINCT x, y)', '(call a.b.f distinct x y)'],
  ['array_agg(x ORDER BY y DESC NULLS FIRST, z)', '(call array_agg x (order y:desc:nulls-first z))'],
  ['sum(x) FILTER (WHERE x > 1)', '(call sum x (filter (> x 1)))', 'sum(x) FILTER (WHERE (x > 1))'],
  ['lag(x, 1) IGNORE NULLS OVER w', '(call lag x 1 ignore-nulls (over w))'],
  ['FINAL last(A.price)', '(call final last (. A price))'],
  ['count(A.*)', '(call count A.*)'],
  ['final', 'final'],
  ["date('x')", "(call date 'x')"],
  ['if(a, b)', '(if a b)', 'IF(a, b)'],
  ['"IF"(a, b, c)', '(if a b c)', 'IF(a, b, c)'],
  ['coalesce(a, b)', '(coalesce a b)', 'COALESCE(a, b)'],
  ['nullif(a, b)', '(nullif a b)', 'NULLIF(a, b)'],
  ['try(a / b)', '(try (/ a b))', 'TRY((a / b))'],
  ["format('%s', a)", "(format '%s' a)"],
  ['substring(a FROM 2 FOR 3)', '(call substr a 2 3)', 'substr(a, 2, 3)'],
  ['substring(a, 2)', '(call substring a 2)'],
  ['position(a IN b)', '(call strpos b a)', 'strpos(b, a)'],
  ['position(a, b)', '(call position a b)'],
  ['normalize(a)', "(call normalize a 'NFC')", 'normalize(a, NFC)'],
  ['normalize(a, NFKD)', "(call normalize a 'NFKD')"],
  ['trim(a)', '(trim both a)', 'trim(BOTH FROM a)'],
  ["trim(LEADING 'x' FROM a)", "(trim leading 'x' a)"],
  ['trim(TRAILING FROM a)', '(trim trailing a)'],
  ["trim('x' FROM a)", "(trim both 'x' a)", "trim(BOTH 'x' FROM a)"],
  ["trim(a, 'x')", "(trim both 'x' a)", "trim(BOTH 'x' FROM a)"],
  ['trim(leading)', '(trim both leading)', 'trim(BOTH FROM leading)'],
  ['extract(day_of_week FROM a)', '(extract day_of_week a)', 'EXTRACT(DAY_OF_WEEK FROM a)'],
  ['CASE a WHEN 1 THEN b ELSE c END', '(case a ((1 b)) c)', '(CASE a WHEN 1 THEN b ELSE c END)'],
  ['grouping(a, t.b)', '(grouping a (. t b))', 'GROUPING(a, t.b)'],
  // Types.
  ['CAST(a AS timestamp(3) with time zone)', '(cast a timestamp(3) with time zone)'],
  ['TRY_CAST(a AS double precision)', '(try_cast a double)', 'TRY_CAST(a AS double)'],
  [
    'CAST(a AS row(x bigint, varchar(3), y row(z time)))',
    '(cast a ROW(x bigint,varchar(3), y ROW(z time)))',
    'CAST(a AS ROW(x bigint, varchar(3), y ROW(z time)))',
  ],
  ['CAST(a AS int array)', '(cast a ARRAY(int))', 'CAST(a AS ARRAY(int))'],
  [
    'CAST(a AS array<map<varchar, bigint>>)',
    '(cast a array(map(varchar,bigint)))',
    'CAST(a AS array(map(varchar, bigint)))',
  ],
  [
    'CAST(a AS row(interval day to second, interval interval year))',
    '(cast a ROW(interval DAY TO SECOND,interval interval YEAR))',
    'CAST(a AS ROW(interval DAY TO SECOND, interval interval YEAR))',
  ],
  [
    'CAST(a AS row(double precision, x array, y array(int)))',
    '(cast a ROW(double,ARRAY(x), y array(int)))',
    'CAST(a AS ROW(double, ARRAY(x), y array(int)))',
  ],
];

describe('expressions', () => {
  for (const [sql, tree, shown] of cases)
    test(sql, () => {
      const node = parseExpression(sql);
      expect(outline(node)).toBe(tree);
      const text = formatExpression(node);
      if (shown !== undefined) expect(text).toBe(shown);
      expect(withoutPositions(parseExpression(text)), text).toEqual(withoutPositions(node));
    });

  for (const sql of [
    'CURRENT_DATE',
    'CURRENT_TIMESTAMP(3)',
    'LOCALTIME',
    'CURRENT_USER',
    'CURRENT_CATALOG',
    'a OVER (PARTITION BY b ORDER BY c ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)',
    "LISTAGG(DISTINCT a, ',' ON OVERFLOW TRUNCATE '…' WITHOUT COUNT) WITHIN GROUP (ORDER BY b) FILTER (WHERE c)",
    'LISTAGG(a) WITHIN GROUP (ORDER BY b DESC) OVER ()',
    'sum(x) OVER (w RANGE UNBOUNDED PRECEDING)',
    'sum(x) OVER (GROUPS BETWEEN CURRENT ROW AND 2 FOLLOWING)',
    "JSON_EXISTS(a, 'lax $.x' PASSING b AS y UNKNOWN ON ERROR)",
    "JSON_VALUE(a FORMAT JSON, 'strict $' RETURNING bigint DEFAULT 1 ON EMPTY NULL ON ERROR)",
    "JSON_QUERY(a FORMAT JSON ENCODING UTF16, '$' AS p RETURNING varchar(10) FORMAT JSON WITH CONDITIONAL ARRAY WRAPPER KEEP QUOTES EMPTY ARRAY ON EMPTY ERROR ON ERROR)",
    "JSON_OBJECT(KEY 'a' VALUE 1, KEY 'b' VALUE c FORMAT JSON ABSENT ON NULL WITH UNIQUE KEYS RETURNING varbinary FORMAT JSON ENCODING UTF8)",
    'JSON_OBJECT()',
    'JSON_ARRAY(a, b NULL ON NULL RETURNING varchar)',
    'JSON_ARRAY()',
  ])
    test(`${sql} comes back as it is`, () => expect(formatExpression(parseExpression(sql))).toBe(sql));

  test("the key word of JSON_OBJECT's members is optional", () => {
    const plain = formatExpression(parseExpression("JSON_OBJECT('a' : 1, key : 2, key VALUE 3, KEY value VALUE 4)"));
    expect(plain).toBe("JSON_OBJECT(KEY 'a' VALUE 1, KEY key VALUE 2, KEY key VALUE 3, KEY value VALUE 4)");
  });

  test('parameters are numbered in the order of the text', () =>
    expect(outline(parseExpression('? + f(?, ARRAY[?])'))).toBe('(+ ?0 (call f ?1 (array ?2)))'));
});

describe('positions are the ones that messages name', () => {
  const columnOf = (sql: string): number => parseExpression(sql).position.column;
  for (const [sql, column] of [
    ['aa + b', 4],
    ['aa = b', 4],
    ['aa || b', 4],
    ['aa AND b', 1],
    ['aa IN (1)', 4],
    ['aa NOT IN (1)', 4],
    ['aa BETWEEN 1 AND 2', 4],
    ['aa IS NULL', 4],
    ['aa LIKE b', 4],
    ['aa = ANY (SELECT 1)', 4],
    ['(aa)[1]', 1],
    ['(aa).b', 1],
    [' f(x)', 2],
    [' CAST(a AS int)', 2],
    [' -a', 2],
    [' NOT a', 2],
    ["'😀' || b", 5],
  ] as const)
    test(`${sql}: ${column}`, () => expect(columnOf(sql)).toBe(column));
});
