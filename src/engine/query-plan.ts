import type { PhysicalPlan } from '../exec/physical-plan.js';
import type { BoundQuery } from '../plan/logical-plan.js';

/** Counts what was listed for a statement. */
export interface TableListings {
  readonly partitionsTotal: number;
  readonly partitionsListed: number;
  readonly filesListed: number;
}

/** Counts of what a plan will read, known before it runs. */
export interface PlannedReads extends TableListings {
  rowGroupsTotal: number;
}

/** How much there is to scan. */
export interface ScanSize {
  splitCount: number;
  rowCount: number;
}

/** A query that is ready to run, and to run again as long as its tables stay as they are. */
export interface PlannedQuery {
  readonly optimized: BoundQuery;
  readonly plan: PhysicalPlan;
  readonly reads: PlannedReads;
  readonly size: ScanSize;
  /** The principal does not see all of a table: counts of what is read would tell of the rest. */
  readonly hidesReads: boolean;
  /** Not worth waking a thread for. */
  readonly isTrivial: boolean;
  /** Not worth waking a second one. */
  readonly isForOneThread: boolean;
}
