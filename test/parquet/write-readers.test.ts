import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Lake } from '../../src/index.js';

// Neither package has types that our compiler can read.
const load = createRequire(import.meta.url);
const wasmPath: string = 'parquet-wasm/esm';
let readParquet: (bytes: Uint8Array) => { intoIPCStream(): Uint8Array };
const { ParquetReader } = load('parquetjs-lite') as {
  ParquetReader: {
    openFile(path: string): Promise<{
      getCursor(): { next(): Promise<Record<string, unknown> | null> };
      close(): Promise<void>;
    }>;
  };
};

const rowCount = 5000;
const digits = 'CROSS JOIN UNNEST(sequence(0, 9))';
const numbers = `(SELECT a * 1000 + b * 100 + c * 10 + d i FROM UNNEST(sequence(0, 4)) t(a) ${digits} u(b) ${digits} v(c) ${digits} w(d))`;
const flat = `i, IF(i % 7 = 0, NULL, i * 3) big, CAST(i % 100 AS integer) few, i % 3 = 0 flag, i / 8e0 wide, CAST(i AS real) / 4 single,
  IF(i % 5 = 0, NULL, 'text number ' || CAST(i AS varchar)) long, CAST(i % 10 AS varchar) short, CAST(CAST(i AS varchar) AS varbinary) bytes`;
const rest = `CAST(i AS decimal(7,2)) / 4 d7, CAST(i AS decimal(30,5)) d30, date_add('day', i, DATE '1990-01-01') day,
  date_add('millisecond', i, TIMESTAMP '2001-02-03 04:05:06.007') millis, IF(i % 4 = 0, NULL, ARRAY[i, NULL]) list,
  CAST(ROW(i, 'x') AS ROW(a bigint, b varchar)) object, MAP(ARRAY['k', 'l'], ARRAY[i, NULL]) pairs`;

let folder: string;
let lake: Lake;
const rows = async (sql: string): Promise<unknown[][]> => (await (await lake.query(sql)).toArrays()) as unknown[][];

beforeAll(async () => {
  const wasm = (await import(wasmPath)) as {
    readParquet: typeof readParquet;
    initSync(given: { readonly module: Uint8Array }): void;
  };
  wasm.initSync({ module: await readFile(load.resolve('parquet-wasm/esm/parquet_wasm_bg.wasm')) });
  readParquet = wasm.readParquet;
  folder = await mkdtemp(join(tmpdir(), 'lakelet-write-readers-'));
  lake = await Lake.open(join(folder, 'lake'), { threads: 1 });
});

afterAll(async () => {
  await lake.close();
  await rm(folder, { recursive: true });
});

/** Reads an Arrow value as text that is the same for each reader. */
const plain = (value: unknown): unknown =>
  JSON.stringify(value, (_, part: unknown) => {
    if (typeof part === 'bigint') return `${part}`;
    return part instanceof Uint8Array || part instanceof Uint32Array ? [...part] : part;
  });

describe('readers of others', () => {
  for (const codec of ['NONE', 'SNAPPY', 'GZIP', 'ZSTD', 'LZ4'])
    test(`parquet-wasm reads the same: ${codec}`, async () => {
      const name = `wasm_${codec.toLowerCase()}`;
      await rows(
        `CREATE TABLE ${name} WITH (write_compression = '${codec}', row_group_rows = 1500) AS SELECT ${flat}, ${rest} FROM ${numbers} ORDER BY i`,
      );
      const [[path]] = (await rows(`SELECT max("$path") FROM ${name}`)) as [[string]];
      const theirs = tableFromIPC(readParquet(await readFile(path)).intoIPCStream());
      const mine = await (await lake.query(`SELECT * FROM ${name}`)).toArrow();
      expect(theirs.numRows).toBe(rowCount);
      for (const field of mine.schema.fields) {
        const [left, right] = [mine.getChild(field.name)!, theirs.getChild(field.name)!];
        for (let row = 0; row < rowCount; row += 13)
          expect([field.name, row, plain(right.get(row))]).toEqual([field.name, row, plain(left.get(row))]);
      }
    }, 60_000);

  for (const codec of ['UNCOMPRESSED', 'SNAPPY', 'GZIP'])
    test(`parquetjs-lite reads flat columns of the first version of the format: ${codec}`, async () => {
      const name = `flat_${codec.toLowerCase()}`;
      await rows(
        `CREATE EXTERNAL TABLE ${name} (i bigint, big bigint, few int, flag boolean, wide double, single float, long string, short string, bytes binary)
         STORED AS PARQUET LOCATION '${folder}/lake/${name}'
         TBLPROPERTIES ('parquet.compression' = '${codec}', 'parquet.enable.dictionary' = 'false', 'parquet.writer.version' = 'v1')`,
      );
      await rows(`INSERT INTO ${name} SELECT ${flat} FROM ${numbers}`);
      const [[path]] = (await rows(`SELECT max("$path") FROM ${name}`)) as [[string]];
      const reader = await ParquetReader.openFile(path);
      const cursor = reader.getCursor();
      const mine = await (await lake.query(`SELECT * FROM ${name}`)).toArray();
      expect(mine.length).toBe(rowCount);
      for (const row of mine) {
        const theirs = (await cursor.next())!;
        for (const [column, value] of Object.entries(row)) {
          const read = theirs[column];
          if (value === null) expect(read ?? null).toBeNull();
          else if (typeof value === 'bigint') expect(BigInt(read as number)).toBe(value);
          else if (value instanceof Uint8Array) expect([...(read as Uint8Array)]).toEqual([...value]);
          else expect(read instanceof Uint8Array ? read.toString() : read).toBe(value);
        }
      }
      expect(await cursor.next()).toBeNull();
      await reader.close();
    }, 60_000);
});
