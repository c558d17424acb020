import { LeanClient } from './lean-client.js';
import type { LoopBlocks } from './loop-probe.js';
import type { MeasuredServer } from './measured-server.js';
import { fetchPages } from './pages.js';
import { postOf } from './requests.js';

const rowCount = 1_000_000;
/** A number, a decimal, a date, a text that repeats and one that does not. */
const sql = `SELECT l_orderkey, l_extendedprice, l_shipdate, l_shipmode, l_comment FROM lineitem LIMIT ${rowCount}`;
const request = postOf('/v1/statement', sql);

/** What a large result took in one form. */
export interface TransferTime extends LoopBlocks {
  readonly form: string;
  readonly bytes: number;
  readonly megabytesPerSecond: number;
}

/** Names the forms that results are fetched in: pages of Trino's protocol, and those of `/query`. */
export const transferForms: readonly string[] = ['trino', 'arrow', 'json', 'ndjson', 'csv', 'parquet'];

/** Fetches a million rows of five columns, after one warm-up; gives the median time, and the longest block of all runs. */
export async function transferOf(form: string, server: MeasuredServer, runs: number): Promise<TransferTime> {
  const client = await LeanClient.open(server.port);
  const fetchOnce = (): Promise<number> => (form === 'trino' ? fetchPages(client, request) : fetchWhole(client, form));
  await checkRows(form, client);
  await server.look();
  const rates: number[] = [];
  let bytes = 0;
  const looks: LoopBlocks[] = [];
  for (let run = 0; run < runs; run++) {
    const start = performance.now();
    bytes = await fetchOnce();
    rates.push(bytes / 1000 / (performance.now() - start));
    looks.push(await server.look());
  }
  client.close();
  const megabytesPerSecond = rates.sort((a, b) => a - b)[rates.length >> 1]!;
  return { form, bytes, megabytesPerSecond, ...longestOf(looks) };
}

async function fetchWhole(client: LeanClient, form: string, take = (_: Buffer): void => undefined): Promise<number> {
  let bytes = 0;
  await client.send(postOf(`/query?format=${form}`, sql), (piece) => {
    bytes += piece.length;
    take(piece);
  });
  return bytes;
}

function longestOf(looks: readonly LoopBlocks[]): LoopBlocks {
  const own = looks.flatMap(({ ownBlockMs }) => ownBlockMs ?? []);
  const blockMs = Math.max(...looks.map((look) => look.blockMs));
  return { blockMs, ownBlockMs: own.length === 0 ? undefined : Math.max(...own) };
}

/** Checks that all rows come, where they can be counted without reading them. @throws Error */
async function checkRows(form: string, client: LeanClient): Promise<void> {
  let rows = 0;
  if (form === 'trino')
    await fetchPages(client, request, (page) => {
      for (let at = page.indexOf('],['); at >= 0; at = page.indexOf('],[', at + 1)) rows++;
      if (page.includes('"data":[[')) rows++;
    });
  else if (form === 'csv' || form === 'ndjson') {
    const lines = { count: 0 };
    await fetchWhole(client, form, (piece) => {
      for (let at = piece.indexOf(10); at >= 0; at = piece.indexOf(10, at + 1)) lines.count++;
    });
    rows = form === 'csv' ? lines.count - 1 : lines.count;
  } else {
    await fetchWhole(client, form);
    return;
  }
  if (rows !== rowCount) throw new Error(`${rows} rows came as ${form}, not ${rowCount}`);
}
