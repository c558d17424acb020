import { CompressionStream } from 'node:stream/web';
import type { Exchange } from '../exchange.js';
import { takesGzip } from '../takes-gzip.js';

const compressible = /^(text\/|application\/(json|x-ndjson|ndjson|jsonl))/;

/** Tells whether a body goes packed with gzip, as text does where the client takes that, and which headers say so. */
export function packing(
  exchange: Exchange,
  mediaType: string,
): { readonly isPacked: boolean; readonly headers: Readonly<Record<string, string>> } {
  if (!compressible.test(mediaType)) return { isPacked: false, headers: {} };
  const headers = { vary: 'accept-encoding' };
  return takesGzip(exchange)
    ? { isPacked: true, headers: { ...headers, 'content-encoding': 'gzip' } }
    : { isPacked: false, headers };
}

/** Packs a body with gzip as it is read. */
export function packed(pieces: AsyncIterator<Uint8Array>): ReadableStream<Uint8Array> {
  const packer = new CompressionStream('gzip') as unknown as ReadableWritablePair<Uint8Array, Uint8Array>;
  return streamOf(pieces).pipeThrough(packer);
}

const streamOf = (pieces: AsyncIterator<Uint8Array>): ReadableStream<Uint8Array> =>
  new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await pieces.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      async cancel() {
        await pieces.return?.();
      },
    },
    { highWaterMark: 0 },
  );
