import { userInfo } from 'node:os';
import { Hono } from 'hono';
import { LakeError } from '../base/lake-error.js';
import type { Lake } from '../engine/lake.js';
import { openAccess, provenAccess } from './auth/find-caller.js';
import type { DoorContext, DoorEnvironment, FindCaller } from './door.js';
import { Exchange, type Incoming, type Outgoing } from './exchange.js';
import { type Listener, listen } from './listener.js';
import { ServerMetrics } from './metrics.js';
import { refused } from './refused.js';
import { doors } from './registry.js';
import { isLoopback } from './rules/client-address.js';
import { Refusal } from './rules/refusal.js';
import type { ServerOptions } from './server-options.js';
import { writeResponse } from './write-response.js';

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
  const host = options.host ?? hostDefault;
  checkExposure(host, options);
  const findCaller = callersOf(lake, options);
  let listener: Listener | undefined;
  const metrics = new ServerMetrics(lake, () => listener?.connectionCount ?? 0);
  const context: DoorContext = { lake, options, findCaller, metrics, now: Date.now };
  const routes = new Hono<DoorEnvironment>();
  const opened = doors.map((door) => door.open(routes, context));
  const pathOf = ({ env }: { readonly env: Exchange }): string => env.incoming.url ?? '';
  routes.notFound((c) => refused(pathOf(c), 404, 'There is nothing at this address'));
  routes.onError((error, c) =>
    error instanceof Refusal
      ? refused(pathOf(c), error.status, error.message, error.headers)
      : refused(pathOf(c), 500, 'Internal error'),
  );
  const listening = await listen(
    { host, port: options.port ?? portDefault, tls: options.tls },
    (incoming, outgoing) =>
      void answer(routes, incoming, outgoing).then((status) => metrics.requestAnswered(incoming.method ?? '', status)),
  );
  listener = listening;
  const name = host.includes(':') ? `[${host}]` : host;
  return {
    url: `${options.tls ? 'https' : 'http'}://${name}:${listening.port}`,
    port: listening.port,
    get connectionCount() {
      return listening.connectionCount;
    },
    async stop() {
      listening.stopAccepting();
      const signal = AbortSignal.timeout(options.drainMs ?? drainMsDefault);
      await Promise.all(opened.map((door) => door.drain?.(signal)));
      await Promise.all(opened.map((door) => door.close?.()));
      await listening.close();
      metrics.close();
    },
  };
}

async function answer(routes: Hono<DoorEnvironment>, incoming: Incoming, outgoing: Outgoing): Promise<number> {
  outgoing.on('error', () => outgoing.destroy());
  incoming.url = originForm(incoming.url ?? '/');
  const exchange = new Exchange(incoming, outgoing);
  const response = await routes.fetch(new RoutedRequest(exchange) as unknown as Request, exchange);
  await writeResponse(response, outgoing, incoming.method === 'HEAD');
  return response.status;
}

const callersOf = (lake: Lake, { auth }: ServerOptions): FindCaller =>
  auth ? provenAccess(auth, lake, Date.now) : openAccess(userInfo().username);

/** Refuses to stand open to other machines by mistake. @throws CONFIGURATION_INVALID */
function checkExposure(host: string, { auth, tls, insecure }: ServerOptions): void {
  if (insecure || host === 'localhost' || isLoopback(host)) return;
  if (!auth)
    throw new LakeError('CONFIGURATION_INVALID', `Without authentication the server does not listen on ${host}`, {
      hint: 'Choose a way of authentication, or say insecure.',
    });
  if (!tls)
    throw new LakeError(
      'CONFIGURATION_INVALID',
      `Without TLS credentials would cross the network to ${host} in the open`,
      {
        hint: 'Give a certificate and its key, or say insecure.',
      },
    );
}

/** A client may also name the whole address, as it would to a proxy (RFC 9112, 3.2.2). */
const originForm = (target: string): string => /^https?:\/\/[^/?#]+(\/[^#]*)/i.exec(target)?.[1] ?? target;

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
