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

/** A body that is at hand: text, or bytes in one piece or several. */
export type AnswerBody = string | Uint8Array | readonly Uint8Array[];

/** Tells how many bytes a body has. */
export function bodyLength(body: AnswerBody): number {
  if (typeof body === 'string') return Buffer.byteLength(body);
  return isOnePiece(body) ? body.length : body.reduce((sum, { length }) => sum + length, 0);
}

/** Gives a body as one piece. */
export const joinedBody = (body: AnswerBody): string | Uint8Array =>
  typeof body === 'string' || isOnePiece(body) ? body : Buffer.concat(body);

const isOnePiece = (body: Uint8Array | readonly Uint8Array[]): body is Uint8Array => body instanceof Uint8Array;

/** An answer that is at hand. It stands where Hono wants a `Response`, which takes longer to make than a short query to plan. */
class WholeAnswer {
  readonly body: AnswerBody;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(body: AnswerBody, { status = 200, headers = {} }: AnswerHead) {
    this.body = body;
    this.status = status;
    this.headers = headers;
  }
}

/** Makes an answer whose body is sent as it is, without a stream around it. */
export const wholeResponse = (body: AnswerBody, head: AnswerHead): Response =>
  new WholeAnswer(body, head) as unknown as Response;

/** A piece of a body that flows: bytes, or parts of them that go together. */
export type BodyPiece = Uint8Array | readonly Uint8Array[];

/** An answer whose body comes piece by piece. A stream of the web takes longer for each piece than to send it. */
class FlowingAnswer {
  readonly pieces: AsyncIterator<BodyPiece>;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(pieces: AsyncIterator<BodyPiece>, { status = 200, headers = {} }: AnswerHead) {
    this.pieces = pieces;
    this.status = status;
    this.headers = headers;
  }
}

/** Makes an answer of pieces, which are asked for as fast as the client takes them; `return` is called when it goes away. */
export const flowingResponse = (pieces: AsyncIterator<BodyPiece>, head: AnswerHead): Response =>
  new FlowingAnswer(pieces, head) as unknown as Response;

/** Sends what a door answered. A stream is read as fast as the client takes it, and cancelled when the client goes away. */
export async function writeResponse(response: Response, outgoing: Outgoing, isHead: boolean): Promise<void> {
  if (response instanceof WholeAnswer) {
    writeWhole(response, outgoing, isHead);
    return;
  }
  if (response instanceof FlowingAnswer) {
    if (outgoing.destroyed) await response.pieces.return?.();
    else {
      setHead(response, outgoing);
      await writePieces(response.pieces, outgoing);
    }
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
  if (response.body && !isHead) await writePieces(response.body[Symbol.asyncIterator](), outgoing);
  else outgoing.end();
}

function writeWhole({ body, status, headers }: WholeAnswer, outgoing: Outgoing, isHead: boolean): void {
  if (outgoing.destroyed) return;
  setHead({ status, headers }, outgoing);
  const length = bodyLength(body);
  outgoing.setHeader('content-length', length);
  if (isHead) outgoing.end();
  else if (typeof body === 'string' || isOnePiece(body)) outgoing.end(body);
  else {
    writePiece(body, outgoing);
    outgoing.end();
  }
  if (length >= largeBytes && !outgoing.writableFinished) closeWhenUnread(outgoing);
}

function setHead({ status, headers }: Required<AnswerHead>, outgoing: Outgoing): void {
  outgoing.statusCode = status;
  for (const name of Object.keys(headers)) outgoing.setHeader(name, headers[name]!);
}

/** Ends an exchange whose client does not take what it asked for. */
function closeWhenUnread(outgoing: Outgoing): void {
  const timer = setTimeout(() => outgoing.destroy(), unreadMsMax);
  outgoing.once('close', () => clearTimeout(timer));
}

async function writePieces(pieces: AsyncIterator<BodyPiece>, outgoing: Outgoing): Promise<void> {
  const gone = new AbortController();
  outgoing.once('close', () => gone.abort());
  try {
    for (;;) {
      const { done, value } = await pieces.next();
      if (done) break;
      if (outgoing.destroyed) {
        await pieces.return?.();
        return;
      }
      if (!writePiece(value, outgoing)) await drained(outgoing, gone.signal);
    }
    outgoing.end();
  } catch (error) {
    // The status is sent: only an end that is visibly early tells the client of the failure.
    outgoing.destroy(error as Error);
  }
}

/** Sends parts together, without joining them; false when the client is behind. */
function writePiece(piece: BodyPiece, outgoing: Outgoing): boolean {
  const stream = outgoing as NodeJS.WritableStream;
  if (isOnePiece(piece)) return stream.write(piece);
  outgoing.cork();
  let isTaken = true;
  for (const part of piece) isTaken = stream.write(part);
  outgoing.uncork();
  return isTaken;
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
