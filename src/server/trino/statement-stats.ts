import type { StatementRecord } from '../../engine/life/statement-record.js';
import type { QueryProgress } from '../../engine/query-progress.js';

/** How far a statement is, as the protocol tells it. */
export type ProtocolState = 'QUEUED' | 'PLANNING' | 'RUNNING' | 'FINISHED' | 'FAILED';

type StatsRecord = Pick<
  StatementRecord,
  | 'isRestricted'
  | 'scannedRows'
  | 'scannedBytes'
  | 'queuedMs'
  | 'planningMs'
  | 'executionMs'
  | 'peakMemoryBytes'
  | 'spilledBytes'
>;

/** What is known of a statement that failed before it began. */
const notBegun: StatsRecord = {
  isRestricted: false,
  scannedRows: 0,
  scannedBytes: 0,
  queuedMs: 0,
  planningMs: 0,
  executionMs: 0,
  peakMemoryBytes: 0,
  spilledBytes: 0,
};

/** What the numbers of a page are made from. */
export interface StatsSource {
  readonly state: ProtocolState;
  readonly record: StatsRecord | undefined;
  readonly progress: QueryProgress | undefined;
  /** It is a query, which has stages; other statements have none. */
  readonly hasStages: boolean;
}

/** Gives the `stats` of a page. */
export function statementStats({ state, record = notBegun, progress, hasStages }: StatsSource): object {
  const isDone = state === 'FINISHED' || state === 'FAILED';
  const isQueued = state === 'QUEUED';
  const total = progress?.splitsTotal ?? 0;
  const done = isDone ? total : Math.min(progress?.splitsDone ?? 0, total);
  const percentage = !hasStages
    ? {}
    : state === 'FINISHED'
      ? { progressPercentage: 100, runningPercentage: 0 }
      : total > 0
        ? running(done, total)
        : {};
  // What was scanned would tell of rows that are hidden.
  const scanned = record.isRestricted
    ? { rows: 0, bytes: 0, memory: 0 }
    : { rows: record.scannedRows, bytes: record.scannedBytes, memory: record.peakMemoryBytes };
  const whole = Math.round;
  const splits = {
    totalSplits: total,
    queuedSplits: isQueued ? total : 0,
    runningSplits: isQueued ? 0 : total - done,
    completedSplits: done,
  };
  const wall = whole(record.executionMs);
  return {
    state,
    queued: isQueued,
    scheduled: !isQueued && state !== 'PLANNING',
    ...percentage,
    nodes: isQueued || state === 'PLANNING' ? 0 : 1,
    ...splits,
    planningTimeMillis: whole(record.planningMs),
    analysisTimeMillis: 0,
    cpuTimeMillis: 0,
    wallTimeMillis: wall,
    queuedTimeMillis: whole(record.queuedMs),
    elapsedTimeMillis: whole(record.queuedMs + record.planningMs + record.executionMs),
    finishingTimeMillis: 0,
    physicalInputTimeMillis: 0,
    processedRows: scanned.rows,
    processedBytes: scanned.bytes,
    physicalInputBytes: scanned.bytes,
    physicalWrittenBytes: 0,
    internalNetworkInputBytes: 0,
    peakMemoryBytes: scanned.memory,
    spilledBytes: record.spilledBytes,
    ...(hasStages && !isQueued ? { rootStage: rootStage() } : {}),
  };

  function rootStage(): object {
    return {
      stageId: '0',
      state: isDone ? 'FINISHED' : 'RUNNING',
      done: isDone,
      nodes: 1,
      ...splits,
      cpuTimeMillis: 0,
      wallTimeMillis: wall,
      processedRows: scanned.rows,
      processedBytes: scanned.bytes,
      physicalInputBytes: scanned.bytes,
      failedTasks: 0,
      coordinatorOnly: false,
      subStages: [],
    };
  }
}

const running = (done: number, total: number): object => ({
  progressPercentage: (100 * done) / total,
  runningPercentage: (100 * (total - done)) / total,
});
