import { RecordBatchStreamWriter, type Schema } from 'apache-arrow';
import type { ResultBatch } from '../exec/result-batch.js';
import type { SqlType } from '../types/sql-type.js';
import { arrowBatch, arrowSchema } from './arrow-table.js';
import { Turns } from './turns.js';

// What is smaller costs less to copy than to send by itself.
const joinedBytesMax = 4096;

/** Encodes the batches of a result as an Arrow IPC stream: the schema, a piece a batch, the end. */
export async function* arrowStream(
  columns: readonly { readonly name: string; readonly type: SqlType }[],
  batches: AsyncIterable<ResultBatch>,
): AsyncGenerator<Uint8Array> {
  for await (const parts of arrowParts(columns, batches)) yield Buffer.concat(parts);
}

/** Encodes as `arrowStream` does, each piece in parts: the buffers of large columns are the batch's own. */
export async function* arrowParts(
  columns: readonly { readonly name: string; readonly type: SqlType }[],
  batches: AsyncIterable<ResultBatch>,
): AsyncGenerator<readonly Uint8Array[]> {
  const schema = arrowSchema(columns);
  const writer = new PieceWriter();
  const turns = new Turns();
  yield writer.begin(schema);
  for await (const batch of batches) {
    writer.write(arrowBatch(schema, batch));
    yield writer.takeParts();
    if (turns.isOver) await turns.give();
  }
  yield writer.complete();
}

/** Collects what Arrow's writer writes, instead of queueing many small parts. */
class PieceWriter extends RecordBatchStreamWriter {
  #parts: Uint8Array[] = [];

  begin(schema: Schema): readonly Uint8Array[] {
    this.reset(undefined, schema);
    return this.takeParts();
  }

  complete(): readonly Uint8Array[] {
    this.finish();
    return this.takeParts();
  }

  /** Gives what was written since, small parts joined. */
  takeParts(): readonly Uint8Array[] {
    const joined: Uint8Array[] = [];
    let small: Uint8Array[] = [];
    const join = (): void => {
      if (small.length > 0) joined.push(Buffer.concat(small));
      small = [];
    };
    for (const part of this.#parts.splice(0))
      if (part.length < joinedBytesMax) small.push(part);
      else {
        join();
        joined.push(part);
      }
    join();
    return joined;
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
