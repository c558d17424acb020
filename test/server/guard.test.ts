import { request } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Lake } from '../../src/engine/lake.js';
import { boundedPattern } from '../../src/server/rules/bounded-pattern.js';
import { AddressSet } from '../../src/server/rules/client-address.js';
import { RateLimit } from '../../src/server/rules/rate-limit.js';
import { RecentRequests } from '../../src/server/rules/recent-requests.js';
import { isBlocked, readRequestRules } from '../../src/server/rules/request-rule.js';
import { type LakeServer, startServer } from '../../src/server/server.js';
import type { ServerOptions } from '../../src/server/server-options.js';

let lake: Lake;
let server: LakeServer | undefined;
beforeAll(async () => {
  lake = await Lake.open();
});
afterEach(async () => {
  await server?.stop();
  server = undefined;
});
afterAll(() => lake.close());

const start = async (options: ServerOptions = {}): Promise<void> => {
  server = await startServer(lake, { port: 0, ...options });
};

/** Sends what fetch would not let us say. */
const send = (headers: Record<string, string>, { method = 'POST', path = '/query?format=csv' } = {}): Promise<number> =>
  new Promise((resolve, reject) => {
    const sent = request({ port: server!.port, host: '127.0.0.1', method, path, headers }, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode!));
    });
    sent.once('error', reject);
    sent.end(method === 'GET' ? undefined : 'SELECT 1');
  });

describe('web pages', () => {
  test('a name that is not ours is refused', async () => {
    await start({ allowedHosts: ['lake.example'] });
    expect(await send({ host: 'evil.example' })).toBe(421);
    expect(await send({ host: 'localhost.evil.example:8080' })).toBe(421);
    for (const host of ['localhost:8080', '127.0.0.1', '[::1]:8080', 'lake.example', 'LAKE.example:80'])
      expect(await send({ host })).toBe(200);
  });

  test('a page of another origin needs to be allowed', async () => {
    await start({ allowedOrigins: ['https://console.example'] });
    const own = `127.0.0.1:${server!.port}`;
    const custom = { 'x-lakelet-request': '1' };
    expect(await send({ origin: 'https://evil.example', ...custom })).toBe(403);
    expect(await send({ origin: 'null', ...custom })).toBe(403);
    expect(await send({ 'sec-fetch-site': 'cross-site', ...custom })).toBe(403);
    expect(await send({ origin: 'https://console.example', ...custom })).toBe(200);
    expect(await send({ origin: `http://${own}`, host: own, ...custom })).toBe(200);
  });

  test('what changes something needs a header that a page cannot send unasked', async () => {
    await start({ allowedOrigins: ['https://console.example'] });
    const origin = 'https://console.example';
    expect(await send({ origin })).toBe(403);
    expect(await send({ origin, 'content-type': 'text/plain;charset=utf-8' })).toBe(403);
    expect(await send({ origin, 'x-trino-user': 'ann' })).toBe(200);
    // A client that is no browser needs none.
    expect(await send({ 'content-type': 'text/plain' })).toBe(200);
  });
});

describe('limits', () => {
  test('too many requests of an address wait', async () => {
    await start({ rateLimit: { requestsPerSecond: 0.001, burst: 3 } });
    const statuses: number[] = [];
    for (let time = 0; time < 5; time++) statuses.push(await send({}, { method: 'GET', path: '/health' }));
    expect(statuses).toEqual([200, 200, 200, 429, 429]);
  });

  test('a bucket fills evenly', () => {
    const limit = new RateLimit({ requestsPerSecond: 10, burst: 2 });
    expect([limit.take('a', 0), limit.take('a', 0), limit.take('a', 0), limit.take('b', 0)]).toEqual([0, 0, 100, 0]);
    expect(limit.take('a', 100)).toBe(0);
    expect(limit.take('a', 150)).toBe(50);
  });

  test('an address that is too long', async () => {
    await start();
    expect(await send({}, { method: 'GET', path: `/query?sql=${'x'.repeat(20_000)}` })).toBe(414);
  });
});

describe('request rules', () => {
  test('the first that decides, decides', async () => {
    await start({
      requestRules: {
        rules: [
          { name: 'seen', action: 'count' },
          { name: 'metrics', action: 'allow', when: { pathPrefix: '/metrics' } },
          { name: 'robots', action: 'block', when: { header: { name: 'User-Agent', pattern: '^bad-' } } },
          { name: 'no writing', action: 'block', when: { methods: ['POST'], pathPattern: '^/query\\?' } },
        ],
      },
    });
    expect(await send({ 'user-agent': 'bad-robot' }, { method: 'GET', path: '/health' })).toBe(403);
    expect(await send({})).toBe(403);
    expect(await send({}, { method: 'GET', path: '/health' })).toBe(200);
    const metrics = await (await fetch(`${server!.url}/metrics`)).text();
    expect(metrics).toContain('lakelet_rule_requests_total{rule="seen"} 4');
    expect(metrics).toContain('lakelet_rule_requests_total{rule="robots"} 1');
    expect(metrics).toContain('lakelet_http_requests_refused_total{reason="rule"} 2');
  });

  const facts = {
    address: '10.1.2.3',
    method: 'GET',
    url: '/a?b',
    bodyBytes: 100,
    requestsIn5Minutes: 7,
    header: () => undefined,
  };
  const blocks = (when: object, more: object = {}): boolean =>
    isBlocked(
      readRequestRules({ rules: [{ name: 'r', action: 'block', when }] }),
      { ...facts, ...more },
      () => undefined,
    );

  test('conditions', () => {
    expect(blocks({})).toBe(true);
    expect(blocks({ addresses: ['10.0.0.0/8'] })).toBe(true);
    expect(blocks({ addresses: ['10.1.2.4', 'fd00::/8'] })).toBe(false);
    expect(blocks({ addresses: ['fd00::/8'] }, { address: 'fd12::1' })).toBe(true);
    expect(blocks({ bodyBytesOver: 99 })).toBe(true);
    expect(blocks({ bodyBytesOver: 100 })).toBe(false);
    expect(blocks({ rateOver5Minutes: 6, methods: ['GET'] })).toBe(true);
    expect(blocks({ rateOver5Minutes: 7 })).toBe(false);
    expect(blocks({ urlLengthOver: 3 })).toBe(true);
  });

  test('rules that are wrong, or whose patterns may take too long, are refused', () => {
    const wrong = [
      {},
      { rules: [{ name: 'x', action: 'deny' }] },
      { rules: [{ name: 'x', action: 'block', when: { addresses: ['10.0.0.0/33'] } }] },
      { rules: [{ name: 'x', action: 'block', when: { addresses: ['example.com'] } }] },
      ...['(a+)+$', '(a*)*', '(a|a)*', '((a|b)c){2,}', '(\\w+\\s?)*$', '(.)\\1', '['].map((pathPattern) => ({
        rules: [{ name: 'x', action: 'block', when: { pathPattern } }],
      })),
    ];
    for (const rules of wrong)
      expect(() => readRequestRules(rules), JSON.stringify(rules)).toThrow(
        expect.objectContaining({ name: 'CONFIGURATION_INVALID' }),
      );
  });

  test('patterns that take one way only are not', () => {
    for (const [pattern, text] of [
      ['^/v1/(statement|query)$', '/v1/query'],
      ['(ab)+c', 'xababc'],
      ['[(|+*]x', '+x'],
      ['\\(a+\\)', '(aa)'],
      ['(?:a{2}b)c*', 'aabcc'],
    ] as const)
      expect(boundedPattern(pattern)(text), pattern).toBe(true);
  });

  test('requests of five minutes are counted', () => {
    const recent = new RecentRequests();
    for (let time = 1; time <= 10; time++) expect(recent.count('a', time)).toBe(time);
    expect(recent.count('b', 0)).toBe(1);
    expect(recent.count('a', 4 * 60_000)).toBe(11);
    expect(recent.count('a', 6 * 60_000)).toBe(2);
    expect(recent.count('a', 60 * 60_000)).toBe(1);
  });
});

test('only what a trusted proxy says of its client is believed', async () => {
  const rules = { rules: [{ name: 'x', action: 'block' as const, when: { addresses: ['10.9.9.9'] } }] };
  await start({ requestRules: rules });
  const path = { method: 'GET', path: '/health' };
  expect(await send({ 'x-forwarded-for': '10.9.9.9' }, path)).toBe(200);
  await server!.stop();
  await start({ requestRules: rules, trustedProxies: ['127.0.0.1', '10.0.0.1'] });
  expect(await send({ 'x-forwarded-for': '10.9.9.9' }, path)).toBe(403);
  expect(await send({ 'x-forwarded-for': '10.9.9.9, 10.0.0.1' }, path)).toBe(403);
  // What stands before an address that is not trusted anybody may have written.
  expect(await send({ 'x-forwarded-for': '10.9.9.9, 10.0.0.2' }, path)).toBe(200);
  expect(new AddressSet(['::1']).has('nonsense')).toBe(false);
});
