import { afterAll, beforeAll, describe, expect, expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import { Lake, type NamedParameters, type Session, typed, type UserParameter } from '../../src/index.js';
import { flightsFile } from '../engine/flights.js';

let lake: Lake;
let session: Session;
beforeAll(async () => {
  lake = await Lake.open(undefined, { threads: 2, memoryLimit: '256MiB' });
  await lake.createTable('flights', { location: flightsFile });
  session = lake.session({ principal: 'ana' });
});
afterAll(() => lake.close());

const rowsOf = async (sql: string, ...parameters: UserParameter[]): Promise<unknown> =>
  (await lake.query(sql, { parameters })).toArrays();

describe('parameters', () => {
  test.each<[UserParameter, string, unknown]>([
    [[1, 2 ** 40], 'array(bigint)', [1n, 2n ** 40n]],
    [[1, 1.5, null], 'array(double)', [1, 1.5, null]],
    [['a', 'long'], 'array(varchar)', ['a', 'long']],
    [[[1], [], [2 ** 40]], 'array(array(bigint))', [[1n], [], [2n ** 40n]]],
    [[new Date(0)], 'array(timestamp(3))', ['1970-01-01 00:00:00.000']],
    [new Date('1969-12-31T23:59:59.999Z'), 'timestamp(3)', '1969-12-31 23:59:59.999'],
    [-0, 'double', -0],
    [typed('decimal(10,2)', '12.3'), 'decimal(10,2)', '12.30'],
    [typed('decimal(10,2)', 12.3), 'decimal(10,2)', '12.30'],
    [typed('decimal(38,0)', 2n ** 100n), 'decimal(38,0)', String(2n ** 100n)],
    [typed('bigint', 7), 'bigint', 7n],
    [typed('tinyint', '7'), 'tinyint', 7],
    [typed('real', 0.1), 'real', 0.1],
    [typed('date', '2024-02-29'), 'date', '2024-02-29'],
    [typed('date', new Date('1969-12-31T12:00:00Z')), 'date', '1969-12-31'],
    [typed('timestamp(6)', '2024-02-29 01:02:03.000004'), 'timestamp(6)', '2024-02-29 01:02:03.000004'],
    [typed('timestamp(0)', new Date(1500)), 'timestamp(0)', '1970-01-01 00:00:02'],
    [typed('timestamp(3) with time zone', new Date(0)), 'timestamp(3) with time zone', '1970-01-01 00:00:00.000 UTC'],
    [typed('varchar', null), 'varchar', null],
    [typed('char(4)', 'ab'), 'char(4)', 'ab  '],
    [typed('json', { b: 1, a: [] }), 'json', '{"a":[],"b":1}'],
    [typed('array(decimal(3,1))', ['1', 2.5, null]), 'array(decimal(3,1))', ['1.0', '2.5', null]],
    [typed('array(double)', new Float64Array([1, 2.5])), 'array(double)', [1, 2.5]],
    [typed('map(varchar, bigint)', { a: 1 }), 'map(varchar, bigint)', new Map([['a', 1n]])],
    [typed('row(x integer, y varchar)', { y: 'b', x: 1 }), 'row(x integer, y varchar)', [1, 'b']],
    [typed('row(x integer, y varchar)', [1, null]), 'row(x integer, y varchar)', [1, null]],
    [typed('uuid', '12151fd2-7586-11e9-8f9e-2a86e4085a59'), 'uuid', '12151fd2-7586-11e9-8f9e-2a86e4085a59'],
  ])('%o is %s', async (parameter, type, value) => {
    expect(await rowsOf('SELECT typeof(?), ?', parameter, parameter)).toEqual([[type, value]]);
  });

  test.each<[UserParameter, string]>([
    [typed('integer', 1.5), 'INVALID_CAST_ARGUMENT'],
    [typed('tinyint', 128), 'INVALID_CAST_ARGUMENT'],
    [typed('decimal(2,1)', '123'), 'INVALID_CAST_ARGUMENT'],
    [typed('date', 'soon'), 'INVALID_CAST_ARGUMENT'],
    [typed('timestamp(3)', new Date(Number.NaN)), 'INVALID_CAST_ARGUMENT'],
    [typed('varchar(2)', 'abc'), 'INVALID_CAST_ARGUMENT'],
    [typed('json', '{'), 'INVALID_CAST_ARGUMENT'],
    [typed('row(x integer)', [1, 2]), 'INVALID_CAST_ARGUMENT'],
    [typed('colour', 'red'), 'TYPE_NOT_FOUND'],
    [[1, 'a'], 'INVALID_PARAMETER_USAGE'],
    [2n ** 64n, 'NUMERIC_VALUE_OUT_OF_RANGE'],
    [Symbol('x') as unknown as UserParameter, 'INVALID_CAST_ARGUMENT'],
    [new URL('file:///') as unknown as UserParameter, 'INVALID_CAST_ARGUMENT'],
  ])('%o is refused with %s', async (parameter, name) => {
    await expect(rowsOf('SELECT ?', parameter)).rejects.toMatchObject({ name, queryId: expect.stringMatching(/./) });
  });

  test('are found in rows as they were written', async () => {
    const day = new Date('2001-01-02T00:00:00Z');
    const [[count]] = (await rowsOf(
      'SELECT count(*) FROM flights WHERE CAST(date AS date) = CAST(? AS date)',
      day,
    )) as [[bigint]];
    expect(await rowsOf('SELECT count(*) FROM flights WHERE CAST(date AS date) = ?', typed('date', day))).toEqual([
      [count],
    ]);
    expect(count).toBeGreaterThan(1000n);
  });
});

describe('parameters with names', () => {
  const rowsWith = async (sql: string, parameters: NamedParameters): Promise<unknown> =>
    (await lake.query(sql, { parameters })).toArrays();

  test('stand where their names do, any number of times', async () => {
    const sql = 'SELECT :b - :a, :b, \':a\', ":a" /* :nope */ FROM (VALUES 1) AS t (":a") -- :nope';
    expect(await rowsWith(sql, { a: 2, b: 12 })).toEqual([[10, 12, ':a', 1]]);
    expect(
      await rowsWith('SELECT x FROM (VALUES 1, 2, 3) AS t (x) WHERE contains(:some, x) ORDER BY 1', { some: [1, 3] }),
    ).toEqual([[1], [3]]);
    expect(await rowsWith('SELECT :from', { from: typed('date', '2024-02-29') })).toEqual([['2024-02-29']]);
    expect(await rowsWith("SELECT json_object('k' : :v)", { v: 'x' })).toEqual([['{"k":"x"}']]);
    expect(
      (await lake.explain('SELECT origin FROM flights WHERE delay > :least', { parameters: { least: 5 } })).name,
    ).toBeDefined();
  });

  test('leave the positions of mistakes as they are', async () => {
    await expect(rowsWith('SELECT :one,\n:longer + nope', { one: 1, longer: 2 })).rejects.toMatchObject({
      name: 'COLUMN_NOT_FOUND',
      line: 2,
      column: 11,
    });
  });

  test('all have values, and all values have names', async () => {
    await expect(rowsWith('SELECT 1,\n :other', { one: 1 })).rejects.toMatchObject({
      name: 'INVALID_PARAMETER_USAGE',
      message: 'line 2:2: Parameter :other has no value',
    });
    for (const name of ['toString', '__proto__'])
      await expect(rowsWith(`SELECT :${name}`, {})).rejects.toMatchObject({ name: 'INVALID_PARAMETER_USAGE' });
    await expect(rowsWith('SELECT 1', { one: 1 })).rejects.toMatchObject({
      message: 'The statement has no parameter :one',
    });
    await expect(rowsWith('SELECT ?, :one', { one: 1 })).rejects.toMatchObject({ name: 'INVALID_PARAMETER_USAGE' });
  });
});

describe('prepare', () => {
  test('checks the rows with a schema', async () => {
    const prepared = await session.prepare('SELECT ? AS n');
    const schema = z.object({ n: z.number().max(10) });
    const rows = await (await prepared.query([7], { schema })).toArray();
    expectTypeOf(rows).toEqualTypeOf<{ n: number }[]>();
    expect(rows).toEqual([{ n: 7 }]);
    await expect((await prepared.query([70], { schema })).toArray()).rejects.toMatchObject({ name: 'TYPE_MISMATCH' });
  });

  test('reads a statement once and runs it with other values', async () => {
    const late = await session.prepare(
      'SELECT origin, count(*) AS n FROM flights WHERE origin = ? AND delay > ? GROUP BY 1',
    );
    expect(late.columns).toEqual([
      { name: 'origin', type: expect.stringContaining('varchar') },
      { name: 'n', type: 'bigint' },
    ]);
    expect(late.parameters.map(({ position }) => position)).toEqual([0, 1]);
    const direct = async (origin: string, delay: number): Promise<unknown> =>
      rowsOf('SELECT origin, count(*) FROM flights WHERE origin = ? AND delay > ? GROUP BY 1', origin, delay);
    for (const [origin, delay] of [
      ['SEA', 100],
      ['ATL', 5],
      ['none', 0],
    ] as const)
      expect(await (await late.query([origin, delay])).toArrays()).toEqual(await direct(origin, delay));
    await expect(late.query(['SEA'])).rejects.toMatchObject({ name: 'INVALID_PARAMETER_USAGE' });
    await late.close();
    await expect(late.query(['SEA', 1])).rejects.toMatchObject({ name: 'NOT_FOUND' });
  });

  test('tells of mistakes at once, where they are', async () => {
    await expect(lake.prepare('SELECT 1 FORM t')).rejects.toMatchObject({ name: 'SYNTAX_ERROR', line: 1 });
    await expect(lake.prepare('SELECT nope FROM flights')).rejects.toMatchObject({
      name: 'COLUMN_NOT_FOUND',
      line: 1,
      column: 8,
    });
  });

  test('takes statements that are no queries, and keeps out of the names of SQL', async () => {
    const use = await session.prepare('USE awsdatacatalog.default');
    expect([use.columns, use.parameters]).toEqual([[], []]);
    expect(await (await use.query()).toArrays()).toEqual([[true]]);
    await expect(session.query('EXECUTE ""')).rejects.toMatchObject({
      name: expect.stringMatching(/NOT_FOUND|SYNTAX/),
    });
  });
});

describe('explain', () => {
  test('gives the plan as an object', async () => {
    const plan = await lake.explain('SELECT origin FROM flights WHERE delay > ? LIMIT 3', { parameters: [5] });
    const names: string[] = [];
    const visit = ({ name, children }: typeof plan): void => {
      names.push(name);
      for (const child of children) visit(child);
    };
    visit(plan);
    expect(names).toContain('Scan');
    expect(plan.outputs[0]).toMatchObject({ type: expect.stringContaining('varchar') });
    expect(plan.stats).toBeUndefined();
    expect(plan.measures).toBeUndefined();
  });

  test('measures with analyze', async () => {
    const plan = await lake.explain('SELECT origin, count(*) FROM flights GROUP BY 1', { analyze: true });
    expect(plan.stats).toMatchObject({ rowsRead: 3_000_000, filesOpened: 1 });
    const scan = JSON.stringify(plan.children);
    expect(scan).toContain('"rows":3000000');
  });

  test('is of queries and writes, with the place of what is wrong in the statement itself', async () => {
    const write = await lake.explain('CREATE TABLE slow AS SELECT * FROM flights WHERE delay > 100');
    expect(JSON.stringify(write)).toContain('Scan');
    await expect(lake.explain('SHOW TABLES')).rejects.toMatchObject({ name: 'NOT_SUPPORTED' });
    await expect(lake.explain('DROP TABLE flights')).rejects.toMatchObject({ name: 'NOT_SUPPORTED' });
    await expect(lake.explain('SELECT nope FROM flights')).rejects.toMatchObject({ line: 1, column: 8 });
  });
});
