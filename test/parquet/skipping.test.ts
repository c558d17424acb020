import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rowGroupSplit, splitColumns } from '../../src/parquet/file-metadata.js';
import { PageCache } from '../../src/parquet/page-cache.js';
import { RowGroupReader } from '../../src/parquet/row-group-reader.js';
import { openBlocking } from '../../src/storage/local-file.js';
import type { SqlValue } from '../../src/types/sql-value.js';
import { Arena } from '../../src/vector/arena.js';
import { readVectorValue } from '../../src/vector/slot-value.js';
import { sharedPath } from '../reference-folder.js';
import { makeMemory, readColumns, readMetadata } from './parquet-file-columns.js';

const folder = sharedPath('data/parquet-testing/data') ?? '';

// Many small pages, NULL pages, dictionaries and fallbacks, nested columns.
const files = [
  'alltypes_tiny_pages.parquet',
  'alltypes_tiny_pages_plain.parquet',
  'int32_with_null_pages.parquet',
  'delta_encoding_optional_column.parquet',
  'delta_byte_array.parquet',
  'byte_stream_split_extended.gzip.parquet',
  'overflow_i16_page_cnt.parquet',
  'nested_structs.rust.parquet',
  'lz4_raw_compressed_larger.parquet',
];

interface Step {
  readonly kind: 'read' | 'skip' | 'selected' | 'none';
  readonly count: number;
}

const steps = fc.array(
  fc.record<Step>({
    kind: fc.constantFrom('read', 'skip', 'selected', 'none'),
    count: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 3000 })),
  }),
  { minLength: 1, maxLength: 30 },
);

describe.skipIf(folder === '')('reading parts of a column', () => {
  const memory = makeMemory();

  test.each(files)('%s gives what reading all of it gives', async (name) => {
    const path = join(folder, name);
    const metadata = await readMetadata(path);
    const columns = await readColumns(memory, path);
    const file = openBlocking(path);
    const arena = new Arena(memory);
    const cache = new PageCache(PageCache.reserve(1 << 20));
    const rowCount = metadata.rowGroupRows[0]!;
    const check = (columnIndex: number, plan: readonly Step[]): void => {
      // Later plans find pages that earlier ones kept.
      const split = rowGroupSplit(metadata, 0, splitColumns(metadata, columns), true);
      const reader = new RowGroupReader(memory, file, split, cache);
      const column = reader.column(columnIndex % columns.length);
      const { values } = columns[columnIndex % columns.length]!;
      try {
        for (const step of plan) {
          const start = column.position;
          const count = Math.min(step.count, rowCount - start);
          if (count === 0) return;
          arena.reset();
          if (step.kind === 'skip') {
            column.skip(count);
            continue;
          }
          const rows: number[] = [];
          for (let row = 0; row < count; row++) if (step.kind === 'read' || (row * 7 + start) % 3 === 0) rows.push(row);
          if (step.kind === 'none') rows.length = 0;
          const selection = arena.alloc(count * 4 + 4);
          memory.u32.set(rows, selection >>> 2);
          const vector =
            step.kind === 'read'
              ? column.read(count, arena)
              : column.readSelected(count, selection, rows.length, arena);
          const actual: SqlValue[] = rows.map((row) => readVectorValue(memory, vector, row));
          expect(actual).toEqual(rows.map((row) => values[start + row]));
          expect(column.position).toBe(start + count);
        }
      } finally {
        reader.close();
      }
    };
    try {
      fc.assert(fc.property(fc.nat(100), steps, check), { numRuns: 60 });
    } finally {
      arena.release();
      file.close();
    }
    expect(memory.usedBytes).toBe(0);
  });

  test('rows that are passed over are not decompressed', async () => {
    const path = join(folder, 'alltypes_tiny_pages.parquet');
    const metadata = await readMetadata(path);
    const file = openBlocking(path);
    const arena = new Arena(memory);
    const type = { kind: 'integer' } as const;
    const reader = new RowGroupReader(
      memory,
      file,
      rowGroupSplit(metadata, 0, splitColumns(metadata, [{ name: 'int_col', type }]), true),
    );
    const column = reader.column(0);
    column.skip(7000);
    column.read(10, arena);
    // The dictionary, and the page or two that hold the ten rows.
    expect(reader.counters.pagesRead).toBeLessThanOrEqual(3);
    reader.close();
    arena.release();
    file.close();
  });
});
