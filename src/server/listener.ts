/**
 * One port for HTTP/1.1, HTTP/2 with prior knowledge (h2c) and, where there is a certificate, TLS with either of them. Which one a
 * connection speaks its first bytes tell: HTTP/2 begins with `PRI * HTTP/2.0` (RFC 9113, 3.4), a TLS handshake with the byte 0x16.
 */
import { createServer as createHttp1, type Server as Http1Server } from 'node:http';
import {
  constants,
  createServer as createHttp2,
  createSecureServer,
  type Http2SecureServer,
  type Http2Server,
  type Http2ServerRequest,
  type SecureServerOptions,
  type ServerHttp2Session,
} from 'node:http2';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Incoming, Outgoing } from './exchange.js';
import { refusedBody } from './refused.js';

const preface = Buffer.from('PRI * HTTP/2.0', 'latin1');
const tlsHandshake = 0x16;
const headerBytesMax = 64 * 1024;
const connectionsMaxDefault = 10_000;
const streamsAtOnceMax = 250;
const keepAliveMs = 65_000;
const waitsDefault: ConnectionWaits = { firstBytesMs: 10_000, headersMs: 20_000, requestMs: 120_000, lookMs: 5000 };
const tlsOnly =
  'HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: 21\r\n\r\nThis port speaks TLS\n';

/** How long clients may take; what takes longer is answered 408 or closed. */
export interface ConnectionWaits {
  /** For the bytes that tell the protocol, and for the handshake of TLS. */
  readonly firstBytesMs: number;
  readonly headersMs: number;
  /** For a request with its body. */
  readonly requestMs: number;
  /** How often it is looked for such that take too long. */
  readonly lookMs: number;
}

/** What a listener is made with. */
export interface ListenerOptions {
  readonly host: string;
  readonly port: number;
  readonly tls?: SecureServerOptions | undefined;
  readonly waits?: ConnectionWaits | undefined;
  /** Connections beyond are closed at once; 10,000 by default. */
  readonly connectionsMax?: number | undefined;
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
  { host, port, tls, waits = waitsDefault, connectionsMax = connectionsMaxDefault }: ListenerOptions,
  take: (incoming: Incoming, outgoing: Outgoing) => void,
): Promise<Listener> {
  const { http1, http2, secure } = protocolsOf(tls, waits, take);
  const sockets = new Set<Socket>();
  const port0 = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    // A client that goes away is no failure of the server.
    socket.on('error', () => socket.destroy());
    routeConnection(socket, { http1, http2, secure }, waits.firstBytesMs);
  });
  port0.maxConnections = connectionsMax;
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
  readonly secure: Http2SecureServer | undefined;
}

function protocolsOf(
  tls: SecureServerOptions | undefined,
  waits: ConnectionWaits,
  takeRequest: (incoming: Incoming, outgoing: Outgoing) => void,
): Protocols {
  const take = (incoming: Incoming, outgoing: Outgoing): void => {
    if ('stream' in incoming) closeWhenSlow(incoming, waits.requestMs);
    takeRequest(incoming, outgoing);
  };
  const times = {
    headersTimeout: waits.headersMs,
    requestTimeout: waits.requestMs,
    connectionsCheckingInterval: waits.lookMs,
  };
  const sessions = { maxSessionInvalidFrames: 100, settings: { maxConcurrentStreams: streamsAtOnceMax } };
  // Who names no host is refused by the guard, in words.
  const requests = { maxHeaderSize: headerBytesMax, keepAliveTimeout: keepAliveMs, requireHostHeader: false };
  const http1 = createHttp1({ ...requests, ...times }, take);
  const http2 = createHttp2(sessions, take);
  const handshake = { allowHTTP1: true, handshakeTimeout: waits.firstBytesMs };
  const secure = tls && createSecureServer({ ...tls, ...sessions, ...requests, ...handshake }, take);
  if (secure) Object.assign(secure, times);
  for (const server of [http1, secure]) {
    // They look for connections that are slow only once they believe that they listen.
    server?.emit('listening');
    server?.on('clientError', refuseUnread);
    // What else a client expects than to be told to go on, nobody here knows.
    server?.on('checkExpectation', take);
  }
  for (const server of [http2, secure]) server?.on('session', (session) => closeWhenIdle(session, waits.requestMs));
  return { http1, http2, secure };
}

/** Ends a request of HTTP/2 whose body does not end; Node itself looks after those of HTTP/1.1. */
function closeWhenSlow(incoming: Http2ServerRequest, requestMs: number): void {
  const { stream } = incoming;
  if (stream.endAfterHeaders) return;
  const timer = setTimeout(() => stream.close(constants.NGHTTP2_CANCEL), requestMs);
  const leave = (): void => clearTimeout(timer);
  incoming.once('end', leave);
  stream.once('close', leave);
}

/** Ends an HTTP/2 session that has had no stream for a while. */
function closeWhenIdle(session: ServerHttp2Session, idleMs: number): void {
  let streams = 0;
  session.on('stream', (stream) => {
    streams++;
    stream.once('close', () => streams--);
  });
  const look = (): void => {
    if (streams === 0) session.close();
    else session.setTimeout(idleMs);
  };
  session.on('timeout', look);
  session.setTimeout(idleMs);
}

const statusOfFault: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: '413 Content Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

/** Answers what cannot be read as a request, as far as nothing was answered before. */
function refuseUnread(error: NodeJS.ErrnoException, socket: Duplex): void {
  const status = statusOfFault[error.code ?? ''] ?? '400 Bad Request';
  const begun = (socket as { readonly _httpMessage?: { readonly headersSent: boolean } })._httpMessage?.headersSent;
  if (!socket.writable || begun || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const body = `${JSON.stringify(refusedBody(Number.parseInt(status, 10), 'The request cannot be read'))}\n`;
  const head = `Connection: close\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}`;
  socket.end(`HTTP/1.1 ${status}\r\n${head}\r\n\r\n${body}`);
}

/** Hands a connection to the protocol that its first bytes speak. */
function routeConnection(socket: Socket, { http1, http2, secure }: Protocols, waitMs: number): void {
  let first: Buffer = Buffer.alloc(0);
  const leave = (): void => void socket.destroy();
  const timer = setTimeout(leave, waitMs);
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
