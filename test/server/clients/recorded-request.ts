/** One answer of the server to a client, as far as it is the same at every time. */
export interface RecordedAnswer {
  readonly status: number;
  /** `X-Trino-…`, and the content's type. */
  readonly headers: Readonly<Record<string, string>>;
  /** Of an answer that is no result of a statement: its text, or the keys of its JSON. */
  readonly text?: string;
  readonly keys?: readonly string[];
  /** Names and types. */
  readonly columns?: readonly string[];
  readonly rows?: readonly unknown[];
  /** Where the rows are many, or other ones at every time. */
  readonly rowCount?: number;
  readonly updateType?: string;
  readonly updateCount?: number;
  readonly error?: Readonly<Record<string, unknown>>;
}

/** A request of a client, with those that follow from its answer: the pages of a statement's result, or its end. */
export interface RecordedRequest {
  readonly method: string;
  /** `{query}` stands for the id of the statement before. */
  readonly path: string;
  /** Those that the client's other statements have not. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Those that the requests for its pages have, and for other statements' have not. */
  readonly pageHeaders?: Readonly<Record<string, string>>;
  readonly body?: string;
  /**
   * What the client asked of the statement while it ran, other than its pages: `DELETE {next}`, `GET /v1/query/{query}`; `http://{host}` comes first
   * where the client named the whole address as to a proxy.
   */
  readonly meanwhile?: readonly { readonly request: string; readonly status: number }[];
  readonly answer: RecordedAnswer;
}

/** What one client was seen to do. */
export interface ClientRecord {
  readonly client: string;
  /** Headers of every statement's request. */
  readonly statementHeaders: Readonly<Record<string, string>>;
  /** Headers of every request for a page. */
  readonly pageHeaders: Readonly<Record<string, string>>;
  readonly requests: readonly RecordedRequest[];
}

/** Writes a record: a line for the client, then a line a request. */
export const formatRecord = ({ requests, ...head }: ClientRecord): string =>
  [head, ...requests].map((line) => `${JSON.stringify(line)}\n`).join('');

/** Reads what `formatRecord` wrote. */
export function parseRecord(text: string): ClientRecord {
  const [head, ...requests] = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  return { ...(head as Omit<ClientRecord, 'requests'>), requests: requests as RecordedRequest[] };
}
