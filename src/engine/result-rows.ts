import type { ResultBatch, ResultColumn } from '../exec/result-batch.js';
import type { SqlValue } from '../types/sql-value.js';
import { decodeViewBytes } from '../vector/nested-encoding.js';
import { decodeSlotWords } from '../vector/slot-words.js';
import type { UserValue, ValueConverter } from './user-value.js';

export type { ResultBatch, ResultColumn };

/** Gives a function that reads the value of a row of a result column. */
export function columnReader(column: ResultColumn): (row: number) => SqlValue {
  const read = presentReader(column);
  const { validity } = column;
  return validity ? (row) => (validity[row] === 0 ? null : read(row)) : read;
}

function presentReader(column: ResultColumn): (row: number) => SqlValue {
  const { type, layout } = column;
  if (layout === 'view') return viewReader(column);
  const { buffer, byteOffset, byteLength } = column.values!;
  switch (layout) {
    case 'bool':
      return (row) => column.values![row] !== 0;
    case 'i32': {
      const values = new Int32Array(buffer, byteOffset, byteLength / 4);
      return (row) => values[row]!;
    }
    case 'f32': {
      const values = new Float32Array(buffer, byteOffset, byteLength / 4);
      return (row) => values[row]!;
    }
    case 'f64': {
      const values = new Float64Array(buffer, byteOffset, byteLength / 8);
      return (row) => values[row]!;
    }
    case 'i64': {
      const values = new BigInt64Array(buffer, byteOffset, byteLength / 8);
      return type.kind === 'bigint' ? (row) => values[row]! : (row) => decodeSlotWords(type, values[row]!, 0n);
    }
    case 'i128': {
      const values = new BigInt64Array(buffer, byteOffset, byteLength / 8);
      return (row) => decodeSlotWords(type, values[2 * row]!, values[2 * row + 1]!);
    }
  }
}

function viewReader({ type, offsets, bytes }: ResultColumn): (row: number) => SqlValue {
  if (type.kind === 'varchar' || type.kind === 'char' || type.kind === 'json') {
    const text = Buffer.from(bytes!.buffer, bytes!.byteOffset, bytes!.byteLength);
    return (row) => text.toString('utf8', offsets![row]!, offsets![row + 1]!);
  }
  return (row) => decodeViewBytes(type, bytes!.subarray(offsets![row]!, offsets![row + 1]!));
}

/** Gives the rows of a batch as arrays of users' values, in column order. */
export function* rowsOf(batch: ResultBatch, converters: readonly ValueConverter[]): Generator<UserValue[]> {
  const readers = batch.columns.map((column, index) => ({
    read: columnReader(column),
    convert: converters[index]!,
  }));
  for (let row = 0; row < batch.rowCount; row++) yield readers.map(({ read, convert }) => convert(read(row)));
}
