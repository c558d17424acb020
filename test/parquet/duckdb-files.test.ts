import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SqlType } from '../../src/types/sql-type.js';
import type { SqlValue } from '../../src/types/sql-value.js';
import { makeMemory, readColumns } from './parquet-file-columns.js';

const rowCount = 5_000;

// Every type that DuckDB writes; NULLs in some columns, runs, few and many distinct values.
const select = `SELECT
  i::TINYINT AS tiny, (i % 30000)::SMALLINT AS small, i::INTEGER AS whole, (i * 1000003)::BIGINT AS big,
  CASE WHEN i % 3 = 0 THEN NULL ELSE i * 7919 END AS holes, i // 1000 AS runs,
  (i % 200)::UTINYINT AS utiny, (i % 60000)::USMALLINT AS usmall, (i + 3000000000)::UINTEGER AS uint,
  (i + 18000000000000000000)::UBIGINT AS ubig,
  i % 3 = 0 AS flag, CASE WHEN i % 7 = 0 THEN NULL ELSE i % 2 = 0 END AS flags,
  (i / 7)::FLOAT AS single, i / 7 AS double, CASE WHEN i % 5 = 1 THEN 'nan'::DOUBLE ELSE i END AS nans,
  (i % 1000 / 10.0)::DECIMAL(4,1) AS d4, (i / 100.0)::DECIMAL(9,2) AS d9, (i * 1.001)::DECIMAL(18,3) AS d18,
  (i * 123456789.123456789)::DECIMAL(38,9) AS d38,
  'row ' || i AS text, CASE WHEN i % 4 = 0 THEN NULL ELSE 'group ' || i % 11 END AS word,
  repeat('é', (i % 40)::INTEGER) AS wide, NULL::VARCHAR AS nothing,
  encode('b' || i) AS bytes, DATE '1970-01-01' + ((i % 40000) - 20000)::INTEGER AS day,
  TIMESTAMP '2001-02-03 04:05:06.789012' + to_microseconds(i * 1234567) AS at_micros,
  ('1969-12-31 23:59:59'::TIMESTAMP + to_seconds(i))::TIMESTAMP_S AS at_second,
  ('1969-12-31 23:59:59.123'::TIMESTAMP + to_seconds(i))::TIMESTAMP_MS AS at_millis,
  ('1969-12-31 23:59:59.123456'::TIMESTAMP + to_seconds(i))::TIMESTAMP_NS AS at_nanos,
  TIME '00:00:01' + to_milliseconds(i) AS time_of_day, uuid_of(i) AS id,
  [i, NULL, i + 1] AS list, CASE WHEN i % 6 = 0 THEN NULL WHEN i % 6 = 1 THEN [] ELSE [['a' || i], [], NULL] END AS lists,
  {'x': i, 'y': CASE WHEN i % 2 = 0 THEN 'y' || i END} AS struct, MAP {'k' || i: i, 'l': NULL} AS map,
  [{'a': [i], 'b': MAP {i: [i]}}] AS deep
FROM range(${rowCount}) AS r(i)`
  .replace('uuid_of(i)', 'md5(i::VARCHAR)::UUID')
  .replace('i::TINYINT', '(i % 256 - 128)::TINYINT');

const options = [
  ['snappy', "CODEC 'snappy', PARQUET_VERSION v1"],
  ['zstd, small row groups', "CODEC 'zstd', ROW_GROUP_SIZE 2048"],
  ['uncompressed', "CODEC 'uncompressed'"],
  ['gzip', "CODEC 'gzip'"],
  ['brotli', "CODEC 'brotli'"],
  ['lz4_raw', "CODEC 'lz4_raw'"],
  ['version 2, zstd', "CODEC 'zstd', PARQUET_VERSION v2"],
  ['version 2, snappy', "CODEC 'snappy', PARQUET_VERSION v2, DICTIONARY_SIZE_LIMIT 1"],
  ['version 1, no dictionaries', "CODEC 'zstd', PARQUET_VERSION v1, DICTIONARY_SIZE_LIMIT 1"],
] as const;

// DuckDB's text of a value, as the type's values print there.
function textOf(type: SqlType, value: SqlValue): string | null {
  if (value === null) return null;
  switch (type.kind) {
    case 'decimal': {
      const digits = String(value)
        .replace('-', '')
        .padStart(type.scale + 1, '0');
      const whole = digits.slice(0, digits.length - type.scale);
      const fraction = digits.slice(digits.length - type.scale);
      return `${String(value).startsWith('-') ? '-' : ''}${whole}${type.scale > 0 ? `.${fraction}` : ''}`;
    }
    case 'varbinary':
      return Buffer.from(value as Uint8Array).toString('latin1');
    case 'uuid':
      return Buffer.from(value as Uint8Array).toString('hex');
    case 'array':
      return `[${(value as SqlValue[]).map((each) => textOf(type.element, each) ?? 'NULL').join(', ')}]`;
    case 'row':
      return `{${type.fields.map(({ name, type: field }, i) => `'${name}': ${textOf(field, (value as SqlValue[])[i]!) ?? 'NULL'}`).join(', ')}}`;
    case 'map':
      return `{${(value as [SqlValue, SqlValue][]).map(([k, v]) => `${textOf(type.key, k)}=${textOf(type.value, v) ?? 'NULL'}`).join(', ')}}`;
    case 'timestamp':
      if (typeof value === 'bigint') return String(value * 1000n);
      return String(
        (value as { micros: bigint }).micros * 1000n + BigInt((value as { picosOfMicro: number }).picosOfMicro / 1000),
      );
    case 'time':
      return String((value as bigint) / 1_000_000n);
    default:
      return String(value);
  }
}

// What makes DuckDB print a column as `textOf` does.
const duckText: Record<string, string> = {
  bytes: 'decode(bytes)',
  day: "date_diff('day', DATE '1970-01-01', day)",
  at_micros: 'epoch_ns(at_micros)',
  at_second: 'epoch_ns(at_second)',
  at_millis: 'epoch_ns(at_millis)',
  at_nanos: 'epoch_ns(at_nanos)',
  time_of_day: 'epoch_us(time_of_day)',
  id: "replace(id::VARCHAR, '-', '')",
};

const isFloat = (type: SqlType): boolean => type.kind === 'double' || type.kind === 'real';

describe('files that DuckDB writes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lakelet-parquet-'));
  const memory = makeMemory();
  let connection: Awaited<ReturnType<DuckDBInstance['connect']>>;

  beforeAll(async () => {
    connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();
    await connection.run(`CREATE TABLE t AS ${select}`);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each(options)('%s', async (name, option) => {
    const path = join(folder, `${name.replaceAll(/\W+/g, '-')}.parquet`);
    await connection.run(`COPY t TO '${path}' (FORMAT parquet, ${option})`);
    const columns = await readColumns(memory, path, undefined, 1000);
    expect(columns.length).toBe(36);
    for (const { name: column, type, values } of columns) {
      const text = duckText[column] ?? `"${column}"`;
      const cast = isFloat(type) ? `"${column}"::DOUBLE` : `(${text})::VARCHAR`;
      const result = await connection.runAndReadAll(`SELECT ${cast} FROM t`);
      const expected = result.getColumns()[0]!;
      const actual = isFloat(type) ? values : values.map((value) => textOf(type, value));
      expect(actual, column).toEqual(expected);
    }
    expect(memory.usedBytes).toBe(0);
  });
});
