import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { type Exchange, plain, type Received, type Sent, unpacked } from '../server/clients/exchange.js';

/** A port between a client and the server that keeps what goes through it. */
export interface RecordingProxy {
  readonly port: number;
  /** What was asked and answered so far, in the order of the requests. */
  exchanges(): readonly Exchange[];
  close(): Promise<void>;
}

/** Opens a port in front of another of this machine. */
export async function openProxy(target: number): Promise<RecordingProxy> {
  const kept: { sent: Sent; received?: Received }[] = [];
  const server = createServer(async (incoming, outgoing) => {
    const body = await buffer(incoming);
    const { method = 'GET', url: path = '/', headers } = incoming;
    const exchange: (typeof kept)[number] = {
      sent: { method, path, headers: plain(headers), body: body.toString() },
    };
    kept.push(exchange);
    const forward = request({ host: '127.0.0.1', port: target, method, path, headers }, async (response) => {
      const bytes = await buffer(response);
      const { statusCode: status = 0 } = response;
      exchange.received = { status, headers: plain(response.headers), body: unpacked(bytes, response) };
      outgoing.writeHead(status, response.headers);
      outgoing.end(bytes);
    });
    // The client is not answered either.
    forward.once('error', () => outgoing.destroy());
    forward.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    exchanges: () => kept.flatMap(({ sent, received }) => (received ? [{ sent, received }] : [])),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
