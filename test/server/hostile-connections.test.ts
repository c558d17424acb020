import { once } from 'node:events';
import { type ClientHttp2Session, connect as connectHttp2 } from 'node:http2';
import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { servedLake } from './served-lake.js';

const served = servedLake();

/** Sends bytes and gives all that comes back until the server closes. */
const sent = (bytes: string | Buffer): Promise<string> =>
  new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect({ port: served.server.port, host: '127.0.0.1' });
    const late = setTimeout(() => reject(new Error(`The connection stays: ${answer}`)), 30_000);
    socket.on('data', (piece) => {
      answer += piece.toString('latin1');
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(late);
      resolve(answer);
    });
    socket.write(bytes);
  });

const answersStill = async (): Promise<void> => {
  const response = await fetch(`${served.server.url}/query?format=csv`, { method: 'POST', body: 'SELECT 1 AS a' });
  expect(await response.text()).toBe('a\n1\n');
};

describe('requests of which two readers could see different ones', () => {
  const hidden = 'GET /hidden HTTP/1.1\r\nHost: localhost\r\n\r\n';
  const shapes: Record<string, string> = {
    'a length and chunks': `Content-Length: ${hidden.length + 5}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`,
    'two lengths': `Content-Length: 0\r\nContent-Length: ${hidden.length}\r\n\r\n${hidden}`,
    'a length with a sign': `Content-Length: +${hidden.length}\r\n\r\n${hidden}`,
    'chunks that are not last': `Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n${hidden}`,
    'a misspelled coding': `Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${hidden}`,
    'a blank before the colon': `Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n${hidden}`,
    'a folded header': `X-A: 1\r\n Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`,
    'a bare line feed': `X-A: 1\nContent-Length: ${hidden.length}\r\n\r\n${hidden}`,
    'a chunk size that overflows': `Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n${hidden}`,
  };
  test.each(Object.entries(shapes))('%s', async (_, rest) => {
    const answer = await sent(`POST /query HTTP/1.1\r\nHost: localhost\r\n${rest}`);
    expect(answer).toMatch(/^HTTP\/1.1 400 /);
    expect(answer).toContain('"error":{"name":"GENERIC_USER_ERROR"');
    expect(answer.match(/HTTP\/1.1 /g)).toHaveLength(1);
    await answersStill();
  });
});

test('headers beyond all measure', async () => {
  const many = `X-Large: ${'x'.repeat(100_000)}\r\n`;
  const answer = await sent(`GET /health HTTP/1.1\r\nHost: localhost\r\n${many}\r\n`);
  expect(answer).toMatch(/^HTTP\/1.1 431 /);
  expect(answer).toContain('"type":"USER_ERROR"');
});

test('a chunked body beyond all measure', { timeout: 60_000 }, async () => {
  const chunk = `100000\r\n${'x'.repeat(0x100000)}\r\n`;
  const head = 'POST /query HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n';
  const answer = await sent(`${head}${chunk.repeat(20)}0\r\n\r\n`);
  expect(answer).toMatch(/^HTTP\/1.1 413 /);
  expect(answer).toContain('"name":"QUERY_TEXT_TOO_LARGE"');
});

test('paths that lead elsewhere', async () => {
  for (const path of [
    '/statements/..%2f..%2fetc%2fpasswd/result',
    '/statements/../../etc/passwd/result',
    '//etc/passwd',
    '/openapi.json/../../../etc/passwd',
    'http://evil.example/metrics/x',
    '/ui/query.html?../../etc/passwd',
    '/v1/statement/executing/..%2f..%2fx/y/1',
  ]) {
    const answer = await sent(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
    expect(answer, path).toMatch(/^HTTP\/1.1 404 /);
  }
});

describe('HTTP/2', () => {
  const open = (): ClientHttp2Session => {
    const session = connectHttp2(served.server.url);
    session.on('error', () => undefined);
    return session;
  };

  test('streams that are reset at once', { timeout: 60_000 }, async () => {
    const session = open();
    await once(session, 'connect');
    for (let count = 0; count < 5000 && !session.closed && !session.destroyed; count++) {
      const stream = session.request({ ':method': 'POST', ':path': '/v1/statement', 'x-trino-user': 'u' });
      stream.on('error', () => undefined);
      stream.close(8);
      if (count % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    session.destroy();
    await answersStill();
    await expect.poll(() => served.lake.statements.list().length, { timeout: 20_000 }).toBe(0);
  });

  test('floods of frames that ask for an answer', { timeout: 60_000 }, async () => {
    const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
    const settings = Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]);
    const ping = Buffer.concat([Buffer.from([0, 0, 8, 6, 0, 0, 0, 0, 0]), Buffer.alloc(8)]);
    for (const frame of [settings, ping]) {
      const socket = connect({ port: served.server.port, host: '127.0.0.1' });
      socket.on('error', () => undefined);
      const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
      // What the server answers is never read.
      socket.pause();
      socket.write(Buffer.concat([preface, settings]));
      for (let count = 0; count < 200 && socket.writable; count++) {
        socket.write(Buffer.concat(Array.from({ length: 1000 }, () => frame)));
        await new Promise((resolve) => setImmediate(resolve));
      }
      await answersStill();
      socket.destroy();
      await closed;
    }
    await expect.poll(() => served.server.connectionCount, { timeout: 10_000 }).toBeLessThanOrEqual(2);
  });

  test('a body that stops', async () => {
    const session = open();
    const stream = session.request({ ':method': 'POST', ':path': '/query' });
    stream.on('error', () => undefined);
    stream.write('SELECT');
    await new Promise((resolve) => setTimeout(resolve, 100));
    session.destroy();
    await answersStill();
  });
});

test('a page of a query is for its principal, and names what it tells of as text', async () => {
  const ask = (path: string, user: string) =>
    fetch(`${served.server.url}${path}`, { headers: { 'x-trino-user': user } });
  const sql = "SELECT '<script>alert(1)</script>' AS x";
  const headers = { 'x-trino-user': 'ann', 'x-trino-client-capabilities': 'PARAMETRIC_DATETIME' };
  const first = await fetch(`${served.server.url}/v1/statement`, { method: 'POST', body: sql, headers });
  const { infoUri } = (await first.json()) as { infoUri: string };
  const path = infoUri.slice(served.server.url.length);
  const page = await ask(path, 'ann');
  expect(page.status).toBe(200);
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  const text = await page.text();
  expect(text).toContain('&lt;script&gt;');
  expect(text).not.toContain('<script');
  expect((await ask('/ui/query.html?nothing', 'ann')).status).toBe(404);
});
