/**
 * bzip2: blocks of Burrows-Wheeler-transformed text, moved to front, in runs, in Huffman codes; after the reference implementation's format
 * (https://sourceware.org/bzip2/, and "BZIP2: Format Specification" by Joe Tsai).
 */
import type { QueryMemory } from '../../vector/query-memory.js';
import { inflatedBytesMax, type TextCodec } from './text-codec.js';

const blockMagic = [0x314159, 0x265359] as const;
const endMagic = [0x177245, 0x385090] as const;
const groupSymbols = 50;
const codeBitsMax = 20;

/** Says that the bytes are no bzip2. */
class DamagedBzip2 extends Error {}

class BitReader {
  readonly #bytes: Uint8Array;
  #at = 0;
  #held = 0;
  #bits = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Reads up to 24 bits. */
  read(count: number): number {
    while (this.#bits < count) {
      if (this.#at >= this.#bytes.length) throw new DamagedBzip2();
      this.#held = ((this.#held & 0xff_ffff) << 8) | this.#bytes[this.#at++]!;
      this.#bits += 8;
    }
    this.#bits -= count;
    return (this.#held >>> this.#bits) & (2 ** count - 1);
  }

  /** Goes on with the next whole byte; false at the end. */
  align(): boolean {
    this.#bits -= this.#bits % 8;
    return this.#at < this.#bytes.length || this.#bits > 0;
  }
}

/** Collects bytes of unknown number. */
class ByteCollector {
  readonly #memory: QueryMemory;
  readonly #bytesMax: number;
  #bytes = new Uint8Array(1024 * 1024);
  length = 0;

  constructor(memory: QueryMemory) {
    this.#memory = memory;
    this.#bytesMax = inflatedBytesMax(memory);
  }

  push(byte: number, count: number): void {
    if (this.length + count > this.#bytes.length) {
      if (this.length + count > this.#bytesMax) throw this.#memory.limitError(this.length + count);
      const grown = new Uint8Array(Math.min(2 * this.#bytes.length, this.#bytesMax));
      grown.set(this.#bytes);
      this.#bytes = grown;
    }
    if (count === 1) this.#bytes[this.length] = byte;
    else this.#bytes.fill(byte, this.length, this.length + count);
    this.length += count;
  }

  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.length);
  }
}

/** Decompresses bzip2, one stream or several. */
export const bzip2: TextCodec = {
  extension: 'bz2',
  inflate(packed, memory) {
    const output = new ByteCollector(memory);
    const bits = new BitReader(packed);
    try {
      do decodeStream(bits, output);
      while (bits.align());
      return output.bytes;
    } catch (error) {
      if (error instanceof DamagedBzip2) return undefined;
      throw error;
    }
  },
};

function decodeStream(bits: BitReader, output: ByteCollector): void {
  if (bits.read(8) !== 0x42 || bits.read(8) !== 0x5a || bits.read(8) !== 0x68) throw new DamagedBzip2();
  const level = bits.read(8) - 0x30;
  if (level < 1 || level > 9) throw new DamagedBzip2();
  for (;;) {
    const magic = [bits.read(24), bits.read(24)];
    const checksum = bits.read(16) * 65_536 + bits.read(16);
    if (magic[0] === endMagic[0] && magic[1] === endMagic[1]) return;
    if (magic[0] !== blockMagic[0] || magic[1] !== blockMagic[1]) throw new DamagedBzip2();
    if (bits.read(1) !== 0) throw new DamagedBzip2();
    const start = output.length;
    decodeBlock(bits, level * 100_000, output);
    if (crcOf(output.bytes.subarray(start)) !== checksum) throw new DamagedBzip2();
  }
}

function decodeBlock(bits: BitReader, bytesMax: number, output: ByteCollector): void {
  const origin = bits.read(24);
  const symbols = readSymbols(bits);
  const { tables, selectors } = readTables(bits, symbols.length + 2);
  const links = new Uint32Array(bytesMax);
  const counts = new Uint32Array(257);
  const count = readMovedToFront(bits, symbols, tables, selectors, (byte, run, at) => {
    if (at + run > bytesMax) throw new DamagedBzip2();
    links.fill(byte, at, at + run);
    counts[byte + 1]! += run;
  });
  if (origin >= count) throw new DamagedBzip2();
  for (let byte = 0; byte < 256; byte++) counts[byte + 1]! += counts[byte]!;
  for (let index = 0; index < count; index++) {
    const byte = links[index]! & 0xff;
    links[counts[byte]!++]! |= index << 8;
  }
  expandRuns(links, origin, count, output);
}

/** Follows the transform's links; after four equal bytes stands how often they come again. */
function expandRuns(links: Uint32Array, origin: number, count: number, output: ByteCollector): void {
  let at = links[origin]! >>> 8;
  let [previous, equal] = [-1, 0];
  for (let index = 0; index < count; index++) {
    const link = links[at]!;
    const byte = link & 0xff;
    at = link >>> 8;
    if (equal === 4) {
      if (byte > 0) output.push(previous, byte);
      equal = 0;
      previous = -1;
      continue;
    }
    equal = byte === previous ? equal + 1 : 1;
    previous = byte;
    output.push(byte, 1);
  }
}

function readSymbols(bits: BitReader): number[] {
  const rows = bits.read(16);
  const symbols: number[] = [];
  for (let row = 0; row < 16; row++) {
    if (((rows >>> (15 - row)) & 1) === 0) continue;
    const used = bits.read(16);
    for (let column = 0; column < 16; column++) if ((used >>> (15 - column)) & 1) symbols.push(16 * row + column);
  }
  if (symbols.length === 0) throw new DamagedBzip2();
  return symbols;
}

/** A canonical Huffman code: for each length the first code, and where its symbols begin. */
interface HuffmanTable {
  readonly firstCode: Int32Array;
  readonly firstIndex: Int32Array;
  readonly countOf: Int32Array;
  readonly symbols: Uint16Array;
}

function readTables(bits: BitReader, alphabet: number): { tables: HuffmanTable[]; selectors: Uint8Array } {
  const tableCount = bits.read(3);
  const selectorCount = bits.read(15);
  if (tableCount < 2 || tableCount > 6 || selectorCount === 0) throw new DamagedBzip2();
  const order = Array.from({ length: tableCount }, (_, index) => index);
  const selectors = new Uint8Array(selectorCount);
  for (let index = 0; index < selectorCount; index++) {
    let place = 0;
    while (bits.read(1) === 1) if (++place >= tableCount) throw new DamagedBzip2();
    const [table] = order.splice(place, 1);
    order.unshift(table!);
    selectors[index] = table!;
  }
  const tables = Array.from({ length: tableCount }, () => huffmanTable(readLengths(bits, alphabet)));
  return { tables, selectors };
}

function readLengths(bits: BitReader, alphabet: number): Uint8Array {
  const lengths = new Uint8Array(alphabet);
  let length = bits.read(5);
  for (let symbol = 0; symbol < alphabet; symbol++) {
    while (bits.read(1) === 1) length += bits.read(1) === 0 ? 1 : -1;
    if (length < 1 || length > codeBitsMax) throw new DamagedBzip2();
    lengths[symbol] = length;
  }
  return lengths;
}

function huffmanTable(lengths: Uint8Array): HuffmanTable {
  const countOf = new Int32Array(codeBitsMax + 1);
  for (const length of lengths) countOf[length]!++;
  const firstCode = new Int32Array(codeBitsMax + 1);
  const firstIndex = new Int32Array(codeBitsMax + 1);
  let [code, index] = [0, 0];
  for (let length = 1; length <= codeBitsMax; length++) {
    firstCode[length] = code;
    firstIndex[length] = index;
    index += countOf[length]!;
    code = (code + countOf[length]!) << 1;
  }
  const next = firstIndex.slice();
  const symbols = new Uint16Array(lengths.length);
  for (const [symbol, length] of lengths.entries()) symbols[next[length]!++] = symbol;
  return { firstCode, firstIndex, countOf, symbols };
}

function readSymbol(bits: BitReader, { firstCode, firstIndex, countOf, symbols }: HuffmanTable): number {
  let code = 0;
  for (let length = 1; length <= codeBitsMax; length++) {
    code = (code << 1) | bits.read(1);
    const offset = code - firstCode[length]!;
    if (offset >= 0 && offset < countOf[length]!) return symbols[firstIndex[length]! + offset]!;
  }
  throw new DamagedBzip2();
}

/** Decodes the symbols of a block to runs of bytes, which `take` is given with their place; gives how many bytes there are. */
function readMovedToFront(
  bits: BitReader,
  symbols: readonly number[],
  tables: readonly HuffmanTable[],
  selectors: Uint8Array,
  take: (byte: number, run: number, at: number) => void,
): number {
  const front = [...symbols];
  const endOfBlock = symbols.length + 1;
  let [at, run, runBit] = [0, 0, 1];
  for (let group = 0; group < selectors.length; group++) {
    const table = tables[selectors[group]!]!;
    for (let index = 0; index < groupSymbols; index++) {
      const symbol = readSymbol(bits, table);
      if (symbol <= 1) {
        // The digits of a run's length, in base 2 with the digits 1 and 2.
        run += runBit << symbol;
        runBit <<= 1;
        if (run > 900_000) throw new DamagedBzip2();
        continue;
      }
      if (run > 0) take(front[0]!, run, at);
      at += run;
      [run, runBit] = [0, 1];
      if (symbol === endOfBlock) return at;
      const [byte] = front.splice(symbol - 1, 1);
      front.unshift(byte!);
      take(byte!, 1, at);
      at++;
    }
  }
  throw new DamagedBzip2();
}

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24;
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000_0000 ? (crc << 1) ^ 0x04c1_1db7 : crc << 1;
  return crc >>> 0;
});

function crcOf(bytes: Uint8Array): number {
  let crc = -1;
  for (const byte of bytes) crc = (crc << 8) ^ crcTable[(crc >>> 24) ^ byte]!;
  return ~crc >>> 0;
}
