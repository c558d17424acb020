import type { Lake } from '../../engine/lake.js';
import { wholeResponse } from '../write-response.js';

const headers = {
  'content-type': 'text/html;charset=utf-8',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
};
const style = 'body{font:16px sans-serif;margin:2em}td{padding-right:2em;white-space:pre-wrap;vertical-align:top}';
const idForm = /^\w{1,100}$/;

/** Answers with what a principal may know of a query, at the address that its pages name as `infoUri`. */
export async function queryPage(lake: Lake, principal: string, id: string): Promise<Response> {
  const [columns, row] = idForm.test(id) ? await factsOf(lake, principal, id) : [[], undefined];
  if (!row) return page(404, 'No such query', '');
  const rows = columns.map((name, index) => `<tr><td>${escaped(name)}</td><td>${escaped(row[index]!)}</td></tr>`);
  return page(200, `Query ${id}`, `<table>${rows.join('\n')}</table>`);
}

async function factsOf(lake: Lake, principal: string, id: string): Promise<[string[], string[] | undefined]> {
  const session = lake.session({ principal, source: 'query page' });
  const result = await session.query('SELECT * FROM system.runtime.queries WHERE query_id = ?', { parameters: [id] });
  const [row] = await result.toArrays();
  return [result.columns.map(({ name }) => name), row?.map((value) => (value === null ? '' : String(value)))];
}

const page = (status: number, title: string, body: string): Response =>
  wholeResponse(
    `<!doctype html><meta charset="utf-8"><title>${title}</title><style>${style}</style>\n<h1>${title}</h1>\n${body}\n`,
    { status, headers },
  );

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replace(/[&<>"]/g, (letter) => entities[letter]!);
