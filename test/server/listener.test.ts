import { connect as connectHttp2 } from 'node:http2';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Lake } from '../../src/engine/lake.js';
import { type LakeServer, startServer } from '../../src/server/server.js';

let lake: Lake;
let server: LakeServer;
beforeAll(async () => {
  lake = await Lake.open(undefined, { threads: 1 });
  server = await startServer(lake, { port: 0 });
});
afterAll(async () => {
  await server.stop();
  await lake.close();
});

test('one port speaks HTTP/1.1 and HTTP/2 with prior knowledge', async () => {
  const answer = await fetch(`${server.url}/v1/info`);
  expect(await answer.json()).toMatchObject({ coordinator: true, starting: false });
  const session = connectHttp2(server.url);
  const stream = session.request({ ':path': '/v1/info' });
  expect(JSON.parse(await text(stream))).toMatchObject({ coordinator: true, starting: false });
  session.close();
});

test('the first bytes may come one by one', async () => {
  const socket = connect(server.port, '127.0.0.1');
  for (const byte of 'PUT / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n') {
    socket.write(byte);
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(await text(socket)).toMatch(/^HTTP\/1.1 404 /);
});

// Long before the server gives up waiting for its first bytes.
test('a connection that ends before it says anything is closed', { timeout: 8000 }, async () => {
  for (const bytes of ['', 'PRI * H']) {
    const socket = connect({ port: server.port, host: '127.0.0.1' });
    socket.end(bytes);
    expect(await text(socket)).toBe('');
  }
});
