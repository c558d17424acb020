import { readdirSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Lake } from '../../src/engine/lake.js';
import { type LakeServer, startServer } from '../../src/server/server.js';
import { parametric } from './trino-client.js';

let lake: Lake;
let server: LakeServer;
beforeAll(async () => {
  lake = await Lake.open(undefined, { threads: 1 });
  server = await startServer(lake, { port: 0, clientTimeoutMs: 2000, rateLimit: { requestsPerSecond: 1e6 } });
});
afterAll(async () => {
  await server.stop();
  await lake.close();
});

/** Makes numbers below `limit` that are the same in every run of a seed. */
function randomNumbers(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

const seed = Number(process.env.LAKELET_SEED ?? 7);
const clientCount = Number(process.env.LAKELET_CLIENTS_AT_ONCE ?? 40);
const soakMs = Number(process.env.LAKELET_SOAK_MS ?? 3000);

test(`clients that read, cancel and vanish leave nothing behind (${clientCount} of them)`, async () => {
  const random = randomNumbers(seed);
  const agent = new Agent({ keepAlive: true });
  // The tests' own fetch keeps one.
  const connectionsBefore = server.connectionCount;
  const failures: string[] = [];
  const ask = (method: string, path: string, sql = '', vanish = false): Promise<string> =>
    new Promise((resolve) => {
      const headers = { 'x-trino-user': 'u', ...parametric };
      const sent = request({ port: server.port, agent, method, path, headers }, (answer) => {
        if (answer.statusCode! >= 500) failures.push(`${answer.statusCode} ${method} ${path}`);
        let text = '';
        answer.on('data', (chunk) => {
          text += chunk;
        });
        answer.on('end', () => resolve(text));
        answer.on('error', () => resolve(''));
      });
      sent.on('error', () => resolve(''));
      sent.end(sql);
      if (vanish) setTimeout(() => sent.destroy(), random(20));
    });
  const statements = [
    'SELECT 1',
    'SELECT nope',
    "SELECT x, rpad('', 200, 'y') FROM UNNEST(sequence(1, 10000)) t(x)",
    'SHOW CATALOGS',
  ];
  const end = performance.now() + soakMs;
  const client = async (): Promise<void> => {
    while (performance.now() < end) {
      let text = await ask('POST', '/v1/statement', statements[random(statements.length)], random(10) === 0);
      for (;;) {
        const next = /"nextUri":"([^"]+)"/.exec(text.slice(0, 2000))?.[1];
        if (next === undefined) break;
        const path = new URL(next).pathname;
        if (random(5) === 0) {
          await ask('DELETE', path);
          break;
        }
        text = await ask('GET', path, '', random(10) === 0);
      }
    }
  };
  await Promise.all(Array.from({ length: clientCount }, client));
  agent.destroy();
  expect(failures).toEqual([]);
  await expect.poll(() => server.connectionCount, { timeout: 10_000 }).toBeLessThanOrEqual(connectionsBefore);
  const own = { headers: { 'x-trino-user': 'u' } };
  const open = async () => {
    const queries = (await (await fetch(`${server.url}/v1/query`, own)).json()) as { state: string }[];
    return queries.filter(({ state }) => state !== 'FINISHED' && state !== 'FAILED').length;
  };
  await expect.poll(open, { timeout: 20_000 }).toBe(0);
  if (process.platform === 'linux') expect(readdirSync('/proc/self/fd').length).toBeLessThan(200);
});
