import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { LakeError } from '../../base/lake-error.js';
import { buffersOf } from '../../exec/result-batch.js';
import type { QueryResult } from '../query-result.js';
import type { ParquetAnswer, ParquetRequest, ParquetThreadStart } from './parquet-messages.js';
import type { ResultFormat } from './result-format.js';

/** A Parquet file, compressed with Zstandard; a thread of its own writes it. */
export const parquet: ResultFormat = {
  name: 'parquet',
  aliases: [],
  mediaTypes: ['application/vnd.apache.parquet'],
  extension: 'parquet',
  write: parquetBytes,
};

/** @throws DUPLICATE_COLUMN_NAME, and NOT_SUPPORTED for types that Parquet cannot hold */
async function* parquetBytes(result: QueryResult): AsyncGenerator<Uint8Array> {
  const columns = result.columns.map(({ name }, index) => ({ name, type: result.columnTypes[index]! }));
  const twice = columns.find(({ name }, index) => columns.findIndex((column) => column.name === name) < index);
  if (twice) {
    await result.close();
    throw new LakeError('DUPLICATE_COLUMN_NAME', `A Parquet file has one column '${twice.name}', the result has two`, {
      hint: 'Give each column a name of its own with AS.',
    });
  }
  const thread = new Worker(new URL('./parquet-thread.js', import.meta.url), {
    workerData: { columns } satisfies ParquetThreadStart,
  });
  try {
    for await (const batch of result.batches()) yield* await answer(thread, { batch }, buffersOf(batch));
    yield* await answer(thread, {}, []);
  } finally {
    await result.close();
    await thread.terminate();
  }
}

/** Sends something to the thread; gives the bytes that are ready then, if there are any. */
async function answer(
  thread: Worker,
  request: ParquetRequest,
  transfer: readonly ArrayBuffer[],
): Promise<readonly Uint8Array[]> {
  const answered = once(thread, 'message') as Promise<[ParquetAnswer]>;
  thread.postMessage(request, [...transfer]);
  const [message] = await answered;
  if ('bytes' in message) return message.bytes.length > 0 ? [message.bytes] : [];
  const { name, message: text, hint } = message.failure;
  throw new LakeError(name, text, { hint });
}
