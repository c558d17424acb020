import { once } from 'node:events';
import type { Outgoing } from './exchange.js';

// What is smaller fits the buffers of the connection.
const largeBytes = 256 * 1024;
/** How long a client may take no byte of what waits for it. */
const unreadMsMax = 5 * 60_000;

/** What a whole answer has beside its body. */
export interface AnswerHead {
  readonly status?: number;
  /** Each name once. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer that is at hand. It stands where Hono wants a `Response`, which takes longer to make than a short query to plan. */
class WholeAnswer {
  readonly body: Uint8Array | string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(body: Uint8Array | string, { status = 200, headers = {} }: AnswerHead) {
    this.body = body;
    this.status = status;
    this.headers = headers;
  }
}

/** Makes an answer whose body is sent as it is, without a stream around it. */
export const wholeResponse = (body: Uint8Array | string, head: AnswerHead): Response =>
  new WholeAnswer(body, head) as unknown as Response;

/** Sends what a door answered. A stream is read as fast as the client takes it, and cancelled when the client goes away. */
export async function writeResponse(response: Response, outgoing: Outgoing, isHead: boolean): Promise<void> {
  if (response instanceof WholeAnswer) {
    writeWhole(response, outgoing, isHead);
    return;
  }
  if (outgoing.destroyed) {
    await response.body?.cancel();
    return;
  }
  outgoing.statusCode = response.status;
  for (const [name, value] of response.headers) if (name !== 'set-cookie') outgoing.setHeader(name, value);
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) outgoing.setHeader('set-cookie', cookies);
  if (response.body && !isHead) await writeStream(response.body, outgoing);
  else outgoing.end();
}

function writeWhole({ body, status, headers }: WholeAnswer, outgoing: Outgoing, isHead: boolean): void {
  if (outgoing.destroyed) return;
  outgoing.statusCode = status;
  for (const name of Object.keys(headers)) outgoing.setHeader(name, headers[name]!);
  outgoing.setHeader('content-length', typeof body === 'string' ? Buffer.byteLength(body) : body.length);
  outgoing.end(isHead ? '' : body);
  if (body.length >= largeBytes && !outgoing.writableFinished) closeWhenUnread(outgoing);
}

/** Ends an exchange whose client does not take what it asked for. */
function closeWhenUnread(outgoing: Outgoing): void {
  const timer = setTimeout(() => outgoing.destroy(), unreadMsMax);
  outgoing.once('close', () => clearTimeout(timer));
}

async function writeStream(stream: ReadableStream<Uint8Array>, outgoing: Outgoing): Promise<void> {
  const reader = stream.getReader();
  const gone = new AbortController();
  outgoing.once('close', () => gone.abort());
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      if (outgoing.destroyed) return await reader.cancel();
      if (!(outgoing as NodeJS.WritableStream).write(value)) await drained(outgoing, gone.signal);
    }
    outgoing.end();
  } catch (error) {
    // The status is sent: only an end that is visibly early tells the client of the failure.
    outgoing.destroy(error as Error);
  }
}

/** Waits until the client has taken what was written, or is gone. */
async function drained(outgoing: Outgoing, gone: AbortSignal): Promise<void> {
  if (gone.aborted) return;
  const timer = setTimeout(() => outgoing.destroy(), unreadMsMax);
  try {
    await once(outgoing, 'drain', { signal: gone });
  } catch (error) {
    if (!gone.aborted) throw error;
  } finally {
    clearTimeout(timer);
  }
}
