import type { QueryMemory } from '../vector/query-memory.js';
import { type ParquetScanNode, scanWord } from './operators/parquet-scan.js';
import type { UnionNode } from './operators/union.js';
import { type PhysicalNode, type PhysicalPlan, sharedStateBytes } from './physical-plan.js';

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
  const reads = plan.pipelines.map(({ source }) => nodeReads(memory, source, states));
  return reads.reduce<ReadCounters>((total, part) => (part ? sumOf(total, part) : total), noReads);
}

/** Gives what a source read; undefined for one without a scan. */
export function nodeReads(memory: QueryMemory, node: PhysicalNode, states: number): ReadCounters | undefined {
  if (node.kind === 'ParquetScan') {
    const base = (states + (node as ParquetScanNode).state * sharedStateBytes) >>> 3;
    const read = (word: number): number => Number(memory.i64[base + (word >>> 1)]);
    return {
      bytesRead: read(scanWord.bytesRead),
      pagesRead: read(scanWord.pagesRead),
      rowGroupsRead: read(scanWord.rowGroupsRead),
      rowsRead: read(scanWord.rowsRead),
    };
  }
  if (node.kind !== 'Union') return undefined;
  const parts = (node as UnionNode).inputs.map(({ source }) => nodeReads(memory, source, states));
  return parts.reduce((total, part) => (total && part ? sumOf(total, part) : (total ?? part)), undefined);
}

const sumOf = (a: ReadCounters, b: ReadCounters): ReadCounters => ({
  bytesRead: a.bytesRead + b.bytesRead,
  pagesRead: a.pagesRead + b.pagesRead,
  rowGroupsRead: a.rowGroupsRead + b.rowGroupsRead,
  rowsRead: a.rowsRead + b.rowsRead,
});
