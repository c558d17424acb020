import type { Candidate, Completion } from '../../engine/completion/completion.js';

const rowsMax = 8;

/** Candidates that are shown under the text, one of them perhaps chosen. */
export class CompletionMenu {
  readonly start: number;
  readonly candidates: readonly Candidate[];
  #chosen: number | undefined;

  constructor({ start, candidates }: Completion) {
    this.start = start;
    this.candidates = candidates;
  }

  get chosen(): Candidate | undefined {
    return this.#chosen === undefined ? undefined : this.candidates[this.#chosen];
  }

  /** Chooses the next candidate (`step` 1) or the one before (-1), round and round. */
  move(step: 1 | -1): void {
    const { length } = this.candidates;
    this.#chosen = this.#chosen === undefined ? (step === 1 ? 0 : length - 1) : (this.#chosen + step + length) % length;
  }

  /** Gives the candidates that are shown, the chosen one among them, and how many are not. */
  visible(rowsLeft: number): { readonly first: number; readonly shown: readonly Candidate[]; readonly more: number } {
    const count = Math.max(1, Math.min(rowsMax, rowsLeft));
    const first = Math.max(0, Math.min((this.#chosen ?? 0) - (count >> 1), this.candidates.length - count));
    const shown = this.candidates.slice(first, first + count);
    return { first, shown, more: this.candidates.length - shown.length };
  }

  isChosen(index: number): boolean {
    return index === this.#chosen;
  }
}

/** Gives the longest text that all candidates begin with, whatever the case. */
export function commonStart(candidates: readonly Candidate[]): string {
  let common = candidates[0]?.text ?? '';
  for (const { text } of candidates) {
    let length = 0;
    while (length < common.length && common[length]!.toLowerCase() === text[length]?.toLowerCase()) length++;
    common = common.slice(0, length);
  }
  return common;
}
