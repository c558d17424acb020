import { CompressionStream } from 'node:stream/web';
import type { Exchange } from '../exchange.js';
import { takesGzip } from '../takes-gzip.js';

const compressible = /^(text\/|application\/(json|x-ndjson|ndjson|jsonl))/;

/** A body and the headers that tell how it is packed. */
export interface PackedBody {
  readonly body: ReadableStream<Uint8Array>;
  readonly headers: Readonly<Record<string, string>>;
}

/** Packs text with gzip where the client takes that. */
export function compressed(exchange: Exchange, mediaType: string, body: ReadableStream<Uint8Array>): PackedBody {
  if (!compressible.test(mediaType)) return { body, headers: {} };
  const headers = { vary: 'accept-encoding' };
  if (!takesGzip(exchange)) return { body, headers };
  const packer = new CompressionStream('gzip') as unknown as ReadableWritablePair<Uint8Array, Uint8Array>;
  return { body: body.pipeThrough(packer), headers: { ...headers, 'content-encoding': 'gzip' } };
}
