/**
 * One port for HTTP/1.1, HTTP/2 with prior knowledge (h2c) and, where there is a certificate, TLS with either of them. Which one a
 * connection speaks its first bytes tell: HTTP/2 begins with `PRI * HTTP/2.0` (RFC 9113, 3.4), a TLS handshake with the byte 0x16.
 */
import { createServer as createHttp1, type Server as Http1Server } from 'node:http';
import {
  createServer as createHttp2,
  createSecureServer,
  type Http2Server,
  type SecureServerOptions,
} from 'node:http2';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { Incoming, Outgoing } from './exchange.js';

const preface = Buffer.from('PRI * HTTP/2.0', 'latin1');
const tlsHandshake = 0x16;
const firstBytesWaitMs = 10_000;
const headerBytesMax = 64 * 1024;
const tlsOnly =
  'HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: 21\r\n\r\nThis port speaks TLS\n';

/** What a listener is made with. */
export interface ListenerOptions {
  readonly host: string;
  readonly port: number;
  readonly tls?: SecureServerOptions | undefined;
}

/** A port that is listened on. */
export interface Listener {
  readonly port: number;
  /** Connections that are open. */
  readonly connectionCount: number;
  /** Takes no more connections and closes those that no request uses. */
  stopAccepting(): void;
  /** Closes all connections. */
  close(): Promise<void>;
}

/** Listens; `take` gets each request. */
export async function listen(
  { host, port, tls }: ListenerOptions,
  take: (incoming: Incoming, outgoing: Outgoing) => void,
): Promise<Listener> {
  const http1 = createHttp1({ maxHeaderSize: headerBytesMax, keepAliveTimeout: 65_000 }, take);
  const http2 = createHttp2({ maxSessionInvalidFrames: 100 }, take);
  const secure = tls && createSecureServer({ ...tls, allowHTTP1: true }, take);
  // It looks for connections that are slow with their headers only once it believes that it listens.
  http1.emit('listening');
  const sockets = new Set<Socket>();
  const port0 = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    // A client that goes away is no failure of the server.
    socket.on('error', () => socket.destroy());
    routeConnection(socket, { http1, http2, secure });
  });
  await new Promise<void>((resolve, reject) => {
    port0.once('error', reject);
    port0.listen(port, host, () => {
      port0.off('error', reject);
      resolve();
    });
  });
  return {
    port: (port0.address() as AddressInfo).port,
    get connectionCount() {
      return sockets.size;
    },
    stopAccepting() {
      port0.close();
      http1.closeIdleConnections();
    },
    async close() {
      const closed = new Promise<void>((resolve) => (port0.listening ? port0.close(() => resolve()) : resolve()));
      http1.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

interface Protocols {
  readonly http1: Http1Server;
  readonly http2: Http2Server;
  readonly secure: Http2Server | undefined;
}

/** Hands a connection to the protocol that its first bytes speak. */
function routeConnection(socket: Socket, { http1, http2, secure }: Protocols): void {
  let first: Buffer = Buffer.alloc(0);
  const leave = (): void => void socket.destroy();
  const timer = setTimeout(leave, firstBytesWaitMs);
  const hand = (server: Pick<Http2Server, 'emit'>): void => {
    clearTimeout(timer);
    socket.off('data', look);
    socket.off('end', leave);
    socket.pause();
    socket.unshift(first);
    server.emit('connection', socket);
    process.nextTick(() => socket.resume());
  };
  const look = (chunk: Buffer): void => {
    first = first.length === 0 ? chunk : Buffer.concat([first, chunk]);
    if (secure) {
      if (first[0] === tlsHandshake) hand(secure);
      else socket.end(tlsOnly);
    } else if (!first.subarray(0, preface.length).equals(preface.subarray(0, first.length))) hand(http1);
    else if (first.length >= preface.length) hand(http2);
  };
  socket.on('data', look);
  // A client that closes before it has said what it speaks wants nothing.
  socket.once('end', leave);
  socket.once('close', () => clearTimeout(timer));
}
