import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Lake, LakeError } from '../../src/index.js';
import { LongestTurn } from './longest-turn.js';

let lake: Lake;
beforeAll(async () => {
  lake = await Lake.open(undefined, { threads: 2, memoryLimit: '512MiB' });
});
afterAll(() => lake.close());

const times = (count: number, part: (index: number) => string, separator = ', ') =>
  Array.from({ length: count }, (_, index) => part(index)).join(separator);
const numbers = 'FROM UNNEST(sequence(1, 10)) t(x)';
const tooLarge = 'QUERY_REJECTED';
const tooDeep = 'SYNTAX_ERROR';

// Statements that programs make, or attackers: the first row, or the name of the error.
const statements: Record<string, [sql: () => string, expected: readonly unknown[] | string]> = {
  'deep parentheses': [() => `SELECT ${'('.repeat(10_000)}1${')'.repeat(10_000)}`, tooDeep],
  'a sum of 10,000': [() => `SELECT ${times(10_000, String, ' + ')}`, tooLarge],
  'a concatenation of 10,000': [() => `SELECT length(${times(10_000, () => `'ab'`, ' || ')})`, [20_000n]],
  'an AND of 10,000': [
    () => `SELECT count(*) ${numbers} WHERE ${times(10_000, (i) => `x <> ${i + 3}`, ' AND ')}`,
    [2n],
  ],
  'an OR of 10,000': [() => `SELECT count(*) ${numbers} WHERE ${times(10_000, (i) => `x = ${i + 3}`, ' OR ')}`, [8n]],
  'a CASE of 10,000': [
    () => `SELECT CASE ${times(10_000, (i) => `WHEN x = ${i} THEN ${i * 2}`, ' ')} END ${numbers}`,
    [2],
  ],
  'a COALESCE of 5,000': [
    () => `SELECT coalesce(${times(5000, (i) => `nullif(x + ${i}, x + ${i})`)}, x) ${numbers}`,
    [1n],
  ],
  'IN over 50,000 numbers': [() => `SELECT count(*) ${numbers} WHERE x IN (${times(50_000, (i) => `${i + 4}`)})`, [7n]],
  'NOT IN over 50,000': [() => `SELECT count(*) ${numbers} WHERE x NOT IN (${times(50_000, (i) => `${i + 4}`)})`, [3n]],
  'NOT IN over 50,000 and NULL': [
    () => `SELECT count(*) ${numbers} WHERE x NOT IN (NULL, ${times(50_000, (i) => `${i + 4}`)})`,
    [0n],
  ],
  'IN over 50,000 texts': [
    () => `SELECT count(*) FROM (VALUES 'a7', 'b', NULL) t(x) WHERE x IN (${times(50_000, (i) => `'a${i}'`)})`,
    [1n],
  ],
  'IN over 10,000 expressions': [
    () => `SELECT count(*) ${numbers} WHERE 5 IN (${times(10_000, (i) => `x + ${i}`)})`,
    [5n],
  ],
  'a UNION ALL of 500': [() => `SELECT count(*) FROM (${times(500, (i) => `SELECT ${i}`, ' UNION ALL ')})`, [500n]],
  'a UNION of 500': [() => `SELECT count(*) FROM (${times(500, (i) => `SELECT ${i % 7}`, ' UNION ')})`, [7n]],
  'an EXCEPT of 100': [() => `SELECT count(*) FROM (${times(100, (i) => `SELECT ${i}`, ' EXCEPT ')})`, [1n]],
  'a join of 200': [
    () =>
      `SELECT count(*) FROM (VALUES 1, 2) t0(x) ${times(199, (i) => `JOIN (VALUES 1, 2, 3) t${i + 1}(x) ON t${i + 1}.x = t${i}.x`, ' ')}`,
    [2n],
  ],
  'a join of 200 by WHERE': [
    () =>
      `SELECT count(*) FROM ${times(200, (i) => `(VALUES 1, 2) t${i}(x)`)} WHERE ${times(199, (i) => `t0.x = t${i + 1}.x`, ' AND ')}`,
    [2n],
  ],
  'VALUES of 50,000 rows': [
    () => `SELECT count(*), sum(a), max(b) FROM (VALUES ${times(50_000, (i) => `(${i}, 'x${i % 10}')`)}) t(a, b)`,
    [50_000n, 1_249_975_000n, 'x9'],
  ],
  'a text of a megabyte': [() => `SELECT length(upper('${'x'.repeat(990_000)}'))`, [990_000n]],
  'a text of more': [() => `SELECT '${'x'.repeat(1_000_001)}'`, 'QUERY_TEXT_TOO_LARGE'],
  'a pattern that backtracks': [() => `SELECT regexp_like('${'a'.repeat(3000)}!', '^(a|aa)+$')`, [false]],
  'a chain of 500 WITH queries': [
    () =>
      `WITH c0 AS (SELECT 1 x), ${times(499, (i) => `c${i + 1} AS (SELECT x + 1 x FROM c${i})`)} SELECT x FROM c499`,
    [500],
  ],
  'WITH queries that double': [
    () =>
      `WITH c0 AS (SELECT 1 x), ${times(40, (i) => `c${i + 1} AS (SELECT a.x FROM c${i} a, c${i} b)`)} SELECT * FROM c40`,
    tooLarge,
  ],
  'WITH within WITH': [
    () => Array.from({ length: 150 }).reduce<string>((inner) => `WITH c AS (${inner}) SELECT x FROM c`, 'SELECT 1 x'),
    [1],
  ],
  'deep subqueries': [() => `SELECT ${'(SELECT '.repeat(2000)}1${')'.repeat(2000)}`, tooDeep],
  'deep types': [() => `SELECT CAST(NULL AS ${'array('.repeat(2000)}integer${')'.repeat(2000)})`, tooDeep],
  'a list of 300,000 columns': [() => `SELECT ${'1, '.repeat(300_000)}1`, tooLarge],
  'a CUBE of 30': [
    () => `SELECT 1 ${numbers} GROUP BY CUBE(${times(30, (i) => `x + ${i}`)})`,
    'TOO_MANY_GROUPING_SETS',
  ],
  'a megabyte of parentheses': [() => '('.repeat(900_000), tooDeep],
  'a megabyte of comments': [() => `SELECT 1 ${'/* x */ '.repeat(100_000)}`, [1]],
  'a name of a megabyte': [() => `SELECT 1 AS "${'n'.repeat(900_000)}"`, [1]],
};

describe('a statement with', () => {
  test.each(Object.entries(statements))('%s', async (_name, [sql, expected]) => {
    const turns = new LongestTurn();
    const outcome = await lake
      .query(sql())
      .then((result) => result.toArrays())
      .then(
        ([row]) => row,
        (error: unknown) => (error instanceof LakeError ? error.name : error),
      );
    const longest = turns.end();
    expect(outcome).toEqual(expected);
    if (!turns.isWallTime) expect(longest).toBeLessThan(1000);
  });
});

test('the lake works on behind them', async () => {
  expect(await (await lake.query(`SELECT sum(x) ${numbers}`)).toArrays()).toEqual([[55n]]);
});

describe('a long IN', () => {
  const list = (part: (index: number) => string) => times(40, part);
  test.each([
    ['tinyint', (i: number) => `TINYINT '${i}'`, '20'],
    ['bigint', (i: number) => `BIGINT '${i - 20}000000000000'`, '1000000000000'],
    ['decimal(10,2)', (i: number) => `DECIMAL '${i}.50'`, '7.50'],
    ['decimal(30,2)', (i: number) => `DECIMAL '1000000000000000000000000${i}.50'`, '10000000000000000000000007.50'],
    ['date', (i: number) => `DATE '2020-02-${String((i % 29) + 1).padStart(2, '0')}'`, '2020-02-29'],
    ['timestamp(3)', (i: number) => `TIMESTAMP '2020-01-01 00:00:00.${100 + i}'`, '2020-01-01 00:00:00.107'],
    ['double', (i: number) => `DOUBLE '${i}.5'`, '7.5'],
    ['varchar', (i: number) => `'a text with number ${i}'`, 'a text with number 7'],
    ['varchar', (i: number) => `'${'é'.repeat(i)}'`, ''],
    ['char(3)', (i: number) => `CAST('${i}' AS char(3))`, '7'],
  ])('over %s finds what is there', async (type, part, present) => {
    const sql = `SELECT x IN (${list(part)}), x NOT IN (${list(part)}), x IN (NULL, ${list(part)})
      FROM (VALUES CAST('${present}' AS ${type}), CAST(NULL AS ${type}), TRY_CAST('1999-01-01' AS ${type}), TRY_CAST('99' AS ${type})) t(x)`;
    const rows = await (await lake.query(sql)).toArrays();
    expect(rows[0]).toEqual([true, false, true]);
    expect(rows[1]).toEqual([null, null, null]);
    const isAbsent = (row: readonly unknown[]) => row[0] === false && row[1] === true && row[2] === null;
    expect(rows.slice(2).every((row) => isAbsent(row) || row[0] === null)).toBe(true);
    expect(rows.slice(2).some(isAbsent)).toBe(true);
  });
});
