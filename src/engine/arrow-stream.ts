import { RecordBatchStreamWriter, type Schema } from 'apache-arrow';
import type { ResultBatch } from '../exec/result-batch.js';
import type { SqlType } from '../types/sql-type.js';
import { arrowBatch, arrowSchema } from './arrow-table.js';
import { Turns } from './turns.js';

/** Encodes the batches of a result as an Arrow IPC stream: the schema, a piece a batch, the end. */
export async function* arrowStream(
  columns: readonly { readonly name: string; readonly type: SqlType }[],
  batches: AsyncIterable<ResultBatch>,
): AsyncGenerator<Uint8Array> {
  const schema = arrowSchema(columns);
  const writer = new PieceWriter();
  const turns = new Turns();
  yield writer.begin(schema);
  for await (const batch of batches) {
    writer.write(arrowBatch(schema, batch));
    yield writer.takePiece();
    if (turns.isOver) await turns.give();
  }
  yield writer.complete();
}

/** Collects what Arrow's writer writes, instead of queueing many small parts. */
class PieceWriter extends RecordBatchStreamWriter {
  #parts: Uint8Array[] = [];

  begin(schema: Schema): Uint8Array {
    this.reset(undefined, schema);
    return this.takePiece();
  }

  complete(): Uint8Array {
    this.finish();
    return this.takePiece();
  }

  takePiece(): Uint8Array {
    return Buffer.concat(this.#parts.splice(0));
  }

  protected override _write(part: ArrayBufferView | ArrayBufferLike | Uint8Array): this {
    const bytes = ArrayBuffer.isView(part)
      ? new Uint8Array(part.buffer, part.byteOffset, part.byteLength)
      : new Uint8Array(part);
    this.#parts.push(bytes);
    this._position += bytes.byteLength;
    return this;
  }
}
