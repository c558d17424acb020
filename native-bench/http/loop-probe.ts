import { openSync, readSync } from 'node:fs';

const timerMs = 1;
const nanosPerMilli = 1e6;

/** The longest times that an event loop gave nothing else a turn. */
export interface LoopBlocks {
  readonly blockMs: number;
  /** The most time of its own in one block; the rest of a block is other threads' that had the core. Undefined where the system does not tell. */
  readonly ownBlockMs: number | undefined;
}

/** Looks at the event loop of the main thread each millisecond. */
export class LoopProbe {
  readonly #schedule = openSchedule();
  readonly #text = Buffer.alloc(100);
  #seenAt = performance.now();
  #cpuMs = this.#readCpuMs();
  #blockMs = 0;
  #ownBlockMs = 0;

  constructor() {
    setInterval(() => this.#see(), timerMs).unref();
  }

  /** Gives the longest blocks since this was last asked. */
  take(): LoopBlocks {
    this.#see();
    const blocks = {
      blockMs: this.#blockMs,
      ownBlockMs: this.#schedule === undefined ? undefined : this.#ownBlockMs,
    };
    this.#blockMs = 0;
    this.#ownBlockMs = 0;
    return blocks;
  }

  #see(): void {
    const now = performance.now();
    const cpuMs = this.#readCpuMs();
    this.#blockMs = Math.max(this.#blockMs, now - this.#seenAt - timerMs);
    this.#ownBlockMs = Math.max(this.#ownBlockMs, cpuMs - this.#cpuMs);
    this.#seenAt = now;
    this.#cpuMs = cpuMs;
  }

  /** Reads how long the thread has run: the first number of its `schedstat`. */
  #readCpuMs(): number {
    if (this.#schedule === undefined) return 0;
    const length = readSync(this.#schedule, this.#text, 0, this.#text.length, 0);
    return Number.parseInt(this.#text.toString('latin1', 0, length), 10) / nanosPerMilli;
  }
}

const openSchedule = (): number | undefined =>
  process.platform === 'linux' ? openSync(`/proc/self/task/${process.pid}/schedstat`, 'r') : undefined;
