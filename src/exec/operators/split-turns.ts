import type { RowRange } from '../../parquet/page-index.js';
import type { RowGroupSplit } from '../../parquet/row-group-split.js';
import { isRemote } from '../../storage/locations.js';
import type { Gang } from '../operator.js';

// A multiple of the usual batch: a piece begins where a batch would.
const pieceRows = 32_768;
const sharedSplitsMax = 16;
// Workers that share a split hold its dictionaries and a page of each column twice: not within a budget that others need to spill with.
const sharedBudgetMin = 128 * 2 ** 20;

/** Words of a scan's state from `nextPiece` on count the pieces of shared splits, one word each. */
export interface TurnWords {
  readonly nextSplit: number;
  readonly nextPiece: number;
}

/** Rows of a split for one worker to read now. */
export interface SplitPiece {
  readonly split: RowGroupSplit;
  readonly rows: RowRange;
}

/**
 * Shares out the splits of a scan among the workers. Each takes whole splits in turn. The last ones, as many as there are workers, they begin
 * one each but share by pieces: whoever is done helps the others, so that none waits for a whole row group. Helping costs reading a
 * dictionary twice, which a worker that would be idle has time for; from far away nothing is fetched twice.
 */
export class SplitTurns {
  readonly #splits: readonly RowGroupSplit[];
  readonly #state: number;
  readonly #words: TurnWords;
  readonly #gang: Gang;
  readonly #sharedCount: number;
  #wholeAreOver = false;
  /** Shared splits that this worker is done with; it began with its own. */
  #doneCount = 0;

  /** `budgetBytes`: the memory that the query may use. */
  constructor(splits: readonly RowGroupSplit[], state: number, words: TurnWords, gang: Gang, budgetBytes: number) {
    this.#splits = splits;
    this.#state = state;
    this.#words = words;
    this.#gang = gang;
    const isNear = !splits.some(({ file }) => isRemote(file.location));
    const isShared = gang.workerCount > 1 && budgetBytes >= sharedBudgetMin && isNear;
    this.#sharedCount = isShared ? Math.min(gang.workerCount, splits.length, sharedSplitsMax) : 0;
  }

  /** Gives what this worker reads next; pieces of one split come in their order. */
  next(): SplitPiece | undefined {
    return this.#nextWhole() ?? this.#nextPiece();
  }

  #nextWhole(): SplitPiece | undefined {
    if (this.#wholeAreOver) return undefined;
    const index = this.#gang.next(this.#state, this.#words.nextSplit);
    this.#wholeAreOver = index >= this.#splits.length - this.#sharedCount;
    if (this.#wholeAreOver) return undefined;
    const split = this.#splits[index]!;
    return { split, rows: { firstRow: 0, endRow: split.rowCount } };
  }

  #nextPiece(): SplitPiece | undefined {
    for (; this.#doneCount < this.#sharedCount; this.#doneCount++) {
      const shared = (this.#gang.workerIndex + this.#doneCount) % this.#sharedCount;
      const split = this.#splits[this.#splits.length - this.#sharedCount + shared]!;
      const firstRow = this.#gang.next(this.#state, this.#words.nextPiece + shared) * pieceRows;
      if (firstRow < Math.max(split.rowCount, 1))
        return { split, rows: { firstRow, endRow: Math.min(firstRow + pieceRows, split.rowCount) } };
    }
    return undefined;
  }
}
