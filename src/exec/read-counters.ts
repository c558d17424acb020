import type { QueryMemory } from '../vector/query-memory.js';
import { scanWord } from './operators/parquet-scan.js';
import { type PhysicalPlan, sharedStateBytes } from './physical-plan.js';

/** What the scans of a query read. */
export interface ReadCounters {
  readonly bytesRead: number;
  readonly pagesRead: number;
  readonly rowGroupsRead: number;
  readonly rowsRead: number;
}

export const noReads: ReadCounters = { bytesRead: 0, pagesRead: 0, rowGroupsRead: 0, rowsRead: 0 };

/** Adds up the counters of all scans of a plan whose shared states begin at `states`. */
export function readCounters(memory: QueryMemory, plan: PhysicalPlan, states: number): ReadCounters {
  const total = { ...noReads };
  for (const { source } of plan.pipelines) {
    if (!('state' in source) || source.kind !== 'ParquetScan') continue;
    const base = (states + (source.state as number) * sharedStateBytes) >>> 3;
    const read = (word: number): number => Number(memory.i64[base + (word >>> 1)]);
    total.bytesRead += read(scanWord.bytesRead);
    total.pagesRead += read(scanWord.pagesRead);
    total.rowGroupsRead += read(scanWord.rowGroupsRead);
    total.rowsRead += read(scanWord.rowsRead);
  }
  return total;
}
