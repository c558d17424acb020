import { LeanClient } from './lean-client.js';
import { fetchPages } from './pages.js';
import { postOf } from './requests.js';

/** Short statements: the answers come from metadata that is in memory. */
export const shortStatements: readonly string[] = [
  'SELECT 1',
  "SELECT table_name FROM information_schema.tables WHERE table_schema = 'default'",
  "SELECT 1 + 2 AS x, upper('abc')",
  'SHOW SCHEMAS',
  'SELECT count(*), min(l_orderkey) FROM lineitem',
];

/** What a load of short statements took. */
export interface LoadTimes {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Sends statements over `clientCount` connections for some time, each as soon as its last is answered. @throws what an answer failed with */
export async function loadWith(
  port: number,
  clientCount: number,
  statements: readonly string[],
  seconds: number,
): Promise<LoadTimes> {
  const requests = statements.map((sql) => postOf('/v1/statement', sql));
  const times: number[] = [];
  const start = performance.now();
  const end = start + seconds * 1000;
  const client = async (_: unknown, index: number): Promise<void> => {
    const connection = await LeanClient.open(port);
    for (let turn = index; performance.now() < end; turn++) {
      const sent = performance.now();
      await fetchPages(connection, requests[turn % requests.length]!);
      times.push(performance.now() - sent);
    }
    connection.close();
  };
  await Promise.all(Array.from({ length: clientCount }, client));
  const perSecond = (times.length / (performance.now() - start)) * 1000;
  times.sort((a, b) => a - b);
  const quantile = (part: number): number => times[Math.min(times.length - 1, Math.floor(times.length * part))]!;
  return { perSecond, p50Ms: quantile(0.5), p99Ms: quantile(0.99) };
}
