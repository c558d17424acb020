import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LakeError } from '../../src/base/lake-error.js';
import { compileRegexp } from '../../src/functions/scalar/regexp/regexp-program.js';
import { openBlocking } from '../../src/storage/local-file.js';
import { textFormat } from '../../src/text/text-format.js';
import { TextReader } from '../../src/text/text-reader.js';
import { type TextColumn, textSplits } from '../../src/text/text-split.js';
import { parseType } from '../../src/types/parse-type.js';
import { Arena } from '../../src/vector/arena.js';
import { QueryMemory } from '../../src/vector/query-memory.js';
import { readVectorValue } from '../../src/vector/slot-value.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lakelet-hostile-text-'));
});
afterAll(() => rm(folder, { recursive: true }));

const memoryBytes = 16 * 1024 * 1024;
const memory = QueryMemory.open(QueryMemory.reserve(memoryBytes));
const types = [
  'bigint',
  'varchar',
  'double',
  'decimal(10,2)',
  'timestamp(3)',
  'array(row(x integer, y map(varchar, date)))',
  'varbinary',
  'boolean',
];
const columns = types.map((text, index): TextColumn => ({ name: `c${index}`, type: parseType(text), index }));

const formats: readonly (readonly [library: string, serde: Record<string, string>])[] = [
  ['org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe', { 'field.delim': ',', 'escape.delim': '\\' }],
  ['org.apache.hadoop.hive.serde2.OpenCSVSerde', {}],
  ['org.openx.data.jsonserde.JsonSerDe', {}],
  ['org.apache.hive.hcatalog.data.JsonSerDe', { 'ignore.malformed.json': 'true' }],
  ['org.apache.hadoop.hive.serde2.RegexSerDe', { 'input.regex': '(.)(.)(.)(.)(.)(.)(.)(.*)' }],
];

/** Reads all of a file; gives its rows or the error. */
function rowsOf(location: string, library: string, serde: Record<string, string>): number | LakeError {
  memory.reset(memoryBytes);
  const arena = new Arena(memory);
  memory.kernels.scratch_set!(0, 0);
  memory.refillScratch = (bytes) => {
    const size = Math.max(bytes >>> 0, 65_536);
    const start = arena.alloc(size);
    memory.kernels.scratch_set!(start, start + size);
  };
  const format = textFormat(library, serde, {})!;
  const file = openBlocking(location);
  let count = 0;
  try {
    for (const split of textSplits(file, format, columns.length, columns)) {
      const reader = new TextReader(memory, file, split, 5, compileRegexp);
      try {
        for (let batch = reader.read(arena); batch; batch = reader.read(arena)) {
          for (let row = 0; row < batch.rowCount; row++)
            for (const vector of batch.columns) readVectorValue(memory, vector, row);
          count += batch.rowCount;
        }
      } finally {
        reader.close();
      }
    }
    return count;
  } catch (error) {
    if (error instanceof LakeError && error.type !== 'INTERNAL_ERROR') return error;
    throw error;
  } finally {
    file.close();
    arena.release();
    expect(memory.usedBytes).toBe(0);
  }
}

// Pieces that mean something to one format or another.
const pieces = [
  '"',
  '\\',
  ',',
  '\n',
  '\r',
  '{',
  '}',
  '[',
  ']',
  ':',
  '"c0"',
  '"c5"',
  '1',
  '-',
  '.',
  'e',
  '2024-01-01',
  ' ',
  'null',
  'true',
  '\u0001',
  '\u0002',
  '\\u12',
  '{"c1":"',
  'é',
  '\0',
];
const texts = fc
  .array(
    fc.oneof(
      fc.constantFrom(...pieces).map((piece) => Buffer.from(piece)),
      fc.uint8Array({ maxLength: 3 }).map((bytes) => Buffer.from(bytes)),
    ),
    { maxLength: 60 },
  )
  .map((parts) => Buffer.concat(parts));

test.each(formats)('%s reads any bytes, or says what is wrong', async (library, serde) => {
  const location = join(folder, 'any');
  await fc.assert(
    fc.asyncProperty(texts, async (text) => {
      await writeFile(location, text);
      const outcome = rowsOf(location, library, serde);
      if (outcome instanceof LakeError) expect(['HIVE_BAD_DATA', 'HIVE_CURSOR_ERROR']).toContain(outcome.name);
    }),
    { numRuns: 300 },
  );
});

test('a line may be long, but not longer than Athena takes', async () => {
  const location = join(folder, 'long');
  const [library, serde] = formats[0]!;
  await writeFile(location, `${'x'.repeat(3_000_000)}\n1\n`);
  expect(rowsOf(location, library, serde)).toBe(2);
  await writeFile(location, 'x'.repeat(40_000_000));
  const outcome = rowsOf(location, library, serde) as LakeError;
  expect(['HIVE_BAD_DATA', 'EXCEEDED_LOCAL_MEMORY_LIMIT']).toContain(outcome.name);
});

test('a small file that holds much fails for memory', async () => {
  const location = join(folder, 'bomb.gz');
  const [library, serde] = formats[0]!;
  await writeFile(location, gzipSync(Buffer.alloc(50_000_000)));
  expect((rowsOf(location, library, serde) as LakeError).name).toBe('EXCEEDED_LOCAL_MEMORY_LIMIT');
});

test('deep JSON is refused', async () => {
  const location = join(folder, 'deep');
  await writeFile(location, `{"other": ${'['.repeat(100_000)}`);
  expect((rowsOf(location, ...formats[2]!) as LakeError).message).toContain('More than 200 levels');
});
