import { userInfo } from 'node:os';
import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { Lake } from '../engine/lake.js';
import { openAccess } from './auth/find-caller.js';
import type { DoorContext, DoorEnvironment } from './door.js';
import { Exchange, type Incoming, type Outgoing } from './exchange.js';
import { listen } from './listener.js';
import { doors } from './registry.js';
import type { ServerOptions } from './server-options.js';
import { wholeResponse, writeResponse } from './write-response.js';

const hostDefault = '127.0.0.1';
const portDefault = 8080;
const drainMsDefault = 10_000;

/** A server that answers for a lake. */
export interface LakeServer {
  /** Where it answers, such as `http://127.0.0.1:8080`. */
  readonly url: string;
  readonly port: number;
  /** Connections that are open. */
  readonly connectionCount: number;
  /** Takes no more requests, waits for what runs, then closes all connections. The lake stays open. */
  stop(): Promise<void>;
}

/** Starts a server for a lake. @throws CONFIGURATION_INVALID where it cannot listen */
export async function startServer(lake: Lake, options: ServerOptions = {}): Promise<LakeServer> {
  const context: DoorContext = { lake, options, findCaller: openAccess(userInfo().username), now: Date.now };
  const routes = new Hono<DoorEnvironment>();
  const opened = doors.map((door) => door.open(routes, context));
  routes.onError((error) => {
    if (error instanceof HTTPException) return error.getResponse();
    return wholeResponse('Internal error\n', { status: 500, headers: { 'content-type': 'text/plain' } });
  });
  const host = options.host ?? hostDefault;
  const listener = await listen(
    { host, port: options.port ?? portDefault, tls: options.tls },
    (incoming, outgoing) => void answer(routes, incoming, outgoing),
  );
  const name = host.includes(':') ? `[${host}]` : host;
  return {
    url: `${options.tls ? 'https' : 'http'}://${name}:${listener.port}`,
    port: listener.port,
    get connectionCount() {
      return listener.connectionCount;
    },
    async stop() {
      listener.stopAccepting();
      const signal = AbortSignal.timeout(options.drainMs ?? drainMsDefault);
      await Promise.all(opened.map((door) => door.drain?.(signal)));
      await Promise.all(opened.map((door) => door.close?.()));
      await listener.close();
    },
  };
}

async function answer(routes: Hono<DoorEnvironment>, incoming: Incoming, outgoing: Outgoing): Promise<void> {
  outgoing.on('error', () => outgoing.destroy());
  const exchange = new Exchange(incoming, outgoing);
  const response = await routes.fetch(new RoutedRequest(exchange) as unknown as Request, exchange);
  await writeResponse(response, outgoing, incoming.method === 'HEAD');
}

/** What Hono reads of a request to route it. A real `Request` would take longer to make than a short query to plan. */
class RoutedRequest {
  readonly method: string;
  readonly url: string;
  readonly #exchange: Exchange;
  #headers: Headers | undefined;

  constructor(exchange: Exchange) {
    const { method = 'GET', url = '/' } = exchange.incoming;
    this.method = method;
    this.url = `http://lakelet${url.startsWith('/') ? url : '/'}`;
    this.#exchange = exchange;
  }

  get headers(): Headers {
    if (!this.#headers) {
      this.#headers = new Headers();
      for (const name of Object.keys(this.#exchange.incoming.headers))
        if (!name.startsWith(':')) this.#headers.set(name, this.#exchange.header(name)!);
    }
    return this.#headers;
  }
}
