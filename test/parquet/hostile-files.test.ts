import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { LakeError } from '../../src/base/lake-error.js';
import { readBloomFilter } from '../../src/parquet/bloom-filter.js';
import { columnChunk } from '../../src/parquet/file-metadata.js';
import { readPageIndex } from '../../src/parquet/page-index.js';
import { openBlocking } from '../../src/storage/local-file.js';
import { mutateBytes } from '../fuzz/mutate-bytes.js';
import { sharedPath } from '../reference-folder.js';
import { makeMemory, readColumns, readMetadata } from './parquet-file-columns.js';

const folder = sharedPath('data/parquet-testing/data') ?? '';
const scratch = mkdtempSync(join(tmpdir(), 'lakelet-hostile-'));
const firstSeed = Number(process.env.FUZZ_SEED ?? 1);
const mutationsPerFile = Number(process.env.FUZZ_COUNT ?? 1200) / 60;

const memory = makeMemory(64 << 20);
const expectedErrors = ['HIVE_BAD_DATA', 'HIVE_CANNOT_OPEN_SPLIT', 'HIVE_CURSOR_ERROR', 'EXCEEDED_LOCAL_MEMORY_LIMIT'];

afterAll(() => rmSync(scratch, { recursive: true }));

async function failureOf(path: string): Promise<LakeError> {
  try {
    await readColumns(memory, path);
  } catch (error) {
    if (error instanceof LakeError) return error;
    throw error;
  }
  throw new Error(`${path} was read`);
}

function write(name: string, bytes: Uint8Array | string): string {
  const path = join(scratch, name);
  writeFileSync(path, bytes);
  return path;
}

describe('what is not a Parquet file', () => {
  const footer = (bytes: number): Uint8Array => {
    const tail = Buffer.alloc(12);
    tail.write('PAR1', 0, 'latin1');
    tail.writeUInt32LE(bytes, 4);
    tail.write('PAR1', 8, 'latin1');
    return tail;
  };

  test.each<[string, () => string, string, RegExp]>([
    ['a missing file', () => join(scratch, 'absent'), 'HIVE_CANNOT_OPEN_SPLIT', /Error opening .*absent/],
    ['a folder', () => scratch, 'HIVE_CANNOT_OPEN_SPLIT', /it is not a file/],
    ['an empty file', () => write('empty', ''), 'HIVE_BAD_DATA', /only 0 bytes/],
    ['a text', () => write('text', 'a,b,c\n1,2,3\n'), 'HIVE_BAD_DATA', /does not end with PAR1/],
    [
      'a footer longer than the file',
      () => write('long', footer(0x7fff_ffff)),
      'HIVE_BAD_DATA',
      /a footer of 2147483647 bytes/,
    ],
    ['a footer of nothing', () => write('none', footer(0)), 'HIVE_BAD_DATA', /it ends early/],
  ])('%s', async (_name, path, name, message) => {
    const error = await failureOf(path());
    expect(error.name).toBe(name);
    expect(error.message).toMatch(message);
  });
});

describe.skipIf(folder === '')('damaged files', () => {
  const names = readdirSync(folder || scratch).filter(
    (name) => name.endsWith('.parquet') && statSync(join(folder, name)).size < 20_000,
  );

  test.each(names)('%s', async (name) => {
    const source = new Uint8Array(readFileSync(join(folder, name)));
    mkdirSync(scratch, { recursive: true });
    for (let i = 0; i < mutationsPerFile; i++) {
      const seed = firstSeed + i;
      const path = write('damaged', mutateBytes(source, seed).bytes);
      try {
        await readColumns(memory, path);
        await readIndexes(path);
      } catch (error) {
        const name = error instanceof LakeError ? error.name : '';
        if (!expectedErrors.includes(name)) throw new Error(`seed ${seed}`, { cause: error });
        if (name.startsWith('HIVE')) expect((error as LakeError).message, `seed ${seed}`).toContain(path);
      }
      expect(memory.usedBytes, `seed ${seed}`).toBe(0);
    }
  });

  test.each(readdirSync(folder || scratch).filter((name) => name.endsWith('.encrypted')))('%s', async (name) => {
    const error = await failureOf(join(folder, name));
    expect(error.name).toBe('HIVE_CANNOT_OPEN_SPLIT');
    expect(error.message).toMatch(/is encrypted/);
  });
});

async function readIndexes(path: string): Promise<void> {
  const metadata = await readMetadata(path);
  const file = openBlocking(path);
  try {
    for (let group = 0; group < metadata.rowGroupCount; group++)
      for (const leaf of metadata.leaves) {
        const chunk = columnChunk(metadata, group, leaf.firstLeaf);
        readBloomFilter(file, chunk);
        if (leaf.type !== undefined) readPageIndex(file, leaf, chunk, metadata.rowGroupRows[group]!, leaf.type);
      }
  } finally {
    file.close();
  }
}
