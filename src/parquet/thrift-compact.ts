import { LakeError } from '../base/lake-error.js';

/**
 * Thrift's compact protocol (https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md), read only.
 * A struct is fields of (id delta, type) ended by a zero byte; integers are zigzag varints; lists carry count and type.
 */

/** Names the wire types that callers check. */
export const thriftType = {
  stop: 0,
  true: 1,
  false: 2,
  i8: 3,
  i16: 4,
  i32: 5,
  i64: 6,
  double: 7,
  binary: 8,
  list: 9,
  set: 10,
  map: 11,
  struct: 12,
} as const;

const depthMax = 64;

/** Reads one thrift message; every failure is the malformed input's. */
export class ThriftReader {
  readonly bytes: Uint8Array;
  position: number;
  readonly #end: number;
  /** Type and id of the field that `nextField` found. */
  fieldType = 0;
  fieldId = 0;

  constructor(bytes: Uint8Array, position = 0, end = bytes.length) {
    this.bytes = bytes;
    this.position = position;
    this.#end = end;
  }

  /** Moves to the next field of the struct whose last field was `previousId` (0 at its start); false at its end. */
  nextField(previousId: number): boolean {
    const header = this.byte();
    const type = header & 15;
    if (type === thriftType.stop) return false;
    this.fieldType = type;
    this.fieldId = header >>> 4 === 0 ? this.int() : previousId + (header >>> 4);
    return true;
  }

  byte(): number {
    if (this.position >= this.#end) throw this.malformed('it ends early');
    return this.bytes[this.position++]!;
  }

  /** Reads an unsigned varint; exact up to 2^53. */
  varint(): number {
    let byte = this.byte();
    if (byte < 128) return byte;
    let value = byte & 127;
    let scale = 128;
    for (let count = 1; count < 10; count++) {
      byte = this.byte();
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      scale *= 128;
    }
    throw this.malformed('a number has more than 10 bytes');
  }

  /** Reads an i16, i32 or i64; exact up to 2^53. */
  int(): number {
    const value = this.varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  /** Reads a boolean field, whose value is its type. */
  bool(): boolean {
    return this.fieldType === thriftType.true;
  }

  /** Reads bytes as a view of the message. */
  binary(): Uint8Array {
    const length = this.varint();
    if (length > this.#end - this.position) throw this.malformed('a text is longer than the message');
    const start = this.position;
    this.position += length;
    return this.bytes.subarray(start, this.position);
  }

  text(): string {
    const bytes = this.binary();
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  }

  /** Reads a list's header and gives its count; `elementType` checks what it holds. */
  list(elementType: number): number {
    return this.listOf([elementType]);
  }

  /** Reads the header of a list whose element type writers do not agree on. */
  listOf(elementTypes: readonly number[]): number {
    const { count, type } = this.#listHeader();
    if (!elementTypes.includes(type) && count > 0)
      throw this.malformed(`a list holds type ${type}, not ${elementTypes.join(' or ')}`);
    return count;
  }

  /** Passes over the value of the current field. */
  skipField(): void {
    this.#skip(this.fieldType, 0);
  }

  /** Passes over a struct. */
  skipStruct(): void {
    this.#skip(thriftType.struct, 0);
  }

  malformed(reason: string): LakeError {
    return new LakeError('HIVE_BAD_DATA', `metadata is malformed: ${reason}`);
  }

  #listHeader(): { count: number; type: number } {
    const header = this.byte();
    const count = header >>> 4 === 15 ? this.varint() : header >>> 4;
    // Each element takes at least a byte, so a count beyond the rest of the message is a lie.
    if (count > this.#end - this.position) throw this.malformed('a list is longer than the message');
    return { count, type: header & 15 };
  }

  #skip(type: number, depth: number): void {
    if (depth > depthMax) throw this.malformed('it is nested too deeply');
    switch (type) {
      case thriftType.true:
      case thriftType.false:
        return;
      case thriftType.i8:
        this.byte();
        return;
      case thriftType.i16:
      case thriftType.i32:
      case thriftType.i64:
        while (this.byte() >= 128);
        return;
      case thriftType.double:
        this.#advance(8);
        return;
      case thriftType.binary:
        this.#advance(this.varint());
        return;
      case thriftType.list:
      case thriftType.set: {
        const { count, type: elementType } = this.#listHeader();
        // In a list, unlike in a struct, a boolean is a byte.
        const isBool = elementType === thriftType.true || elementType === thriftType.false;
        if (isBool) this.#advance(count);
        else for (let i = 0; i < count; i++) this.#skip(elementType, depth + 1);
        return;
      }
      case thriftType.map:
        this.#skipMap(depth);
        return;
      case thriftType.struct: {
        for (;;) {
          const header = this.byte();
          if ((header & 15) === thriftType.stop) return;
          if (header >>> 4 === 0) this.varint();
          this.#skip(header & 15, depth + 1);
        }
      }
      default:
        throw this.malformed(`unknown wire type ${type}`);
    }
  }

  #skipMap(depth: number): void {
    const count = this.varint();
    if (count === 0) return;
    if (count > this.#end - this.position) throw this.malformed('a map is longer than the message');
    const types = this.byte();
    for (let i = 0; i < count; i++) {
      this.#skip(types >>> 4, depth + 1);
      this.#skip(types & 15, depth + 1);
    }
  }

  #advance(count: number): void {
    if (count > this.#end - this.position) throw this.malformed('it ends early');
    this.position += count;
  }
}
