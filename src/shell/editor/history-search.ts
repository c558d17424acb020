import type { History } from './history.js';

/** A search backwards through the history, as Ctrl-R begins it. */
export class HistorySearch {
  readonly #history: History;
  #wanted = '';
  #found: number | undefined;
  #fails = false;

  constructor(history: History) {
    this.#history = history;
  }

  get wanted(): string {
    return this.#wanted;
  }

  /** False when nothing has all of the wanted text; what was found before stays. */
  get fails(): boolean {
    return this.#fails;
  }

  get entry(): string | undefined {
    return this.#found === undefined ? undefined : this.#history.entries[this.#found];
  }

  type(text: string): void {
    this.#wanted += text;
    this.#find(this.#found === undefined ? undefined : this.#found + 1);
  }

  erase(): void {
    this.#wanted = [...this.#wanted].slice(0, -1).join('');
    this.#find(undefined);
  }

  older(): void {
    if (this.#found !== undefined) this.#find(this.#found);
  }

  #find(before: number | undefined): void {
    if (this.#wanted === '') {
      this.#found = undefined;
      this.#fails = false;
      return;
    }
    const found = this.#history.search(this.#wanted, before);
    this.#fails = found === undefined;
    this.#found = found ?? this.#found;
  }
}
