import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Table, tableFromArrays, tableFromIPC, tableToIPC } from 'apache-arrow';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type ColumnList, Lake, type Session } from '../../src/index.js';

let lake: Lake;
let session: Session;
// Of this test alone: other tests have lakes too.
const temporary = mkdtempSync(join(tmpdir(), 'lakelet-register-'));
beforeAll(async () => {
  vi.stubEnv('TMPDIR', temporary);
  lake = await Lake.open(undefined, { threads: 2, memoryLimit: '256MiB' });
});
afterAll(async () => {
  await lake.close();
  vi.unstubAllEnvs();
  rmSync(temporary, { recursive: true, force: true });
});
beforeEach(() => {
  session = lake.session({ principal: 'ana' });
});
afterEach(() => session.close());

const rowsOf = async (sql: string, of: Pick<Session, 'query'> = session): Promise<unknown[][]> =>
  (await of.query(sql)).toArrays();
const nameOf = (failing: Promise<unknown>): Promise<unknown> =>
  failing.then(
    () => undefined,
    (error: { name: string }) => error.name,
  );

describe('register', () => {
  test('makes a table of objects, of which each column holds all values', async () => {
    await session.register('People', [
      { Name: 'Ada', born: 1815, score: 1, tags: ['a'], at: new Date(0), big: 2n ** 62n },
      { Name: null, born: 2 ** 40, score: 0.5, tags: [], extra: true },
      { Name: 'Alan' },
    ]);
    expect(await rowsOf('SELECT * FROM people')).toEqual([
      ['Ada', 1815n, 1, ['a'], '1970-01-01 00:00:00.000', 2n ** 62n, null],
      [null, 2n ** 40n, 0.5, [], null, null, true],
      ['Alan', null, null, null, null, null, null],
    ]);
    expect(await rowsOf('SHOW COLUMNS FROM people')).toEqual([
      ['name', 'varchar', '', ''],
      ['born', 'bigint', '', ''],
      ['score', 'double', '', ''],
      ['tags', 'array(varchar)', '', ''],
      ['at', 'timestamp(3)', '', ''],
      ['big', 'bigint', '', ''],
      ['extra', 'boolean', '', ''],
    ]);
  });

  const everyType: ColumnList = [
    ['a', 'boolean'],
    ['b', 'tinyint'],
    ['c', 'smallint'],
    ['d', 'integer'],
    ['e', 'bigint'],
    ['f', 'real'],
    ['g', 'double'],
    ['h', 'decimal(10,2)'],
    ['i', 'decimal(38,3)'],
    ['j', 'varchar'],
    ['k', 'char(4)'],
    ['l', 'varbinary'],
    ['m', 'json'],
    ['n', 'date'],
    ['o', 'time(3)'],
    ['p', 'timestamp(6)'],
    ['q', 'timestamp(3)'],
    ['r', 'uuid'],
    ['s', 'array(map(varchar, row(x integer, y decimal(3,1))))'],
  ];

  test('keeps every type that files can hold', async () => {
    const row = [true, 1, 2, 3, 4, 0.5, 0.25, '1.50', '-7.125', 'text', 'ab', new Uint8Array([0, 255]), { k: [1] }];
    const rest = ['2024-02-29', '01:02:03.004', '1969-12-31 23:59:59.999999', new Date(1)];
    const uuid = '12151fd2-7586-11e9-8f9e-2a86e4085a59';
    const nested = [new Map([['k', { x: 1, y: '2.5' }]]), null];
    const nulls = everyType.map(() => null);
    await session.register('every', [[...row, ...rest, uuid, nested], nulls], { columns: everyType });
    const [first, second] = await rowsOf('SELECT * FROM every');
    expect(first).toEqual([
      ...[true, 1, 2, 3, 4n, 0.5, 0.25, '1.50', '-7.125', 'text', 'ab  ', new Uint8Array([0, 255]), '{"k":[1]}'],
      ...['2024-02-29', '01:02:03.004', '1969-12-31 23:59:59.999999', '1970-01-01 00:00:00.001'],
      ...[uuid, [new Map([['k', [1, '2.5']]]), null]],
    ]);
    expect(second).toEqual(nulls);
    const types = await rowsOf("SELECT data_type FROM information_schema.columns WHERE table_name = 'every'");
    expect(types.flat()).toEqual(everyType.map(([, type]) => type));
  });

  test('refuses what does not fit, and says where', async () => {
    await expect(session.register('t', [{ a: 1 }, { a: 'x' }])).rejects.toThrow(/Row 2.*varchar/);
    await expect(session.register('t', [{ a: Number.NaN, b: () => 1 }])).rejects.toThrow(/Row 1, b/);
    const columns: ColumnList = [['a', 'integer']];
    await expect(session.register('t', [{ a: 1 }, { a: 1.5 }], { columns })).rejects.toThrow(/Row 2, a/);
    await expect(session.register('t', [[1, 2]], { columns })).rejects.toThrow(/2 values for 1 columns/);
    expect(await nameOf(session.register('t', [[1]]))).toBe('INVALID_CAST_ARGUMENT');
    expect(await nameOf(session.register('t', []))).toBe('INVALID_CAST_ARGUMENT');
    expect(await nameOf(session.register('t', [{ a: 1, A: 2 }]))).toBe('DUPLICATE_COLUMN_NAME');
    expect(await nameOf(session.register('t', [[1]], { columns: [['a', 'colour']] }))).toBe('TYPE_NOT_FOUND');
    expect(await nameOf(session.register('t', [[1]], { columns: [['a', 'array(timestamp(3) with time zone)']] }))).toBe(
      'NOT_SUPPORTED',
    );
    expect(await rowsOf('SELECT count(*) FROM information_schema.tables')).toEqual(
      await rowsOf('SELECT count(*) FROM information_schema.tables', lake),
    );
  });
});

describe('the rows to register', () => {
  test('takes an empty table where its columns are said', async () => {
    await session.register('none', [], { columns: [['a', 'integer']] });
    expect(await rowsOf('SELECT count(*), sum(a) FROM none')).toEqual([[0n, null]]);
  });

  test('takes iterables and async iterables, and ends those that it cannot take', async () => {
    let ended = 0;
    async function* numbers(count: number, odd?: unknown): AsyncGenerator<object> {
      try {
        for (let n = 0; n < count; n++) yield n === 1500 && odd !== undefined ? { n: odd } : { n, text: `row ${n}` };
      } finally {
        ended++;
      }
    }
    await session.register('numbers', numbers(50_000));
    expect(await rowsOf('SELECT count(*), sum(n), max(text) FROM numbers')).toEqual([
      [50_000n, 1_249_975_000n, 'row 9999'],
    ]);
    expect(ended).toBe(1);
    await expect(session.register('odd', numbers(3000, 'x'))).rejects.toThrow(/Row 1501, n/);
    expect(ended).toBe(2);
    expect(await nameOf(session.register('bad', numbers(10), { columns: [['n', 'date']] }))).toBe(
      'INVALID_CAST_ARGUMENT',
    );
    expect(ended).toBe(3);
    await session.register('few', new Set([{ n: 1 }, { n: 2 }]));
    expect(await rowsOf('SELECT sum(n) FROM few')).toEqual([[3n]]);
    const stop = new AbortController();
    const endless = async function* (): AsyncGenerator<object> {
      for (let n = 0; ; n++) {
        if (n === 10_000) stop.abort();
        yield { n };
      }
    };
    expect(await nameOf(session.register('endless', endless(), { signal: stop.signal }))).toBe('USER_CANCELED');
  });

  test('takes Arrow tables', async () => {
    const plain = tableFromArrays({
      n: Int32Array.of(1, 2, 3),
      big: BigInt64Array.of(1n, 2n, 3n),
      small: Uint8Array.of(1, 200, 255),
      part: Float64Array.of(0.5, -0, 1e300),
      word: ['a', null, 'a'],
    });
    await session.register('plain', plain);
    expect(await rowsOf('SELECT * FROM plain')).toEqual([
      [1, 1n, 1, 0.5, 'a'],
      [2, 2n, 200, -0, null],
      [3, 3n, 255, 1e300, 'a'],
    ]);
    expect(await nameOf(session.register('again', plain, { columns: [['n', 'bigint']] }))).toBe('NOT_SUPPORTED');
    await session.register('gone', new Table(plain.schema));
    expect(await rowsOf('SELECT count(*) FROM gone')).toEqual([[0n]]);
  });

  test('gives back what a result has in Arrow', async () => {
    const sql = `SELECT * FROM (VALUES
      (true, TINYINT '1', BIGINT '9007199254740993', DECIMAL '-1.50', DATE '1969-12-31', TIMESTAMP '1969-12-31 23:59:59.999999',
        TIMESTAMP '2024-01-02 03:04:05.123456789', TIME '01:02:03.004',
        X'00ff', UUID '12151fd2-7586-11e9-8f9e-2a86e4085a59', ARRAY[1, NULL], MAP(ARRAY['a'], ARRAY[TIMESTAMP '2024-01-01 00:00:00.000001']),
        CAST(ROW(1, ARRAY['x']) AS row(x integer, y array(varchar)))),
      (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)) AS t`;
    const table = await (await session.query(sql)).toArrow();
    const instant = await (await session.query("SELECT TIMESTAMP '1969-12-31 20:00:00.001 -04:00' AS at")).toArrow();
    await session.register('instant', instant);
    expect(await rowsOf('SELECT at FROM instant')).toEqual([['1970-01-01 00:00:00.001']]);
    // Another program's table has other objects.
    await session.register('arrow', tableFromIPC(tableToIPC(table)));
    const names = table.schema.fields.map(({ name }) => `"${name}"`).join(', ');
    expect(await rowsOf(`SELECT ${names} FROM arrow`)).toEqual(await rowsOf(sql));
  });
});

describe('a registered table', () => {
  test('is joined, explained and listed like any other', async () => {
    await session.register('people', [
      { id: 1, name: 'Ada' },
      { id: 2, name: 'Alan' },
    ]);
    expect(await rowsOf('SELECT p.name FROM people p JOIN (VALUES 2) AS t (id) ON p.id = t.id')).toEqual([['Alan']]);
    expect(await rowsOf('SELECT name FROM "$session".people WHERE id = 1')).toEqual([['Ada']]);
    const [[plan]] = (await rowsOf('EXPLAIN SELECT * FROM people')) as [[string]];
    expect(plan).toContain('awsdatacatalog.$session.people');
    expect(await rowsOf('SHOW TABLES FROM "$session"')).toEqual([['people']]);
    expect(await rowsOf('SHOW SCHEMAS')).toContainEqual(['$session']);
    expect(
      await rowsOf("SELECT table_schema, table_name FROM information_schema.tables WHERE table_name = 'people'"),
    ).toEqual([['$session', 'people']]);
    expect(await rowsOf("SELECT schema_name FROM information_schema.schemata WHERE schema_name LIKE '$%'")).toEqual([
      ['$session'],
    ]);
    expect(await rowsOf('DESCRIBE people')).toEqual([
      ['id', 'bigint', ''],
      ['name', 'string', ''],
    ]);
    expect(await rowsOf('SELECT count(*) FROM people WHERE "$path" IS NULL').catch((error) => [[error.name]])).toEqual([
      ['COLUMN_NOT_FOUND'],
    ]);
    await session.query('CREATE SCHEMA IF NOT EXISTS elsewhere');
    await session.query('USE awsdatacatalog.elsewhere');
    expect(await rowsOf('SELECT count(*) FROM people')).toEqual([[2n]]);
  });

  test('is seen by its session alone', async () => {
    await session.register('mine', [{ id: 1 }]);
    const other = lake.session({ principal: 'ana' });
    expect(await nameOf(other.query('SELECT * FROM mine'))).toBe('TABLE_NOT_FOUND');
    expect(await nameOf(other.query('SELECT * FROM "$session".mine'))).toBe('SCHEMA_NOT_FOUND');
    expect(await nameOf(lake.query('SELECT * FROM mine'))).toBe('TABLE_NOT_FOUND');
    expect(await rowsOf('SHOW SCHEMAS', other)).not.toContainEqual(['$session']);
    await lake.register('mine', [{ id: 7 }]);
    expect(await rowsOf('SELECT id FROM mine', lake)).toEqual([[7n]]);
    expect(await rowsOf('SELECT id FROM mine')).toEqual([[1n]]);
    await lake.unregister('mine');
  });
});

describe('the name of a registered table', () => {
  test('shadows nothing silently', async () => {
    await lake.query('CREATE TABLE taken AS SELECT 1 AS n');
    try {
      expect(await nameOf(session.register('taken', [{ n: 2 }]))).toBe('TABLE_ALREADY_EXISTS');
      await session.register('later', [{ n: 2 }]);
      expect(await nameOf(session.register('LATER', [{ n: 3 }]))).toBe('TABLE_ALREADY_EXISTS');
      for (const sql of [
        'CREATE TABLE later AS SELECT 1 AS n',
        'CREATE VIEW later AS SELECT 1 AS n',
        'DROP TABLE later',
      ])
        expect([sql, await nameOf(session.query(sql))]).toEqual([sql, 'NOT_SUPPORTED']);
      expect(await nameOf(session.query('INSERT INTO later VALUES 3'))).toBe('NOT_SUPPORTED');
      await lake.query('CREATE TABLE later AS SELECT 1 AS n');
      const failing = session.query('SELECT n\nFROM later');
      await expect(failing).rejects.toMatchObject({ name: 'AMBIGUOUS_NAME', line: 2, column: 6 });
      expect(await rowsOf('SELECT a.n, b.n FROM "$session".later a, default.later b')).toEqual([[2n, 1]]);
      expect(await rowsOf('WITH later AS (SELECT 5 AS n) SELECT n FROM later')).toEqual([[5]]);
    } finally {
      await lake.query('DROP TABLE IF EXISTS taken');
      await lake.query('DROP TABLE IF EXISTS later');
    }
  });

  test('is no part of a view, and views do not read it', async () => {
    await session.register('mine', [{ n: 1 }]);
    expect(await nameOf(session.query('CREATE VIEW v AS SELECT * FROM mine'))).toBe('NOT_SUPPORTED');
    expect(await nameOf(session.query('CREATE VIEW v AS SELECT * FROM "$session".mine'))).toBe('NOT_SUPPORTED');
    await lake.query('CREATE TABLE base AS SELECT 8 AS n');
    await lake.query('CREATE VIEW reads AS SELECT n FROM base');
    try {
      const other = lake.session({ database: 'default' });
      await expect(other.register('base', [{ n: 1 }])).rejects.toMatchObject({ name: 'TABLE_ALREADY_EXISTS' });
      await session.query('CREATE SCHEMA IF NOT EXISTS elsewhere');
      await other.query('USE awsdatacatalog.elsewhere');
      await other.register('base', [{ n: 1 }]);
      expect(await rowsOf('SELECT * FROM default.reads', other)).toEqual([[8]]);
      expect(await rowsOf('SELECT * FROM base', other)).toEqual([[1n]]);
      await other.close();
    } finally {
      await lake.query('DROP VIEW reads');
      await lake.query('DROP TABLE base');
    }
  });
});

describe('the file of a registered table', () => {
  test('goes when it is not needed any more, and its file with it', async () => {
    const before = files();
    await session.register(
      'mine',
      Array.from({ length: 20_000 }, (_, n) => ({ n })),
    );
    expect(files().length).toBe(before.length + 1);
    const result = await session.query('SELECT n FROM mine');
    await session.unregister('mine');
    expect(files().length).toBe(before.length + 1);
    expect((await result.toArrays()).length).toBe(20_000);
    await expect.poll(() => files().length).toBe(before.length);
    expect(await nameOf(session.unregister('mine'))).toBe('TABLE_NOT_FOUND');
    expect(await nameOf(session.query('SELECT n FROM mine'))).toBe('TABLE_NOT_FOUND');
  });

  test('is read by a principal who was granted nothing, who sees no more by it', async () => {
    const governed = await Lake.open(undefined, { threads: 1, admins: ['boss'] });
    try {
      await governed.session({ principal: 'boss' }).query('CREATE TABLE secret AS SELECT 1 AS n');
      const ana = governed.session({ principal: 'ana' });
      await ana.register('mine', [{ n: 1 }]);
      expect(await rowsOf('SELECT n FROM mine', ana)).toEqual([[1n]]);
      expect(
        await rowsOf("SELECT table_name FROM information_schema.tables WHERE table_schema = '$session'", ana),
      ).toEqual([['mine']]);
      // The hidden table of the name does not show by an error.
      await ana.register('secret', [{ n: 2 }]);
      expect(await rowsOf('SELECT n FROM secret', ana)).toEqual([[2n]]);
      const hidden = ana.query('GRANT SELECT ON secret TO USER bob');
      await expect(hidden).rejects.toMatchObject({ name: expect.stringMatching(/NOT_SUPPORTED|PERMISSION_DENIED/) });
    } finally {
      await governed.close();
    }
  });
});

/** Lists the files of registered rows of all lakes of this test. */
const files = (): string[] =>
  readdirSync(temporary)
    .filter((name) => name.startsWith('lakelet-spill-'))
    .flatMap((name) => readdirSync(join(temporary, name)))
    .filter((name) => name.startsWith('registered-'));
