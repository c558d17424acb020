import type { Answer } from '../../native-bench/engines/engine.js';

/** Reports the error of a real Trino. */
export class TrinoError extends Error {
  override readonly name: string;
  readonly line: number | undefined;
  readonly column: number | undefined;

  constructor(error: TrinoFailure) {
    super(error.message);
    this.name = error.errorName;
    this.line = error.errorLocation?.lineNumber;
    this.column = error.errorLocation?.columnNumber;
  }
}

interface TrinoFailure {
  readonly message: string;
  readonly errorName: string;
  readonly errorLocation?: { readonly lineNumber: number; readonly columnNumber: number };
}

interface TrinoPage {
  readonly nextUri?: string;
  readonly columns?: { readonly name: string; readonly type: string }[];
  readonly data?: unknown[][];
  readonly error?: TrinoFailure;
}

const server = process.env.LAKELET_ORACLE ?? 'http://127.0.0.1:18080';
// Trino's planner loops on a few statements for ever.
const answerMsMax = 120_000;
const headers = {
  'X-Trino-User': 'oracle',
  'X-Trino-Time-Zone': 'UTC',
  'X-Trino-Client-Capabilities': 'PARAMETRIC_DATETIME',
};

/** Says whether a Trino answers at LAKELET_ORACLE, by default at 127.0.0.1:18080. */
export async function hasOracle(): Promise<boolean> {
  try {
    const answer = await fetch(`${server}/v1/info`, { signal: AbortSignal.timeout(2_000) });
    return answer.ok && !((await answer.json()) as { starting: boolean }).starting;
  } catch (error) {
    if (error instanceof TypeError || (error instanceof DOMException && error.name === 'TimeoutError')) return false;
    throw error;
  }
}

/** Runs one statement on the real Trino, in a schema such as `tpch.tiny`; integers beyond 2^53 come as text. */
export async function askOracle(sql: string, schema = 'tpch.tiny'): Promise<Answer> {
  const [catalog, schemaName] = schema.split('.') as [string, string];
  let page = await fetchPage(`${server}/v1/statement`, {
    method: 'POST',
    headers: { ...headers, 'X-Trino-Catalog': catalog, 'X-Trino-Schema': schemaName },
    body: sql,
  });
  let columns = page.columns ?? [];
  const rows: unknown[][] = [];
  const deadline = Date.now() + answerMsMax;
  for (;;) {
    if (Date.now() > deadline) throw new Error(`the oracle does not answer: ${sql}`);
    if (page.error) throw new TrinoError(page.error);
    if (page.columns) columns = page.columns;
    rows.push(...(page.data ?? []));
    if (page.nextUri === undefined) return { columns: columns.map(({ name, type }) => ({ name, type })), rows };
    page = await fetchPage(page.nextUri, { headers });
  }
}

/** Parses JSON with integers beyond 2^53 as text, so that nothing of a bigint is lost. */
export function parseExactJson(text: string): unknown {
  const exact = text.replace(/"(?:[^"\\]|\\.)*"|(?<![\d.eE+-])-?\d{16,}(?![\d.eE])/g, (match) =>
    match.startsWith('"') ? match : `"${match}"`,
  );
  return JSON.parse(exact);
}

async function fetchPage(address: string, request: RequestInit): Promise<TrinoPage> {
  for (let attempt = 1; ; attempt++) {
    const answer = await fetch(address, request);
    const text = await answer.text();
    if (answer.ok) return parseExactJson(text) as TrinoPage;
    const isBusy = answer.status === 502 || answer.status === 503 || answer.status === 504;
    if (!isBusy || attempt === 10) throw new Error(`the oracle answers ${answer.status}: ${text}`);
    await new Promise((wake) => setTimeout(wake, 100 * attempt));
  }
}
