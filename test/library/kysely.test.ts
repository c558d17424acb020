import { type Generated, Kysely, sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, expectTypeOf, test } from 'vitest';
import { Lake, LakeError } from '../../src/index.js';
import { LakeletDialect } from '../../src/kysely.js';
import { flightsFile } from '../engine/flights.js';

interface Tables {
  flights: { origin: string; destination: string; delay: bigint; distance: bigint };
  people: { name: string | null; born: bigint };
  orders: { id: Generated<number>; item: string; day: string };
}

let lake: Lake;
let db: Kysely<Tables>;
beforeAll(async () => {
  lake = await Lake.open(undefined, { threads: 2, memoryLimit: '256MiB' });
  await lake.createTable('flights', { location: flightsFile });
  await lake.register('people', [{ name: "O'Hara", born: 1900 }, { name: 'Ada', born: 1815 }, { born: 2000 }]);
  db = new Kysely<Tables>({ dialect: new LakeletDialect(lake) });
});
afterAll(() => lake.close());

describe('the dialect of Kysely', () => {
  test("writes Trino's SQL", () => {
    const query = db
      .selectFrom('people as p')
      .select(['p.name', 'p.born'])
      .where('name', '=', "O'Hara")
      .orderBy('born')
      .limit(2)
      .offset(1);
    expect(query.compile()).toMatchObject({
      sql: 'select "p"."name", "p"."born" from "people" as "p" where "name" = ? order by "born" offset ? limit ?',
      parameters: ["O'Hara", 1, 2],
    });
    expect(db.selectFrom('people').select('born').offset(1).compile().sql).toMatch(/from "people" offset \?$/);
    expect(db.selectFrom('people').select('born').limit(1).compile().sql).toMatch(/from "people" limit \?$/);
    expect(db.selectFrom('people').select('name as a"b').compile().sql).toContain('as "a""b"');
  });

  test('runs queries with joins, groups, subqueries and parameters', async () => {
    const busiest = await db
      .selectFrom('flights')
      .select(({ fn }) => ['origin', fn.countAll<bigint>().as('n')])
      .where('delay', '>', 100n)
      .groupBy('origin')
      .orderBy('n', 'desc')
      .offset(1)
      .limit(2)
      .execute();
    expectTypeOf(busiest).toEqualTypeOf<{ origin: string; n: bigint }[]>();
    const expected = await lake.query(
      'SELECT origin, count(*) AS n FROM flights WHERE delay > 100 GROUP BY 1 ORDER BY 2 DESC OFFSET 1 LIMIT 2',
    );
    expect(busiest).toEqual((await expected.toArray()).map((row) => ({ ...row })));
    expect(Object.getPrototypeOf(busiest[0])).toBe(Object.prototype);
    const before = db.selectFrom('people').select('born').where('name', 'in', ['Ada', "O'Hara"]);
    const found = await db
      .with('old', () => before)
      .selectFrom('people')
      .innerJoin('old', 'old.born', 'people.born')
      .select('people.name')
      .where(({ exists, selectFrom }) => exists(selectFrom('people as q').select('q.born').where('q.name', 'is', null)))
      .orderBy('people.born')
      .execute();
    expect(found).toEqual([{ name: 'Ada' }, { name: "O'Hara" }]);
    const [raw] = (await sql<{ n: number }>`SELECT ${2} + 3 AS n`.execute(db)).rows;
    expect(raw).toEqual({ n: 5 });
  });

  test('creates tables, writes rows and tells how many', async () => {
    await db.schema
      .createTable('orders')
      .addColumn('id', 'integer')
      .addColumn('item', 'varchar')
      .addColumn('day', 'date')
      .execute();
    const inserted = await db
      .insertInto('orders')
      .values([
        { id: 1, item: 'tea', day: sql`DATE '2024-02-29'` },
        { id: 2, item: "baker's", day: sql`DATE '2024-03-01'` },
      ])
      .executeTakeFirst();
    expect(inserted.numInsertedOrUpdatedRows).toBe(2n);
    expect(await db.selectFrom('orders').selectAll().orderBy('id').execute()).toEqual([
      { id: 1, item: 'tea', day: '2024-02-29' },
      { id: 2, item: "baker's", day: '2024-03-01' },
    ]);
    const tables = await db.introspection.getTables();
    expect(tables.find(({ name }) => name === 'orders')).toEqual({
      schema: 'default',
      name: 'orders',
      isView: false,
      columns: [
        expect.objectContaining({ name: 'id', dataType: 'integer' }),
        expect.objectContaining({ name: 'item', dataType: 'varchar' }),
        expect.objectContaining({ name: 'day', dataType: 'date' }),
      ],
    });
    expect((await db.introspection.getSchemas()).map(({ name }) => name)).toContain('default');
    await db.schema.dropTable('orders').execute();
  });
});

describe('its driver', () => {
  test('streams rows, and stops the statement when the loop is left', async () => {
    let count = 0;
    for await (const row of db.selectFrom('flights').select('origin').stream(500)) {
      expectTypeOf(row).toEqualTypeOf<{ origin: string }>();
      if (++count === 1200) break;
    }
    expect(count).toBe(1200);
    await expect.poll(() => lake.statements.list().length).toBe(0);
  });

  test("passes on Lakelet's errors, and refuses transactions", async () => {
    const failing = db.selectFrom('people').select(sql<number>`nope`.as('x')).execute();
    await expect(failing).rejects.toThrow(LakeError);
    await expect(failing).rejects.toMatchObject({ name: 'COLUMN_NOT_FOUND', line: 1 });
    await expect(db.transaction().execute(async () => 1)).rejects.toMatchObject({ name: 'NOT_SUPPORTED' });
  });

  test('works for a principal of its own, and leaves the lake open', async () => {
    const session = lake.session({ principal: 'ana' });
    const own = new Kysely<Tables>({ dialect: new LakeletDialect(session) });
    const { rows } = await sql<{ u: string }>`SELECT current_user AS u`.execute(own);
    expect(rows).toEqual([{ u: 'ana' }]);
    await own.destroy();
    expect(await (await lake.query('SELECT 1 AS one')).toArrays()).toEqual([[1]]);
  });
});
