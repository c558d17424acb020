import { LakeError } from '../../base/lake-error.js';
import { forgetsHistory, type PatternSearch, type PatternStep } from '../../plan/row-pattern.js';
import type { ThreadContext } from '../thread-context.js';
import { type PatternPlace, type PatternRows, patternEvaluator } from './pattern-evaluator.js';
import type { PatternMatch } from './pattern-match.js';
import { RowCondition } from './row-condition.js';

/** A match with the positions where rows that are left out begin and end, by turns. */
export interface FoundMatch extends PatternMatch {
  readonly exclusions: readonly number[];
}

/** One way that the search is on: at a step, having given the first `length` labels of a list that threads may share. */
interface Thread {
  readonly at: number;
  readonly labels: number[];
  readonly length: number;
  readonly exclusions: readonly number[];
}

/** Tells where the search goes on after a match of at least one row. */
export function rowAfterMatch(match: FoundMatch, { skip }: PatternSearch): number {
  const end = match.start + match.length;
  if (skip.target === 'past last row') return end;
  if (skip.target === 'next row') return match.start + 1;
  const labels = match.labels.slice(0, match.length);
  const isTarget = (label: number): boolean => skip.labels.includes(label);
  const position = skip.target === 'first' ? labels.findIndex(isTarget) : labels.findLastIndex(isTarget);
  if (position < 0)
    throw new LakeError('GENERIC_USER_ERROR', 'AFTER MATCH SKIP failed: pattern variable is not present in match');
  if (position === 0)
    throw new LakeError('GENERIC_USER_ERROR', 'AFTER MATCH SKIP failed: cannot skip to first row of match');
  return match.start + position;
}

// Below so many threads it costs more to find equal ones than to run them.
const threadsToJoin = 64;

/**
 * Finds matches by running all threads of a program side by side, row by row, the preferred ones first: the first that is
 * done wins over those behind it, and those before it go on. No thread sees a row twice, so that no pattern backtracks.
 */
export class PatternMatcher {
  readonly #context: ThreadContext;
  readonly #steps: readonly PatternStep[];
  readonly #conditions: readonly (((place: PatternPlace) => unknown) | undefined)[];
  readonly #rowConditions: readonly (RowCondition | undefined)[];
  readonly #forgetsHistory: boolean;
  /** The round in which each step was last come through. */
  readonly #seen: Float64Array;
  #round = 0;

  constructor(context: ThreadContext, search: PatternSearch) {
    this.#context = context;
    this.#steps = search.steps;
    this.#seen = new Float64Array(search.steps.length);
    this.#forgetsHistory = forgetsHistory(search);
    this.#rowConditions = search.conditions.map(
      (condition, label) => condition && RowCondition.of(context, condition, label),
    );
    this.#conditions = search.conditions.map(
      (condition) => condition && patternEvaluator(context, condition, search.labelNames),
    );
  }

  /** Finds the preferred match that starts at a row and ends before `end`. */
  find(rows: PatternRows, start: number, end: number, matchNumber: bigint): FoundMatch | undefined {
    let found: Thread | undefined;
    let threads: Thread[] = [];
    this.#round++;
    this.#follow(0, { at: 0, labels: [], length: 0, exclusions: [] }, start, rows.rowCount, threads);
    for (let row = start; threads.length > 0; row++) {
      if ((row - start) % 1024 === 1023) this.#context.checkCancelled();
      const next: Thread[] = [];
      this.#round++;
      for (const thread of threads) {
        const step = this.#steps[thread.at]!;
        if (step.op === 'match') {
          found = thread;
          break;
        }
        if (step.op !== 'label' || row >= end || this.#isGone(thread.at + 1)) continue;
        const labels = this.#taken(thread, step.label, rows, row, { start, matchNumber });
        if (!labels) continue;
        const length = thread.length + 1;
        // Threads that forget how they came may share what they went through; others only must not go in circles.
        if (!this.#forgetsHistory) this.#round++;
        this.#follow(thread.at + 1, { ...thread, labels, length }, row + 1, rows.rowCount, next);
      }
      threads = this.#joined(next);
    }
    return found && { start, labels: found.labels, length: found.length, exclusions: found.exclusions };
  }

  /** Gives a thread's labels with one more where the row may have it. */
  #taken(
    thread: Thread,
    label: number,
    rows: PatternRows,
    row: number,
    search: { readonly start: number; readonly matchNumber: bigint },
  ): number[] | undefined {
    const condition = this.#conditions[label];
    const ofRow = rows.isWhole ? this.#rowConditions[label] : undefined;
    if (ofRow && !ofRow.holds(rows, row)) return undefined;
    const labels = extended(thread, label);
    if (!condition || ofRow) return labels;
    const { start, matchNumber } = search;
    const match = { start, labels, length: thread.length + 1 };
    if (condition({ rows, match, current: thread.length, matchNumber }) === true) return labels;
    labels.length = thread.length;
    return undefined;
  }

  /** Tells whether a preferred thread has been where one would come that need not know how. */
  #isGone(from: number): boolean {
    if (!this.#forgetsHistory) return false;
    let at = from;
    for (let step = this.#steps[at]!; step.op === 'jump'; step = this.#steps[at]!) at = step.to;
    return this.#seen[at] === this.#round;
  }

  /** Follows a thread from a step through those that take no row, to all that do or are the end. */
  #follow(from: number, thread: Thread, row: number, rowCount: number, threads: Thread[]): void {
    let { exclusions } = thread;
    for (let at = from; ; ) {
      // Here again without a row in between: a loop over nothing, or the way of a preferred thread.
      if (this.#seen[at] === this.#round) return;
      this.#seen[at] = this.#round;
      const step = this.#steps[at]!;
      switch (step.op) {
        case 'label':
        case 'match':
          threads.push({ ...thread, at, exclusions });
          return;
        case 'jump':
          at = step.to;
          break;
        case 'split':
          this.#follow(step.first, { ...thread, exclusions }, row, rowCount, threads);
          at = step.second;
          break;
        case 'exclude':
          exclusions = [...exclusions, thread.length];
          at++;
          break;
        case 'anchor':
          if (step.at === 'start' ? row !== 0 : row !== rowCount) return;
          at++;
          break;
      }
    }
  }

  /** Drops threads that can only do what a preferred one does too. */
  #joined(threads: Thread[]): Thread[] {
    if (this.#forgetsHistory || threads.length < threadsToJoin) return threads;
    const seen = new Set<string>();
    return threads.filter(({ at, labels, length }) => {
      const key = `${at}:${labels.slice(0, length).join()}`;
      return !seen.has(key) && seen.add(key);
    });
  }
}

/** Adds a label in place where no other thread has done so, else to a copy. */
function extended({ labels, length }: Thread, label: number): number[] {
  const own = labels.length === length ? labels : labels.slice(0, length);
  own.push(label);
  return own;
}
