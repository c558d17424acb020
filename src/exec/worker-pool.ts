import { fileURLToPath } from 'node:url';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { Piscina } from 'piscina';
import { type ErrorCode, errorCodes } from '../base/error-codes.js';
import { LakeError } from '../base/lake-error.js';
import type { SessionFacts } from '../functions/definition.js';
import { PageCache } from '../parquet/page-cache.js';
import { kernelsModule } from '../vector/kernels.js';
import { memoryHeader } from '../vector/memory-header.js';
import { QueryMemory } from '../vector/query-memory.js';
import { type PhysicalPlan, sharedStateBytes } from './physical-plan.js';
import { parcelOf } from './plan-parcel.js';
import { lakeClosed, QuerySlots, queriesMax } from './query-slots.js';
import type { QueryTask, TaskFailure } from './query-task.js';
import { readCounters, splitsDone } from './read-counters.js';
import type { ResultBatch } from './result-batch.js';
import { ResultStream } from './result-stream.js';
import { stageMeasures } from './stage-profile.js';
import type { ExecutionSettings } from './thread-context.js';

// Memories that stay for the next queries; the others go with theirs.
const memoriesKept = 4;
const idleTimeoutMs = 30_000;
// What queries make in JavaScript is short-lived: V8's usual 48 MiB would only be touched, thread by thread.
const youngGenerationMb = 12;

/** What a query needs to run. */
export interface QueryRun {
  readonly plan: PhysicalPlan;
  readonly session: SessionFacts;
  readonly settings: ExecutionSettings;
  readonly threads: number;
  readonly memoryLimit: number;
  /** Makes ports that workers read files of S3 through; only of a plan that has some. */
  readonly s3Port?: (() => Promise<MessagePort>) | undefined;
  /** Bytes that it may scan; undefined: any. */
  readonly scannedBytesMax?: number | undefined;
  /** Queries that are more urgent begin earlier. */
  readonly urgency?: number;
  /** Ends the query with its reason, a LakeError. */
  readonly signal: AbortSignal;
}

/** A memory that queries take turns with; `id` for one that stays as long as the pool. */
interface PoolMemory {
  readonly query: QueryMemory;
  readonly id: number | undefined;
}

/** The threads of a lake, and the memories that its queries take turns with. */
export class WorkerPool {
  readonly #threads: number;
  #piscina: Promise<Piscina> | undefined;
  readonly #memories: PoolMemory[] = [];
  #memoriesMade = 0;
  readonly #memoryLimit: number;
  readonly #pageCacheBytes: number;
  #pages: SharedArrayBuffer | undefined;
  readonly #slots = new QuerySlots();
  readonly #streams = new Set<ResultStream>();
  #isClosed = false;

  readonly #workerFile: URL;

  /** `pageCacheBytes` 0: no page is kept decompressed. */
  constructor(
    threads: number,
    memoryLimit: number,
    pageCacheBytes: number,
    workerFile = new URL('./worker.js', import.meta.url),
  ) {
    this.#workerFile = workerFile;
    this.#pageCacheBytes = pageCacheBytes;
    this.#memoryLimit = memoryLimit;
    this.#threads = threads;
  }

  /** Starts a query, after others where many run; its rows and its failure come from the stream. */
  async start(run: QueryRun): Promise<ResultStream> {
    let stream: ResultStream | undefined;
    const slot = { isStalled: () => stream?.isStalled ?? false };
    await this.#slots.enter(slot, run.signal, run.urgency);
    try {
      this.throwIfClosed();
      this.#piscina ??= createPiscina(this.#threads, this.#workerFile);
      const piscina = await this.#piscina;
      const s3Ports = run.s3Port ? await Promise.all(Array.from({ length: run.threads }, run.s3Port)) : [];
      stream = this.#begin(piscina, run, s3Ports);
    } catch (error) {
      this.#slots.leave(slot);
      throw error;
    }
    const { finished } = stream;
    void finished.then(() => this.#slots.leave(slot));
    return stream;
  }

  /** @throws SERVER_SHUTTING_DOWN */
  throwIfClosed(): void {
    if (this.#isClosed) throw lakeClosed();
  }

  /** Ends what runs or waits, then the threads. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#slots.close();
    await Promise.all([...this.#streams].map((stream) => stream.stop(lakeClosed())));
    await (await this.#piscina)?.close();
  }

  #begin(piscina: Piscina, run: QueryRun, s3Ports: readonly MessagePort[]): ResultStream {
    run.signal.throwIfAborted();
    this.throwIfClosed();
    const memory = this.#memories.pop() ?? this.#makeMemory();
    const { query } = memory;
    query.reset(run.memoryLimit);
    if (run.scannedBytesMax !== undefined) query.limitScan(run.scannedBytesMax);
    const stateBytes = Math.max(run.plan.stateCount * sharedStateBytes, 1);
    const states = query.alloc(stateBytes);
    query.clear(states, stateBytes);
    const stream = new ResultStream(query, () => ({
      counters: readCounters(query, run.plan, states),
      splitsDone: splitsDone(query, run.plan, states),
    }));
    this.#streams.add(stream);
    const stop = (): void => void stream.stop(run.signal.reason as LakeError);
    run.signal.addEventListener('abort', stop);
    const tasks = Array.from({ length: run.threads }, (_, workerIndex) =>
      this.#startWorker(piscina, run, memory, states, workerIndex, stream, s3Ports[workerIndex]),
    );
    void Promise.all(tasks).then((failures) => {
      const failure = failures.find((part) => part !== undefined);
      run.signal.removeEventListener('abort', stop);
      this.#streams.delete(stream);
      stream.stages = stageMeasures(query, run.plan, states);
      stream.end(failure && toError(failure));
      if (memory.id !== undefined) this.#memories.push(memory);
    });
    return stream;
  }

  #makeMemory(): PoolMemory {
    const query = QueryMemory.open(reserveMemory(this.#memoryLimit));
    return { query, id: this.#memoriesMade < memoriesKept ? this.#memoriesMade++ : undefined };
  }

  #pageCache(): SharedArrayBuffer | undefined {
    if (this.#pageCacheBytes > 0) this.#pages ??= PageCache.reserve(this.#pageCacheBytes);
    return this.#pages;
  }

  #startWorker(
    piscina: Piscina,
    run: QueryRun,
    { query, id }: PoolMemory,
    states: number,
    workerIndex: number,
    stream: ResultStream,
    s3Port: MessagePort | undefined,
  ): Promise<TaskFailure | undefined> {
    const { port1, port2 } = new MessageChannel();
    const drained = new Promise<void>((resolve) => {
      port1.on('message', (batch: ResultBatch | null) => {
        if (batch) stream.push(batch);
        else port1.close();
      });
      port1.on('close', resolve);
    });
    const task: QueryTask = {
      plan: parcelOf(run.plan),
      memory: query.memory,
      memoryId: id,
      kernels: kernelsModule(),
      states,
      session: run.session,
      pages: run.settings.pageCache ? this.#pageCache() : undefined,
      settings: run.settings,
      workerIndex,
      workerCount: run.threads,
      port: port2,
      s3Port,
    };
    const transferList = s3Port ? [port2, s3Port] : [port2];
    const running = piscina.run(task, { transferList }) as Promise<TaskFailure | undefined>;
    const survived = running.catch((error: unknown) => {
      // The others must not wait for a thread that is gone.
      Atomics.compareExchange(query.i32, memoryHeader.cancelFlag >>> 2, 0, 2);
      port1.close();
      return workerDeath(error);
    });
    return Promise.all([survived, drained]).then(([failure]) => failure);
  }
}

function reserveMemory(limitBytes: number): WebAssembly.Memory {
  try {
    return QueryMemory.reserve(limitBytes);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new LakeError('EXCEEDED_LOCAL_MEMORY_LIMIT', `Cannot reserve ${limitBytes} bytes for a query`, {
      cause: error,
    });
  }
}

// Loaded only now: statements such as SELECT 1 need no threads.
async function createPiscina(threads: number, workerFile: URL): Promise<Piscina> {
  const { Piscina } = await import('piscina');
  // Starting threads is the next turn's work.
  await new Promise((resume) => setImmediate(resume));
  return new Piscina({
    filename: fileURLToPath(workerFile),
    minThreads: 0,
    maxThreads: threads * queriesMax,
    idleTimeout: idleTimeoutMs,
    // Workers wait for each other, so none may wait in a worker's own queue.
    concurrentTasksPerWorker: 1,
    resourceLimits: { maxYoungGenerationSizeMb: youngGenerationMb },
  });
}

const workerDeath = (error: unknown): TaskFailure => ({
  name: 'GENERIC_INTERNAL_ERROR',
  message: `A worker thread died: ${error instanceof Error ? error.message : String(error)}`,
  line: undefined,
  column: undefined,
  hint: undefined,
  stack: undefined,
});

function toError({ name, message, hint, stack }: TaskFailure): LakeError {
  const code: ErrorCode = name in errorCodes ? (name as ErrorCode) : 'GENERIC_INTERNAL_ERROR';
  const error = new LakeError(code, message, { hint });
  if (code === 'GENERIC_INTERNAL_ERROR' && stack !== undefined) error.stack = stack;
  return error;
}
