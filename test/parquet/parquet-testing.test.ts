import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { describe, expect, test } from 'vitest';
import type { SqlType } from '../../src/types/sql-type.js';
import type { SqlValue } from '../../src/types/sql-value.js';
import { sharedPath } from '../reference-folder.js';
import { makeMemory, readColumns } from './parquet-file-columns.js';

const folder = sharedPath('data/parquet-testing/data') ?? '';
const files = folder === '' ? [] : readdirSync(folder).filter((name) => name.endsWith('.parquet'));

// Files that are refused: damaged on purpose, or larger than the memory of this test.
const refused: Record<string, RegExp> = {
  'large_string_map.brotli.parquet': /exceeded the memory limit of 256MB when it asked for 1073741904 bytes/,
  // Spark wrote a time of day below zero.
  'int96_from_spark.parquet': /column a, page 1: a value of type INT96 does not fit timestamp\(6\)/,
  'datapage_v1-corrupt-checksum.parquet': /row group 0, column a, page 0: checksum/,
  'rle-dict-uncompressed-corrupt-checksum.parquet': /row group 0, column long_field, page 0: checksum/,
};

// What the other reader cannot read, or reads as another type.
const known: Record<string, Record<string, unknown[]>> = {
  'datapage_v2_empty_datapage.snappy.parquet': { value: [null] },
  'repeated_primitive_no_list.parquet': { Int32_list: [[0, 1, 2, 3], [], [4], [5, 6, 7, 8]] },
  'nation.dict-malformed.parquet': { nation_key: Array.from({ length: 25 }, (_, key) => key) },
  'map_no_value.parquet': {
    my_list: [
      [1, 2, 3],
      [4, 5, 6],
      [7, 8, 9],
    ],
  },
};

// A form that both readers' values can be brought into.
function plainForm(type: SqlType, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  switch (type.kind) {
    case 'decimal':
      return (typeof value === 'bigint' ? Number(value) / 10 ** type.scale : Number(value)).toFixed(type.scale);
    case 'timestamp':
      if (value instanceof Date) return value.getTime();
      return Math.floor(Number(typeof value === 'object' ? (value as { micros: bigint }).micros : value) / 1000);
    case 'date':
      return value instanceof Date ? value.getTime() / 86_400_000 : value;
    case 'varbinary':
      return Buffer.from(value as Uint8Array).toString('hex');
    case 'array':
      return (value as unknown[]).map((element) => plainForm(type.element, element));
    case 'row':
      return type.fields.map((field, index) =>
        plainForm(field.type, Array.isArray(value) ? value[index] : (value as Record<string, unknown>)[field.name!]),
      );
    case 'map': {
      const entries = Array.isArray(value) ? value : Object.entries(value);
      return entries.map(([key, mapped]: [unknown, unknown]) => [
        String(plainForm(type.key, key)),
        plainForm(type.value, mapped),
      ]);
    }
    default:
      return typeof value === 'bigint' ? Number(value) : value;
  }
}

describe.skipIf(folder === '')('files of apache/parquet-testing', () => {
  const memory = makeMemory();

  test.each(files.filter((name) => refused[name] === undefined))('%s', async (name) => {
    const path = join(folder, name);
    const columns = await readColumns(memory, path);
    if (known[name] !== undefined) {
      for (const [column, values] of Object.entries(known[name]))
        expect(columns.find((candidate) => candidate.name === column)?.values).toEqual(values);
      return;
    }
    const bytes = readFileSync(path);
    const rows = (await parquetReadObjects({
      file: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer,
      compressors,
      utf8: false,
    })) as Record<string, unknown>[];
    for (const { name: column, type, values } of columns) {
      const expected = rows.map((row) => plainForm(type, row[column]));
      expect(
        values.map((value: SqlValue) => plainForm(type, value)),
        column,
      ).toEqual(expected);
    }
    expect(memory.usedBytes).toBe(0);
  });

  test.each(Object.entries(refused))('%s is refused', async (name, message) => {
    await expect(readColumns(memory, join(folder, name))).rejects.toThrow(message);
    expect(memory.usedBytes).toBe(0);
  });
});
