// Long enough that the change to other work costs nothing beside it; what is looked at between pieces comes on top.
const turnMs = 2;

/** Lets long work on the main thread give way to other work between its pieces. */
export class Turns {
  #end = performance.now() + turnMs;

  /** True when the work has had its turn. */
  get isOver(): boolean {
    return performance.now() >= this.#end;
  }

  /** Goes on at once, or when other work has had its turn too. */
  async give(): Promise<void> {
    if (!this.isOver) return;
    await new Promise((resume) => setImmediate(resume));
    this.#end = performance.now() + turnMs;
  }
}
