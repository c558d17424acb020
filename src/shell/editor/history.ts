/** Entries that were typed before, the place among them, and the search through them. */
export class History {
  readonly #entries: string[];
  readonly #max: number;
  /** Index of the entry that is shown; the number of entries while the new text is. */
  #at: number;
  #draft = '';

  constructor(entries: readonly string[], max: number) {
    this.#entries = entries.slice(-max);
    this.#max = max;
    this.#at = this.#entries.length;
  }

  get entries(): readonly string[] {
    return this.#entries;
  }

  /** Adds an entry as the newest; an older one that says the same goes. */
  add(entry: string): void {
    const before = this.#entries.indexOf(entry);
    if (before !== -1) this.#entries.splice(before, 1);
    this.#entries.push(entry);
    if (this.#entries.length > this.#max) this.#entries.shift();
    this.leave();
  }

  /** Gives the entry before the shown one; keeps `current` to come back to. */
  older(current: string): string | undefined {
    if (this.#at === 0) return undefined;
    if (this.#at === this.#entries.length) this.#draft = current;
    return this.#entries[--this.#at];
  }

  /** Gives the entry after the shown one, at last the text that was being typed. */
  newer(): string | undefined {
    if (this.#at >= this.#entries.length) return undefined;
    this.#at++;
    return this.#at === this.#entries.length ? this.#draft : this.#entries[this.#at];
  }

  /** Goes back to the end, where a new text is typed. */
  leave(): void {
    this.#at = this.#entries.length;
    this.#draft = '';
  }

  /** Finds the newest entry older than `before` with all of a text in it, whatever the case. */
  search(wanted: string, before = this.#entries.length): number | undefined {
    const text = wanted.toLowerCase();
    for (let index = Math.min(before, this.#entries.length) - 1; index >= 0; index--)
      if (this.#entries[index]!.toLowerCase().includes(text)) return index;
    return undefined;
  }
}
