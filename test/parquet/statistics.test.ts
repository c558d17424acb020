import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mayContain, readBloomFilter } from '../../src/parquet/bloom-filter.js';
import { columnChunk, findField } from '../../src/parquet/file-metadata.js';
import { intersectRows, matchingRows, readPageIndex } from '../../src/parquet/page-index.js';
import type { LeafColumn } from '../../src/parquet/schema.js';
import {
  boundsStatistics,
  type ChunkStatistics,
  chunkStatistics,
  isSingleValued,
} from '../../src/parquet/statistics.js';
import { xxHash64 } from '../../src/parquet/xx-hash.js';
import { openBlocking } from '../../src/storage/local-file.js';
import { compareValues } from '../../src/types/compare-values.js';
import { overlaps, valuesDomain } from '../../src/types/domain.js';
import type { SqlType } from '../../src/types/sql-type.js';
import type { SqlValue } from '../../src/types/sql-value.js';
import { sharedPath } from '../reference-folder.js';
import { makeMemory, readColumns, readMetadata } from './parquet-file-columns.js';

const folder = sharedPath('data/parquet-testing/data') ?? '';
const scratch = mkdtempSync(join(tmpdir(), 'lakelet-statistics-'));
const memory = makeMemory();
afterAll(() => rmSync(scratch, { recursive: true }));

function checkBounds(statistics: ChunkStatistics, type: SqlType, values: readonly SqlValue[], what: string): void {
  const nullCount = values.filter((value) => value === null).length;
  if (statistics.nullCount !== undefined) expect(nullCount, `${what}: null count`).toBe(statistics.nullCount);
  if (!statistics.hasNull) expect(nullCount, what).toBe(0);
  const present = values.filter((value) => value !== null && !Number.isNaN(value));
  const { min, max } = statistics;
  const outside = present.find(
    (value) =>
      (min !== undefined && compareValues(min, value, type) > 0) ||
      (max !== undefined && compareValues(max, value, type) < 0),
  );
  expect(outside, `${what}: between ${min} and ${max}`).toBeUndefined();
  const isThere = (bound: SqlValue): boolean => present.some((value) => compareValues(value, bound, type) === 0);
  if (statistics.isMinExact) expect(isThere(min!), `${what}: ${min} is there`).toBe(true);
  if (statistics.isMaxExact) expect(isThere(max!), `${what}: ${max} is there`).toBe(true);
}

async function checkFile(path: string): Promise<number> {
  const metadata = await readMetadata(path);
  const columns = await readColumns(memory, path);
  const file = openBlocking(path);
  let boundCount = 0;
  try {
    for (const { name, type, values } of columns) {
      const field = findField(metadata, name)!;
      if (!isSingleValued(field)) continue;
      let row = 0;
      for (let group = 0; group < metadata.rowGroupCount; group++) {
        const rowCount = metadata.rowGroupRows[group]!;
        const chunk = columnChunk(metadata, group, field.firstLeaf);
        const statistics = chunkStatistics(field, chunk, type);
        const groupValues = values.slice(row, row + rowCount);
        if (statistics.min !== undefined) boundCount++;
        checkBounds(statistics, type, groupValues, `${path} ${name} ${group}`);
        const pages = readPageIndex(file, field, chunk, rowCount, type) ?? [];
        pages.forEach((page, index) => {
          const pageValues = groupValues.slice(page.firstRow, pages[index + 1]?.firstRow ?? rowCount);
          checkBounds(page.statistics, type, pageValues, `${path} ${name} ${group} page ${index}`);
        });
        row += rowCount;
        const filter = readBloomFilter(file, chunk);
        if (filter === undefined) continue;
        const missed = groupValues.find((value) => value !== null && !mayContain(filter, field, type, value));
        expect(missed, `${path} ${name}`).toBeUndefined();
      }
    }
  } finally {
    file.close();
  }
  return boundCount;
}

describe('statistics', () => {
  // Bounds that are wrong on purpose.
  const wrong = new Set(['large_string_map.brotli.parquet', 'int96_from_spark.parquet']);
  const files =
    folder === '' ? [] : readdirSync(folder).filter((name) => name.endsWith('.parquet') && !wrong.has(name));
  test.each(files.filter((name) => !name.includes('corrupt')))('of %s hold', async (name) => {
    await checkFile(join(folder, name));
  });

  let path: string;
  beforeAll(async () => {
    const connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();
    path = join(scratch, 'duckdb.parquet');
    await connection.run(`COPY (SELECT i::INTEGER AS i, -i AS n, (i % 100)::UTINYINT AS u, i % 5 = 0 AS b, i / 7 AS d,
      CASE WHEN i % 3 = 0 THEN 'nan'::FLOAT ELSE i::FLOAT END AS f, (i / 100.0)::DECIMAL(9,2) AS m,
      (i * 1000003.5)::DECIMAL(30,1) AS w, 'a rather long text that is cut somewhere ' || i AS s, 'é' || i % 50 AS t,
      CASE WHEN i % 4 = 0 THEN NULL ELSE DATE '2000-01-01' + i::INTEGER END AS day, NULL::INTEGER AS nothing,
      TIMESTAMP '1950-01-01' + to_seconds(i * 1000) AS at, (i % 100)::BIGINT AS k FROM range(6000) AS r(i))
      TO '${path}' (FORMAT parquet, CODEC 'zstd', ROW_GROUP_SIZE 2048)`);
  });

  test('of a file that DuckDB wrote hold', async () => {
    expect(await checkFile(path)).toBeGreaterThan(30);
  });

  test('leave out row groups', async () => {
    const metadata = await readMetadata(path);
    const groups = (name: string, type: SqlType, value: SqlValue): number[] => {
      const field = findField(metadata, name) as LeafColumn;
      return [0, 1, 2].filter((group) =>
        overlaps(
          valuesDomain(type, [value]),
          chunkStatistics(field, columnChunk(metadata, group, field.firstLeaf), type),
        ),
      );
    };
    expect(groups('i', { kind: 'integer' }, 3000)).toEqual([1]);
    expect(groups('i', { kind: 'bigint' }, 3000n)).toEqual([1]);
    expect(groups('m', { kind: 'decimal', precision: 12, scale: 4 }, 300000n)).toEqual([1]);
    expect(groups('s', { kind: 'varchar' }, 'b')).toEqual([]);
    expect(groups('nothing', { kind: 'integer' }, 1)).toEqual([]);
    expect(groups('nothing', { kind: 'integer' }, null)).toEqual([0, 1, 2]);
  });

  test('bloom filters refuse most of what is not there', async () => {
    const metadata = await readMetadata(path);
    const field = findField(metadata, 'k') as LeafColumn;
    const file = openBlocking(path);
    const filter = readBloomFilter(file, columnChunk(metadata, 0, field.firstLeaf));
    file.close();
    expect(filter).toBeDefined();
    const absent = Array.from({ length: 1000 }, (_, index) => BigInt(index + 5000));
    const passed = absent.filter((value) => mayContain(filter!, field, { kind: 'bigint' }, value));
    expect(passed.length).toBeLessThan(100);
  });

  test('NaN in bounds makes them worthless, also from older writers', () => {
    const leaf = { physical: 'DOUBLE', maxDefinitionLevel: 1 } as LeafColumn;
    const bytes = (value: number): Uint8Array => new Uint8Array(new Float64Array([value]).buffer);
    const bounds = { isMinExact: false, isMaxExact: false, areDeprecated: false, nullCount: 0, distinctCount: -1 };
    const statistics = boundsStatistics(
      leaf,
      { kind: 'double' },
      { ...bounds, min: bytes(Number.NaN), max: bytes(5) },
      10,
    );
    expect([statistics.min, statistics.max]).toEqual([undefined, undefined]);
  });

  test('of texts cut inside of a character bound from below only', () => {
    const leaf = { physical: 'BYTE_ARRAY', logical: { kind: 'string' }, maxDefinitionLevel: 0 } as LeafColumn;
    const cut = Buffer.from('aé').subarray(0, 2);
    const bounds = {
      min: cut,
      max: cut,
      isMinExact: false,
      isMaxExact: false,
      areDeprecated: false,
      nullCount: 0,
      distinctCount: -1,
    };
    const { min, max } = boundsStatistics(leaf, { kind: 'varchar' }, bounds, 10);
    expect([min, max]).toEqual(['a', undefined]);
  });
});

describe('rows of pages', () => {
  const page = (firstRow: number, min: number): Parameters<typeof matchingRows>[0][number] => ({
    offset: 0,
    compressedBytes: 0,
    firstRow,
    statistics: {
      min,
      max: min,
      rowCount: 10,
      hasNull: false,
      nullCount: 0,
      distinctCount: undefined,
      isMinExact: true,
      isMaxExact: true,
    },
  });

  test('join where pages touch', () => {
    const pages = [page(0, 1), page(10, 2), page(20, 1), page(30, 1)];
    const ranges = matchingRows(pages, 35, ({ min }) => min === 1);
    expect(ranges).toEqual([
      { firstRow: 0, endRow: 10 },
      { firstRow: 20, endRow: 35 },
    ]);
    expect(intersectRows(ranges, [{ firstRow: 5, endRow: 25 }])).toEqual([
      { firstRow: 5, endRow: 10 },
      { firstRow: 20, endRow: 25 },
    ]);
  });
});

test.each([
  ['', 0xef46db3751d8e999n],
  ['a', 0xd24ec4f1a98c6e5bn],
  ['abc', 0x44bc2cf5ad770999n],
  ['Call me Ishmael. Some years ago--never mind how long precisely-', 0x02a2e85470d6fd96n],
])('xxHash64 of %j', (text, hash) => {
  expect(xxHash64(new TextEncoder().encode(text))).toBe(hash);
});
