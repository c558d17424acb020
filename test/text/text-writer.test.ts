import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compileRegexp } from '../../src/functions/scalar/regexp/regexp-program.js';
import { openBlocking } from '../../src/storage/local-file.js';
import { textFormat } from '../../src/text/text-format.js';
import { TextReader } from '../../src/text/text-reader.js';
import { textSplits } from '../../src/text/text-split.js';
import { TextFileWriter } from '../../src/text/write/text-file-writer.js';
import {
  arrayType,
  BIGINT,
  BOOLEAN,
  DATE,
  DOUBLE,
  decimalType,
  INTEGER,
  mapType,
  REAL,
  rowType,
  type SqlType,
  timestampType,
  VARBINARY,
  VARCHAR,
} from '../../src/types/sql-type.js';
import type { SqlValue } from '../../src/types/sql-value.js';
import { Arena } from '../../src/vector/arena.js';
import { QueryMemory } from '../../src/vector/query-memory.js';
import { constantVector, readVectorValue } from '../../src/vector/slot-value.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lakelet-text-writer-'));
});
afterAll(() => rm(folder, { recursive: true }));

const memoryBytes = 32 * 1024 * 1024;
const memory = QueryMemory.open(QueryMemory.reserve(memoryBytes));

const columns: readonly (readonly [name: string, type: SqlType, values: fc.Arbitrary<SqlValue>])[] = [
  ['b', BOOLEAN, fc.boolean()],
  ['i', INTEGER, fc.integer()],
  ['l', BIGINT, fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n)],
  ['r', REAL, fc.float({ noNaN: true }).map((value) => value + 0)],
  ['d', DOUBLE, fc.double({ noNaN: true }).map((value) => value + 0)],
  ['m', decimalType(20, 3), fc.bigInt(-(10n ** 20n) + 1n, 10n ** 20n - 1n)],
  ['s', VARCHAR, fc.string({ unit: 'binary' }).map((text) => text.replace(/\p{Cs}/gu, ''))],
  ['t', timestampType(3), fc.integer({ min: -1e12, max: 4e12 }).map((millis) => BigInt(millis) * 1000n)],
  ['e', DATE, fc.integer({ min: -100_000, max: 100_000 })],
  ['v', VARBINARY, fc.uint8Array({ minLength: 1, maxLength: 20 }).map((bytes) => new Uint8Array(bytes))],
  // An array of one NULL is written as NULL is.
  ['a', arrayType(INTEGER), fc.array(fc.option(fc.integer()), { minLength: 2 })],
  [
    'o',
    mapType(VARCHAR, DOUBLE),
    fc.uniqueArray(fc.tuple(fc.stringMatching(/^[a-z]{1,3}$/), fc.integer()), { selector: ([key]) => key }),
  ],
  [
    'w',
    rowType([
      { name: 'x', type: INTEGER },
      { name: 'y', type: arrayType(VARCHAR) },
    ]),
    fc.tuple(
      fc.option(fc.integer()),
      fc.array(fc.stringMatching(/^[a-z]+$/), { minLength: 1 }),
    ) as fc.Arbitrary<SqlValue>,
  ],
];

async function roundTrip(
  rows: readonly (readonly SqlValue[])[],
  library: string,
  serde: Record<string, string>,
  isPacked: boolean,
) {
  memory.reset(memoryBytes);
  const arena = new Arena(memory);
  const format = textFormat(library, serde, {})!;
  const chunks: Uint8Array[] = [];
  const wanted = columns.map(([name, type], index) => ({ name, type, index }));
  const options = { format, compression: isPacked ? ('gzip' as const) : ('none' as const), fileBytes: 1e9 };
  const writer = new TextFileWriter(memory, { append: (bytes) => chunks.push(bytes) }, wanted, options);
  for (const row of rows) {
    const vectors = row.map((value, index) =>
      constantVector(memory, columns[index]![1], value, (bytes) => arena.alloc(bytes)),
    );
    writer.append(vectors, 0, 1);
  }
  writer.close();
  const location = join(folder, isPacked ? 'x.gz' : 'x');
  await writeFile(location, Buffer.concat(chunks));
  const file = openBlocking(location);
  const read: SqlValue[][] = [];
  for (const split of textSplits(file, format, columns.length, wanted)) {
    const reader = new TextReader(memory, file, split, 7, compileRegexp);
    for (let batch = reader.read(arena); batch; batch = reader.read(arena))
      for (let row = 0; row < batch.rowCount; row++)
        read.push(batch.columns.map((vector) => readVectorValue(memory, vector, row)));
    reader.close();
  }
  file.close();
  return read;
}

const rowsOf = fc.array(fc.tuple(...columns.map(([, , values]) => fc.option(values))), { maxLength: 20 });
const lazySimple = 'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe';

test.each([
  ['delimited', lazySimple, { 'field.delim': ',', 'escape.delim': '\\' }, false],
  ['delimited and gzip', lazySimple, { 'escape.delim': '\\' }, true],
  ['JSON', 'org.apache.hive.hcatalog.data.JsonSerDe', {}, false],
])('what is written as %s is read back', async (_, library, serde, isPacked) => {
  await fc.assert(
    fc.asyncProperty(rowsOf, async (rows) => {
      expect(await roundTrip(rows as SqlValue[][], library, serde, isPacked)).toEqual(rows);
    }),
    { numRuns: 60 },
  );
});

test('formats that are only read are refused', () => {
  const format = textFormat('org.apache.hadoop.hive.serde2.OpenCSVSerde', {}, {})!;
  expect(
    () => new TextFileWriter(memory, { append: () => undefined }, [], { format, compression: 'none', fileBytes: 1 }),
  ).toThrow('only read');
});
