import type { QueryResult } from '../../engine/query-result.js';
import type { ResultFormat } from '../../engine/result-formats/result-format.js';
import { resultText } from '../../engine/result-formats/row-text.js';
import { protocolJson } from '../../types/value-text.js';

/** One JSON object: id, columns with types, rows as arrays, their count, and what the statement took. */
export const jsonDocument: ResultFormat = {
  name: 'json',
  aliases: [],
  mediaTypes: ['application/json'],
  extension: 'json',
  write: documentBytes,
};

async function* documentBytes(result: QueryResult): AsyncGenerator<Uint8Array> {
  const { queryId, columns } = result;
  let rowCount = 0;
  const pieces = resultText(result, () => ({
    begin: () => `{"queryId":${JSON.stringify(queryId)},"columns":${JSON.stringify(columns)},"data":[`,
    row: (values, types) => {
      const cells = values.map((value, index) => protocolJson(value, types[index]!));
      return `${rowCount++ === 0 ? '\n' : ',\n'}[${cells.join(',')}]`;
    },
    end: () => `\n],"rowCount":${rowCount},"stats":${JSON.stringify(result.stats)}}\n`,
  }));
  for await (const piece of pieces) yield Buffer.from(piece);
}
