const entryWeight = 256;

interface Entry<T> {
  readonly value: T;
  readonly weight: number;
}

/** Values by text, the latest used of them as far as they fit in memory. */
export class LatestUsed<T> {
  readonly #entries = new Map<string, Entry<T>>();
  readonly #weightMax: number;
  #weight = 0;

  /** `weightMax` is about the bytes that all may take. */
  constructor(weightMax: number) {
    this.#weightMax = weightMax;
  }

  /** Finds what was kept; the entry, because the value may be undefined. */
  find(key: string): { readonly value: T } | undefined {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    // Most recently used last.
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry;
  }

  /** Keeps a value; `weight` is about the bytes that it takes. */
  keep(key: string, value: T, weight: number): void {
    this.delete(key);
    const own = weight + entryWeight + 2 * key.length;
    this.#entries.set(key, { value, weight: own });
    this.#weight += own;
    for (const oldest of this.#entries.keys()) {
      if (this.#weight <= this.#weightMax) return;
      this.delete(oldest);
    }
  }

  delete(key: string): void {
    this.#weight -= this.#entries.get(key)?.weight ?? 0;
    this.#entries.delete(key);
  }

  clear(): void {
    this.#entries.clear();
    this.#weight = 0;
  }
}
