import { afterAll, describe, expect, test } from 'vitest';
import { seededRandom } from '../../datasets/random.js';
import { Lake } from '../../src/index.js';

// UNNEST against a model of it in JavaScript: arrays of every width, of texts short and long, of rows and of arrays, maps; NULL, empty and with
// NULLs in them; shorter beside longer; through batches that end within an array.

type Cell = string | number | bigint | boolean | null | readonly unknown[];

const random = seededRandom(20_240);
const upTo = (count: number): number => Math.floor(random() * count);
const orNull = <T>(make: () => T): T | null => (random() < 0.15 ? null : make());
const list = <T>(make: () => T): readonly T[] | null =>
  orNull(() => Array.from({ length: random() < 0.05 ? 40 : upTo(6) }, make));
const text = (): string => 'é'.repeat(upTo(3)) + 'text of any length'.slice(0, upTo(19));

/** The columns: what makes a value of each, and what an element of it gives beside the others. */
const columns: Record<string, { type: string; width: number; make: () => unknown; flat?: (element: never) => Cell[] }> =
  {
    longs: { type: 'array(bigint)', width: 1, make: () => list(() => orNull(() => BigInt(upTo(1000)))) },
    shorts: { type: 'array(tinyint)', width: 1, make: () => list(() => orNull(() => upTo(100))) },
    flags: { type: 'array(boolean)', width: 1, make: () => list(() => orNull(() => random() < 0.5)) },
    floats: { type: 'array(double)', width: 1, make: () => list(() => orNull(() => upTo(100) / 8)) },
    huge: {
      type: 'array(decimal(38,0))',
      width: 1,
      make: () => list(() => orNull(() => String(upTo(1e9)).padEnd(30, '7'))),
    },
    texts: { type: 'array(varchar)', width: 1, make: () => list(() => orNull(text)) },
    lists: {
      type: 'array(array(varchar))',
      width: 1,
      make: () => list(() => orNull(() => Array.from({ length: upTo(3) }, text))),
    },
    entries: {
      type: 'map(varchar, integer)',
      width: 2,
      make: () =>
        orNull(
          () => new Map(Array.from({ length: upTo(5) }, (_, key) => [`key ${key} ${text()}`, orNull(() => upTo(9))])),
        ),
      flat: ([key, value]: [string, number | null]) => [key, value],
    },
    rows: {
      type: 'array(row(n integer, t varchar, l array(integer)))',
      width: 3,
      make: () =>
        list(() => orNull(() => ({ n: orNull(() => upTo(9)), t: orNull(text), l: orNull(() => [upTo(9), null]) }))),
      flat: (row: { n: Cell; t: Cell; l: Cell } | null) => (row ? [row.n, row.t, row.l] : [null, null, null]),
    },
  };

const names = Object.keys(columns);
const input = Array.from({ length: 300 }, (_, id) => [id, ...names.map((name) => columns[name]!.make())]);
const lake = await Lake.open();
afterAll(() => lake.close());

function model(items: readonly string[], isOuter: boolean): Cell[][] {
  return input.flatMap(([id, ...values]) => {
    const elements = items.map((name) => [...((values[names.indexOf(name)] ?? []) as Iterable<never>)]);
    const length = Math.max(...elements.map((some) => some.length));
    const nothing = isOuter && length === 0;
    return Array.from({ length: nothing ? 1 : length }, (_, index) => [
      id as number,
      ...items.flatMap((name, item): Cell[] => {
        const { width, flat = (element: Cell) => [element] } = columns[name]!;
        return index < elements[item]!.length ? flat(elements[item]![index]!) : new Array<null>(width).fill(null);
      }),
      nothing ? null : BigInt(index + 1),
    ]);
  });
}

async function unnested(items: readonly string[], isOuter: boolean, batchRows: number): Promise<unknown[][]> {
  const outputs = items.flatMap((name) =>
    Array.from({ length: columns[name]!.width }, (_, index) => `${name}_${index}`),
  );
  const session = lake.session({ settings: { batch_rows: batchRows }, values: { decimal: 'string' } });
  const rows = input as never;
  await session.register('t', rows, {
    columns: [['id', 'integer'], ...names.map((name) => [name, columns[name]!.type] as const)],
  });
  const result = await session.query(
    `SELECT t.id, ${outputs.join(', ')}, n FROM t ${isOuter ? 'LEFT' : 'CROSS'} JOIN
      UNNEST(${items.join(', ')}) WITH ORDINALITY AS u(${outputs.join(', ')}, n) ${isOuter ? 'ON true' : ''} ORDER BY id, n`,
  );
  return (await result.toArrays()) as unknown[][];
}

describe.each([3, 50, 8192])('with batches of %i rows', (batchRows) => {
  test.each([...names.map((name) => [name]), ['longs', 'texts'], ['rows', 'entries', 'flags'], ['lists', 'huge']])(
    '%s %s %s',
    async (...items) => {
      const some = items.filter((item) => item !== undefined);
      for (const isOuter of [false, true]) {
        const plain = (rows: unknown): unknown =>
          JSON.parse(JSON.stringify(rows, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)));
        expect(plain(await unnested(some, isOuter, batchRows))).toEqual(plain(model(some, isOuter)));
      }
    },
  );
});
