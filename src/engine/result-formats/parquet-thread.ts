import { parentPort, workerData } from 'node:worker_threads';
import { LakeError } from '../../base/lake-error.js';
import type { ResultBatch } from '../../exec/result-batch.js';
import { BufferPool } from '../../parquet/write/buffer-pool.js';
import { type ByteSink, PageOutput } from '../../parquet/write/page-output.js';
import { ParquetFileWriter } from '../../parquet/write/parquet-file-writer.js';
import { writeOptionsDefault } from '../../parquet/write/write-options.js';
import { writeSchema } from '../../parquet/write/write-schema.js';
import { Arena } from '../../vector/arena.js';
import { QueryMemory } from '../../vector/query-memory.js';
import { batchVectors } from './batch-vectors.js';
import type { ParquetAnswer, ParquetRequest, ParquetThreadStart } from './parquet-messages.js';

// This thread encodes one result as a Parquet file: a row group takes longer than the host's event loop may be held.

const memoryBytes = 512 * 2 ** 20;
// Rows go to the file before their row group is full when they take more than this.
const gatheredBytesMax = 256 * 2 ** 20;

/** Keeps the bytes of the file until they are sent. */
class WaitingBytes implements ByteSink {
  byteLength = 0;
  #parts: Uint8Array[] = [];

  append(bytes: Uint8Array, start = 0, length = bytes.length - start): void {
    this.#parts.push(bytes.slice(start, start + length));
    this.byteLength += length;
  }

  /** Gives what came since the last call. */
  take(): Uint8Array<ArrayBuffer> {
    const parts = this.#parts.splice(0);
    const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const part of parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }
}

const { columns } = workerData as ParquetThreadStart;
const sink = new WaitingBytes();
let arena: Arena;
let memory: QueryMemory;
let writer: ParquetFileWriter | undefined;

function open(): ParquetFileWriter {
  memory = QueryMemory.open(QueryMemory.reserve(memoryBytes));
  memory.reset(memoryBytes);
  arena = new Arena(memory);
  const output = new PageOutput(memory, new Arena(memory));
  return new ParquetFileWriter(output, new BufferPool(memory), sink, writeSchema(columns), writeOptionsDefault);
}

function write(batch: ResultBatch | undefined): Uint8Array<ArrayBuffer> {
  writer ??= open();
  if (!batch) writer.close();
  else {
    writer.append(batchVectors(memory, arena, batch), 0, batch.rowCount);
    arena.reset();
    if (memory.usedBytes > gatheredBytesMax) writer.flush();
  }
  return sink.take();
}

parentPort!.on('message', ({ batch }: ParquetRequest) => {
  try {
    const bytes = write(batch);
    parentPort!.postMessage({ bytes } satisfies ParquetAnswer, [bytes.buffer]);
  } catch (error) {
    if (!(error instanceof LakeError)) throw error;
    const { name, message, hint } = error;
    parentPort!.postMessage({ failure: { name, message, hint } } satisfies ParquetAnswer);
  }
});
