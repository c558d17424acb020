import { LakeError } from '../base/lake-error.js';
import type { SessionFacts } from '../functions/definition.js';
import { QueryMemory } from '../vector/query-memory.js';
import { MemoryGang } from './memory-gang.js';
import { type PhysicalPlan, sharedStateBytes } from './physical-plan.js';
import { noReads, type ReadCounters } from './read-counters.js';
import type { ResultBatch } from './result-batch.js';
import { runPlan } from './run-plan.js';
import { type ExecutionSettings, ThreadContext } from './thread-context.js';

const memoryBytes = 32 * 1024 * 1024;
let inlineMemory: QueryMemory | undefined;

/** Runs a small plan on the calling thread, to its end. The result looks like a running query's. */
export function runInline(plan: PhysicalPlan, session: SessionFacts, settings: ExecutionSettings): InlineResult {
  inlineMemory ??= QueryMemory.open(QueryMemory.reserve(memoryBytes));
  const memory = inlineMemory;
  memory.reset(memoryBytes);
  const context = new ThreadContext({ memory, session, settings, workerIndex: 0, workerCount: 1 });
  const states = context.arena.allocZeroed(Math.max(plan.stateCount * sharedStateBytes, 1));
  const batches: ResultBatch[] = [];
  let failure: LakeError | undefined;
  try {
    runPlan(plan, context, new MemoryGang(context, states, (batch) => batches.push(batch)));
  } catch (error) {
    if (!(error instanceof LakeError)) throw error;
    failure = error;
  } finally {
    context.closeFiles();
  }
  return new InlineResult(batches, failure, memory);
}

/** The batches of a query that has ended already. */
class InlineResult implements AsyncIterable<ResultBatch> {
  readonly finished = Promise.resolve();
  readonly endedAt = performance.now();
  readonly counters: ReadCounters = noReads;
  readonly splitsDone = 0;
  readonly hasEnded = true;
  readonly stages: undefined;
  readonly wasLeft = false;
  readonly failure: LakeError | undefined;
  readonly peakBytes: number;
  readonly spilledBytes: number;
  readonly #batches: ResultBatch[];

  constructor(batches: ResultBatch[], failure: LakeError | undefined, memory: QueryMemory) {
    this.#batches = batches;
    this.failure = failure;
    this.peakBytes = memory.peakBytes;
    this.spilledBytes = memory.spilledBytes;
  }

  async stop(): Promise<void> {
    this.#batches.length = 0;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<ResultBatch> {
    if (this.failure) throw this.failure;
    // What was read is not kept: the statement's life is, for the history.
    for (let batch = this.#batches.shift(); batch; batch = this.#batches.shift()) yield batch;
  }
}
