/** A moment until which a request may wait. */
export class Deadline {
  readonly #late: Promise<undefined>;
  #timer: NodeJS.Timeout | undefined;

  constructor(waitMs: number) {
    this.#late = new Promise((resolve) => {
      this.#timer = setTimeout(() => resolve(undefined), waitMs);
    });
  }

  /** Waits for `work`; gives undefined where it is not done in time. */
  orUndefined<T>(work: Promise<T>): Promise<T | undefined> {
    return Promise.race([work, this.#late]);
  }

  /** Ends the waiting. */
  end(): void {
    clearTimeout(this.#timer);
  }
}
