import type { ResultColumn } from '../exec/result-batch.js';

/** The buffers of a column by the names that Arrow's `makeData` gives them. */
export type ArrowParts = Readonly<Record<string, unknown>>;

/**
 * Gives Arrow's buffers of a column whose values have one length: the column's own where both lay values out alike, else filled in one pass. Undefined
 * for what must be taken value by value. What stands in the place of a NULL means nothing.
 */
export function flatParts(column: ResultColumn, rowCount: number): ArrowParts | undefined {
  const { type, layout, values, offsets, bytes } = column;
  switch (type.kind) {
    case 'boolean':
      return { data: packBits(values!, rowCount) };
    case 'tinyint':
      return { data: Int8Array.from(int32(values!)) };
    case 'smallint':
      return { data: Int16Array.from(int32(values!)) };
    case 'integer':
    case 'date':
    case 'interval year to month':
      return { data: int32(values!) };
    case 'bigint':
    case 'interval day to second':
      return { data: new BigInt64Array(values!.buffer, values!.byteOffset, rowCount) };
    case 'real':
      return { data: new Float32Array(values!.buffer, values!.byteOffset, rowCount) };
    case 'double':
      return { data: new Float64Array(values!.buffer, values!.byteOffset, rowCount) };
    case 'decimal':
      return { data: layout === 'i128' ? uint32(values!) : widened(int32(values!), rowCount) };
    case 'timestamp':
      if (type.precision > 6) return undefined;
      if (type.precision > 3) return { data: new BigInt64Array(values!.buffer, values!.byteOffset, rowCount) };
      return { data: coarser(values!, rowCount, type.precision === 0 ? 1_000_000 : 1000) };
    case 'varchar':
    case 'json':
    case 'varbinary':
      return { valueOffsets: new Int32Array(offsets!.buffer, offsets!.byteOffset, offsets!.length), data: bytes! };
    default:
      return undefined;
  }
}

const int32 = ({ buffer, byteOffset, byteLength }: Uint8Array<ArrayBuffer>): Int32Array =>
  new Int32Array(buffer, byteOffset, byteLength / 4);
const uint32 = ({ buffer, byteOffset, byteLength }: Uint8Array<ArrayBuffer>): Uint32Array =>
  new Uint32Array(buffer, byteOffset, byteLength / 4);

/** Makes a bit of each byte that is not 0, the lowest first. */
export function packBits(bytes: Uint8Array, count: number): Uint8Array {
  const bits = new Uint8Array((count + 7) >>> 3);
  for (let row = 0; row < count; row++) if (bytes[row] !== 0) bits[row >>> 3]! |= 1 << (row & 7);
  return bits;
}

/** Widens numbers of 64 bits to 128. */
function widened(words: Int32Array, count: number): Uint32Array {
  const wide = new Int32Array(4 * count);
  for (let row = 0; row < count; row++) {
    const high = words[2 * row + 1]!;
    wide[4 * row] = words[2 * row]!;
    wide[4 * row + 1] = high;
    wide[4 * row + 2] = high >> 31;
    wide[4 * row + 3] = high >> 31;
  }
  return new Uint32Array(wide.buffer);
}

const wordRange = 2 ** 32;

/** Divides microseconds; as doubles, which hold them exactly for some 285 years around 1970, else as what they are. */
function coarser(values: Uint8Array<ArrayBuffer>, count: number, divisor: number): BigInt64Array {
  const micros = new BigInt64Array(values.buffer, values.byteOffset, count);
  const words = int32(values);
  const ticks = new BigInt64Array(count);
  const out = new Int32Array(ticks.buffer);
  for (let row = 0; row < count; row++) {
    const number = words[2 * row + 1]! * wordRange + (words[2 * row]! >>> 0);
    if (Number.isSafeInteger(number)) {
      const tick = Math.floor(number / divisor);
      out[2 * row] = tick;
      out[2 * row + 1] = Math.floor(tick / wordRange);
    } else ticks[row] = micros[row]! / BigInt(divisor) - (micros[row]! % BigInt(divisor) < 0n ? 1n : 0n);
  }
  return ticks;
}
