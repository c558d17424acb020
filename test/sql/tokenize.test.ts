import { describe, expect, test } from 'vitest';
import { parseStatement } from '../../src/sql/parse-statement.js';
import { nonReservedWords, reservedWords } from '../../src/sql/parser/keywords.js';
import { tokenize } from '../../src/sql/parser/tokenize.js';
import { splitStatements } from '../../src/sql/split-statements.js';

describe('tokenize', () => {
  const kinds = (text: string): string =>
    tokenize(text)
      .slice(0, -1)
      .map(({ kind, start, end }) => (kind === text.slice(start, end) ? kind : `${kind}:${text.slice(start, end)}`))
      .join(' ');

  for (const [text, expected] of [
    ['1 1.5 .5 1. 1e5 1.e-5 .5E+3', 'integer:1 decimal:1.5 decimal:.5 decimal:1. double:1e5 double:1.e-5 double:.5E+3'],
    [
      '1_000 1__0 1_ 0x1F 0x1G 0b12 0o7',
      'integer:1_000 digit identifier:1__0 digit identifier:1_ integer:0x1F digit identifier:0x1G digit identifier:0b12 integer:0o7',
    ],
    ['1e 1.5e', 'digit identifier:1e decimal:1.5 identifier:e'],
    ["x'4' u&'a' u 'a' X", "binary:x'4' unicode string:u&'a' identifier:u string:'a' identifier:X"],
    ['a<>b!=c<=d', 'identifier:a <> identifier:b <>:!= identifier:c <= identifier:d'],
    ['x->y=>z||w', 'identifier:x -> identifier:y => identifier:z || identifier:w'],
    ['{- A -} {2,}', '{- identifier:A -} { integer:2 , }'],
    ['select Group "Group"', 'SELECT:select GROUP:Group quoted identifier:"Group"'],
    ['1 -- a\n/* ; */ 2', 'integer:1 integer:2'],
    ['\'a\'\'b\' "a""b"', 'string:\'a\'\'b\' quoted identifier:"a""b"'],
    ["'open", "unrecognized:' identifier:open"],
    ['/* open', '/ * identifier:open'],
    ['é & 😀', 'unrecognized:é unrecognized:& unrecognized:😀'],
  ] as const)
    test(text, () => expect(kinds(text)).toBe(expected));

  test('lines and columns count from one, columns in code points', () => {
    const places = tokenize("a\r\n 'x\ny😀' b\n\n\tc").map(({ line, column }) => `${line}:${column}`);
    expect(places).toEqual(['1:1', '2:2', '3:5', '5:2', '5:3']);
  });
});

describe('keywords', () => {
  test('those that are not reserved name columns, the others do not', () => {
    for (const word of nonReservedWords) expect(() => parseStatement(`SELECT ${word} AS ${word}`), word).not.toThrow();
    for (const word of reservedWords) expect(() => parseStatement(`SELECT 1 AS ${word}`), word).toThrow(/mismatched/);
  });
});

describe('splitStatements', () => {
  const texts = (text: string): string[] =>
    splitStatements(text).map(({ text: part, isTerminated }) => (isTerminated ? `${part};` : part));

  test('splits at semicolons outside quotes and comments', () => {
    expect(texts('SELECT \';\' ; -- ;\n SELECT ";" /* ; */ + 1;;\n')).toEqual([
      "SELECT ';';",
      'SELECT ";" /* ; */ + 1;',
    ]);
  });

  test('keeps what is still being typed', () => {
    expect(texts('SELECT 1; SELECT')).toEqual(['SELECT 1;', 'SELECT']);
    expect(texts("SELECT 1; SELECT 'a; b")).toEqual(['SELECT 1;', "SELECT 'a; b"]);
    expect(texts('SELECT /* a; b')).toEqual(['SELECT /* a; b']);
    expect(texts('-- nothing\n;')).toEqual([]);
  });

  test('says where each begins', () => expect(splitStatements(' a; b').map(({ offset }) => offset)).toEqual([1, 4]));
});
