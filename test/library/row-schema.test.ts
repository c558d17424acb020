import { afterAll, beforeAll, describe, expect, expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import { Lake, type QueryResult, type RowSchema } from '../../src/index.js';

let lake: Lake;
beforeAll(async () => {
  lake = await Lake.open(undefined, { threads: 1 });
});
afterAll(() => lake.close());

const sql = "SELECT * FROM (VALUES (1, 'Ada'), (2, 'Alan'), (3, NULL)) AS t (id, name) ORDER BY id";
const person = z.object({ id: z.number(), name: z.string() });

describe('a schema', () => {
  test('checks rows and makes of them what it says', async () => {
    const schema = z.object({ id: z.number().transform(String), name: z.string().nullable() });
    const result = await lake.query(sql, { schema });
    expectTypeOf(result).toEqualTypeOf<QueryResult<{ id: string; name: string | null }>>();
    const expected = [
      { id: '1', name: 'Ada' },
      { id: '2', name: 'Alan' },
      { id: '3', name: null },
    ];
    expect(await result.toArray()).toEqual(expected);
    const rows: object[] = [];
    for await (const row of await lake.session().query(sql, { schema })) rows.push(row);
    expect(rows).toEqual(expected);
  });

  test('ends the statement at the first row that does not fit', async () => {
    const result = await lake.query(sql, { schema: person });
    const rows: object[] = [];
    const reading = (async () => {
      for await (const row of result) rows.push(row);
    })();
    await expect(reading).rejects.toMatchObject({
      name: 'TYPE_MISMATCH',
      message: expect.stringMatching(/^Row 3 does not fit the schema: name: /),
      queryId: result.queryId,
    });
    expect(rows).toHaveLength(2);
    expect(lake.statements.list()).toEqual([]);
    await expect((await lake.query(sql, { schema: person })).toArray()).rejects.toMatchObject({
      name: 'TYPE_MISMATCH',
    });
  });

  test('may answer later, and needs no path', async () => {
    const validate: RowSchema<{ n: number }>['~standard']['validate'] = async (value) => {
      const { n } = value as { readonly n: number };
      return n < 2
        ? { value: { n: n + 1 } }
        : { issues: [{ message: 'too many', path: ['a', { key: 0 }] }, { message: 'x' }] };
    };
    const schema: RowSchema<{ n: number }> = { '~standard': { version: 1, vendor: 'test', validate } };
    expect(await (await lake.query('SELECT 1 AS n', { schema })).toArray()).toEqual([{ n: 2 }]);
    await expect((await lake.query('SELECT 2 AS n', { schema })).toArray()).rejects.toThrow(
      'Row 1 does not fit the schema: a.0: too many; x',
    );
  });

  test('does not see rows as arrays', async () => {
    expect(await (await lake.query(sql, { schema: person })).toArrays()).toHaveLength(3);
  });
});
