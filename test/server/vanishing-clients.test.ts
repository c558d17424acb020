import { Agent, request } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MeasuredServer } from '../../native-bench/http/measured-server.js';
import type { ProcessLook } from '../../native-bench/http/server-process.js';
import { parametric } from './trino-client.js';

const seed = Number(process.env.LAKELET_SEED ?? 7);
const clientCount = Number(process.env.LAKELET_CLIENTS_AT_ONCE ?? 40);
const soakMs = Number(process.env.LAKELET_SOAK_MS ?? 3000);
const lookMs = 1000;
const tellMs = 60_000;
/** A run this long shows whether memory grows; shorter ones are still warming up. */
const flatnessMs = 50_000;
const warmUpPart = 0.4;
const growthMax = 0.1;

// In a process of its own: what its memory and descriptors are is the server's alone.
let server: MeasuredServer;
beforeAll(async () => {
  server = await MeasuredServer.start({ threads: 1, memory: '1GiB', tables: [], server: { clientTimeoutMs: 2000 } });
});
afterAll(() => server.close());

/** Makes numbers below `limit` that are the same in every run of a seed. */
function randomNumbers(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

/** Fits a line to measurements at even distances; gives how much it rises over all of them, as a part of their mean. */
function growthOf(measured: readonly number[]): number {
  const mean = measured.reduce((sum, value) => sum + value, 0) / measured.length;
  const middle = (measured.length - 1) / 2;
  const [up, across] = measured.reduce(
    ([sum, squares], value, at) => [sum + (at - middle) * (value - mean), squares + (at - middle) ** 2],
    [0, 0],
  );
  return ((up! / across!) * measured.length) / mean;
}

test('growth is told from noise', () => {
  const noise = Array.from({ length: 100 }, (_, at) => 100 + (at % 7));
  expect(Math.abs(growthOf(noise))).toBeLessThan(0.02);
  expect(growthOf(noise.map((value, at) => value + at / 4))).toBeGreaterThan(0.15);
});

/** Looks at the server each second until the end; tells of it each minute. */
async function watched(end: number): Promise<readonly ProcessLook[]> {
  const looks: ProcessLook[] = [];
  let tellAt = performance.now();
  while (performance.now() < end) {
    const look = await server.look();
    looks.push(look);
    if (soakMs >= flatnessMs && performance.now() >= tellAt) {
      tellAt += tellMs;
      const inMebibytes = ['rss', 'heapUsed', 'external', 'arrayBuffers'] as const;
      const memory = inMebibytes.map((name) => `${name} ${(look[name] / 2 ** 20).toFixed(0)} MiB`);
      const { descriptors, connections, statements } = look;
      const open = `${descriptors} descriptors, ${connections} connections, ${statements} statements`;
      console.log(`${new Date().toISOString()} ${memory.join(', ')}, ${open}`);
    }
    await new Promise((wake) => setTimeout(wake, lookMs));
  }
  return looks;
}

test(`clients that read, cancel and vanish leave nothing behind (${clientCount} of them)`, {
  timeout: soakMs + 120_000,
}, async () => {
  const random = randomNumbers(seed);
  const agent = new Agent({ keepAlive: true });
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
  // As many threads as there will be begin now, and stay.
  await Promise.all(Array.from({ length: clientCount }, (_, at) => ask('POST', '/v1/statement', statements[at % 4])));
  agent.destroy();
  await expect.poll(async () => (await server.look()).statements, { timeout: 20_000 }).toBe(0);
  // Threads and files of the first statements stay.
  const before = await server.look();
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
  const [looks] = await Promise.all([watched(end), ...Array.from({ length: clientCount }, client)]);
  agent.destroy();
  expect(failures).toEqual([]);
  await expect.poll(async () => (await server.look()).connections, { timeout: 10_000 }).toBe(0);
  await expect.poll(async () => (await server.look()).statements, { timeout: 20_000 }).toBe(0);
  expect((await server.look()).descriptors).toBeLessThanOrEqual(before.descriptors + 5);
  if (soakMs >= flatnessMs) {
    const resident = looks.slice(Math.floor(looks.length * warmUpPart)).map(({ rss }) => rss);
    expect(growthOf(resident)).toBeLessThan(growthMax);
  }
});
