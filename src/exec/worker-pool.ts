import { fileURLToPath } from 'node:url';
import { MessageChannel } from 'node:worker_threads';
import type { Piscina } from 'piscina';
import { type ErrorCode, errorCodes } from '../base/error-codes.js';
import { LakeError } from '../base/lake-error.js';
import type { SessionFacts } from '../functions/definition.js';
import { instantiateKernels, kernelsModule } from '../vector/kernels.js';

import { memoryHeader } from '../vector/memory-header.js';
import { QueryMemory } from '../vector/query-memory.js';
import { type PhysicalPlan, sharedStateBytes } from './physical-plan.js';
import type { QueryTask, TaskFailure } from './query-task.js';
import { readCounters } from './read-counters.js';
import type { ResultBatch } from './result-batch.js';
import { ResultStream } from './result-stream.js';
import type { ExecutionSettings } from './thread-context.js';

// Queries that run at the same time; each has threads of its own, which the system shares out fairly.
const queriesMax = 4;
const idleTimeoutMs = 30_000;

/** What a query needs to run. */
export interface QueryRun {
  readonly plan: PhysicalPlan;
  readonly session: SessionFacts;
  readonly settings: ExecutionSettings;
  readonly threads: number;
  readonly memoryLimit: number;
}

/** The threads of a lake, and the memories that its queries take turns with. */
export class WorkerPool {
  readonly #threads: number;
  #piscina: Promise<Piscina> | undefined;
  readonly #memories: WebAssembly.Memory[] = [];
  readonly #memoryLimit: number;
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(threads: number, memoryLimit: number) {
    this.#memoryLimit = memoryLimit;
    this.#threads = threads;
  }

  /** Starts a query; its rows and its failure come from the stream. */
  async start(run: QueryRun): Promise<ResultStream> {
    await this.#enter();
    this.#piscina ??= createPiscina(this.#threads);
    const piscina = await this.#piscina;
    const memory = this.#memories.pop() ?? QueryMemory.reserve(this.#memoryLimit);
    const kernels = instantiateKernels(memory, { refillScratch: () => undefined, outOfMemory: () => undefined });
    const query = new QueryMemory(memory, kernels);
    query.reset(run.memoryLimit);
    const stateBytes = Math.max(run.plan.stateCount * sharedStateBytes, 1);
    const states = query.alloc(stateBytes);
    query.u8.fill(0, states, states + stateBytes);
    const stream = new ResultStream(query);
    const tasks = Array.from({ length: run.threads }, (_, workerIndex) =>
      this.#startWorker(piscina, run, memory, states, workerIndex, stream),
    );
    void Promise.all(tasks).then((failures) => {
      const failure = failures.find((part) => part !== undefined);
      stream.end(failure && toError(failure), readCounters(query, run.plan, states));
      this.#memories.push(memory);
      this.#leave();
    });
    return stream;
  }

  async close(): Promise<void> {
    await (await this.#piscina)?.close();
  }

  #startWorker(
    piscina: Piscina,
    run: QueryRun,
    memory: WebAssembly.Memory,
    states: number,
    workerIndex: number,
    stream: ResultStream,
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
      plan: run.plan,
      memory,
      kernels: kernelsModule(),
      states,
      session: run.session,
      settings: run.settings,
      workerIndex,
      workerCount: run.threads,
      port: port2,
    };
    const running = piscina.run(task, { transferList: [port2] }) as Promise<TaskFailure | undefined>;
    const survived = running.catch((error: unknown) => {
      // The others must not wait for a thread that is gone.
      Atomics.compareExchange(new Int32Array(memory.buffer), memoryHeader.cancelFlag >>> 2, 0, 2);
      port1.close();
      return workerDeath(error);
    });
    return Promise.all([survived, drained]).then(([failure]) => failure);
  }

  async #enter(): Promise<void> {
    if (this.#running >= queriesMax) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#running++;
  }

  #leave(): void {
    this.#running--;
    this.#waiting.shift()?.();
  }
}

// Loaded only now: statements such as SELECT 1 need no threads.
async function createPiscina(threads: number): Promise<Piscina> {
  const { Piscina } = await import('piscina');
  return new Piscina({
    filename: fileURLToPath(new URL('./worker.js', import.meta.url)),
    minThreads: 0,
    maxThreads: threads * queriesMax,
    idleTimeout: idleTimeoutMs,
    // Workers wait for each other, so none may wait in a worker's own queue.
    concurrentTasksPerWorker: 1,
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
