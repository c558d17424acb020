import type { ErrorCode } from '../../base/error-codes.js';
import type { ResultBatch } from '../../exec/result-batch.js';
import type { SqlType } from '../../types/sql-type.js';

/** What the thread that writes a Parquet file is started with. */
export interface ParquetThreadStart {
  readonly columns: readonly { readonly name: string; readonly type: SqlType }[];
}

/** What the thread takes: the next rows, or word that there are no more. Each is answered once. */
export type ParquetRequest = { readonly batch: ResultBatch } | { readonly batch?: undefined };

/** What the thread answers: the bytes of the file that are ready, or why there are none. */
export type ParquetAnswer =
  | { readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly failure: { readonly name: ErrorCode; readonly message: string; readonly hint: string | undefined } };
