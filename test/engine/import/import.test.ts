import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Lake } from '../../../src/engine/lake.js';

let lake: Lake;
let folder: string;
let count = 0;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lakelet-import-'));
  lake = await Lake.open(join(folder, 'lake'));
});
afterAll(() => lake.close());

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

type Options = { mode?: 'copy' | 'external'; partitionedBy?: string[]; hasHeader?: boolean };

/** Imports files; gives the columns of the new table and its rows, in order. */
async function imported(
  files: string | string[],
  options: Options = {},
): Promise<{ columns: string; rows: unknown[][] }> {
  const table = `t${++count}`;
  const session = lake.session();
  const plan = await session.planImport({ files: [files].flat(), table, mode: 'copy', ...options });
  for (const statement of plan.statements) await (await session.query(statement)).toArrays();
  const result = await session.query(`SELECT * FROM ${table} ORDER BY 1`);
  const columns = result.columns.map(({ name, type }) => `${name} ${type}`).join(', ');
  return { columns, rows: await result.toArrays() };
}

const failure = async (files: string, options: Options = {}): Promise<string> =>
  imported(files, options).then(
    () => 'none',
    (error: Error) => `${error.name}: ${error.message}`,
  );

describe('delimited text', () => {
  test('columns get the narrowest type of all their values; empty ones are NULL', async () => {
    const text = [
      'id,Big Number,ratio,ok,day,at,zip,mixed,nothing',
      '1,9007199254740993,0.5,true,2024-01-31,2024-01-31T10:20:30.5,01234,7,',
      '-2,,1e3,FALSE,,2024-01-31 00:00,99999,x,',
    ];
    const { columns, rows } = await imported(file('types.csv', text.join('\n')));
    expect(columns).toBe(
      'id bigint, big_number bigint, ratio double, ok boolean, day date, at timestamp(6), zip varchar, mixed varchar, nothing varchar',
    );
    expect(rows[0]!.slice(0, 4)).toEqual([-2n, null, 1000, false]);
    expect(rows[1]!.slice(0, 2)).toEqual([1n, 9007199254740993n]);
    expect(rows[1]!.slice(6)).toEqual(['01234', '7', null]);
  });

  test.each([
    [';', 'a;b\n1;2\n'],
    ['\t', 'a\tb\n1\t2\n'],
    ['|', 'a|b\n1|2\n'],
    [',', '\ufeffa,b\r\n1,2\r\n'],
  ])('finds the delimiter %j', async (_, text) => {
    expect((await imported(file(`delimiter${++count}.csv`, text))).rows).toEqual([[1n, 2n]]);
  });

  test('numbers of more digits than a type keeps stay text', async () => {
    const { columns } = await imported(file('digits.csv', 'a,b\n12345678901234567890,1.\n1,.5\n'));
    expect(columns).toBe('a varchar, b double');
  });

  test('quotes hide delimiters and are doubled within', async () => {
    const { rows } = await imported(file('quotes.csv', 'a,b\n1,"x, ""y"""\n2,"\\"\n'));
    expect(rows).toEqual([
      [1n, 'x, "y"'],
      [2n, '\\'],
    ]);
  });

  test('a first row of values is no header, unless the user says so', async () => {
    const path = file('bare.csv', '1,x\n2,y\n');
    expect((await imported(path)).columns).toBe('column_1 bigint, column_2 varchar');
    expect((await imported(path, { hasHeader: true })).rows).toEqual([[2n, 'y']]);
    expect((await imported(file('texts.csv', 'a,b\nc,d\n'), { hasHeader: false })).rows).toHaveLength(2);
  });

  test('names that are the same or none are told apart', async () => {
    const { columns } = await imported(file('names.csv', 'a,A,%,select\n1,2,3,4\n'));
    expect(columns).toBe('a bigint, a_2 bigint, column_3 bigint, select bigint');
  });

  test('an external table keeps the types that its SerDe reads', async () => {
    const plain = await imported(file('plain.csv', 'a,b,day\n1,,2024-01-31\n,2,2024-02-01\n'), { mode: 'external' });
    expect(plain.columns).toBe('a bigint, b bigint, day date');
    expect(plain.rows.map(([a, b]) => [a, b])).toEqual([
      [1n, null],
      [null, 2n],
    ]);
    const quoted = await imported(file('quoted.csv', 'a,b,day\n1,,"2024-01-31"\n'), { mode: 'external' });
    expect(quoted.columns).toBe('a bigint, b varchar, day varchar');
  });

  test('a field of several lines is refused', async () => {
    expect(await failure(file('lines.csv', 'a,b\n1,"x\ny"\n'))).toMatch(/^NOT_SUPPORTED: A field in quotes goes on/);
  });
});

describe('JSON', () => {
  const text = '{"A":1,"s":{"c":[1,2.5]},"t":"x"}\n{"A":null,"s":{"d":"q"},"u":true}\n';

  test.each(['rows.json', 'rows.jsonl.gz'])('infers nested types of %s', async (name) => {
    const { columns, rows } = await imported(file(name, name.endsWith('.gz') ? gzipSync(text) : text));
    expect(columns).toBe('a bigint, s row(c array(double), d varchar), t varchar, u boolean');
    expect(rows.map(([a, , t, u]) => [a, t, u])).toEqual([
      [1n, 'x', null],
      [null, null, true],
    ]);
  });

  test('one array is refused', async () => {
    expect(await failure(file('array.json', '[\n{"a":1}\n]\n'))).toMatch(/^NOT_SUPPORTED: .*one object in each line/);
  });
});

describe('partitions', () => {
  test('are found out of paths, with their types', async () => {
    for (const [year, month] of [
      ['2023', '12'],
      ['2024', '01'],
    ])
      file(`sales/year=${year}/month=${month}/x.csv`, `id,v\n${year},a b\n`);
    const expected = { columns: 'id bigint, v varchar, year bigint, month varchar' };
    for (const mode of ['copy', 'external'] as const) {
      const { columns, rows } = await imported(join(folder, 'sales'), { mode });
      expect({ columns }).toEqual(expected);
      expect(rows).toEqual([
        [2023n, 'a b', 2023n, '12'],
        [2024n, 'a b', 2024n, '01'],
      ]);
    }
  });

  test('are kept in copies of Parquet, or made of other columns', async () => {
    await lake.query(`CREATE TABLE made WITH (external_location = '${join(folder, 'made')}', partitioned_by = ARRAY['k'])
      AS SELECT * FROM (VALUES (1, 'x', 'a b'), (2, 'y', 'c')) t(n, v, k)`);
    const { columns, rows } = await imported(join(folder, 'made'));
    expect(columns).toBe('n integer, v varchar, k varchar');
    expect(rows).toEqual([
      [1, 'x', 'a b'],
      [2, 'y', 'c'],
    ]);
    const other = await imported(join(folder, 'made'), { partitionedBy: ['v'] });
    expect(other.columns).toBe('n integer, k varchar, v varchar');
    expect((await imported(join(folder, 'made'), { mode: 'external' })).rows).toEqual(rows);
  });
});

describe('refusals', () => {
  test.each([
    ['missing.csv', /^NOT_FOUND/],
    ['empty/x.csv', /^NOT_FOUND/],
  ])('%s', async (name, message) => {
    if (name.startsWith('empty')) file(name, '');
    expect(await failure(join(folder, name))).toMatch(message);
  });

  test('files of several formats', async () => {
    file('both/a.csv', 'a\n1\n');
    file('both/b.json', '{"a":1}\n');
    expect(await failure(join(folder, 'both'))).toMatch(/^NOT_SUPPORTED: The files are of several formats/);
  });

  test('several files of one folder are one table', async () => {
    const files = [file('many/a.csv', 'a\n1\n'), file('many/b.csv', 'a\n2\n')];
    expect((await imported(files)).rows).toEqual([[1n], [2n]]);
    expect((await imported(files, { mode: 'external' })).rows).toEqual([[1n], [2n]]);
    file('many/c.csv', 'a\n3\n');
    expect((await imported(files)).rows).toEqual([[1n], [2n]]);
    const tables = await (await lake.query('SHOW TABLES')).toArrays();
    expect(tables.flat().filter((name) => String(name).includes('__import'))).toEqual([]);
    await expect(imported(files, { mode: 'external' })).rejects.toThrow(/all files of a folder/);
  });

  test('who may not read files may not look at them', async () => {
    const governed = await Lake.open(join(folder, 'governed'), { admins: ['boss'] });
    const path = file('secret.csv', 'a\n1\n');
    const session = governed.session({ principal: 'guest' });
    await expect(session.planImport({ files: [path], table: 't', mode: 'copy' })).rejects.toThrow(
      /Insufficient Lake Formation permissions/,
    );
    await governed.close();
  });
});
