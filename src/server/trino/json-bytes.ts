import { isUtf8 } from 'node:buffer';

const quote = 0x22;
const backslash = 0x5c;
const firstPrintable = 0x20;
// Most answers are short; Node takes pieces of this size from a block that it has.
const firstBytes = 1024;

// The next of several pages is about as long as the one before.
const spareBytes = 16 * 1024;

/** JSON text as bytes that grow. */
export class JsonBytes {
  #bytes: Buffer = Buffer.allocUnsafe(firstBytes);
  #length = 0;
  #expectedBytes = firstBytes;

  get length(): number {
    return this.#length;
  }

  /** Gives the bytes and begins anew. */
  take(): Buffer {
    const bytes = this.#bytes.subarray(0, this.#length);
    this.#expectedBytes = this.#length + spareBytes;
    this.#bytes = noBytes;
    this.#length = 0;
    return bytes;
  }

  byte(value: number): void {
    if (this.#length === this.#bytes.length) this.#grow(1);
    this.#bytes[this.#length++] = value;
  }

  /** Adds characters of ASCII as they are. */
  ascii(text: string): void {
    const { length } = text;
    if (this.#length + length > this.#bytes.length) this.#grow(length);
    const bytes = this.#bytes;
    let at = this.#length;
    for (let i = 0; i < length; i++) bytes[at++] = text.charCodeAt(i);
    this.#length = at;
  }

  /** Adds ASCII text that needs no escapes, in quotes. */
  quotedAscii(text: string): void {
    this.byte(quote);
    this.ascii(text);
    this.byte(quote);
  }

  /** Adds any text as it is. */
  raw(text: string): void {
    const bytesMax = text.length * 3;
    if (this.#length + bytesMax > this.#bytes.length) this.#grow(bytesMax);
    this.#length += this.#bytes.write(text, this.#length, 'utf8');
  }

  /** Adds bytes of UTF-8 as a JSON string. */
  string(source: Uint8Array, start: number, end: number): void {
    // The longest escape of a byte has six.
    if (this.#length + (end - start) * 6 + 2 > this.#bytes.length) this.#grow((end - start) * 6 + 2);
    const bytes = this.#bytes;
    let at = this.#length;
    bytes[at++] = quote;
    for (let i = start; i < end; i++) {
      const byte = source[i]!;
      if (byte >= firstPrintable && byte !== quote && byte !== backslash) bytes[at++] = byte;
      else at = writeEscape(bytes, at, byte);
    }
    bytes[at++] = quote;
    this.#length = at;
  }

  #grow(needed: number): void {
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#length + needed, this.#expectedBytes));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}

const noBytes = Buffer.alloc(0);
const shortEscapes = new Map([...'btnfr'].map((letter, index) => [[8, 9, 10, 12, 13][index]!, letter.charCodeAt(0)]));
const hex = Buffer.from('0123456789ABCDEF', 'latin1');

function writeEscape(bytes: Uint8Array, start: number, byte: number): number {
  let at = start;
  bytes[at++] = backslash;
  const letter = byte < firstPrintable ? shortEscapes.get(byte) : byte;
  if (letter !== undefined) {
    bytes[at++] = letter;
    return at;
  }
  bytes[at++] = 0x75;
  bytes[at++] = 0x30;
  bytes[at++] = 0x30;
  bytes[at++] = hex[byte >>> 4]!;
  bytes[at++] = hex[byte & 15]!;
  return at;
}

/** Tells whether each value of a column is text by itself: the bytes are, and no value begins inside a character. */
export function areTexts(bytes: Uint8Array, offsets: Uint32Array, rowCount: number): boolean {
  if (!isUtf8(bytes)) return false;
  for (let row = 0; row < rowCount; row++) {
    const start = offsets[row]!;
    if (start < offsets[row + 1]! && (bytes[start]! & 0xc0) === 0x80) return false;
  }
  return true;
}
