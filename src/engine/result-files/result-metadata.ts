/**
 * The `.metadata` beside a result: a message of Protocol Buffers without a published schema, in which readers of Athena's files have found
 *
 *     1: id of the query   4, repeated: { 1: "hive"  4: name  5: label  6: type  7: precision  8: scale  9: 3, nullable unknown  10: case-sensitive }
 */
import type { SqlType } from '../../types/sql-type.js';
import { athenaType } from './athena-value.js';

/** A column of a result. */
export interface ResultColumnType {
  readonly name: string;
  readonly type: SqlType;
}

const nullableUnknown = 3;

/** Gives the bytes of the metadata of a result. */
export function resultMetadata(queryId: string, columns: readonly ResultColumnType[]): Uint8Array {
  return Buffer.concat([textField(1, queryId), ...columns.map((column) => bytesField(4, columnMessage(column)))]);
}

function columnMessage({ name, type }: ResultColumnType): Buffer {
  const { name: typeName, precision, scale } = athenaType(type);
  return Buffer.concat([
    textField(1, 'hive'),
    textField(4, name),
    textField(5, name),
    textField(6, typeName),
    numberField(7, precision),
    numberField(8, scale),
    numberField(9, nullableUnknown),
    numberField(10, type.kind === 'varchar' || type.kind === 'char' ? 1 : 0),
  ]);
}

const textField = (field: number, text: string): Buffer => bytesField(field, Buffer.from(text));

const bytesField = (field: number, bytes: Buffer): Buffer =>
  Buffer.concat([varint((field << 3) | 2), varint(bytes.length), bytes]);

const numberField = (field: number, value: number): Buffer => Buffer.concat([varint(field << 3), varint(value)]);

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return Buffer.from([...bytes, rest]);
}
