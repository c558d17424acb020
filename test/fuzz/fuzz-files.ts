import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sqlText } from '../../datasets/random.js';
import { openDuckdb } from '../../native-bench/engines/duckdb.js';

/** Holds a small Parquet file to damage. */
export interface FuzzFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const flat = `SELECT i::INTEGER AS i, (i * 7919)::BIGINT AS n, i / 8.0::DOUBLE AS v, 'row ' || i % 17 AS s,
  CASE WHEN i % 5 = 0 THEN NULL ELSE repeat('x', (i % 40)::INTEGER) END AS u, (i % 1000 / 100.0)::DECIMAL(10,2) AS m,
  DATE '2020-01-01' + (i % 400)::INTEGER AS d, TIMESTAMP '2020-01-01 00:00:00' + to_seconds(i) AS t, i % 3 = 0 AS b
  FROM range(0, ROWS) AS r(i)`;
const nested = `SELECT i::INTEGER AS i, CASE WHEN i % 4 = 0 THEN NULL ELSE range(0, i % 5) END AS l,
  {'x': i, 'y': 'name ' || i % 9} AS o, MAP {'k' || i % 3: i} AS p FROM range(0, ROWS) AS r(i)`;

const sources: readonly (readonly [name: string, select: string, rows: number, options: string])[] = [
  ['flat snappy', flat, 700, "CODEC 'snappy'"],
  ['flat zstd', flat, 700, "CODEC 'zstd'"],
  ['flat plain', flat, 300, "CODEC 'uncompressed', PARQUET_VERSION v1"],
  ['flat v2', flat, 300, "CODEC 'zstd', PARQUET_VERSION v2"],
  ['many row groups', flat, 5000, "CODEC 'snappy', ROW_GROUP_SIZE 2048"],
  ['gzip', flat, 200, "CODEC 'gzip'"],
  ['nested', nested, 300, "CODEC 'zstd'"],
];

/** Writes the files with DuckDB and returns their bytes. */
export async function fuzzFiles(): Promise<FuzzFile[]> {
  const folder = await mkdtemp(join(tmpdir(), 'lakelet-fuzz-'));
  const duckdb = await openDuckdb({ threads: 1 });
  try {
    const files: FuzzFile[] = [];
    for (const [name, select, rows, options] of sources) {
      const path = join(folder, `${name.replaceAll(' ', '-')}.parquet`);
      await duckdb.query(
        `COPY (${select.replace('ROWS', String(rows))}) TO ${sqlText(path)} (FORMAT parquet, ${options})`,
      );
      files.push({ name, bytes: new Uint8Array(await readFile(path)) });
    }
    return files;
  } finally {
    await duckdb.close();
    await rm(folder, { recursive: true });
  }
}
