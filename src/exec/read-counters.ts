import type { QueryMemory } from '../vector/query-memory.js';
import { type ParquetScanNode, scanWord } from './operators/parquet-scan.js';
import type { TextScanNode } from './operators/text-scan.js';
import { type PhysicalNode, type PhysicalPlan, sharedStateBytes } from './physical-plan.js';
import { stagesOfChain } from './plan-stages.js';

/** What the scans of a query read. */
export interface ReadCounters {
  readonly filesOpened: number;
  readonly rowGroupsRead: number;
  readonly pagesRead: number;
  readonly bytesRead: number;
  readonly rowsRead: number;
}

export const noReads: ReadCounters = { filesOpened: 0, rowGroupsRead: 0, pagesRead: 0, bytesRead: 0, rowsRead: 0 };

/** Adds up the counters of all scans of a plan whose shared states begin at `states`. */
export const readCounters = (memory: QueryMemory, plan: PhysicalPlan, states: number): ReadCounters =>
  sumOf(plan.pipelines.flatMap(stagesOfChain).flatMap((node) => scanReads(memory, node, states) ?? []));

/** Gives what a scan read; undefined for a node that is none. */
export function scanReads(memory: QueryMemory, node: PhysicalNode, states: number): ReadCounters | undefined {
  if (node.kind !== 'ParquetScan' && node.kind !== 'TextScan') return undefined;
  const { state, sharesState } = node as ParquetScanNode & Partial<TextScanNode>;
  if (sharesState) return undefined;
  const base = states + state * sharedStateBytes;
  const read = (word: number): number => Number(memory.i64[(base >>> 3) + (word >>> 1)]);
  return {
    filesOpened: read(scanWord.filesOpened),
    rowGroupsRead: read(scanWord.rowGroupsRead),
    pagesRead: read(scanWord.pagesRead),
    bytesRead: read(scanWord.bytesRead),
    rowsRead: read(scanWord.rowsRead),
  };
}

const sumOf = (parts: readonly ReadCounters[]): ReadCounters =>
  parts.reduce(
    (a, b) => ({
      filesOpened: a.filesOpened + b.filesOpened,
      rowGroupsRead: a.rowGroupsRead + b.rowGroupsRead,
      pagesRead: a.pagesRead + b.pagesRead,
      bytesRead: a.bytesRead + b.bytesRead,
      rowsRead: a.rowsRead + b.rowsRead,
    }),
    noReads,
  );
