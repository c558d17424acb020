import type { Received } from './exchange.js';
import type { RecordedAnswer } from './recorded-request.js';

/** Is what every page of a statement's result must be to the clients, or it is not that. */
interface PageBody {
  readonly id: string;
  readonly infoUri: string;
  readonly nextUri?: string;
  readonly stats: { readonly state: string };
  readonly columns?: readonly { readonly name: string; readonly type: string; readonly typeSignature?: object }[];
  readonly error?: Readonly<Record<string, unknown>>;
  readonly updateType?: string;
  readonly updateCount?: number;
}

const rowsKeptMax = 40;
const rowCharactersMax = 6000;
const tellingHeader = /^(content-type|www-authenticate|x-(trino|presto)-.*)$/;

/** Reads the address of the next page, if there is one. */
export const nextUriOf = ({ status, body }: Received): string | undefined =>
  status === 200 && body.startsWith('{') ? (JSON.parse(body) as PageBody).nextUri : undefined;

/** Keeps of a response the headers that a client depends on. */
export const tellingHeaders = (headers: Received['headers']): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => tellingHeader.test(name)));

/** Gives what is kept of a statement's pages. @throws where they break a rule that clients depend on */
export function statementAnswer(pages: readonly Received[], isOrdered: boolean): RecordedAnswer {
  const failed = pages.find(({ status }) => status !== 200);
  if (failed) return { status: failed.status, headers: tellingHeaders(failed.headers), text: failed.body };
  const bodies = pages.map((page) => JSON.parse(page.body) as PageBody);
  bodies.forEach((body, index) => checkPage(body, pages[index]!.body));
  // How far a statement came before it failed differs.
  const { columns, updateType, updateCount, error } = bodies.at(-1)!;
  const rows = pages.flatMap(({ body }) => rowsOf(body));
  const texts = rows.map((row) => JSON.stringify(row));
  if (!isOrdered) texts.sort();
  const isKept = rows.length <= rowsKeptMax && texts.join().length <= rowCharactersMax;
  return {
    status: 200,
    headers: Object.assign({}, ...pages.map(({ headers }) => tellingHeaders(headers))) as Record<string, string>,
    ...(columns && !error ? { columns: columns.map(({ name, type }) => `${name} ${type}`) } : {}),
    ...(error ? { error: keptError(error) } : isKept ? { rows: texts.map((text) => JSON.parse(text)) } : {}),
    ...(error || isKept ? {} : { rowCount: rows.length }),
    ...(updateType === undefined ? {} : { updateType }),
    ...(updateCount === undefined ? {} : { updateCount }),
  };
}

/** The Java clients fail where one of these is absent, the one for Python reads signatures unasked, and rows need columns. */
function checkPage({ id, infoUri, stats, columns }: PageBody, text: string): void {
  if (!id || !infoUri || !stats?.state) throw new Error(`a page without id, infoUri or state: ${text}`);
  if (dataOf(text) !== undefined && !columns) throw new Error(`rows without columns: ${text}`);
  if (columns?.some(({ typeSignature }) => !typeSignature)) throw new Error(`a column without signature: ${text}`);
}

function keptError({ failureInfo, ...error }: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return { ...error, failureType: (failureInfo as { readonly type: string }).type };
}

const dataOf = (page: string): string | undefined => /"data":(\[.*?\]),"stats":/s.exec(page)?.[1];

const tokens = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;

/** Reads rows; a number that JavaScript would print otherwise (`1.0`, or of 19 digits) becomes the text that it came as. */
function rowsOf(page: string): readonly unknown[] {
  const data = (dataOf(page) ?? '[]').replace(tokens, (token) =>
    token.startsWith('"') || String(Number(token)) === token ? token : `"${token}"`,
  );
  return JSON.parse(data) as unknown[];
}
