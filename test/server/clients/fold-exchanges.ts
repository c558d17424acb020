import { type Exchange, plain, type Received, type Sent } from './exchange.js';
import type { ClientRecord, RecordedRequest } from './recorded-request.js';
import { nextUriOf, statementAnswer, tellingHeaders } from './statement-answer.js';

type Headers = Readonly<Record<string, string>>;

/** Names the parts of addresses and headers that are others at every time. */
export const placeholder = {
  query: '{query}',
  next: '{next}',
  transaction: '{transaction}',
  host: 'http://{host}',
} as const;

const sentHeader =
  /^(x-(trino|presto)-.*|user-agent|content-type|accept|accept-encoding|authorization|transfer-encoding)$/;
const pagePath = /^\/v1\/statement\/(?:queued|executing)\/([^/]+)\//;
const queryPath = /^\/v1\/query\/(.+)$/;

/** A statement whose pages are still being found. */
interface OpenStatement {
  readonly sent: Sent;
  readonly pages: Received[];
  readonly pageRequests: Sent[];
  readonly meanwhile: { readonly request: string; readonly status: number }[];
}

/** Tells whether rows come in an order. */
export const isOrdered = (sql: string): boolean => /\border\s+by\b/i.test(sql);

/** Makes one record of what went between a client and the server; equal requests with equal answers, which change nothing, are kept once. */
export function foldExchanges(client: string, exchanges: readonly Exchange[]): ClientRecord {
  const entries = entriesOf(exchanges);
  const statements = entries.flatMap((entry) => ('pages' in entry ? [entry.sent] : []));
  const statementHeaders = inAll(statements.map(keptHeaders));
  const pages = entries.flatMap((entry) => ('pages' in entry ? entry.pageRequests : []));
  const shared: SharedHeaders = { statementHeaders, pageHeaders: inAll(pages.map(keptHeaders)) };
  const requests = entries.map((entry) => ('pages' in entry ? statementRequest(entry, shared) : otherRequest(entry)));
  const seen = new Set<string>();
  const changesNothing = ({ answer }: RecordedRequest): boolean => answer.updateType === undefined;
  const kept = requests.filter((request) => {
    const text = JSON.stringify(request);
    if (changesNothing(request) && seen.has(text)) return false;
    seen.add(text);
    return true;
  });
  return { client, ...shared, requests: kept };
}

function entriesOf(exchanges: readonly Exchange[]): readonly (OpenStatement | Exchange)[] {
  const entries: (OpenStatement | Exchange)[] = [];
  const byId = new Map<string, OpenStatement>();
  for (const exchange of exchanges) {
    const { sent, received } = exchange;
    const [, host, path] = /^(https?:\/\/[^/]+)?([^?]*)/.exec(sent.path)!;
    const id = pagePath.exec(path!)?.[1] ?? queryPath.exec(path!)?.[1];
    const statement = id === undefined ? undefined : byId.get(id);
    if (statement && sent.method === 'GET' && pagePath.test(path!)) {
      statement.pages.push(received);
      statement.pageRequests.push(sent);
    } else if (statement) {
      const about = pagePath.test(path!) ? placeholder.next : `/v1/query/${placeholder.query}`;
      statement.meanwhile.push({
        request: `${sent.method} ${host ? placeholder.host : ''}${about}`,
        status: received.status,
      });
    } else if (sent.method === 'POST' && path === '/v1/statement') {
      const started: OpenStatement = { sent, pages: [received], pageRequests: [], meanwhile: [] };
      entries.push(started);
      if (received.status === 200) byId.set((JSON.parse(received.body) as { readonly id: string }).id, started);
    } else entries.push(exchange);
  }
  return entries;
}

type SharedHeaders = Pick<ClientRecord, 'statementHeaders' | 'pageHeaders'>;

function statementRequest(statement: OpenStatement, shared: SharedHeaders): RecordedRequest {
  const { sent, pages, pageRequests, meanwhile } = statement;
  const wasCancelled = meanwhile.some(({ request }) => request.startsWith('DELETE'));
  if (!wasCancelled && nextUriOf(pages.at(-1)!) !== undefined)
    throw new Error(`the client has not read to its end: ${sent.body}`);
  const own = unlike(keptHeaders(sent), shared.statementHeaders);
  const ofPages = unlike(inAll(pageRequests.map(keptHeaders)), shared.pageHeaders);
  return {
    method: sent.method,
    path: sent.path,
    ...(own ? { headers: own } : {}),
    ...(ofPages ? { pageHeaders: ofPages } : {}),
    body: sent.body,
    ...(meanwhile.length > 0 ? { meanwhile } : {}),
    answer: withoutTransaction(statementAnswer(pages, isOrdered(sent.body))),
  };
}

/** Gives the record of a request that is about no statement. */
export function otherRequest({ sent, received }: Exchange): RecordedRequest {
  const { status, headers, body } = received;
  const isJson = headers['content-type']?.includes('json') === true;
  return {
    method: sent.method,
    path: sent.path,
    headers: keptHeaders(sent),
    ...(sent.body === '' ? {} : { body: sent.body }),
    answer: {
      status,
      headers: tellingHeaders(headers),
      ...(isJson ? { keys: Object.keys(JSON.parse(body) as object) } : { text: body }),
    },
  };
}

/** The id of a transaction is another at every time. */
export function withoutTransaction(answer: RecordedRequest['answer']): RecordedRequest['answer'] {
  const name = 'x-trino-started-transaction-id';
  if (answer.headers[name] === undefined) return answer;
  return { ...answer, headers: { ...answer.headers, [name]: placeholder.transaction } };
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function keptHeaders({ headers }: Sent): Headers {
  const kept = Object.entries(plain(headers)).filter(([name]) => sentHeader.test(name));
  return Object.fromEntries(
    kept.map(([name, value]) => [
      name,
      name.endsWith('transaction-id') && uuid.test(value) ? placeholder.transaction : value,
    ]),
  );
}

function unlike(headers: Headers, shared: Headers): Headers | undefined {
  const own = Object.entries(headers).filter(([name, value]) => shared[name] !== value);
  return own.length > 0 ? Object.fromEntries(own) : undefined;
}

function inAll([first = {}, ...others]: readonly Headers[]): Headers {
  return Object.fromEntries(
    Object.entries(first).filter(([name, value]) => others.every((headers) => headers[name] === value)),
  );
}
