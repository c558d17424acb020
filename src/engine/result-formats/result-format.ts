import type { QueryResult } from '../query-result.js';
import { type RowTextMaker, resultText } from './row-text.js';

/** A form that a result is given in, outside of the library. */
export interface ResultFormat {
  readonly name: string;
  /** Other names that mean it. */
  readonly aliases: readonly string[];
  /** Media types that ask for it; the first is what it is sent as. */
  readonly mediaTypes: readonly string[];
  /** How names of its files end. */
  readonly extension: string;
  /** The text of rows, of formats that are text. */
  readonly text?: RowTextMaker;
  /** Gives the whole result as bytes while it runs; what fails later fails the iteration. */
  write(result: QueryResult): AsyncIterable<Uint8Array>;
  /** The same, with parts that go together, where joining them would be a copy of all. */
  writeParts?(result: QueryResult): AsyncIterable<readonly Uint8Array[]>;
}

/** Makes a format of the text of its rows. */
export const textFormat = (
  format: Omit<ResultFormat, 'write'> & { readonly text: RowTextMaker },
): ResultFormat & { readonly text: RowTextMaker } => ({
  ...format,
  write: (result) => encoded(resultText(result, format.text)),
});

async function* encoded(pieces: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) if (piece !== '') yield Buffer.from(piece);
}
