const waitingMax = 4;

/** Bytes on their way from who makes them to who stores them; the maker waits while more than a few pieces are not taken. */
export class ChunkFeed implements AsyncIterable<Uint8Array> {
  readonly #chunks: Uint8Array[] = [];
  #hasEnded = false;
  #failure: { readonly reason: unknown } | undefined;
  readonly #waiting: (() => void)[] = [];

  /** Adds a piece. @throws what the feed was closed with */
  async push(chunk: Uint8Array): Promise<void> {
    this.#chunks.push(chunk);
    this.#wake();
    while (this.#chunks.length >= waitingMax && !this.#failure) await this.#change();
    if (this.#failure) throw this.#failure.reason;
  }

  /** Says that no piece comes any more. */
  end(): void {
    this.#hasEnded = true;
    this.#wake();
  }

  /** Ends both sides with an error. */
  close(reason: unknown): void {
    this.#failure ??= { reason };
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for (;;) {
      if (this.#failure) throw this.#failure.reason;
      const chunk = this.#chunks.shift();
      if (chunk) {
        this.#wake();
        yield chunk;
      } else if (this.#hasEnded) return;
      else await this.#change();
    }
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #wake(): void {
    for (const resume of this.#waiting.splice(0)) resume();
  }
}
