import { thriftType } from '../thrift-compact.js';

const encoder = new TextEncoder();

/** Writes Thrift's compact protocol; thrift-compact.ts reads it and names its source. */
export class ThriftWriter {
  #bytes = new Uint8Array(1024);
  #length = 0;
  #lastId = 0;
  readonly #outer: number[] = [];

  /** Gives what was written. */
  bytes(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  get byteLength(): number {
    return this.#length;
  }

  /** Forgets what was written. */
  reset(): void {
    this.#length = 0;
    this.#lastId = 0;
  }

  bool(id: number, value: boolean): void {
    this.#field(id, value ? thriftType.true : thriftType.false);
  }

  i8(id: number, value: number): void {
    this.#field(id, thriftType.i8);
    this.#byte(value & 255);
  }

  i16(id: number, value: number): void {
    this.#field(id, thriftType.i16);
    this.#int(value);
  }

  i32(id: number, value: number): void {
    this.#field(id, thriftType.i32);
    this.#int(value);
  }

  i64(id: number, value: number): void {
    this.#field(id, thriftType.i64);
    this.#int(value);
  }

  binary(id: number, value: Uint8Array): void {
    this.#field(id, thriftType.binary);
    this.#blob(value);
  }

  text(id: number, value: string): void {
    this.binary(id, encoder.encode(value));
  }

  /** Writes a struct field whose fields `write` writes. */
  struct(id: number, write: () => void): void {
    this.#field(id, thriftType.struct);
    this.#inner(write);
  }

  /** Writes a struct that is no field: the message itself, or what follows a message. */
  message(write: () => void): void {
    this.#inner(write);
  }

  /** Writes a list of structs. */
  structs<T>(id: number, items: readonly T[], write: (item: T, index: number) => void): void {
    this.#list(id, thriftType.struct, items.length);
    items.forEach((item, index) => this.#inner(() => write(item, index)));
  }

  i32s(id: number, values: readonly number[]): void {
    this.#list(id, thriftType.i32, values.length);
    for (const value of values) this.#int(value);
  }

  i64s(id: number, values: readonly number[]): void {
    this.#list(id, thriftType.i64, values.length);
    for (const value of values) this.#int(value);
  }

  bools(id: number, values: readonly boolean[]): void {
    this.#list(id, thriftType.true, values.length);
    for (const value of values) this.#byte(value ? thriftType.true : thriftType.false);
  }

  binaries(id: number, values: readonly Uint8Array[]): void {
    this.#list(id, thriftType.binary, values.length);
    for (const value of values) this.#blob(value);
  }

  texts(id: number, values: readonly string[]): void {
    this.binaries(
      id,
      values.map((value) => encoder.encode(value)),
    );
  }

  #inner(write: () => void): void {
    this.#outer.push(this.#lastId);
    this.#lastId = 0;
    write();
    this.#byte(thriftType.stop);
    this.#lastId = this.#outer.pop()!;
  }

  #field(id: number, type: number): void {
    const delta = id - this.#lastId;
    if (delta > 0 && delta < 16) this.#byte((delta << 4) | type);
    else {
      this.#byte(type);
      this.#int(id);
    }
    this.#lastId = id;
  }

  #list(id: number, elementType: number, count: number): void {
    this.#field(id, thriftType.list);
    if (count < 15) this.#byte((count << 4) | elementType);
    else {
      this.#byte(0xf0 | elementType);
      this.#varint(count);
    }
  }

  #blob(value: Uint8Array): void {
    this.#varint(value.length);
    this.#room(value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
  }

  // Zigzag without the limits of 32-bit operators.
  #int(value: number): void {
    this.#varint(value >= 0 ? value * 2 : -value * 2 - 1);
  }

  #varint(value: number): void {
    let rest = value;
    while (rest >= 128) {
      this.#byte((rest % 128) | 128);
      rest = Math.floor(rest / 128);
    }
    this.#byte(rest);
  }

  #byte(value: number): void {
    this.#room(1);
    this.#bytes[this.#length++] = value;
  }

  #room(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const larger = new Uint8Array(2 ** Math.ceil(Math.log2(this.#length + count)));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}
