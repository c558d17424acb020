import { connect as connectHttp2 } from 'node:http2';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { servedLake } from './served-lake.js';

const served = servedLake();

test('one port speaks HTTP/1.1 and HTTP/2 with prior knowledge', async () => {
  const answer = await fetch(`${served.server.url}/v1/info`);
  expect(await answer.json()).toMatchObject({ coordinator: true, starting: false });
  const session = connectHttp2(served.server.url);
  const stream = session.request({ ':path': '/v1/info' });
  expect(JSON.parse(await text(stream))).toMatchObject({ coordinator: true, starting: false });
  session.close();
});

test('the first bytes may come one by one', async () => {
  const socket = connect(served.server.port, '127.0.0.1');
  for (const byte of 'PUT / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n') {
    socket.write(byte);
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(await text(socket)).toMatch(/^HTTP\/1.1 404 /);
});

// Long before the server gives up waiting for its first bytes.
test('a connection that ends before it says anything is closed', { timeout: 8000 }, async () => {
  for (const bytes of ['', 'PRI * H']) {
    const socket = connect({ port: served.server.port, host: '127.0.0.1' });
    socket.end(bytes);
    expect(await text(socket)).toBe('');
  }
});
