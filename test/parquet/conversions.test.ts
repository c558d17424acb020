import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseType } from '../../src/types/parse-type.js';
import type { SqlValue } from '../../src/types/sql-value.js';
import { makeMemory, readColumns } from './parquet-file-columns.js';

const scratch = mkdtempSync(join(tmpdir(), 'lakelet-conversions-'));
const path = join(scratch, 'values.parquet');
const memory = makeMemory();
afterAll(() => rmSync(scratch, { recursive: true }));

beforeAll(async () => {
  const connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();
  await connection.run(`COPY (SELECT 7::TINYINT AS t, -7::INTEGER AS i, 5000000000::BIGINT AS b, 4000000000::UINTEGER AS u,
    1.5::FLOAT AS f, 12.34::DECIMAL(4,2) AS d, -99999999999999.99::DECIMAL(16,2) AS e, 'añb  ' AS s, 'a long text with ñ  ' AS l,
    TIMESTAMP '2001-02-03 04:05:06.789500' AS at, '1960-01-01 00:00:00.000000500'::TIMESTAMP_NS AS ns,
    {'a': 1, 'b': 'x'} AS r, [1, 2] AS li) TO '${path}' (FORMAT parquet)`);
});

const read = async (name: string, type: string): Promise<SqlValue> =>
  (await readColumns(memory, path, [{ name, type: parseType(type) }]))[0]!.values[0]!;

describe('a column of a file as another type of the table', () => {
  test.each<[string, string, SqlValue]>([
    ['t', 'bigint', 7n],
    ['t', 'integer', 7],
    ['i', 'bigint', -7n],
    ['i', 'tinyint', -7],
    ['i', 'decimal(12,2)', -700n],
    ['i', 'decimal(30,2)', -700n],
    ['b', 'decimal(19,0)', 5_000_000_000n],
    ['u', 'bigint', 4_000_000_000n],
    ['f', 'double', 1.5],
    ['d', 'decimal(6,2)', 1234n],
    ['d', 'decimal(6,4)', 123400n],
    ['d', 'decimal(38,20)', 1234n * 10n ** 18n],
    ['e', 'decimal(38,3)', -99999999999999990n],
    ['s', 'varchar', 'añb  '],
    ['s', 'varchar(2)', 'añ'],
    ['s', 'varchar(100)', 'añb  '],
    ['s', 'char(10)', 'añb'],
    ['s', 'char(2)', 'añ'],
    ['s', 'varbinary', new TextEncoder().encode('añb  ')],
    ['l', 'varchar(18)', 'a long text with ñ'],
    ['l', 'varchar(3)', 'a l'],
    ['l', 'char(30)', 'a long text with ñ'],
    ['at', 'timestamp(6)', 981173106789500n],
    ['at', 'timestamp(3)', 981173106790000n],
    ['at', 'timestamp(0)', 981173107000000n],
    ['at', 'timestamp(9)', { micros: 981173106789500n, picosOfMicro: 0 }],
    ['ns', 'timestamp(9)', { micros: -315619200000000n, picosOfMicro: 500_000 }],
    ['ns', 'timestamp(6)', -315619199999999n],
    ['ns', 'timestamp(3)', -315619200000000n],
    ['r', 'row(b varchar, c integer, a bigint)', ['x', null, 1n]],
    ['r', 'row(c integer)', [null]],
    ['li', 'array(bigint)', [1n, 2n]],
    ['missing', 'varchar', null],
    ['I', 'integer', -7],
  ])('%s as %s', async (name, type, value) => {
    expect(await read(name, type)).toEqual(value);
    expect(memory.usedBytes).toBe(0);
  });

  test.each([
    ['s', 'integer', "Field s's type BYTE_ARRAY (STRING) in the Parquet file is incompatible with type integer"],
    ['i', 'varchar', "Field i's type INT32 (INTEGER) in the Parquet file is incompatible with type varchar"],
    [
      'd',
      'decimal(4,1)',
      "Field d's type INT32 (DECIMAL(4,2)) in the Parquet file is incompatible with type decimal(4,1)",
    ],
    ['f', 'bigint', "Field f's type FLOAT in the Parquet file is incompatible with type bigint"],
    ['b', 'integer', 'a value of type INT64 does not fit integer'],
    ['e', 'decimal(10,2)', 'a value of type INT64 does not fit decimal(10,2)'],
    ['r', 'array(integer)', 'incompatible with type array(integer)'],
    ['li', 'row(a integer)', 'incompatible with type row(a integer)'],
    ['i', 'array(integer)', 'incompatible with type array(integer)'],
    ['r', 'varchar', 'incompatible with type varchar'],
  ])('%s as %s is refused', async (name, type, message) => {
    const failure = read(name, type);
    await expect(failure).rejects.toThrow(message);
    await expect(failure).rejects.toMatchObject({ name: 'HIVE_BAD_DATA' });
    expect(memory.usedBytes).toBe(0);
  });
});
