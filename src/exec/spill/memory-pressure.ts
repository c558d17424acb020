import type { QueryMemory } from '../../vector/query-memory.js';

// Above this share of the limit workers write to files what they hold.
const usedShare = 0.6;
// A worker that holds less than this share of what each may hold keeps it: others are to blame.
const ownShareMin = 1 / 8;
const ownBytesMax = 32 * 2 ** 20;
// One partition that is worked on takes at most this share of the limit, for all workers together.
const partitionShare = 0.35;

/** Tells whether a worker that holds `ownBytes` and is about to take `more` should spill. */
export function isSpillDue(memory: QueryMemory, workerCount: number, ownBytes: number, more: number): boolean {
  const { limitBytes } = memory;
  if (memory.usedBytes + more <= usedShare * limitBytes) return false;
  return ownBytes >= Math.min((ownShareMin * limitBytes) / workerCount, ownBytesMax);
}

/** Bytes that one worker may use for a partition that comes back. */
export const partitionBudget = (memory: QueryMemory, workerCount: number): number =>
  (partitionShare * memory.limitBytes) / workerCount;
