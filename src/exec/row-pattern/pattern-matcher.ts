import { forgetsHistory, type PatternSearch, type PatternStep } from '../../plan/row-pattern.js';
import type { ThreadContext } from '../thread-context.js';
import { type PatternPlace, type PatternRows, patternEvaluator } from './pattern-evaluator.js';
import type { PatternMatch } from './pattern-match.js';

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
  readonly #forgetsHistory: boolean;

  constructor(context: ThreadContext, search: PatternSearch) {
    this.#context = context;
    this.#steps = search.steps;
    this.#forgetsHistory = forgetsHistory(search);
    this.#conditions = search.conditions.map(
      (condition) => condition && patternEvaluator(context, condition, search.labelNames),
    );
  }

  /** Finds the preferred match that starts at a row and ends before `end`. */
  find(rows: PatternRows, start: number, end: number, matchNumber: bigint): FoundMatch | undefined {
    let found: Thread | undefined;
    let threads: Thread[] = [];
    this.#follow({ at: 0, labels: [], length: 0, exclusions: [] }, start, rows.rowCount, threads);
    for (let row = start; threads.length > 0; row++) {
      if ((row - start) % 1024 === 1023) this.#context.checkCancelled();
      const next: Thread[] = [];
      for (const thread of threads) {
        const step = this.#steps[thread.at]!;
        if (step.op === 'match') {
          found = thread;
          break;
        }
        if (step.op !== 'label' || row >= end) continue;
        const labels = extended(thread, step.label);
        const length = thread.length + 1;
        const match = { start, labels, length };
        const condition = this.#conditions[step.label];
        if (condition && condition({ rows, match, current: length - 1, matchNumber }) !== true) {
          labels.length = thread.length;
          continue;
        }
        this.#follow({ ...thread, at: thread.at + 1, labels, length }, row + 1, rows.rowCount, next);
      }
      threads = this.#joined(next);
    }
    return found && { start, labels: found.labels, length: found.length, exclusions: found.exclusions };
  }

  /** Follows a thread through the steps that take no row, to all that do or are the end. */
  #follow(thread: Thread, row: number, rowCount: number, threads: Thread[]): void {
    const seen = new Set<number>();
    const rest: Thread[] = [thread];
    for (let next = rest.pop(); next; next = rest.pop()) {
      // Here again without a row in between: a loop over nothing.
      if (seen.has(next.at)) continue;
      seen.add(next.at);
      const step = this.#steps[next.at]!;
      const go = (at: number, exclusions = next!.exclusions): void =>
        void rest.push({ ...(next as Thread), at, exclusions });
      switch (step.op) {
        case 'label':
        case 'match':
          threads.push(next);
          break;
        case 'jump':
          go(step.to);
          break;
        case 'split':
          go(step.second);
          go(step.first);
          break;
        case 'exclude':
          go(next.at + 1, [...next.exclusions, next.length]);
          break;
        case 'anchor':
          if (step.at === 'start' ? row === 0 : row === rowCount) go(next.at + 1);
          break;
      }
    }
  }

  /** Drops threads that can only do what a preferred one does too. */
  #joined(threads: Thread[]): Thread[] {
    if (!this.#forgetsHistory && threads.length < threadsToJoin) return threads;
    const seen = new Set<number | string>();
    return threads.filter(({ at, labels, length }) => {
      const key = this.#forgetsHistory ? at : `${at}:${labels.slice(0, length).join()}`;
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
