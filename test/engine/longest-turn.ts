import { existsSync, readFileSync } from 'node:fs';

const schedulerFile = `/proc/self/task/${process.pid}/schedstat`;

/**
 * Measures the longest turn of the main thread's event loop. Where the system tells it (Linux) in time on the processor, so that other
 * programs of the machine do not count.
 */
export class LongestTurn {
  readonly isWallTime = !existsSync(schedulerFile);
  #longest = 0;
  #before = this.#now();
  readonly #timer = setInterval(() => this.#measure(), 1);

  /** Gives the longest turn in milliseconds. */
  end(): number {
    clearInterval(this.#timer);
    this.#measure();
    return this.#longest;
  }

  #measure(): void {
    const now = this.#now();
    this.#longest = Math.max(this.#longest, now - this.#before);
    this.#before = now;
  }

  #now(): number {
    return this.isWallTime ? performance.now() : Number(readFileSync(schedulerFile, 'latin1').split(' ')[0]) / 1e6;
  }
}
