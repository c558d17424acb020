import { once } from 'node:events';
import type { Outgoing } from './exchange.js';

const bodies = new WeakMap<Response, Uint8Array | string>();

/** Makes a response whose body is sent as it is, without a stream around it. */
export function wholeResponse(body: Uint8Array | string, init: ResponseInit): Response {
  const response = new Response(null, init);
  bodies.set(response, body);
  return response;
}

/** Sends what a door answered. A stream is read as fast as the client takes it, and cancelled when the client goes away. */
export async function writeResponse(response: Response, outgoing: Outgoing, isHead: boolean): Promise<void> {
  if (outgoing.destroyed) {
    await response.body?.cancel();
    return;
  }
  outgoing.statusCode = response.status;
  for (const [name, value] of response.headers) if (name !== 'set-cookie') outgoing.setHeader(name, value);
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) outgoing.setHeader('set-cookie', cookies);
  const body = bodies.get(response);
  if (body !== undefined) {
    outgoing.setHeader('content-length', typeof body === 'string' ? Buffer.byteLength(body) : body.length);
    outgoing.end(isHead ? '' : body);
  } else if (response.body && !isHead) await writeStream(response.body, outgoing);
  else outgoing.end();
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

async function drained(outgoing: Outgoing, gone: AbortSignal): Promise<void> {
  if (gone.aborted) return;
  await Promise.race([once(outgoing, 'drain', { signal: gone }), once(gone, 'abort')]);
}
