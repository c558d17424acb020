#!/usr/bin/env node
import { writeFile } from 'node:fs/promises';
import { Command, Option } from 'commander';
import { type Codec, generate, tableFiles } from '../datasets/generate.js';
import { dataSetNamed } from '../datasets/registry.js';
import type { TableFiles } from './engines/engine.js';
import { benchHttp } from './http/bench-http.js';
import { type Measurement, measure } from './measure.js';
import { MeasuredEngine } from './measured-engine.js';
import { suiteNamed, suites } from './queries/registry.js';
import type { BenchQuery } from './queries/suite.js';
import { heading, queryLine, scaling, summary, type ThreadsReport } from './report.js';
import { benchRestricted } from './restricted.js';
import { benchTexts } from './text.js';
import { benchWrites } from './writes.js';

interface Options {
  scale: number;
  rows: number;
  seed: number;
  codec: Codec;
  threads: number[];
  memory: string;
  pageCache?: string;
  planCache: boolean;
  against: 'duckdb' | 'none';
  queries?: string[];
  runs: number;
  timeout: number;
  files?: string;
  json?: string;
}

const list = (text: string): string[] => text.split(',');

/** What is measured over the tables of TPC-H by more than queries; gives false where answers differ. */
const tableBenches = { write: benchWrites, restricted: benchRestricted, text: benchTexts, http: benchHttp };

const isTableBench = (name: string): name is keyof typeof tableBenches => Object.hasOwn(tableBenches, name);

await new Command('bench')
  .description('Runs the same queries here and on DuckDB over the same files, in turns, and compares the answers.')
  .argument('<suite>', [...suites.map((suite) => suite.name), ...Object.keys(tableBenches)].join(' | '))
  .option('--scale <factor>', 'scale factor of the tables', Number, 1)
  .option('--rows <count>', 'rows of hits, or of the text files', Number, 1_000_000)
  .option('--seed <number>', 'seed of the data', Number, 1)
  .addOption(new Option('--codec <codec>', 'compression of the files').choices(['zstd', 'snappy']).default('zstd'))
  .option('--threads <counts>', 'threads of each engine; several are compared', (text) => list(text).map(Number), [2])
  .option('--memory <size>', "each engine's memory limit", '2GiB')
  .option('--page-cache <size>', "lakelet's cache of decompressed pages; 0 for none, its own default if absent")
  .option('--no-plan-cache', 'plan each run of a query anew')
  .addOption(new Option('--against <engine>', 'the engine beside ours').choices(['duckdb', 'none']).default('duckdb'))
  .option('--queries <ids>', 'only these queries', list)
  .option('--runs <count>', 'measured runs of each query, after one warm-up', Number, 5)
  .option('--timeout <seconds>', 'longest time of one run', Number, 60)
  .option('--files <folder>', 'Parquet files to use instead of generated ones, one a table')
  .option('--json <file>', 'write all numbers to a file')
  .action(bench)
  .parseAsync();

async function bench(name: string, options: Options): Promise<void> {
  if (isTableBench(name)) return benchOfTables(name, options);
  const suite = suiteNamed(name);
  const queries = suite.queries();
  if (typeof queries === 'string') {
    console.log(`skipped: ${queries}`);
    return;
  }
  const wanted = queries.filter(({ id }) => options.queries?.includes(id) ?? true);
  const folder = options.files ?? (await generate(dataSetNamed(suite.dataSet), { ...options, threads: undefined }));
  const tables = [...(await tableFiles(folder))].map(([table, files]) => ({ name: table, files }));
  console.log(`${name}: ${wanted.length} queries, ${options.runs} runs each, files in ${folder}`);
  const reports: ThreadsReport[] = [];
  for (const threads of options.threads) {
    console.log(`\n${threads} ${threads === 1 ? 'thread' : 'threads'}\n${heading()}`);
    const report = await measureAll(wanted, tables, threads, options);
    console.log(summary(report));
    reports.push(report);
  }
  if (reports.length > 1) console.log(`\n${scaling(reports)}`);
  if (options.json !== undefined)
    await writeFile(options.json, `${JSON.stringify({ name, options, reports }, null, 2)}\n`);
  if (reports.some(({ measurements }) => measurements.some(({ problem }) => problem !== undefined)))
    process.exitCode = 1;
}

async function benchOfTables(name: keyof typeof tableBenches, options: Options): Promise<void> {
  const folder = options.files ?? (await generate(dataSetNamed('tpch'), { ...options, threads: undefined }));
  const tables = [...(await tableFiles(folder))].map(([table, files]) => ({ name: table, files }));
  console.log(`${name}: ${options.runs} runs each, files in ${folder}`);
  for (const threads of options.threads) {
    console.log(`\n${threads} ${threads === 1 ? 'thread' : 'threads'}`);
    if ((await tableBenches[name](tables, { ...options, threads })) === false) process.exitCode = 1;
  }
}

async function measureAll(
  queries: readonly BenchQuery[],
  tables: TableFiles[],
  threads: number,
  { against, memory, pageCache, planCache, runs, timeout }: Options,
): Promise<ThreadsReport> {
  const engineOptions = {
    threads,
    memoryLimit: memory,
    settings: { plan_cache_enabled: planCache },
    ...(pageCache === undefined ? {} : { pageCache }),
  };
  const lakelet = await MeasuredEngine.start('lakelet', engineOptions, tables);
  const duckdb = against === 'duckdb' ? await MeasuredEngine.start('duckdb', engineOptions, tables) : undefined;
  const measurements: Measurement[] = [];
  for (const query of queries) {
    const measurement = await measure(query, lakelet, duckdb, { runs, timeoutMs: timeout * 1000 });
    console.log(queryLine(measurement));
    measurements.push(measurement);
  }
  const lakeletPeakRssBytes = await lakelet.close();
  return { threads, measurements, lakeletPeakRssBytes, duckdbPeakRssBytes: (await duckdb?.close()) ?? 0 };
}
