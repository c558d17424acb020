import type { QueryResult } from '../../engine/query-result.js';
import type { ResultFormat } from '../../engine/result-formats/result-format.js';
import type { Exchange } from '../exchange.js';
import { type BodyPiece, flowingResponse, wholeResponse } from '../write-response.js';
import { packed, packing } from './compressed.js';

/**
 * Answers with a result, while it runs. What fails before its first bytes is thrown; what fails later breaks the answer off, which HTTP tells
 * from its end in every format.
 */
export async function resultAnswer(exchange: Exchange, result: QueryResult, format: ResultFormat): Promise<Response> {
  const mediaType = format.mediaTypes[0]!;
  const { isPacked, headers: packingHeaders } = packing(exchange, mediaType);
  const headers = { 'content-type': mediaType, 'x-lakelet-query-id': result.queryId, ...packingHeaders };
  if (exchange.incoming.method === 'HEAD') {
    await result.close();
    return wholeResponse('', { headers });
  }
  if (isPacked) return new Response(packed(await begun(format.write(result), result)), { headers });
  const source: AsyncIterable<BodyPiece> = format.writeParts?.(result) ?? format.write(result);
  return flowingResponse(await begun(source, result), { headers });
}

/** Waits for the first piece; leaving the pieces ends the statement. */
async function begun<Piece extends BodyPiece>(
  source: AsyncIterable<Piece>,
  result: QueryResult,
): Promise<AsyncIterator<Piece>> {
  const pieces = source[Symbol.asyncIterator]();
  let first: IteratorResult<Piece> | undefined = await pieces.next();
  return {
    async next() {
      const next = first ?? (await pieces.next());
      first = undefined;
      return next;
    },
    async return() {
      await pieces.return?.();
      await result.close();
      return { done: true, value: undefined };
    },
  };
}
