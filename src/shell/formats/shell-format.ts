import type { QueryResult } from '../../engine/query-result.js';
import type { ResultFormat } from '../../engine/result-formats/result-format.js';
import type { RowTextMaker } from '../../engine/result-formats/row-text.js';

/** A form in which the shell prints results. */
export interface ShellFormat {
  readonly name: string;
  readonly aliases: readonly string[];
  /** The text of rows; absent of formats that are bytes, which are no good on a terminal. */
  readonly text?: RowTextMaker | undefined;
  /** Gives the whole result as bytes, of formats that are not text. */
  readonly write?: ((result: QueryResult) => AsyncIterable<Uint8Array>) | undefined;
  /** A person reads it: it is as wide as the terminal, and long ones go through the pager. */
  readonly isForReading: boolean;
}

/** Makes a format of the shell of a format of the engine. */
export const fromResultFormat = ({ name, aliases, text, write }: ResultFormat): ShellFormat =>
  text ? { name, aliases, text, isForReading: false } : { name, aliases, write, isForReading: false };
