import type { NamedColumn } from '../engine/query-result.js';
import type { SqlType } from '../types/sql-type.js';
import type { SqlValue } from '../types/sql-value.js';

/** Turns the rows of one result into text. */
export interface Format {
  /** Gives what stands before the rows. */
  begin(): string;
  /** Adds a row; gives the text that is ready. */
  row(values: readonly SqlValue[], types: readonly SqlType[]): string;
  /** Gives what stands after the rows. */
  end(elapsedMs: number): string;
}

/** Makes the format of a result with the given columns. `width` is the terminal's, if there is one. */
export type FormatMaker = (columns: readonly NamedColumn[], width: number | undefined) => Format;
