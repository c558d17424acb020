import type { QueryMemory } from '../../vector/query-memory.js';
import { isMemoryWanted } from '../memory-wait.js';

// Above this share of the limit workers write to files what they hold.
const usedShare = 0.6;
// What is kept to the end of the query may fill the memory up to this share of the limit.
const keptShare = 0.7;
// A worker that holds less than this share of what each may hold keeps it: others are to blame.
const ownShareMin = 1 / 8;
const ownBytesMax = 32 * 2 ** 20;
// While another worker waits for memory, who holds this much writes it.
const wantedBytesMin = 256 * 2 ** 10;
// One partition that is worked on takes at most this share of the limit, for all workers together.
const partitionShare = 0.35;
// What is left for partitions when other work has taken most of the memory.
const partitionShareMin = 0.05;

/** Share of what a worker may hold from which on rows are spilled that are kept for later pipelines: there may be many of their kind. */
export const keptShareMin = 1 / 64;

/** Tells whether a worker that holds `ownBytes` and is about to take `more` should spill. */
export function isSpillDue(
  memory: QueryMemory,
  workerCount: number,
  ownBytes: number,
  more: number,
  shareMin = ownShareMin,
): boolean {
  const { limitBytes } = memory;
  if (isMemoryWanted(memory) && ownBytes >= wantedBytesMin) return true;
  if (memory.usedBytes + more <= usedShare * limitBytes) return false;
  return ownBytes >= Math.min((shareMin * limitBytes) / workerCount, ownBytesMax);
}

/** Tells whether `more` bytes may be taken for the rest of the query. */
export const staysInMemory = (memory: QueryMemory, more: number): boolean =>
  memory.usedBytes + more <= keptShare * memory.limitBytes;

/** Bytes that one worker may use for a partition that comes back. */
export const partitionBudget = (memory: QueryMemory, workerCount: number): number =>
  (partitionShare * memory.limitBytes) / workerCount;

/** Bytes that one worker may use for a partition while `memory` holds other things too. */
export function partitionBudgetLeft(memory: QueryMemory, workerCount: number): number {
  const { limitBytes, usedBytes } = memory;
  const left = 0.9 * limitBytes - usedBytes;
  return Math.max(Math.min(partitionShare * limitBytes, left), partitionShareMin * limitBytes) / workerCount;
}
