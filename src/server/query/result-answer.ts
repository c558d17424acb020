import type { QueryResult } from '../../engine/query-result.js';
import type { ResultFormat } from '../../engine/result-formats/result-format.js';
import type { Exchange } from '../exchange.js';
import { compressed } from './compressed.js';

/**
 * Answers with a result, while it runs. What fails before its first bytes is thrown; what fails later breaks the answer off, which HTTP tells
 * from its end in every format.
 */
export async function resultAnswer(exchange: Exchange, result: QueryResult, format: ResultFormat): Promise<Response> {
  const pieces = format.write(result)[Symbol.asyncIterator]();
  const first = await pieces.next();
  const mediaType = format.mediaTypes[0]!;
  const { body, headers } = compressed(
    exchange,
    mediaType,
    streamOf(first, pieces, () => result.close()),
  );
  return new Response(body, {
    headers: { 'content-type': mediaType, 'x-lakelet-query-id': result.queryId, ...headers },
  });
}

function streamOf(
  first: IteratorResult<Uint8Array>,
  pieces: AsyncIterator<Uint8Array>,
  close: () => Promise<void>,
): ReadableStream<Uint8Array> {
  let next: Promise<IteratorResult<Uint8Array>> | undefined = Promise.resolve(first);
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await (next ?? pieces.next());
        next = undefined;
        if (done) controller.close();
        else controller.enqueue(value);
      },
      async cancel() {
        await pieces.return?.();
        await close();
      },
    },
    { highWaterMark: 0 },
  );
}
