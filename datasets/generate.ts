import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import type { DataSet, DataSetOptions } from './data-set.js';
import { sqlText } from './random.js';

/** Names the codecs that files are written in. */
export type Codec = 'zstd' | 'snappy';

/** Chooses what is generated and where it goes. */
export interface GenerateOptions extends DataSetOptions {
  readonly codec: Codec;
  /** The folder of the files; without it they go under the cache. */
  readonly out?: string | undefined;
  readonly threads?: number | undefined;
}

const rowGroupRows = 122_880;
const completeMark = 'complete.json';

/** Returns the folder of generated files: LAKELET_CACHE, or `.cache` beside the project's package.json. */
export function cacheFolder(): string {
  return process.env.LAKELET_CACHE ?? fileURLToPath(new URL('../../.cache', import.meta.url));
}

/**
 * Writes the tables of a data set as one Parquet file each and returns their folder.
 * A complete folder of the same name, scale, codec and seed is used again.
 */
export async function generate(dataSet: DataSet, options: GenerateOptions): Promise<string> {
  const label = `${dataSet.name}-${dataSet.label(options)}-${options.codec}-seed${options.seed}`;
  const folder = options.out ?? join(cacheFolder(), label);
  if (existsSync(join(folder, completeMark))) return folder;
  // Written beside and renamed, so that two processes that want the same files do not see half of them.
  const unfinished = `${folder}.${process.pid}.unfinished`;
  await mkdir(unfinished, { recursive: true });
  try {
    await writeTables(dataSet, options, unfinished);
    await writeFile(join(unfinished, completeMark), `${JSON.stringify({ label })}\n`);
    await publish(unfinished, folder);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return folder;
}

/** Returns the path of every table of a generated folder, by name. */
export async function tableFiles(folder: string): Promise<Map<string, string>> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.parquet')).sort();
  return new Map(names.map((name) => [name.slice(0, -'.parquet'.length), join(folder, name)]));
}

async function writeTables(dataSet: DataSet, options: GenerateOptions, folder: string): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:');
  try {
    const connection = await instance.connect();
    await connection.run(`SET threads = ${options.threads ?? 2}`);
    // Joins as written, the large table on the left: it is the probe side, so its order is that of the file.
    await connection.run("SET disabled_optimizers = 'join_order,build_side_probe_side'");
    for (const statement of dataSet.prepare(options)) await connection.run(statement);
    const pathOf = (table: string): string => join(folder, `${table}.parquet`);
    for (const { name, select } of dataSet.tables(options)) {
      const target = sqlText(pathOf(name));
      const form = `FORMAT parquet, CODEC '${options.codec}', ROW_GROUP_SIZE ${rowGroupRows}`;
      await connection.run(`COPY (${select(pathOf)}) TO ${target} (${form})`);
    }
    connection.closeSync();
  } finally {
    instance.closeSync();
  }
}

async function publish(unfinished: string, folder: string): Promise<void> {
  if (existsSync(folder)) {
    // An --out folder may exist already: move the files into it, the mark last.
    const names = (await readdir(unfinished)).sort((a, b) => Number(a === completeMark) - Number(b === completeMark));
    for (const name of names) await rename(join(unfinished, name), join(folder, name));
    return;
  }
  await rename(unfinished, folder);
}
