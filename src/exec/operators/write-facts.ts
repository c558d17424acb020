import { BIGINT, type SqlType, VARCHAR } from '../../types/sql-type.js';
import type { ResultBatch, ResultColumn } from '../result-batch.js';

/** A file that a worker wrote and made durable; nobody sees it yet. */
export interface WrittenFile {
  /** Where it is to be seen. */
  readonly location: string;
  /** Where it is. */
  readonly path: string;
  /** Its partition in Hive's layout; empty for a table without keys. */
  readonly partition: string;
  /** The partition's values as text, as JSON. */
  readonly values: string;
  readonly bucket: number;
  readonly rowCount: number;
  readonly byteLength: number;
}

/** The columns that a TableWriter's result has. */
export const writtenFileColumns: readonly { readonly name: keyof WrittenFile; readonly type: SqlType }[] = [
  { name: 'location', type: VARCHAR },
  { name: 'path', type: VARCHAR },
  { name: 'partition', type: VARCHAR },
  { name: 'values', type: VARCHAR },
  { name: 'bucket', type: BIGINT },
  { name: 'rowCount', type: BIGINT },
  { name: 'byteLength', type: BIGINT },
];

const encoder = new TextEncoder();

/** Makes the result batch that tells of files. */
export const writtenFilesBatch = (files: readonly WrittenFile[]): ResultBatch => ({
  rowCount: files.length,
  columns: writtenFileColumns.map(({ name, type }) =>
    type === BIGINT
      ? numberColumn(
          type,
          files.map((file) => file[name] as number),
        )
      : textColumn(
          type,
          files.map((file) => file[name] as string),
        ),
  ),
});

function numberColumn(type: SqlType, values: readonly number[]): ResultColumn {
  const words = BigInt64Array.from(values, BigInt);
  return { type, layout: 'i64', values: new Uint8Array(words.buffer) };
}

function textColumn(type: SqlType, values: readonly string[]): ResultColumn {
  const texts = values.map((value) => encoder.encode(value));
  const offsets = new Uint32Array(values.length + 1);
  for (const [index, text] of texts.entries()) offsets[index + 1] = offsets[index]! + text.length;
  const bytes = new Uint8Array(offsets[values.length]!);
  for (const [index, text] of texts.entries()) bytes.set(text, offsets[index]);
  return { type, layout: 'view', offsets, bytes };
}

/** Reads a row of the result back. */
export const writtenFileOf = (row: readonly unknown[]): WrittenFile =>
  Object.fromEntries(
    writtenFileColumns.map(({ name, type }, index) => [name, type === BIGINT ? Number(row[index]) : row[index]]),
  ) as unknown as WrittenFile;
