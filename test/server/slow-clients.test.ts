import type { IncomingMessage } from 'node:http';
import { type ClientHttp2Stream, connect as connectHttp2 } from 'node:http2';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Incoming, Outgoing } from '../../src/server/exchange.js';
import { type Listener, listen } from '../../src/server/listener.js';

const waits = { firstBytesMs: 400, headersMs: 600, requestMs: 1200, lookMs: 100 };
const closedMsMax = 20_000;

let listener: Listener;
let taken = 0;
beforeAll(async () => {
  listener = await listen({ host: '127.0.0.1', port: 0, waits }, (incoming: Incoming, outgoing: Outgoing) => {
    taken++;
    // One that answers for longer than a request may take.
    if (incoming.url === '/long') {
      setTimeout(() => outgoing.end('done'), 2 * waits.requestMs);
      return;
    }
    (incoming as IncomingMessage).resume();
    incoming.once('end', () => outgoing.end('done'));
  });
});
afterAll(() => listener.close());

/** Connects and sends something now and again; gives all that came back when the server has closed. */
const slowly = (pieces: readonly (string | Buffer)[], everyMs: number): Promise<string> =>
  new Promise((resolve, reject) => {
    let answer = '';
    const socket: Socket = connect({ port: listener.port, host: '127.0.0.1' });
    const left = [...pieces];
    const timer = setInterval(() => {
      const piece = left.length > 1 ? left.shift() : left[0];
      if (piece !== undefined && socket.writable) socket.write(piece);
    }, everyMs);
    const late = setTimeout(() => reject(new Error('The connection stays')), closedMsMax);
    socket.on('data', (piece) => {
      answer += piece.toString('latin1');
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearInterval(timer);
      clearTimeout(late);
      resolve(answer);
    });
  });

test('who says nothing is closed', async () => {
  expect(await slowly([], 50)).toBe('');
});

test('headers without end are answered 408', async () => {
  const answer = await slowly(['GET / HTTP/1.1\r\nHost: localhost\r\n', 'X-Slow: 1\r\n'], 50);
  expect(answer).toMatch(/^HTTP\/1.1 408 /);
  expect(answer).toContain('"error":{"name":"GENERIC_USER_ERROR"');
});

test('a body without end is answered 408, or closed', async () => {
  const head = 'POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n';
  expect(await slowly([head, '1\r\nx\r\n'], 50)).toMatch(/^$|^HTTP\/1.1 408 /);
  expect(await slowly(['POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999\r\n\r\n', 'x'], 50)).toMatch(
    /^$|^HTTP\/1.1 408 /,
  );
});

test('an HTTP/2 body without end is broken off, one that ends in time is not', async () => {
  const session = connectHttp2(`http://127.0.0.1:${listener.port}`);
  const post = (): ClientHttp2Stream => {
    const stream = session.request({ ':path': '/', ':method': 'POST' });
    stream.on('error', () => undefined);
    stream.write('x');
    return stream;
  };
  const startedAt = performance.now();
  const long = text(session.request({ ':path': '/long' }));
  const [endless, whole] = [post(), post()];
  const drip = setInterval(() => endless.destroyed || endless.write('x'), 50);
  setTimeout(() => whole.end('y'), waits.requestMs / 3);
  expect(await text(whole)).toBe('done');
  endless.resume();
  await new Promise((resolve) => endless.once('close', resolve));
  clearInterval(drip);
  expect(performance.now() - startedAt).toBeGreaterThan(waits.requestMs - 50);
  expect(await long).toBe('done');
  session.close();
});

test('an HTTP/2 session without streams is closed', async () => {
  const session = connectHttp2(`http://127.0.0.1:${listener.port}`);
  const stream = session.request({ ':path': '/' });
  stream.resume();
  const closed = new Promise<void>((resolve) => session.once('close', () => resolve()));
  await new Promise((resolve) => stream.once('close', resolve));
  await closed;
  expect(taken).toBeGreaterThan(0);
});

test('connections beyond the limit are closed, until others end', async () => {
  const small = await listen({ host: '127.0.0.1', port: 0, connectionsMax: 2 }, (_, outgoing) => outgoing.end('done'));
  const open = async (): Promise<Socket> => {
    const socket = connect({ port: small.port, host: '127.0.0.1' });
    socket.on('error', () => undefined);
    await new Promise((resolve) => socket.once('connect', resolve));
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    return socket;
  };
  const firstBytes = (socket: Socket): Promise<string> =>
    new Promise((resolve) => {
      socket.once('data', (piece: Buffer) => resolve(piece.toString('latin1', 0, 12)));
      socket.once('close', () => resolve(''));
    });
  const [one, two] = [await open(), await open()];
  expect(await Promise.all([one, two].map(firstBytes))).toEqual(['HTTP/1.1 200', 'HTTP/1.1 200']);
  expect(await firstBytes(await open())).toBe('');
  expect(small.connectionCount).toBe(2);
  one.destroy();
  await expect.poll(() => small.connectionCount).toBe(1);
  expect(await firstBytes(await open())).toBe('HTTP/1.1 200');
  await small.close();
});

test('nothing stays of them', async () => {
  await expect.poll(() => listener.connectionCount, { timeout: 10_000 }).toBe(0);
});
