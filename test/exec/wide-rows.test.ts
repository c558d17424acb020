import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, test } from 'vitest';
import { Lake } from '../../src/index.js';
import { QueryMemory } from '../../src/vector/query-memory.js';
import { SmallBlocks } from '../../src/vector/small-blocks.js';

// A table of very many columns takes what its pages and a batch need, not a block of the heap for everything that is small.

const mebi = 2 ** 20;
const columnCount = 2000;
const rowCount = 3000;

test('all columns of a wide table are read within little memory', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lakelet-test-'));
  const file = join(folder, 'wide.parquet');
  const connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();
  const columns = Array.from({ length: columnCount }, (_, index) =>
    index % 2 === 0 ? `(i * ${index + 1}) % 100 AS c${index}` : `'text ' || (i % ${index}) AS c${index}`,
  );
  await connection.run(`COPY (SELECT ${columns} FROM range(${rowCount}) t(i)) TO '${file}' (FORMAT parquet)`);
  connection.closeSync();
  const lake = await Lake.open(undefined, { memoryLimit: '1GiB', threads: 2, pageCache: 0 });
  try {
    await lake.createTable('wide', { location: file });
    const result = await lake.query('SELECT * FROM wide');
    const rows = await result.toArrays();
    expect(rows.length).toBe(rowCount);
    for (const i of [0, 1, 1777, rowCount - 1]) {
      const expected = Array.from({ length: columnCount }, (_, index) =>
        index % 2 === 0 ? String((i * (index + 1)) % 100) : `text ${i % index}`,
      );
      expect(rows[i]!.map(String), `row ${i}`).toEqual(expected);
    }
    // Three blocks of 64 KiB a column would be 375 MiB.
    expect(result.stats.peakMemoryBytes).toBeLessThan(160 * mebi);
  } finally {
    await lake.close();
    rmSync(folder, { recursive: true });
  }
});

test('small blocks do not overlap, come again, and go back to the heap', () => {
  const memory = QueryMemory.open(QueryMemory.reserve(16 * mebi));
  memory.reset(16 * mebi);
  const blocks = new SmallBlocks(memory);
  const sizes = Array.from({ length: 200 }, (_, index) => 1 + ((index * 7919) % 32_768));
  const taken = sizes.map((bytes) => ({ address: blocks.alloc(bytes), bytes }));
  const inOrder = [...taken].sort((a, b) => a.address - b.address);
  for (const [index, { address, bytes }] of inOrder.entries())
    expect(address + bytes).toBeLessThanOrEqual(inOrder[index + 1]?.address ?? Number.POSITIVE_INFINITY);
  const before = memory.usedBytes;
  for (const { address, bytes } of taken) blocks.free(address, bytes);
  const again = new Set(sizes.map((bytes) => blocks.alloc(bytes)));
  expect(again).toEqual(new Set(taken.map(({ address }) => address)));
  expect(memory.usedBytes).toBe(before);
  const large = blocks.alloc(mebi);
  blocks.free(large, mebi);
  blocks.release();
  expect(memory.usedBytes).toBe(0);
});
