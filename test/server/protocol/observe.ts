import type { ProtocolRequest } from './requests.js';

/** What is compared of the answers to a request; stacks, ids and times are left out. */
export interface Observed {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The text of an answer that is no JSON. */
  readonly text?: string;
  readonly keys?: readonly string[];
  readonly statsKeys?: readonly string[];
  readonly state?: unknown;
  readonly columns?: unknown;
  /** As the answer has it: numbers are not read. */
  readonly rows?: string;
  readonly error?: unknown;
  readonly updateType?: unknown;
  readonly updateCount?: unknown;
}

interface Body {
  readonly nextUri?: string;
  readonly columns?: unknown;
  readonly stats: Readonly<Record<string, unknown>>;
  readonly error?: { readonly failureInfo: Readonly<Record<string, unknown>> };
  readonly updateType?: unknown;
  readonly updateCount?: unknown;
}

const tellingHeader = /^(content-type|x-trino-.*)$/;

/** Sends a request, reads all answers and gives what is compared of them. */
export async function observe(url: string, { sql, headers }: ProtocolRequest): Promise<Observed> {
  const user = { 'x-trino-user': 'oracle' };
  let response = await fetch(`${url}/v1/statement`, { method: 'POST', body: sql, headers: { ...user, ...headers } });
  const told: Record<string, string> = {};
  const rows: string[] = [];
  for (;;) {
    for (const [name, value] of response.headers) if (tellingHeader.test(name)) told[name] = value;
    const text = await response.text();
    if (response.status !== 200) return { status: response.status, headers: {}, text };
    const body = JSON.parse(text) as Body;
    const data = /"data":(\[.*?\]),"stats":/s.exec(text)?.[1];
    if (data !== undefined) rows.push(data.slice(1, -1));
    if (body.nextUri === undefined) return observed(body, told, rows);
    response = await fetch(body.nextUri, { headers: user });
  }
}

function observed(body: Body, headers: Record<string, string>, rows: readonly string[]): Observed {
  const { stats, columns, error, updateType, updateCount } = body;
  const { failureInfo, ...failure } = error ?? { failureInfo: {} };
  const { stack: _, cause: __, ...detail } = failureInfo;
  // What a statement is Trino tells or not, as it happens to fail before or after it has begun.
  const accidental = error ? ['columns', 'updateType'] : [];
  return {
    status: 200,
    headers,
    keys: Object.keys(body)
      .filter((key) => ![...accidental, 'data', 'partialCancelUri'].includes(key))
      .sort(),
    statsKeys: Object.keys(stats).sort(),
    state: stats.state,
    columns: error ? undefined : columns,
    rows: `[${rows.join(',')}]`,
    ...(error ? { error: { ...failure, failureInfo: detail } } : {}),
    updateType: error ? undefined : updateType,
    updateCount,
  };
}
