import type { QueryResult } from '../../engine/query-result.js';
import type { ResultFormat } from '../../engine/result-formats/result-format.js';
import { Turns } from '../../engine/turns.js';
import { JsonBytes } from '../trino/json-bytes.js';
import { valueWriter } from '../trino/value-writer.js';

const pieceBytes = 1 << 16;
const rowsPerLook = 64;
const comma = 0x2c;
const open = 0x5b;
const close = 0x5d;

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
  const out = new JsonBytes();
  const turns = new Turns();
  let rowCount = 0;
  out.raw(`{"queryId":${JSON.stringify(queryId)},"columns":${JSON.stringify(columns)},"data":[`);
  for await (const batch of result.batches()) {
    const writers = batch.columns.map((column) => valueWriter(column, out, true, batch.rowCount));
    for (let row = 0; row < batch.rowCount; row++) {
      out.ascii(rowCount++ === 0 ? '\n' : ',\n');
      for (let column = 0; column < writers.length; column++) {
        out.byte(column === 0 ? open : comma);
        writers[column]!(row);
      }
      out.byte(close);
      if (out.length >= pieceBytes) yield out.take();
      if (row % rowsPerLook === 0 && turns.isOver) await turns.give();
    }
    yield out.take();
  }
  out.raw(`\n],"rowCount":${rowCount},"stats":${JSON.stringify(result.stats)}}\n`);
  yield out.take();
}
