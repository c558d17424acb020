import type { NamedColumn } from '../engine/query-result.js';
import type { RowTextMaker } from '../engine/result-formats/row-text.js';
import type { SqlType } from '../types/sql-type.js';
import type { SqlValue } from '../types/sql-value.js';

const rowsMax = 10_000;

/** The rows of the last result, as many as are kept, so that they can be shown once more in another form. */
export class LastResult {
  readonly #columns: readonly NamedColumn[];
  readonly #rows: (readonly SqlValue[])[] = [];
  #types: readonly SqlType[] = [];
  #rowCount = 0;
  #elapsedMs = 0;

  constructor(columns: readonly NamedColumn[]) {
    this.#columns = columns;
  }

  /** How many rows came after the last that was kept. */
  get leftOut(): number {
    return this.#rowCount - this.#rows.length;
  }

  /** Makes a text of rows that also keeps the rows. */
  keeping(make: RowTextMaker): RowTextMaker {
    return (columns, width) => {
      const text = make(columns, width);
      return {
        begin: () => text.begin(),
        row: (values, types) => {
          this.#types = types;
          if (++this.#rowCount <= rowsMax) this.#rows.push([...values]);
          return text.row(values, types);
        },
        end: (elapsedMs) => {
          this.#elapsedMs = elapsedMs;
          return text.end(elapsedMs);
        },
      };
    };
  }

  /** Gives the kept rows in a form, nothing cut. */
  *text(make: RowTextMaker): Generator<string> {
    const { begin, row, end } = make(this.#columns);
    yield begin();
    for (const values of this.#rows) yield row(values, this.#types);
    yield end(this.#elapsedMs);
    if (this.leftOut > 0) yield `(the first ${rowsMax} rows; ${this.leftOut} more were not kept)\n`;
  }
}
