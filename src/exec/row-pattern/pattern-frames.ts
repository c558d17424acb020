import type { PatternSearch, PatternValue } from '../../plan/row-pattern.js';
import type { SqlValue } from '../../types/sql-value.js';
import type { ThreadContext } from '../thread-context.js';
import { type PatternRows, patternEvaluator } from './pattern-evaluator.js';
import { type FoundMatch, PatternMatcher, rowAfterMatch } from './pattern-matcher.js';

/** A pattern that cuts frames; `columns` are columns of the collected rows. */
export interface PhysicalPattern {
  readonly search: PatternSearch;
  /** Looks for a match from any row of the frame on, not only from its first. */
  readonly seeks: boolean;
  readonly columns: readonly number[];
}

/** The rows of a partition with their frames before the pattern cuts them: `end` is one past the last row. */
export interface UncutFrames {
  readonly rowCount: number;
  value(column: number, row: number): SqlValue;
  end(row: number): number;
}

/** Cuts frames to the match that is found in them. Rows that a match was skipped over have none. */
export class PatternFrames {
  readonly #context: ThreadContext;
  readonly #pattern: PhysicalPattern;
  readonly #matcher: PatternMatcher;

  constructor(context: ThreadContext, pattern: PhysicalPattern) {
    this.#context = context;
    this.#pattern = pattern;
    this.#matcher = new PatternMatcher(context, pattern.search);
  }

  /** Gives each row's match. */
  matches(frames: UncutFrames): (FoundMatch | undefined)[] {
    const found: (FoundMatch | undefined)[] = new Array(frames.rowCount).fill(undefined);
    for (let row = 0; row < frames.rowCount; ) {
      this.#context.checkCancelled();
      const match = this.#find(this.#rowsOf(frames, row));
      found[row] = match;
      const { search } = this.#pattern;
      const skips = match && match.length > 0 && search.skip.target !== 'next row';
      row = skips ? rowAfterMatch(match, search) : row + 1;
    }
    return found;
  }

  /** Makes what computes a measure for every row: NULL for a row without a match. */
  measure(value: PatternValue): (frames: UncutFrames) => SqlValue[] {
    const compute = patternEvaluator(this.#context, value, this.#pattern.search.labelNames);
    return (frames) =>
      this.matches(frames).map((match, row) => {
        if (!match) return null;
        const rows = this.#rowsOf(frames, row);
        return compute({ rows, match, current: match.length - 1, matchNumber: 1n });
      });
  }

  #rowsOf(frames: UncutFrames, row: number): PatternRows {
    const { columns } = this.#pattern;
    return {
      first: row,
      isWhole: false,
      rowCount: frames.end(row),
      value: (column, each) => frames.value(columns[column]!, each),
    };
  }

  #find(rows: PatternRows): FoundMatch | undefined {
    const { first, rowCount } = rows;
    const last = this.#pattern.seeks ? rowCount - 1 : first;
    for (let row = first; row <= last; row++) {
      const match = this.#matcher.find(rows, row, rowCount, 1n);
      if (match) return match;
    }
    return undefined;
  }
}
