import type { SqlType } from '../types/sql-type.js';
import type { Layout } from '../vector/layout.js';

/** One column of a result batch outside of the query's memory; its buffers go from thread to thread. */
export interface ResultColumn {
  readonly type: SqlType;
  readonly layout: Layout;
  /** Slots of the layout; absent for views. */
  readonly values?: Uint8Array<ArrayBuffer> | undefined;
  /** Views: `rowCount + 1` ends in `bytes`. */
  readonly offsets?: Uint32Array<ArrayBuffer> | undefined;
  readonly bytes?: Uint8Array<ArrayBuffer> | undefined;
  /** One byte a row, 0 for NULL; absent when no row is NULL. */
  readonly validity?: Uint8Array<ArrayBuffer> | undefined;
}

/** Rows of a result as they come from a worker. */
export interface ResultBatch {
  readonly rowCount: number;
  readonly columns: readonly ResultColumn[];
}

/** Batches on their way to a slow reader, for all workers together. */
export const resultsInFlightMax = 16;

// The first buffer that a thread gives away makes V8 throw away all optimised code of that thread that reads typed arrays, which takes
// longer to make again than copying many small results.
const copiedBytesMax = 1024 * 1024;

/** Lists the buffers of a batch. */
export const buffersOf = ({ columns }: ResultBatch): ArrayBuffer[] =>
  columns.flatMap(({ values, offsets, bytes, validity }) =>
    [values, offsets, bytes, validity].flatMap((array) => (array ? [array.buffer] : [])),
  );

/** Lists the buffers of a batch that are worth giving away to another thread instead of copying them there. */
export function buffersToGive(batch: ResultBatch): ArrayBuffer[] {
  const buffers = buffersOf(batch);
  return buffers.reduce((sum, { byteLength }) => sum + byteLength, 0) > copiedBytesMax ? buffers : [];
}
