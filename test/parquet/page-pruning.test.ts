import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ParquetFile, rowGroupSplit, splitColumns } from '../../src/parquet/file-metadata.js';
import { rowsThatMayMatch } from '../../src/parquet/page-pruning.js';
import { openBlocking } from '../../src/storage/local-file.js';
import { type Domain, rangeDomain, valuesDomain } from '../../src/types/domain.js';
import { BIGINT, INTEGER } from '../../src/types/sql-type.js';
import { sharedPath } from '../reference-folder.js';
import { makeMemory, readColumns, readMetadata } from './parquet-file-columns.js';

const folder = sharedPath('data/parquet-testing/data') ?? '';
const scratch = mkdtempSync(join(tmpdir(), 'lakelet-pruning-'));
afterAll(() => rmSync(scratch, { recursive: true }));

function matchingRanges(path: string, metadata: ParquetFile, name: string, domain: Domain) {
  const file = openBlocking(path);
  try {
    return rowsThatMayMatch(
      file,
      rowGroupSplit(metadata, 0, splitColumns(metadata, [{ name, type: domain.type, domain }]), true),
    );
  } finally {
    file.close();
  }
}

describe.skipIf(folder === '')('the page index', () => {
  test('leaves out pages, and never a row that matches', async () => {
    const path = join(folder, 'alltypes_tiny_pages.parquet');
    const metadata = await readMetadata(path);
    const [column] = await readColumns(makeMemory(), path, [{ name: 'id', type: INTEGER }]);
    const rowCount = metadata.rowGroupRows[0]!;
    for (const low of [-5, 0, 17, 1000, 7299, 100_000]) {
      const domain = rangeDomain(INTEGER, {
        low: { value: low, inclusive: true },
        high: { value: low + 20, inclusive: false },
      });
      const ranges = matchingRanges(path, metadata, 'id', domain);
      const covered = ranges.reduce((sum, { firstRow, endRow }) => sum + endRow - firstRow, 0);
      expect(covered).toBeLessThan(rowCount / 10);
      column!.values.forEach((value, row) => {
        if (value !== null && (value as number) >= low && (value as number) < low + 20)
          expect(ranges.some(({ firstRow, endRow }) => row >= firstRow && row < endRow)).toBe(true);
      });
    }
  });
});

describe('bloom filters', () => {
  let path: string;
  beforeAll(async () => {
    const connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();
    path = join(scratch, 'bloom.parquet');
    await connection.run(`COPY (SELECT (i % 100 * 1000)::BIGINT AS k FROM range(3000) AS r(i))
      TO '${path}' (FORMAT parquet, CODEC 'zstd')`);
  });

  test('leave out a row group without the value', async () => {
    const metadata = await readMetadata(path);
    const ranges = (values: bigint[]) => matchingRanges(path, metadata, 'k', valuesDomain(BIGINT, values));
    expect(ranges([5000n])).toEqual([{ firstRow: 0, endRow: 3000 }]);
    const kept = Array.from({ length: 50 }, (_, index) => ranges([BigInt(index * 1000 + 501)])).filter(
      ({ length }) => length > 0,
    );
    expect(kept.length).toBeLessThan(10);
    expect(ranges([501n, 6000n])).toHaveLength(1);
  });
});
