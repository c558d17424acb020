import type { PhysicalPlan } from '../exec/physical-plan.js';
import type { ReadCounters } from '../exec/read-counters.js';
import { runInline } from '../exec/run-inline.js';
import { profiledPlan, type StageMeasures } from '../exec/stage-profile.js';
import type { WorkerPool } from '../exec/worker-pool.js';
import type { BoundQuery } from '../plan/logical-plan.js';
import { CountedBatches } from './counted-batches.js';
import { planQuery, type StageOwners } from './plan-query.js';
import type { PlannedJob, QueryJob } from './query-job.js';
import type { PlannedQuery, PlannedReads, ScanSize } from './query-plan.js';
import type { QueryProgress } from './query-progress.js';
import { QueryResult } from './query-result.js';

/** A query that runs. */
export interface RunningQuery {
  readonly result: QueryResult;
  /** What each stage did, when all rows were taken; undefined for what ran without threads. */
  stages(): StageMeasures | undefined;
}

/** A query that runs, and what it runs as. */
export interface StartedQuery extends RunningQuery {
  readonly optimized: BoundQuery;
  readonly plan: PhysicalPlan;
  readonly owners: StageOwners;
  /** The principal does not see all of a table. */
  readonly hidesReads: boolean;
}

/** Runs a query; rows come while it runs. */
export const runQuery = async (job: QueryJob, pool: WorkerPool): Promise<QueryResult> =>
  (await startQuery(job, pool)).result;

/** Runs a query; with `isMeasured` its stages are. */
export async function startQuery(job: QueryJob, pool: WorkerPool, isMeasured = false): Promise<StartedQuery> {
  const owners: StageOwners = new Map();
  const planned = await planQuery(job, isMeasured ? owners : undefined);
  const { optimized, hidesReads } = planned;
  const plan = isMeasured ? profiledPlan(planned.plan) : planned.plan;
  return { optimized, plan, owners, hidesReads, ...(await runPlanned({ ...planned, plan }, job, pool)) };
}

/** Runs a query that is planned; rows come while it runs. */
export async function runPlanned(planned: PlannedQuery, job: PlannedJob, pool: WorkerPool): Promise<RunningQuery> {
  const { plan, reads, size, hidesReads } = planned;
  const { session, execution, startedAt, end, threads, memoryLimit } = job;
  const { signal } = end;
  const planningMs = performance.now() - startedAt;
  job.progress?.follow(() => ({ state: 'queued', elapsedMs: performance.now() - startedAt, rowsReturned: 0 }));
  const stream =
    planned.isTrivial && !job.target
      ? runInline(plan, session, execution)
      : await pool.start({
          plan,
          session,
          settings: execution,
          threads: planned.isForOneThread ? 1 : threads,
          memoryLimit,
          s3Port: job.tables.s3Port,
          urgency: job.life.urgency,
          scannedBytesMax: job.life.scannedBytesLeft,
          signal,
        });
  void stream.finished.then(() => end.dispose());
  const batches = new CountedBatches(stream, () => stream.stop(), session.queryId);
  const { returned } = batches;
  job.life.watch(stream, returned, hidesReads);
  const progress = (): QueryProgress => ({
    state: stream.hasEnded ? 'finished' : 'running',
    elapsedMs: (stream.endedAt ?? performance.now()) - startedAt,
    rowsReturned: returned.rowCount,
    ...(hidesReads ? {} : progressOf(size, stream)),
  });
  job.progress?.follow(progress);
  const result = new QueryResult({
    columns: plan.columns,
    queryId: session.queryId,
    batches,
    values: job.values,
    progress,
    stats: () => ({
      elapsedMs: (stream.endedAt ?? performance.now()) - startedAt,
      planningMs,
      ...(hidesReads
        ? { rowsReturned: returned.rowCount }
        : { ...countersOf(reads, stream.counters, returned.rowCount), peakMemoryBytes: stream.peakBytes }),
      spilledBytes: stream.spilledBytes,
    }),
  });
  return { result, stages: () => stream.stages };
}

const progressOf = (
  { splitCount, rowCount }: ScanSize,
  { splitsDone, counters }: { readonly splitsDone: number; readonly counters: ReadCounters },
) => ({
  splitsDone,
  splitsTotal: splitCount,
  rowsRead: counters.rowsRead,
  rowsTotal: rowCount,
  bytesRead: counters.bytesRead,
});

const countersOf = (planned: PlannedReads, read: ReadCounters, rowsReturned: number) => ({
  partitionsTotal: planned.partitionsTotal,
  partitionsListed: planned.partitionsListed,
  filesListed: planned.filesListed,
  filesOpened: read.filesOpened,
  rowGroupsTotal: planned.rowGroupsTotal,
  rowGroupsRead: read.rowGroupsRead,
  pagesRead: read.pagesRead,
  bytesRead: read.bytesRead,
  rowsRead: read.rowsRead,
  rowsReturned,
});
