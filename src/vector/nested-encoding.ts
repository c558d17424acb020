/**
 * The canonical bytes of an array, map or row, which a view shows. Equal values of one type have equal bytes (save for NaN, zeros' signs
 * and maps in another order). All numbers are little endian.
 *
 *   array  u32 count, then each element
 *   map    u32 count, then key and value of each entry
 *   row    each field
 *
 * An element is one byte (1 present, 0 NULL), then, if present, its value: a fixed-width type's slot (layout.ts), or
 * u32 length and the bytes that a view would show.
 */
import { assert } from '../base/lake-error.js';
import type { SqlType } from '../types/sql-type.js';
import type { SqlValue } from '../types/sql-value.js';
import { layoutOf, slotBytes } from './layout.js';
import { decodeSlotWords, encodeSlotWords } from './slot-words.js';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Gives the bytes that a `view` of the value shows. */
export function encodeViewBytes(type: SqlType, value: SqlValue): Uint8Array {
  if (typeof value === 'string') return encoder.encode(value);
  if (value instanceof Uint8Array) return value;
  return encodeNested(type, value);
}

/** Gives the value that the bytes of a `view` stand for. */
export function decodeViewBytes(type: SqlType, bytes: Uint8Array): SqlValue {
  switch (type.kind) {
    case 'varchar':
    case 'char':
    case 'json':
    case 'KdbTree':
      return decoder.decode(bytes);
    case 'varbinary':
    case 'digest':
    case 'Geometry':
    case 'SphericalGeography':
      return bytes.slice();
    default:
      return decodeNested(type, bytes);
  }
}

/** Encodes a nested value. */
export function encodeNested(type: SqlType, value: SqlValue): Uint8Array {
  const writer = new NestedWriter();
  writeNested(writer, type, value as readonly SqlValue[]);
  return writer.bytes();
}

/** Decodes what `encodeNested` made. */
export function decodeNested(type: SqlType, bytes: Uint8Array): SqlValue {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return readNested(new NestedReader(bytes, view), type);
}

function writeNested(writer: NestedWriter, type: SqlType, values: readonly SqlValue[]): void {
  switch (type.kind) {
    case 'array':
      writer.u32(values.length);
      for (const value of values) writeElement(writer, type.element, value);
      return;
    case 'map':
      writer.u32(values.length);
      for (const entry of values) {
        const [key, value] = entry as readonly [SqlValue, SqlValue];
        writeElement(writer, type.key, key);
        writeElement(writer, type.value, value);
      }
      return;
    case 'row':
      type.fields.forEach((field, index) => writeElement(writer, field.type, values[index]!));
      return;
    default:
      assert(false, `${type.kind} is not nested`);
  }
}

function writeElement(writer: NestedWriter, type: SqlType, value: SqlValue): void {
  writer.u8(value === null ? 0 : 1);
  if (value === null) return;
  switch (layoutOf(type)) {
    case 'bool':
      return writer.u8(value ? 1 : 0);
    case 'i32':
      return writer.i32(value as number);
    case 'f32':
      return writer.f32(value as number);
    case 'f64':
      return writer.f64(value as number);
    case 'i64':
      return writer.i64(encodeSlotWords(type, value)[0]);
    case 'i128': {
      const [low, high] = encodeSlotWords(type, value);
      writer.i64(low);
      return writer.i64(high);
    }
    case 'view': {
      const bytes = encodeViewBytes(type, value);
      writer.u32(bytes.length);
      return writer.put(bytes);
    }
  }
}

function readNested(reader: NestedReader, type: SqlType): SqlValue {
  switch (type.kind) {
    case 'array':
      return Array.from({ length: reader.u32() }, () => readElement(reader, type.element));
    case 'map':
      return Array.from({ length: reader.u32() }, () => [
        readElement(reader, type.key),
        readElement(reader, type.value),
      ]);
    case 'row':
      return type.fields.map((field) => readElement(reader, field.type));
    default:
      return assert(false, `${type.kind} is not nested`) as never;
  }
}

function readElement(reader: NestedReader, type: SqlType): SqlValue {
  if (reader.take(1)[0] === 0) return null;
  const layout = layoutOf(type);
  if (layout === 'view') return decodeViewBytes(type, reader.take(reader.u32()));
  const at = reader.position;
  reader.take(slotBytes[layout]);
  switch (layout) {
    case 'bool':
      return reader.view.getUint8(at) !== 0;
    case 'i32':
      return reader.view.getInt32(at, true);
    case 'f32':
      return reader.view.getFloat32(at, true);
    case 'f64':
      return reader.view.getFloat64(at, true);
    case 'i64':
      return decodeSlotWords(type, reader.view.getBigInt64(at, true), 0n);
    case 'i128':
      return decodeSlotWords(type, reader.view.getBigInt64(at, true), reader.view.getBigInt64(at + 8, true));
  }
}

class NestedReader {
  readonly #bytes: Uint8Array;
  readonly view: DataView;
  position = 0;

  constructor(bytes: Uint8Array, view: DataView) {
    this.#bytes = bytes;
    this.view = view;
  }

  u32(): number {
    const value = this.view.getUint32(this.position, true);
    this.position += 4;
    return value;
  }

  take(count: number): Uint8Array {
    assert(this.position + count <= this.#bytes.length, 'a nested value ends before its bytes do');
    this.position += count;
    return this.#bytes.subarray(this.position - count, this.position);
  }
}

class NestedWriter {
  #bytes = new Uint8Array(64);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  u8(value: number): void {
    const at = this.#room(1);
    this.#view.setUint8(at, value);
  }

  i32(value: number): void {
    const at = this.#room(4);
    this.#view.setInt32(at, value, true);
  }

  u32(value: number): void {
    const at = this.#room(4);
    this.#view.setUint32(at, value, true);
  }

  i64(value: bigint): void {
    const at = this.#room(8);
    this.#view.setBigInt64(at, value, true);
  }

  f32(value: number): void {
    const at = this.#room(4);
    this.#view.setFloat32(at, value, true);
  }

  f64(value: number): void {
    const at = this.#room(8);
    this.#view.setFloat64(at, value, true);
  }

  put(bytes: Uint8Array): void {
    const at = this.#room(bytes.length);
    this.#bytes.set(bytes, at);
  }

  bytes(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  /** Makes room for `count` bytes and gives where they start; the view may be another one afterwards. */
  #room(count: number): number {
    const at = this.#length;
    this.#length += count;
    if (this.#length > this.#bytes.length) {
      const larger = new Uint8Array(2 ** Math.ceil(Math.log2(this.#length)));
      larger.set(this.#bytes);
      this.#bytes = larger;
      this.#view = new DataView(larger.buffer);
    }
    return at;
  }
}
