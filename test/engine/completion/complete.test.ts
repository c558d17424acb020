import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { highlight } from '../../../src/engine/completion/highlight.js';
import { Lake } from '../../../src/engine/lake.js';
import type { Session } from '../../../src/engine/session.js';

let lake: Lake;
let guest: Session;
beforeAll(async () => {
  lake = await Lake.open(undefined, { admins: ['boss'] });
  const boss = lake.session({ principal: 'boss' });
  for (const sql of [
    'CREATE DATABASE sales',
    'CREATE TABLE sales.orders (order_id bigint, "Order Date" date, price decimal(10,2), secret varchar)',
    'CREATE TABLE sales.payments (payment_id bigint)',
    'CREATE TABLE sales.hidden (a bigint)',
    'GRANT SELECT (order_id, "Order Date", price) ON TABLE sales.orders TO USER guest',
    'GRANT SELECT ON TABLE sales.payments TO USER guest',
  ])
    await boss.query(sql);
  guest = lake.session({ principal: 'guest', database: 'sales' });
});
afterAll(() => lake.close());

/** The candidates where `|` stands, as `kind text`. */
async function at(marked: string): Promise<string[]> {
  const { candidates } = await guest.complete(marked.replace('|', ''), marked.indexOf('|'));
  return candidates.map(({ kind, text }) => `${kind} ${text}`);
}

describe('completion', () => {
  test('offers what a statement begins with', async () => {
    const found = await at('|');
    expect(found).toContain('keyword SELECT');
    expect(found).toContain('keyword MSCK REPAIR TABLE');
    expect(found.some((text) => text.startsWith('function'))).toBe(false);
  });

  test('writes keywords as the word being typed', async () => {
    expect(await at('sel|')).toEqual(['keyword select']);
    expect(await at('SEL|')).toEqual(['keyword SELECT']);
  });

  test('offers tables after FROM, those alone that the principal may see', async () => {
    const found = await at('SELECT * FROM |');
    expect(found).toContain('table orders');
    expect(found).toContain('table payments');
    expect(found).toContain('database sales');
    expect(found).not.toContain('table hidden');
    expect(await at('SELECT * FROM sales.|')).toEqual(['table orders', 'table payments']);
  });

  test('offers columns with their types, before the FROM that names the table', async () => {
    const { start, candidates } = await guest.complete('SELECT o FROM orders', 8);
    expect(start).toBe(7);
    expect(candidates.slice(0, 3)).toEqual([
      { text: 'order_id', kind: 'column', detail: 'bigint' },
      { text: '"order date"', kind: 'column', detail: 'date' },
      { text: 'orders', kind: 'table', detail: '' },
    ]);
  });

  test('hides columns that are not granted', async () => {
    expect(await at('SELECT s| FROM orders')).not.toContain('column secret');
    expect(await at('SELECT * FROM orders o WHERE o.|')).toEqual([
      'column order_id',
      'column "order date"',
      'column price',
    ]);
    expect(await at('SELECT * FROM hidden WHERE a|')).not.toContain('column a');
  });

  test('offers functions with signatures', async () => {
    const { candidates } = await guest.complete('SELECT starts_', 14);
    expect(candidates).toEqual([
      { text: 'starts_with(', kind: 'function', detail: expect.stringMatching(/^\(varchar.*\) → boolean/) as string },
    ]);
  });

  test('offers only what the grammar expects', async () => {
    expect(await at('SELECT * FROM orders |')).toContain('keyword WHERE');
    expect(await at('SELECT * FROM orders |')).not.toContain('keyword SELECT');
    expect(await at('SELECT * FROM orders WHERE price B|')).toEqual(['keyword BETWEEN']);
    expect(await at('SET SESSION batch|')).toEqual(['property batch_rows']);
    expect(await at('USE sa|')).toEqual(['database sales']);
    expect(await at('DESCRIBE or|')).toEqual(['table orders']);
  });

  test('knows the statement among several, and files', async () => {
    expect(await at('SELECT 1; SELECT p| FROM payments; SELECT 2')).toContain('column payment_id');
    expect(await at(`SELECT | FROM 'none.parquet'`)).toContain('keyword CASE');
  });

  test.each(["SELECT 'or|", 'SELECT 1 -- or|', 'SELECT /* or|'])('offers nothing in %s', async (text) => {
    expect(await at(text)).toEqual([]);
  });

  test('completes names whose quotes are open', async () => {
    expect(await at('SELECT "ord| FROM orders')).toContain('column "order date"');
  });
});

describe('highlighting', () => {
  const kinds = (text: string): string[] =>
    highlight(text).map(({ kind, start, end }) => `${kind} ${text.slice(start, end)}`);

  test('names what a text is made of', () => {
    expect(kinds(`SELECT count(*), "x" FROM t -- why\nWHERE a = 'b' AND c > 1.5`)).toEqual([
      ...['keyword SELECT', 'function count', 'symbol (', 'symbol *', 'symbol )', 'symbol ,', 'name "x"'],
      ...['keyword FROM', 'name t', 'comment -- why', 'keyword WHERE', 'name a', 'symbol =', "string 'b'"],
      ...['keyword AND', 'name c', 'symbol >', 'number 1.5'],
    ]);
  });

  test('shows what is still open, and goes on in the grammar of the next statement', () => {
    expect(kinds(`SELECT 'a; b`)).toEqual(['keyword SELECT', "open 'a; b"]);
    expect(kinds('SELECT /* a')).toEqual(['keyword SELECT', 'open /* a']);
    expect(kinds(`SELECT 'a\\'; ALTER DATABASE d SET DBPROPERTIES ('k' = 'a\\'b')`).at(-2)).toBe(`string 'a\\'b'`);
  });
});
