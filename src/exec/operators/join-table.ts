import type { QueryMemory } from '../../vector/query-memory.js';
import type { ThreadContext } from '../thread-context.js';

/** The hash table of a join: u64 entries at `address`, as many as `mask` says and one (kernels/join.ts). */
export interface JoinTable {
  readonly address: number;
  readonly mask: number;
}

const capacityMin = 64;
const entryBytes = 8;

const capacityFor = (rowCount: number): number => 2 ** Math.ceil(Math.log2(Math.max(2 * rowCount, capacityMin)));

/** Bytes of a table for so many rows. */
export const joinTableBytes = (rowCount: number): number => entryBytes * capacityFor(rowCount);

/** Makes an empty table for so many rows. */
export function newJoinTable(memory: QueryMemory, rowCount: number): JoinTable {
  const bytes = joinTableBytes(rowCount);
  return { address: newZeroed(memory, bytes), mask: bytes / entryBytes - 1 };
}

/** Gives the memory of a table back. */
export function freeJoinTable(memory: QueryMemory, { address, mask }: JoinTable): void {
  if (address !== 0) memory.free(address, entryBytes * (mask + 1));
}

/** Makes the table of listed rows, which no other thread sees. */
export function joinTableOf({ memory }: ThreadContext, rows: number, count: number): JoinTable {
  const table = newJoinTable(memory, count);
  memory.kernels.join_insert_listed!(rows, count, table.address, table.mask);
  return table;
}

/** Takes a block of zeroes. */
export function newZeroed(memory: QueryMemory, bytes: number): number {
  const address = memory.alloc(bytes);
  memory.clear(address, bytes);
  return address;
}
