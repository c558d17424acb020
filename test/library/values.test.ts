import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Lake, LakeError, type StatementOptions, type ValueOptions } from '../../src/index.js';

let lake: Lake;
beforeAll(async () => {
  lake = await Lake.open(undefined, { threads: 1, memoryLimit: '64MiB' });
});
afterAll(() => lake.close());

const one = async (expression: string, values?: ValueOptions): Promise<unknown> => {
  const options: StatementOptions = values ? { values } : {};
  return (await (await lake.query(`SELECT ${expression}`, options)).toArrays())[0]![0];
};

describe('values', () => {
  const unsafe = '9007199254740993';
  test.each<[string, ValueOptions, unknown]>([
    ["BIGINT '7'", {}, 7n],
    [`BIGINT '${unsafe}'`, {}, BigInt(unsafe)],
    ["BIGINT '-7'", { bigint: 'number' }, -7],
    ["BIGINT '9007199254740991'", { bigint: 'number' }, 9007199254740991],
    ['CAST(NULL AS bigint)', { bigint: 'number' }, null],
    [`BIGINT '${unsafe}'`, { bigint: 'string' }, unsafe],
    ["DECIMAL '12.30'", {}, '12.30'],
    ["DECIMAL '12.30'", { decimal: 'number' }, 12.3],
    ["DECIMAL '-0.10'", { decimal: 'number' }, -0.1],
    ["DATE '2024-02-29'", {}, '2024-02-29'],
    ["DATE '2024-02-29'", { date: 'date' }, new Date('2024-02-29T00:00:00Z')],
    ["DATE '1969-12-31'", { date: 'date' }, new Date('1969-12-31T00:00:00Z')],
    ["TIMESTAMP '1969-12-31 23:59:59.9999'", { timestamp: 'date' }, new Date('1969-12-31T23:59:59.999Z')],
    ["TIMESTAMP '2024-01-02 03:04:05.123456789'", { timestamp: 'date' }, new Date('2024-01-02T03:04:05.123Z')],
    ["TIMESTAMP '2024-01-02 03:04:05 +01:00'", { timestamp: 'date' }, new Date('2024-01-02T02:04:05Z')],
    ["TIMESTAMP '2024-01-02 03:04:05 +01:00'", {}, '2024-01-02 03:04:05 +01:00'],
    ["ARRAY[BIGINT '1', NULL]", { bigint: 'number' }, [1, null]],
    ["MAP(ARRAY[BIGINT '1'], ARRAY[DECIMAL '2.5'])", { bigint: 'string', decimal: 'number' }, new Map([['1', 2.5]])],
    ["ROW(BIGINT '1', DATE '2024-01-01')", { bigint: 'number', date: 'date' }, [1, new Date('2024-01-01')]],
  ])('%s with %o', async (expression, values, expected) => {
    expect(await one(expression, values)).toEqual(expected);
  });

  test('fail where no number holds them', async () => {
    const failing = one(`ARRAY[BIGINT '-${unsafe}']`, { bigint: 'number' });
    await expect(failing).rejects.toMatchObject({
      name: 'NUMERIC_VALUE_OUT_OF_RANGE',
      queryId: expect.stringMatching(/./),
      hint: expect.stringContaining('string'),
    });
  });

  test('are as the statement, the session or the lake says, in this order', async () => {
    const own = await Lake.open(undefined, { threads: 1, values: { bigint: 'string', decimal: 'number' } });
    try {
      const sql = "SELECT BIGINT '1', DECIMAL '1.5'";
      const rowOf = async (runs: Pick<Lake, 'query'>, options: StatementOptions = {}): Promise<unknown> =>
        (await (await runs.query(sql, options)).toArrays())[0];
      expect(await rowOf(own)).toEqual(['1', 1.5]);
      const session = own.session({ values: { bigint: 'number' } });
      expect(await rowOf(session)).toEqual([1, 1.5]);
      expect(await rowOf(session, { values: { decimal: 'string' } })).toEqual([1, '1.5']);
      expect(await rowOf(own, { values: { bigint: 'bigint' } })).toEqual([1n, 1.5]);
    } finally {
      await own.close();
    }
  });

  test.each([[{ bigint: 'float' }], [{ integer: 'string' }], [{ toString: 'string' }]])('refuse %o', async (values) => {
    const refused = lake.query('SELECT 1', { values: values as ValueOptions });
    await expect(refused).rejects.toThrow(LakeError);
    await expect(refused).rejects.toMatchObject({ name: 'CONFIGURATION_INVALID' });
  });
});
