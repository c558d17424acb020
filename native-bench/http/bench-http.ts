import { writeFile } from 'node:fs/promises';
import type { TableFiles } from '../engines/engine.js';
import { transferForms, transferOf } from './large-results.js';
import { MeasuredServer } from './measured-server.js';
import { loadWith, shortStatements } from './short-queries.js';

/** What the benchmark of the server is run with. */
export interface HttpBenchOptions {
  readonly threads: number;
  readonly memory: string;
  readonly runs: number;
  /** Only these rows of the table. */
  readonly queries?: readonly string[] | undefined;
  readonly json?: string | undefined;
}

/** One figure, and the bound that it must keep. */
interface Figure {
  readonly id: string;
  readonly values: Readonly<Record<string, number>>;
  readonly must: string;
}

const clientCounts = { one: 1, many: 64 };
const warmUpSeconds = 2;
const loadSeconds = 4;
const musts: Readonly<Record<string, string>> = { trino: '≥ 20 MB/s', arrow: '≥ 300 MB/s' };
const blockMust = 'block ≤ 20 ms';

/** Measures a server in its own process from this one, over connections that are kept; prints a table. */
export async function benchHttp(tables: TableFiles[], options: HttpBenchOptions): Promise<void> {
  const wanted = (id: string): boolean => options.queries?.includes(id) ?? true;
  const server = await MeasuredServer.start({ threads: options.threads, memory: options.memory, tables });
  const figures: Figure[] = [];
  const add = (figure: Figure): void => {
    figures.push(figure);
    console.log(line(figure));
  };
  try {
    if (wanted('one')) add(await latency(server));
    if (wanted('many')) add(await throughput(server));
    for (const form of transferForms.filter(wanted)) {
      const { bytes, megabytesPerSecond, blockMs, ownBlockMs } = await transferOf(form, server, options.runs);
      const must = [musts[form], blockMust].filter(Boolean).join(', ');
      add({
        id: form,
        values: { megabytes: bytes / 1e6, 'MB/s': megabytesPerSecond, ...blocks(blockMs, ownBlockMs) },
        must,
      });
    }
  } finally {
    await server.close();
  }
  if (options.json !== undefined)
    await writeFile(options.json, `${JSON.stringify({ name: 'http', options, figures }, null, 2)}\n`);
}

async function latency(server: MeasuredServer): Promise<Figure> {
  await loadWith(server.port, clientCounts.one, ['SELECT 1'], warmUpSeconds);
  const { p50Ms, p99Ms } = await loadWith(server.port, clientCounts.one, ['SELECT 1'], loadSeconds);
  return { id: 'one', values: { 'p50 ms': p50Ms, 'p99 ms': p99Ms }, must: '≤ 3 and 10 ms' };
}

async function throughput(server: MeasuredServer): Promise<Figure> {
  await loadWith(server.port, clientCounts.many, shortStatements, warmUpSeconds);
  await server.look();
  const { perSecond, p50Ms, p99Ms } = await loadWith(server.port, clientCounts.many, shortStatements, loadSeconds);
  const { cpuMs, blockMs, ownBlockMs, rss } = await server.look();
  const values = {
    'queries/s': perSecond,
    'p50 ms': p50Ms,
    'p99 ms': p99Ms,
    'server CPU ms/query': cpuMs / (perSecond * loadSeconds),
    ...blocks(blockMs, ownBlockMs),
    'RSS MiB': rss / 2 ** 20,
  };
  return { id: 'many', values, must: '≥ 1,500 queries/s' };
}

const blocks = (blockMs: number, ownBlockMs: number | undefined): Record<string, number> => ({
  'block ms': blockMs,
  ...(ownBlockMs === undefined ? {} : { 'of it own ms': ownBlockMs }),
});

const line = ({ id, values, must }: Figure): string => {
  const shown = Object.entries(values).map(([name, value]) => `${value.toFixed(value < 100 ? 2 : 0)} ${name}`);
  return `${id.padEnd(8)} ${shown.join(', ')} (must: ${must})`;
};
