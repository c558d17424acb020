import { type Table, tableFromIPC, tableToIPC } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Lake } from '../../src/index.js';

let lake: Lake;
beforeAll(async () => {
  lake = await Lake.open(undefined, { threads: 2, memoryLimit: '64MiB' });
});
afterAll(() => lake.close());

async function arrow(sql: string): Promise<Table> {
  const table = await (await lake.query(sql)).toArrow();
  // What survives Arrow's own file form is laid out as Arrow says.
  const read = tableFromIPC(tableToIPC(table));
  const pieces: Uint8Array[] = [];
  for await (const piece of (await lake.query(sql)).arrowStream()) pieces.push(piece);
  const streamed = tableFromIPC(pieces);
  // Threads hand out their rows in any order.
  const rowsOf = (from: Table): string[] => from.toArray().map(String).sort();
  expect(rowsOf(streamed)).toEqual(rowsOf(read));
  expect(String(streamed.schema)).toBe(String(read.schema));
  return read;
}

const plain = (value: unknown): unknown => {
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof Uint8Array || value instanceof Uint32Array || value instanceof Int32Array) return [...value];
  return JSON.parse(JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? `${part}n` : part)));
};

const cases: readonly (readonly [type: string, literal: string, arrowType: string, value: unknown])[] = [
  ['boolean', 'true', 'Bool', true],
  ['tinyint', "TINYINT '-7'", 'Int8', -7],
  ['smallint', "SMALLINT '-700'", 'Int16', -700],
  ['integer', '-70000', 'Int32', -70000],
  ['bigint', '9007199254740993', 'Int64', 9007199254740993n],
  ['real', "REAL '1.5'", 'Float32', 1.5],
  ['double', '1.25e300', 'Float64', 1.25e300],
  ['decimal(5,2)', "DECIMAL '-123.45'", 'Decimal[5e+2]', [-12345 >>> 0, 0xffff_ffff, 0xffff_ffff, 0xffff_ffff]],
  ['decimal(38,0)', "DECIMAL '18446744073709551618'", 'Decimal[38e0]', [2, 0, 1, 0]],
  ['varchar', "'é漢 and more than twelve bytes'", 'Utf8', 'é漢 and more than twelve bytes'],
  ['char(4)', "CAST('ab' AS char(4))", 'Utf8', 'ab  '],
  ['varbinary', "X'00ff'", 'Binary', [0, 255]],
  ['json', `JSON '{"a":1}'`, 'Utf8', '{"a":1}'],
  ['uuid', "UUID '12151fd2-7586-11e9-8f9e-2a86e4085a59'", 'FixedSizeBinary[16]', undefined],
  ['ipaddress', "IPADDRESS '10.0.0.1'", 'Utf8', '10.0.0.1'],
  ['date', "DATE '1969-12-31'", 'Date32<DAY>', -86_400_000],
  ['time(0)', "TIME '01:02:03'", 'Time32<SECOND>', 3723],
  ['time(3)', "TIME '01:02:03.004'", 'Time32<MILLISECOND>', 3_723_004],
  ['time(6)', "TIME '00:00:01.000002'", 'Time64<MICROSECOND>', 1_000_002n],
  ['time(9)', "TIME '00:00:01.000000002'", 'Time64<NANOSECOND>', 1_000_000_002n],
  ['time(12)', "TIME '00:00:01.000000000002'", 'Utf8', '00:00:01.000000000002'],
  ['time(3) with time zone', "TIME '01:02:03.004+02:00'", 'Utf8', '01:02:03.004+02:00'],
  ['timestamp(0)', "TIMESTAMP '1969-12-31 23:59:59'", 'Timestamp<SECOND>', -1000],
  ['timestamp(3)', "TIMESTAMP '1969-12-31 23:59:59.999'", 'Timestamp<MILLISECOND>', -1],
  ['timestamp(6)', "TIMESTAMP '2001-01-01 00:00:00.250000'", 'Timestamp<MICROSECOND>', 978_307_200_250],
  ['timestamp(9)', "TIMESTAMP '2001-01-01 00:00:00.250000000'", 'Timestamp<NANOSECOND>', 978_307_200_250],
  ['timestamp(12)', "TIMESTAMP '2001-01-01 00:00:00.000000000001'", 'Utf8', '2001-01-01 00:00:00.000000000001'],
  [
    'timestamp(3) with time zone',
    "TIMESTAMP '2001-01-01 01:00:00.250 +01:00'",
    'Timestamp<MILLISECOND, UTC>',
    978_307_200_250,
  ],
  ['timestamp(0)', "TIMESTAMP '0001-01-01 00:00:01'", 'Timestamp<SECOND>', -62_135_596_799_000],
  ['timestamp(3)', "TIMESTAMP '9999-12-31 23:59:59.999'", 'Timestamp<MILLISECOND>', 253_402_300_799_999],
  ['timestamp(3)', "TIMESTAMP '1600-01-01 00:00:00.001'", 'Timestamp<MILLISECOND>', -11_676_095_999_999],
  [
    'decimal(18,0)',
    "DECIMAL '-999999999999999999'",
    'Decimal[18e0]',
    [1486618625, 4062136652, 0xffff_ffff, 0xffff_ffff],
  ],
  ['interval year to month', "INTERVAL '14' MONTH", 'Interval<YEAR_MONTH>', [1, 2]],
  ['interval day to second', "INTERVAL '-1' SECOND", 'Duration<MILLISECOND>', -1000n],
  ['array(bigint)', "ARRAY[BIGINT '1', NULL, BIGINT '3']", 'List<Int64>', ['1n', null, '3n']],
  ['array(array(varchar))', "ARRAY[ARRAY['a'], ARRAY[], NULL]", 'List<List<Utf8>>', [['a'], [], null]],
  ['map(varchar, integer)', "MAP(ARRAY['x', 'y'], ARRAY[1, NULL])", 'Map<{key:Utf8, value:Int32}>', { x: 1, y: null }],
  [
    'row(a integer, b varchar)',
    "CAST(ROW(1, 'z') AS row(a integer, b varchar))",
    'Struct<{a:Int32, b:Utf8}>',
    { a: 1, b: 'z' },
  ],
  ['row(integer)', 'ROW(NULL)', 'Struct<{field0:Int32}>', { field0: null }],
];

describe('toArrow', () => {
  test.each(cases)('%s', async (type, literal, arrowType, value) => {
    const table = await arrow(`SELECT v FROM (VALUES (1, CAST(${literal} AS ${type})), (2, NULL)) t(k, v) ORDER BY k`);
    expect(String(table.schema.fields[0]!.type)).toBe(arrowType);
    expect(table.numRows).toBe(2);
    const column = table.getChildAt(0)!;
    if (value !== undefined) expect(plain(column.get(0))).toEqual(value);
    expect(column.get(1)).toBeNull();
  });

  test('unknown is all NULL', async () => {
    const table = await arrow('SELECT NULL AS n');
    expect(String(table.schema.fields[0]!.type)).toBe('Null');
    expect(table.getChildAt(0)!.get(0)).toBeNull();
  });

  test('a uuid says what it is', async () => {
    const table = await arrow("SELECT UUID '12151fd2-7586-11e9-8f9e-2a86e4085a59' AS u");
    expect(table.schema.fields[0]!.metadata.get('ARROW:extension:name')).toBe('arrow.uuid');
    expect(Buffer.from(table.getChildAt(0)!.get(0) as Uint8Array).toString('hex')).toBe(
      '12151fd2758611e98f9e2a86e4085a59',
    );
  });

  test('no rows still have columns; names may repeat', async () => {
    const table = await arrow("SELECT 1 AS a, 'x' AS a, 2 AS __proto__ WHERE false");
    expect(table.schema.fields.map(({ name }) => name)).toEqual(['a', 'a', '__proto__']);
    expect(table.numRows).toBe(0);
  });

  test('rows of several batches', async () => {
    const table = await arrow(
      'SELECT n, CAST(n AS varchar) AS t FROM UNNEST(sequence(0, 9999)) a(i), UNNEST(sequence(1, 5)) b(j), (VALUES 10000) c(m), LATERAL (SELECT (j - 1) * m + i + 1) d(n)',
    );
    expect(table.numRows).toBe(50_000);
    const sum = Array.from({ length: 50_000 }, (_, row) => Number(table.getChild('t')!.get(row))).reduce(
      (a, b) => a + b,
    );
    expect(sum).toBe(1_250_025_000);
  });

  test('a nanosecond timestamp that Arrow cannot hold', async () => {
    const result = await lake.query("SELECT TIMESTAMP '2300-01-01 00:00:00.000000001' AS t");
    await expect(result.toArrow()).rejects.toMatchObject({ name: 'NUMERIC_VALUE_OUT_OF_RANGE' });
  });
});
