import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TableFiles } from './engines/engine.js';
import { MeasuredEngine } from './measured-engine.js';

/** A write that both engines do; `to` is a folder that is not there yet. */
interface WriteCase {
  readonly id: string;
  readonly lakelet: (to: string, name: string) => string;
  readonly duckdb: (to: string) => string;
}

const month = "date_format(l_shipdate, '%Y-%m')";

/** CREATE TABLE AS against COPY … TO: all of lineitem, and by the 84 months of its ship dates. */
const cases: readonly WriteCase[] = [
  {
    id: 'lineitem',
    lakelet: (to, name) =>
      `CREATE TABLE ${name} WITH (external_location = '${to}', write_compression = 'ZSTD') AS SELECT * FROM lineitem`,
    duckdb: (to) => `COPY (SELECT * FROM lineitem) TO '${to}' (FORMAT parquet, COMPRESSION zstd)`,
  },
  {
    id: 'by month',
    lakelet: (to, name) =>
      `CREATE TABLE ${name} WITH (external_location = '${to}', write_compression = 'ZSTD', partitioned_by = ARRAY['m'])
       AS SELECT *, ${month} m FROM lineitem`,
    duckdb: (to) =>
      `COPY (SELECT *, strftime(l_shipdate, '%Y-%m') m FROM lineitem) TO '${to}' (FORMAT parquet, COMPRESSION zstd, PARTITION_BY (m))`,
  },
];

interface WriteOptions {
  readonly threads: number;
  readonly memory: string;
  readonly runs: number;
  readonly timeout: number;
}

interface Written {
  readonly ms: number;
  readonly bytes: number;
  readonly rows: string;
}

/** Writes the same rows here and with DuckDB in turns, and prints times and sizes. Gives whether the rows are the same. */
export async function benchWrites(tables: TableFiles[], options: WriteOptions): Promise<boolean> {
  const engineOptions = { threads: options.threads, memoryLimit: options.memory };
  const folder = await mkdtemp(join(tmpdir(), 'lakelet-bench-'));
  const lakelet = await MeasuredEngine.start('lakelet', engineOptions, tables);
  const duckdb = await MeasuredEngine.start('duckdb', engineOptions, tables);
  let areSame = true;
  try {
    for (const { id, ...sql } of cases) {
      const runs: { lakelet: Written; duckdb: Written }[] = [];
      for (let run = 0; run < options.runs; run++) {
        const place = join(folder, `${id.replaceAll(' ', '_')}_${run}`);
        const name = `written_${id.replaceAll(' ', '_')}_${run}`;
        const ours = await written(lakelet, sql.lakelet(`${place}.l`, name), `${place}.l`, duckdb, options);
        const theirs = await written(duckdb, sql.duckdb(`${place}.d`), `${place}.d`, duckdb, options);
        runs.push({ lakelet: ours, duckdb: theirs });
        areSame &&= ours.rows === theirs.rows;
      }
      console.log(line(id, runs));
    }
  } finally {
    await lakelet.close();
    await duckdb.close();
    await rm(folder, { recursive: true });
  }
  return areSame;
}

async function written(
  engine: MeasuredEngine,
  sql: string,
  to: string,
  reader: MeasuredEngine,
  { timeout }: WriteOptions,
): Promise<Written> {
  const { ms } = await engine.run(sql, timeout * 1000, false);
  const bytes = await sizeOf(to);
  const isFolder = (await stat(to)).isDirectory();
  const files = isFolder ? `${to}/**/*.parquet` : to;
  const facts = `SELECT count(*), sum(l_orderkey), sum(l_extendedprice), sum(length(l_comment)) FROM read_parquet('${files}', hive_partitioning = false)`;
  const { answer } = await reader.run(facts, timeout * 1000, true);
  await rm(to, { recursive: true });
  return { ms, bytes, rows: String(answer?.rows) };
}

async function sizeOf(path: string): Promise<number> {
  const found = await stat(path);
  if (!found.isDirectory()) return found.size;
  const sizes = (await readdir(path)).map((name) => sizeOf(join(path, name)));
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

function line(id: string, runs: readonly { lakelet: Written; duckdb: Written }[]): string {
  const median = (pick: (run: (typeof runs)[number]) => number): number =>
    runs.map(pick).sort((a, b) => a - b)[runs.length >> 1]!;
  const [ours, theirs] = [median((run) => run.lakelet.ms), median((run) => run.duckdb.ms)];
  const [ourBytes, theirBytes] = [median((run) => run.lakelet.bytes), median((run) => run.duckdb.bytes)];
  const time = `lakelet ${ours.toFixed(0)} ms, DuckDB ${theirs.toFixed(0)} ms, ratio ${(ours / theirs).toFixed(2)}`;
  const size = `${(ourBytes / 1e6).toFixed(1)} MB and ${(theirBytes / 1e6).toFixed(1)} MB, ratio ${(ourBytes / theirBytes).toFixed(3)}`;
  return `${id}: ${time}; ${size}`;
}
