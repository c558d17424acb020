import { type Received, send } from './exchange.js';
import { isOrdered, otherRequest, placeholder, withoutTransaction } from './fold-exchanges.js';
import type { ClientRecord, RecordedAnswer, RecordedRequest } from './recorded-request.js';
import { nextUriOf, statementAnswer } from './statement-answer.js';

const pagesMax = 500;

/** Sends what a client was seen to send, follows the answers' addresses, and gives each request with the answers of now. */
export async function* replay(url: string, record: ClientRecord): AsyncGenerator<RecordedRequest> {
  let transaction = 'NONE';
  for (const request of record.requests) {
    const isStatement = request.method === 'POST' && request.path === '/v1/statement';
    const headers: Record<string, string> = { ...(isStatement ? record.statementHeaders : {}), ...request.headers };
    for (const [name, value] of Object.entries(headers))
      if (value === placeholder.transaction) headers[name] = transaction;
    const { method, path, body = '' } = request;
    const sent = { method, path, headers, body };
    const first = await send(url, sent);
    transaction = first.headers['x-trino-started-transaction-id'] ?? transaction;
    if (!isStatement) {
      yield { ...otherRequest({ sent, received: first }), ...(request.headers ? { headers: request.headers } : {}) };
      continue;
    }
    const pages = [first];
    const pageHeaders = { ...record.pageHeaders, ...request.pageHeaders };
    const meanwhile = [];
    for (const { request: asked } of request.meanwhile ?? [])
      meanwhile.push({ request: asked, status: await askMeanwhile(url, asked, first, pageHeaders) });
    for (let next = nextUriOf(first); next !== undefined; next = nextUriOf(pages.at(-1)!)) {
      const page = await send(url, { method: 'GET', path: pathOf(next), headers: pageHeaders, body: '' });
      transaction = page.headers['x-trino-started-transaction-id'] ?? transaction;
      pages.push(page);
      if (pages.length > pagesMax) throw new Error(`more than ${pagesMax} pages: ${body}`);
    }
    const answer = withoutTransaction(statementAnswer(pages, isOrdered(body)));
    yield { ...request, ...(meanwhile.length > 0 ? { meanwhile } : {}), answer };
  }
}

async function askMeanwhile(
  url: string,
  asked: string,
  first: Received,
  headers: ClientRecord['pageHeaders'],
): Promise<number> {
  const [method, about] = asked.split(' ') as [string, string];
  const { id } = JSON.parse(first.body) as { readonly id: string };
  const path = about
    .replace(placeholder.host, url)
    .replace(placeholder.query, id)
    .replace(placeholder.next, pathOf(nextUriOf(first) ?? '/gone'));
  return (await send(url, { method, path, headers, body: '' })).status;
}

const pathOf = (uri: string): string => {
  const { pathname, search } = new URL(uri, 'http://lake');
  return pathname + search;
};

/** Leaves of an answer what a record says of it: rows that are others at every time are counted, or not even that. */
export function asRecorded(answer: RecordedAnswer, { rows, rowCount }: RecordedAnswer): RecordedAnswer {
  if (answer.rows === undefined || rows !== undefined) return answer;
  const { rows: found, ...rest } = answer;
  return rowCount === undefined ? rest : { ...rest, rowCount: found.length };
}
