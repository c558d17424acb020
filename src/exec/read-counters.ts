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

/** Counts the splits that the scans of a plan are done with. */
export const splitsDone = (memory: QueryMemory, plan: PhysicalPlan, states: number): number =>
  plan.pipelines
    .flatMap(stagesOfChain)
    .reduce((sum, node) => sum + (scanReader(memory, node, states)?.(scanWord.splitsDone) ?? 0), 0);

/** Gives what a scan read; undefined for a node that is none. */
export function scanReads(memory: QueryMemory, node: PhysicalNode, states: number): ReadCounters | undefined {
  const read = scanReader(memory, node, states);
  if (!read) return undefined;
  return {
    filesOpened: read(scanWord.filesOpened),
    rowGroupsRead: read(scanWord.rowGroupsRead),
    pagesRead: read(scanWord.pagesRead),
    bytesRead: read(scanWord.bytesRead),
    rowsRead: read(scanWord.rowsRead),
  };
}

/** Reads words of a scan's shared state; a state that is another scan's too is read there. */
function scanReader(memory: QueryMemory, node: PhysicalNode, states: number): ((word: number) => number) | undefined {
  if (node.kind !== 'ParquetScan' && node.kind !== 'TextScan') return undefined;
  const { state, sharesState } = node as ParquetScanNode & Partial<TextScanNode>;
  if (sharesState) return undefined;
  const base = states + state * sharedStateBytes;
  return (word) => Number(Atomics.load(memory.i64, (base >>> 3) + (word >>> 1)));
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
