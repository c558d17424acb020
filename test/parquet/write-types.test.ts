import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Lake } from '../../src/index.js';

// Random rows of every type, written by DuckDB, are written again by us; DuckDB and hyparquet must read the same from both files.
const rowCount = 30_000;
const orNull = (sql: string): string => `CASE WHEN hash(i, '${sql.length}') % 9 = 0 THEN NULL ELSE ${sql} END`;
const random = (most: number): string => `(hash(i) % ${most})::BIGINT`;
const columns: Readonly<Record<string, string>> = {
  id: 'i',
  flag: orNull('i % 3 = 0'),
  tiny: orNull('(i % 200 - 100)::TINYINT'),
  small: orNull('(i % 60000 - 30000)::SMALLINT'),
  whole: orNull(`(${random(4_000_000_000)} - 2000000000)::INTEGER`),
  few: orNull(`(${random(7)})::INTEGER`),
  big: orNull(`${random(9_000_000_000_000_000)} - 4500000000000000`),
  rising: '(i * 5)::BIGINT',
  single: orNull(`(${random(1000)} / 8)::FLOAT`),
  wide: orNull(`${random(100_000)} / 7.0::DOUBLE`),
  special:
    "CASE i % 5 WHEN 0 THEN 'NaN'::DOUBLE WHEN 1 THEN 'Infinity'::DOUBLE WHEN 2 THEN -0.0::DOUBLE WHEN 3 THEN NULL ELSE i END",
  d4: orNull(`(${random(9999)} - 5000)::DECIMAL(9,2)`),
  d18: orNull(`(${random(99_999_999)} - 50000000)::DECIMAL(18,4)`),
  d38: orNull(`(${random(99_999_999_999_999)} - 50000000000000)::DECIMAL(38,10)`),
  day: orNull(`DATE '1950-01-01' + ${random(40_000)}::INTEGER`),
  millis: orNull(`(TIMESTAMP '1960-01-01 00:00:00' + to_milliseconds(${random(2e12)}))::TIMESTAMP_MS`),
  micros: orNull(`TIMESTAMP '1960-01-01 00:00:00.000001' + to_milliseconds(${random(2e12)})`),
  nanos: orNull(`(TIMESTAMP '1960-01-01 00:00:00.000001' + to_milliseconds(${random(2e12)}))::TIMESTAMP_NS`),
  short: orNull(`'k' || ${random(40)}`),
  long: orNull("repeat(hash(i)::VARCHAR, (i % 4)::INTEGER) || 'é漢'"),
  bytes: orNull('encode(hash(i)::VARCHAR)'),
  constant: "'always the same text'",
  nothing: 'NULL::VARCHAR',
  list: orNull(`CASE i % 4 WHEN 0 THEN [] WHEN 1 THEN [i, NULL, i * 2] ELSE [${random(100)}] END`),
  texts: orNull("['a', NULL, 'a text that is longer than twelve bytes ' || i]"),
  object: orNull("{'a': CASE WHEN i % 3 = 0 THEN NULL ELSE i END, 'b': {'c': 'x' || i, 'd': [i % 5, NULL]}}"),
  pairs: orNull("MAP {'k' || i: {'v': i}, 'j': CASE WHEN i % 2 = 0 THEN NULL ELSE {'v': 1::BIGINT} END}"),
  deep: orNull('[[], [[i], NULL, [i, i + 1]]]'),
};
const lakeTypes: Readonly<Record<string, string>> = { millis: 'timestamp(3)', nanos: 'timestamp(9)' };

let folder: string;
let lake: Lake;
let duck: Awaited<ReturnType<DuckDBInstance['connect']>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lakelet-write-types-'));
  lake = await Lake.open(join(folder, 'lake'), { threads: 2 });
  duck = await (await DuckDBInstance.create(':memory:', { threads: '2' })).connect();
  const list = Object.entries(columns).map(([name, sql]) => `${sql} AS ${name}`);
  await duck.run(`CREATE TABLE source AS SELECT ${list.join(', ')} FROM range(${rowCount}) t(i)`);
  await duck.run(`COPY source TO '${folder}/source.parquet' (FORMAT parquet, ROW_GROUP_SIZE 10000)`);
});

afterAll(async () => {
  await lake.close();
  await rm(folder, { recursive: true });
});

async function written(name: string, properties: string): Promise<string> {
  const result = await lake.query(
    `CREATE TABLE ${name} WITH (${properties}) AS SELECT * FROM '${folder}/source.parquet'`,
  );
  expect(await result.toArrays()).toEqual([[BigInt(rowCount)]]);
  const [[path]] = (await (await lake.query(`SELECT max("$path") FROM ${name}`)).toArrays()) as [[string]];
  const [[count]] = (await (await lake.query(`SELECT count(DISTINCT "$path") FROM ${name}`)).toArrays()) as [[bigint]];
  return count === 1n ? path : path.replace(/[^/]*$/, '*.parquet');
}

const differing = async (path: string): Promise<number> => {
  const names = Object.keys(columns);
  const mine = `(SELECT ${names.join()} FROM '${path}')`;
  const theirs = `(SELECT ${names.join()} FROM '${folder}/source.parquet')`;
  const sql = `SELECT (SELECT count(*) FROM (${mine} EXCEPT ALL ${theirs})) + (SELECT count(*) FROM (${theirs} EXCEPT ALL ${mine}))`;
  return Number((await duck.runAndReadAll(sql)).getRows()[0]![0]);
};

describe('files that we write', () => {
  const variants: Readonly<Record<string, string>> = {
    zstd: "write_compression = 'ZSTD'",
    snappy: "write_compression = 'SNAPPY', row_group_rows = 1000",
    gzip: "write_compression = 'GZIP', row_group_rows = 777",
    lz4: "write_compression = 'LZ4', row_group_rows = 12345",
    none: "write_compression = 'NONE'",
    bloom: "write_compression = 'ZSTD', parquet_bloom_filter_columns = ARRAY['id', 'long', 'd18', 'few']",
    many_files: "write_compression = 'ZSTD', target_file_size = '100KB', row_group_rows = 3000",
  };
  for (const [name, properties] of Object.entries(variants))
    test(`DuckDB reads the same: ${name}`, async () => {
      expect(await differing(await written(`t_${name}`, properties))).toBe(0);
    }, 120_000);

  test('hyparquet reads the same, and checks nothing that we do not write', async () => {
    const read = async (path: string) => {
      const bytes = await readFile(path);
      const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
      const rows = await parquetReadObjects({ file, compressors });
      return rows.sort((a, b) => Number((a.id as bigint) - (b.id as bigint)));
    };
    await lake.query('SET SESSION task_concurrency = 1').then((result) => result.toArrays());
    const mine = await read(await written('one_file', "write_compression = 'ZSTD'"));
    const theirs = await read(`${folder}/source.parquet`);
    expect(mine.length).toBe(theirs.length);
    for (const [index, row] of mine.entries()) if (index % 7 === 0) expect(row).toEqual(theirs[index]);
    await lake.query('RESET SESSION task_concurrency').then((result) => result.toArrays());
  }, 120_000);

  test('we read back what we wrote, types included', async () => {
    await written('own', "write_compression = 'ZSTD'");
    const types = new Map(
      ((await (await lake.query('DESCRIBE own')).toArrays()) as string[][]).map(([name, type]) => [name, type]),
    );
    expect(types.get('d38')).toBe('decimal(38,10)');
    expect(types.get('nanos')).toBe('timestamp(9)');
    for (const column of Object.keys(columns)) {
      const lakeType = lakeTypes[column];
      const cast = lakeType === undefined ? column : `CAST(${column} AS ${lakeType})`;
      const sql = `SELECT id, ${cast} v FROM '${folder}/source.parquet' EXCEPT SELECT id, ${column} FROM own`;
      expect([column, await (await lake.query(`SELECT count(*) FROM (${sql})`)).toArrays()]).toEqual([column, [[0n]]]);
    }
  }, 120_000);

  test('statistics, page index and bloom filters exclude what is not there', async () => {
    await written(
      'pruned',
      "write_compression = 'ZSTD', row_group_rows = 5000, parquet_bloom_filter_columns = ARRAY['long']",
    );
    const stats = async (where: string) => {
      const result = await lake.query(`SELECT count(*) FROM pruned WHERE ${where}`);
      const rows = await result.toArrays();
      return { rows, ...result.stats };
    };
    const found = await stats('rising = 50000');
    expect(found.rows).toEqual([[1n]]);
    expect(found.rowGroupsRead).toBe(1);
    expect((await stats('rising = 50001')).pagesRead).toBeLessThanOrEqual(1);
    const missing = await stats("long = '12345é漢'");
    expect(missing.rows).toEqual([[0n]]);
    expect(missing.pagesRead).toBe(0);
  }, 60_000);

  test('the footer tells of encodings, bounds and distinct values', async () => {
    const path = await written('facts', "write_compression = 'ZSTD'");
    const bytes = await readFile(path.includes('*') ? path.replace('*.parquet', '') : path).catch(() => undefined);
    if (!bytes) return;
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
    const metadata = await parquetMetadataAsync(file);
    const chunk = (name: string) =>
      metadata.row_groups[0]!.columns.find((c) => c.meta_data!.path_in_schema[0] === name)!;
    expect(chunk('few').meta_data!.encodings).toContain('RLE_DICTIONARY');
    expect(chunk('rising').meta_data!.encodings).toContain('DELTA_BINARY_PACKED');
    expect(chunk('long').meta_data!.encodings).toContain('DELTA_LENGTH_BYTE_ARRAY');
    expect(chunk('few').meta_data!.statistics!.distinct_count).toBe(7n);
    expect(chunk('rising').column_index_offset).toBeDefined();
  });
});
