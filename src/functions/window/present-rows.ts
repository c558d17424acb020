import type { PartitionedRows } from '../definition.js';

/** Numbers the rows whose first argument is not NULL, so that IGNORE NULLS can count among them. */
export class PresentRows {
  readonly #rows: readonly number[];

  constructor(all: PartitionedRows) {
    const rows: number[] = [];
    for (let row = 0; row < all.rowCount; row++) if (all.value(0, row) !== null) rows.push(row);
    this.#rows = rows;
  }

  /** How many of them lie before `row`. */
  countBefore(row: number): number {
    let low = 0;
    let high = this.#rows.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#rows[middle]! < row) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The row that is number `index` among them, from 0; undefined where there is none. */
  at(index: number): number | undefined {
    return index < 0 ? undefined : this.#rows[index];
  }
}
