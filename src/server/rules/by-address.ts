const addressesMax = 10_000;

/** Keeps something of each address that has asked, of the last ten thousand. The one that was silent for longest goes first. */
export class ByAddress<T> {
  readonly #make: (now: number) => T;
  readonly #kept = new Map<string, T>();
  #last: { readonly address: string; readonly kept: T } | undefined;

  constructor(make: (now: number) => T) {
    this.#make = make;
  }

  /** Gives what is kept of an address, or makes it. */
  of(address: string, now: number): T {
    if (this.#last?.address === address) return this.#last.kept;
    const kept = this.#kept.get(address) ?? this.#make(now);
    this.#kept.delete(address);
    if (this.#kept.size >= addressesMax) this.#kept.delete(this.#kept.keys().next().value!);
    this.#kept.set(address, kept);
    this.#last = { address, kept };
    return kept;
  }
}
