import type { QueryMemory } from '../../vector/query-memory.js';
import { type Instruction, i32, i64 } from '../../wasm/instruction.js';
import type { ThreadContext } from '../thread-context.js';

/** Bytes of a store's entry (kernels/rows.ts). */
export const storeEntryBytes = 32;
/** Top bits of a hash that choose its partition. */
export const partitionHashBits = 5;
/** Rows are kept in this many hash partitions, so that workers can work on them side by side. */
export const partitionCount = 1 << partitionHashBits;

const cursorBytes = 16;

/** Addresses of rows: `count` words from `rows` on. */
export interface RowList {
  readonly rows: number;
  readonly count: number;
  /** Bytes of the block that the list takes. */
  readonly bytes: number;
}

/** Makes empty row stores side by side. */
export function newStores(context: ThreadContext, count: number, width: number): number {
  const stores = context.arena.alloc(count * storeEntryBytes);
  for (let index = 0; index < count; index++)
    context.memory.kernels.rows_init!(stores + index * storeEntryBytes, width);
  return stores;
}

/** Address of the store entry of the hash partition that a hash belongs to; its top bits choose. */
export const emitPartition = (stores: Instruction, hash: Instruction): Instruction =>
  i32.add(
    stores,
    i32.shl(i32.wrapI64(i64.shru(hash, i64.const(64 - partitionHashBits))), i32.const(Math.log2(storeEntryBytes))),
  );

/** Number of rows in some stores. */
export const storedRowCount = ({ u32 }: QueryMemory, stores: readonly number[]): number =>
  stores.reduce((sum, store) => sum + u32[(store + 16) >>> 2]!, 0);

/** Number of rows in `count` stores side by side. */
export function rowCountBeside({ u32 }: QueryMemory, stores: number, count: number): number {
  let rowCount = 0;
  for (let index = 0; index < count; index++) rowCount += u32[(stores + index * storeEntryBytes + 16) >>> 2]!;
  return rowCount;
}

/** Bytes of the chunks of `count` stores side by side. */
export function storedBytes({ u32 }: QueryMemory, stores: number, count = 1): number {
  let bytes = 0;
  for (let index = 0; index < count; index++) bytes += u32[(stores + index * storeEntryBytes + 24) >>> 2]!;
  return bytes;
}

/** Lists the rows of closed stores, with room for `more` besides; the block is the caller's to free. */
export function listRows({ memory }: ThreadContext, stores: readonly number[], more = 0): RowList {
  const total = storedRowCount(memory, stores);
  const bytes = 4 * (total + more) + cursorBytes;
  const rows = memory.alloc(bytes);
  const cursor = rows + bytes - cursorBytes;
  let count = 0;
  for (const store of stores) {
    memory.clear(cursor, cursorBytes);
    count += memory.kernels.rows_list!(store, cursor, rows + 4 * count, total - count) >>> 0;
  }
  return { rows, count, bytes };
}
