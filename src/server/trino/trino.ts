/** The client protocol of Trino: `/v1/statement`, and what its clients ask beside it. */
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Context } from 'hono';
import { LakeError } from '../../base/lake-error.js';
import { parseMemorySize } from '../../engine/memory-size.js';
import type { Door, DoorContext, DoorEnvironment } from '../door.js';
import type { Exchange } from '../exchange.js';
import { BodyIncomplete, BodyTooLarge } from '../exchange.js';
import { takesGzip } from '../takes-gzip.js';
import { bodyLength, joinedBody, wholeResponse } from '../write-response.js';
import { clientBaseUrl } from './base-url.js';
import { InvalidHeader, readClientHeaders } from './client-headers.js';
import { OpenQueries } from './open-queries.js';
import type { OpenQuery, Page, PageRequest } from './open-query.js';
import { addQueryRoutes } from './query-routes.js';

const bodyBytesMax = 16 * 2 ** 20;
const clientTimeoutMsDefault = 5 * 60_000;
/** How long a first answer waits for short queries; a client can cancel only after it. */
const firstWaitMs = 100;
const waitMsMax = 1000;
const pageBytesDefault = 2 ** 20;
const pageBytesMax = 32 * 2 ** 20;
const drainLookMs = 20;
/** Smaller pages cost less than their packing. */
const packedBytesMin = 32 * 1024;
const packedLevel = 1;
const gzipped = promisify(gzip);

export const trino: Door = {
  name: 'trino',
  open(routes, context) {
    const queries = new OpenQueries(context.options.clientTimeoutMs ?? clientTimeoutMsDefault);
    const door = new TrinoDoor(context, queries);
    routes.post('/v1/statement', (c) => door.post(c.env));
    routes.get('/v1/statement', (c) =>
      c.env.incoming.method === 'HEAD' ? text(200, '') : text(405, 'Error 405 Method Not Allowed'),
    );
    for (const stage of ['queued', 'executing'] as const) {
      const path = `/v1/statement/${stage}/:id/:slug/:token` as const;
      routes.get(path, (c) => door.next(c));
      routes.delete(path, (c) => door.cancel(c));
    }
    routes.delete('/v1/statement/executing/partialCancel/:id/:stage/:slug/:token', (c) => door.endEarly(c));
    addQueryRoutes(routes, context, queries);
    return {
      async drain(signal) {
        door.stopTaking();
        while (queries.unreadCount > 0 && !signal.aborted) await new Promise((wake) => setTimeout(wake, drainLookMs));
      },
      close: async () => queries.close(),
    };
  },
};

/** Gives an answer of plain text, as Trino does where there is no query to fail. */
export const text = (status: number, message: string): Response =>
  wholeResponse(message, { status, headers: { 'content-type': 'text/plain;charset=utf-8' } });

type QueryContext = Context<DoorEnvironment, `${string}/:id/:slug/:token`>;

class TrinoDoor {
  readonly #context: DoorContext;
  readonly #queries: OpenQueries;
  #takesQueries = true;

  constructor(context: DoorContext, queries: OpenQueries) {
    this.#context = context;
    this.#queries = queries;
  }

  stopTaking(): void {
    this.#takesQueries = false;
  }

  async post(exchange: Exchange): Promise<Response> {
    if (!this.#takesQueries) return text(503, 'Error 503 Service Unavailable: Server is shutting down');
    let query: OpenQuery;
    try {
      const body = exchange.readBody(bodyBytesMax);
      const [headers, bytes] = [readClientHeaders(exchange), await body];
      const sql = bytes.toString('utf8');
      if (sql === '') return text(400, 'Error 400 Bad Request: SQL statement is empty');
      const caller = await this.#context.findCaller(exchange, headers.user);
      query = this.#queries.start({ lake: this.#context.lake, sql: withoutEnd(sql), caller, headers });
    } catch (error) {
      if (error instanceof InvalidHeader) return text(400, `Error 400 Bad Request: ${error.message}`);
      if (error instanceof BodyTooLarge) return text(413, `Error 413 Content Too Large: ${error.message}`);
      if (error instanceof BodyIncomplete) return text(400, `Error 400 Bad Request: ${error.message}`);
      if (!(error instanceof LakeError)) throw error;
      if (error.name === 'QUERY_QUEUE_FULL') return text(429, `Error 429 Too Many Requests: ${error.message}`);
      return text(400, `Error 400 Bad Request: ${error.message}`);
    }
    const page = await query.page(0, { ...pageRequest(exchange), waitMs: firstWaitMs });
    // What was answered whole has no address to ask again at.
    if (query.isOver) this.#queries.forget(query);
    return pageResponse(exchange, page);
  }

  async next(c: QueryContext): Promise<Response> {
    const query = await this.#find(c);
    if (!query) return notFound();
    if (c.env.incoming.method === 'HEAD') {
      query.usedAt = performance.now();
      return text(200, '');
    }
    const token = c.req.param('token');
    if (!/^\d{1,15}$/.test(token)) return notFound();
    return pageResponse(c.env, await query.page(Number(token), pageRequest(c.env, c.req.query())));
  }

  async cancel(c: QueryContext): Promise<Response> {
    const query = await this.#find(c);
    if (!query) return notFound();
    query.cancel();
    return new Response(null, { status: 204 });
  }

  /** Ends a query as if its rows had ended: what was computed is its result. */
  async endEarly(c: QueryContext): Promise<Response> {
    const query = await this.#find(c);
    if (!query) return notFound();
    await query.endEarly();
    return new Response(null, { status: 204 });
  }

  /** Finds the query of an address, for whom it belongs to; for others there is none. */
  async #find(c: QueryContext): Promise<OpenQuery | undefined> {
    const query = this.#queries.find(c.req.param('id'));
    if (query?.slug !== c.req.param('slug')) return undefined;
    const claimed = c.env.header('x-trino-user') ?? c.env.header('x-presto-user');
    const caller = await this.#context.findCaller(c.env, claimed ?? query.caller.principal);
    return caller.principal === query.caller.principal ? query : undefined;
  }
}

const notFound = (): Response => text(404, 'Query not found');

async function pageResponse(exchange: Exchange, page: Page | 'gone' | 'unknown'): Promise<Response> {
  if (page === 'gone') return text(410, 'Error 410 Gone');
  if (page === 'unknown') return notFound();
  const { body, headers } = page;
  const all = headers.length === 0 ? pageHeaders : { ...pageHeaders, ...joined(headers) };
  if (bodyLength(body) < packedBytesMin || !takesGzip(exchange)) return wholeResponse(body, { headers: all });
  const packed = await gzipped(joinedBody(body), { level: packedLevel });
  return wholeResponse(packed, { headers: { ...all, 'content-encoding': 'gzip', vary: 'accept-encoding' } });
}

const pageHeaders = { 'content-type': 'application/json', 'x-content-type-options': 'nosniff' };

/** Joins several headers of one name. */
function joined(headers: Page['headers']): Record<string, string> {
  const all: Record<string, string> = {};
  for (const [name, value] of headers) all[name] = name in all ? `${all[name]}, ${value}` : value;
  return all;
}

/** Clients end statements with a semicolon, or several. */
const withoutEnd = (sql: string): string => (/;\s*$/.test(sql) ? sql.replace(/[;\s]+$/, '') : sql);

function pageRequest(exchange: Exchange, parameters: Readonly<Record<string, string>> = {}): PageRequest {
  const bytes = parseMemorySize(parameters.targetResultSize ?? '');
  return {
    baseUrl: clientBaseUrl(exchange),
    waitMs: Math.min(durationMs(parameters.maxWait) ?? waitMsMax, waitMsMax),
    bytesWanted: Math.min(Math.max(bytes ?? pageBytesDefault, 1), pageBytesMax),
  };
}

const unitMs: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** Reads a duration such as `1s` or `500.00ms`. */
function durationMs(duration: string | undefined): number | undefined {
  const [, number, unit] = /^(\d{1,9}(?:\.\d{1,9})?)(ns|us|ms|s|m|h|d)$/.exec(duration ?? '') ?? [];
  return number === undefined ? undefined : Number(number) * unitMs[unit!]!;
}
