import type { ResultBatch } from '../../engine/result-rows.js';
import { Turns } from '../../engine/turns.js';
import type { Deadline } from './deadline.js';
import { JsonBytes } from './json-bytes.js';
import { type ValueWriter, valueWriter } from './value-writer.js';

const comma = 0x2c;
const open = 0x5b;
const close = 0x5d;
const rowsPerLook = 64;

/** The rows of a result as pages of JSON arrays. Batches are asked for as pages are, so the query waits for a slow client. */
export class RowPages {
  readonly #source: AsyncIterator<ResultBatch>;
  readonly #isParametric: boolean;
  readonly #out = new JsonBytes();
  #pending: Promise<IteratorResult<ResultBatch>> | undefined;
  #batch: ResultBatch | undefined;
  #writers: readonly ValueWriter[] = [];
  #row = 0;
  #hasEnded = false;

  constructor(source: AsyncIterator<ResultBatch>, isParametric: boolean) {
    this.#source = source;
    this.#isParametric = isParametric;
  }

  /** True when there is no row after those that were given. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /**
   * Gives rows as `[[…],…]` when there are `bytesWanted` of them, the last row or `deadline` has come; undefined where there are none by then.
   * @throws what the query failed with
   */
  async next(bytesWanted: number, deadline: Deadline): Promise<Buffer | undefined> {
    const turns = new Turns();
    const out = this.#out;
    while (out.length < bytesWanted) {
      if (!this.#batch && !(await this.#advance(deadline))) break;
      const batch = this.#batch!;
      while (this.#row < batch.rowCount && out.length < bytesWanted) {
        this.#writeRows(Math.min(this.#row + rowsPerLook, batch.rowCount), bytesWanted);
        if (turns.isOver) await turns.give();
      }
      if (this.#row === batch.rowCount) this.#batch = undefined;
    }
    if (out.length === 0) return undefined;
    out.byte(close);
    return out.take();
  }

  /** Ends the rows after those that have come. */
  async endEarly(): Promise<void> {
    await this.#source.return?.();
    this.#batch = undefined;
    this.#hasEnded = true;
  }

  #writeRows(end: number, bytesWanted: number): void {
    const out = this.#out;
    const writers = this.#writers;
    for (; this.#row < end && out.length < bytesWanted; this.#row++) {
      out.byte(out.length === 0 ? open : comma);
      out.byte(open);
      for (let column = 0; column < writers.length; column++) {
        if (column > 0) out.byte(comma);
        writers[column]!(this.#row);
      }
      out.byte(close);
    }
  }

  /** Takes the next batch; false when there is none, or none yet. */
  async #advance(deadline: Deadline): Promise<boolean> {
    if (this.#hasEnded) return false;
    this.#pending ??= this.#source.next();
    const result = await deadline.orUndefined(this.#pending);
    if (!result) return false;
    this.#pending = undefined;
    if (result.done) {
      this.#hasEnded = true;
      return false;
    }
    const batch = result.value;
    this.#batch = batch;
    this.#row = 0;
    this.#writers = batch.columns.map((column) => valueWriter(column, this.#out, this.#isParametric, batch.rowCount));
    return true;
  }
}
