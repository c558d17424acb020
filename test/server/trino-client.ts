/** One answer of `/v1/statement`. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: AnswerBody;
}

/** What the tests look at of an answer's JSON. */
export interface AnswerBody {
  readonly id: string;
  readonly nextUri?: string;
  readonly partialCancelUri?: string;
  readonly columns?: readonly { readonly name: string; readonly type: string; readonly typeSignature: object }[];
  readonly data?: readonly (readonly unknown[])[];
  readonly stats: Readonly<Record<string, unknown>> & { readonly state: string };
  readonly error?: Readonly<Record<string, unknown>> & { readonly errorName: string; readonly message: string };
  readonly updateType?: string;
  readonly updateCount?: number;
}

/** The capability that clients of today announce. */
export const parametric = { 'x-trino-client-capabilities': 'PATH,PARAMETRIC_DATETIME,SESSION_AUTHORIZATION' };

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  const isJson = response.headers.get('content-type') === 'application/json';
  const body = (isJson ? JSON.parse(text) : { error: { message: text } }) as AnswerBody;
  return { status: response.status, headers: response.headers, body };
}

/** Sends a statement; gives the first answer. */
export const post = async (url: string, sql: string, headers: Record<string, string> = {}): Promise<Answer> =>
  answerOf(
    await fetch(`${url}/v1/statement`, { method: 'POST', body: sql, headers: { 'x-trino-user': 'alice', ...headers } }),
  );

/** Asks for the next answer. */
export const get = async (nextUri: string, headers: Record<string, string> = {}): Promise<Answer> =>
  answerOf(await fetch(nextUri, { headers: { 'x-trino-user': 'alice', ...headers } }));

/** Sends a statement and reads all answers. */
export async function answers(url: string, sql: string, headers: Record<string, string> = {}): Promise<Answer[]> {
  const all = [await post(url, sql, headers)];
  for (let next = all[0]!.body.nextUri; next !== undefined; next = all.at(-1)!.body.nextUri) all.push(await get(next));
  return all;
}

/** Sends a statement and gives all its rows. */
export async function rows(url: string, sql: string, headers: Record<string, string> = {}): Promise<unknown[][]> {
  const all = await answers(url, sql, headers);
  const { error } = all.at(-1)!.body;
  if (error) throw new Error(`${error.errorName}: ${error.message}`);
  return all.flatMap(({ body }) => (body.data ?? []) as unknown[][]);
}
