const weightMax = 32 * 1024 * 1024;
const entryWeight = 256;

interface KeptRead {
  readonly value: unknown;
  readonly weight: number;
}

/** Results of reads, the latest used of them as far as they fit in memory; all of one state of what was read. */
export class KeptReads {
  readonly #reads = new Map<string, KeptRead>();
  #weight = 0;

  /** Finds what was kept; the entry, because what was read may be undefined. */
  find(key: string): { readonly value: unknown } | undefined {
    const read = this.#reads.get(key);
    if (!read) return undefined;
    // Most recently used last.
    this.#reads.delete(key);
    this.#reads.set(key, read);
    return read;
  }

  /** Keeps a result; `weight` is about the bytes that it takes. */
  keep(key: string, value: unknown, weight: number): void {
    const own = weight + entryWeight + 2 * key.length;
    this.#reads.set(key, { value, weight: own });
    this.#weight += own;
    for (const [oldest, { weight: freed }] of this.#reads) {
      if (this.#weight <= weightMax) return;
      this.#reads.delete(oldest);
      this.#weight -= freed;
    }
  }

  clear(): void {
    this.#reads.clear();
    this.#weight = 0;
  }
}
