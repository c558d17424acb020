import { assert } from '../base/lake-error.js';
import type { SqlType } from '../types/sql-type.js';
import type { SqlValue } from '../types/sql-value.js';
import { inlineBytesMax, type Layout, layoutOf, slotBytes } from './layout.js';
import { decodeViewBytes, encodeViewBytes } from './nested-encoding.js';
import type { QueryMemory } from './query-memory.js';
import { decodeSlotWords, encodeSlotWords } from './slot-words.js';
import { repeatedVector, type Vector } from './vector.js';

/** Reads the value in the slot at `address`. */
export function readSlot(memory: QueryMemory, type: SqlType, layout: Layout, address: number): SqlValue {
  switch (layout) {
    case 'bool':
      return memory.u8[address]! !== 0;
    case 'i32':
      return memory.view.getInt32(address, true);
    case 'f32':
      return memory.view.getFloat32(address, true);
    case 'f64':
      return memory.view.getFloat64(address, true);
    case 'i64':
      return decodeSlotWords(type, memory.view.getBigInt64(address, true), 0n);
    case 'i128':
      return decodeSlotWords(type, memory.view.getBigInt64(address, true), memory.view.getBigInt64(address + 8, true));
    case 'view':
      return decodeViewBytes(type, viewBytes(memory, address));
  }
}

/** Shows the bytes of the view at `address`; a copy, since decoders do not take shared memory. */
export function viewBytes(memory: QueryMemory, address: number): Uint8Array {
  const length = memory.view.getUint32(address, true);
  const start = length <= inlineBytesMax ? address + 4 : memory.view.getUint32(address + 8, true);
  return memory.u8.slice(start, start + length);
}

/** Writes a present value into the slot at `address`; long strings take their bytes from `alloc`. */
export function writeSlot(
  memory: QueryMemory,
  type: SqlType,
  layout: Layout,
  address: number,
  value: SqlValue,
  alloc: (bytes: number) => number,
): void {
  switch (layout) {
    case 'bool':
      memory.u8[address] = value ? 1 : 0;
      return;
    case 'i32':
      return memory.view.setInt32(address, value as number, true);
    case 'f32':
      return memory.view.setFloat32(address, value as number, true);
    case 'f64':
      return memory.view.setFloat64(address, value as number, true);
    case 'i64':
      return memory.view.setBigInt64(address, encodeSlotWords(type, value)[0], true);
    case 'i128': {
      const [low, high] = encodeSlotWords(type, value);
      memory.view.setBigInt64(address, low, true);
      return memory.view.setBigInt64(address + 8, high, true);
    }
    case 'view':
      return writeView(memory, address, encodeViewBytes(type, value), alloc);
  }
}

/** Writes a view of `bytes` at `address`. */
export function writeView(
  memory: QueryMemory,
  address: number,
  bytes: Uint8Array,
  alloc: (bytes: number) => number,
): void {
  const { u8, view } = memory;
  view.setUint32(address, bytes.length, true);
  if (bytes.length <= inlineBytesMax) {
    u8.fill(0, address + 4, address + 16);
    u8.set(bytes, address + 4);
    return;
  }
  const start = alloc(bytes.length);
  u8.set(bytes, start);
  u8.set(bytes.subarray(0, 4), address + 4);
  view.setUint32(address + 8, start, true);
  view.setUint32(address + 12, 0, true);
}

/** Reads the value of a row; null where it is NULL. */
export function readVectorValue(memory: QueryMemory, vector: Vector, row: number): SqlValue {
  const { validity, encoding, values, codes, layout, type } = vector;
  if (validity !== 0 && memory.u8[encoding === 'constant' ? validity : validity + row] === 0) return null;
  let index = row;
  if (encoding === 'constant') index = 0;
  else if (encoding === 'dictionary') index = memory.u32[(codes >>> 2) + row]!;
  return readSlot(memory, type, layout, values + index * slotBytes[layout]);
}

/** Makes a constant vector of `value` in memory of `alloc`. */
export function constantVector(
  memory: QueryMemory,
  type: SqlType,
  value: SqlValue,
  alloc: (bytes: number) => number,
): Vector {
  const layout = layoutOf(type);
  const values = alloc(slotBytes[layout] + 1);
  assert(values !== 0, 'a constant has an address');
  memory.u8.fill(0, values, values + slotBytes[layout] + 1);
  if (value !== null) writeSlot(memory, type, layout, values, value, alloc);
  const validity = value === null ? values + slotBytes[layout] : 0;
  return repeatedVector(type, layout, values, validity);
}
