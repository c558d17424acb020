/**
 * Collects what the grammar would have accepted at the furthest token that the parser looked at: the list that a
 * syntax error shows. A rule with a label of its own, such as `<expression>`, hides the tokens that may begin it.
 */
export class Expectations {
  #furthest = -1;
  #labels = new Set<string>();
  #hiddenAt = -1;

  /** Notes that `label` would have been accepted at the token of this index. */
  record(tokenIndex: number, label: string): void {
    if (tokenIndex < this.#furthest || tokenIndex === this.#hiddenAt) return;
    if (tokenIndex > this.#furthest) {
      this.#furthest = tokenIndex;
      this.#labels.clear();
    }
    this.#labels.add(label);
  }

  /** Notes a labelled rule; until `show` is given the answer back, tokens that begin it are hidden. */
  hide(tokenIndex: number, label: string): number {
    this.record(tokenIndex, label);
    const hiddenBefore = this.#hiddenAt;
    this.#hiddenAt = tokenIndex;
    return hiddenBefore;
  }

  /** Ends a labelled rule. */
  show(hiddenBefore: number): void {
    this.#hiddenAt = hiddenBefore;
  }

  /** Forgets the labels noted for this token, unless a labelled rule begins with it. */
  restart(tokenIndex: number): void {
    if (tokenIndex === this.#furthest && tokenIndex !== this.#hiddenAt) this.#labels.clear();
  }

  /** Forgets everything seen from this token on. */
  rewind(tokenIndex: number): void {
    if (this.#furthest >= tokenIndex) {
      this.#furthest = tokenIndex;
      this.#labels.clear();
    }
    this.#hiddenAt = -1;
  }

  /** Returns the index of the furthest token looked at. */
  get furthest(): number {
    return this.#furthest;
  }

  /** Returns the labels, sorted as Trino sorts them. */
  get labels(): string[] {
    return [...this.#labels].sort();
  }
}
