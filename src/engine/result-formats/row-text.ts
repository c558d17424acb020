import type { SqlType } from '../../types/sql-type.js';
import type { SqlValue } from '../../types/sql-value.js';
import type { NamedColumn, QueryResult } from '../query-result.js';
import { columnReader } from '../result-rows.js';
import { Turns } from '../turns.js';

/** Turns the rows of one result into text. */
export interface RowText {
  /** Gives what stands before the rows. */
  begin(): string;
  /** Adds a row; gives the text that is ready. */
  row(values: readonly SqlValue[], types: readonly SqlType[]): string;
  /** Gives what stands after the rows. */
  end(elapsedMs: number): string;
}

/** Makes the text of a result with the given columns. `width` is the terminal's, if there is one. */
export type RowTextMaker = (columns: readonly NamedColumn[], width?: number) => RowText;

const pieceLength = 1 << 16;
const rowsPerLook = 64;

/** Gives a result as text in pieces of some tens of kilobytes, and the thread to others between rows. */
export async function* resultText(result: QueryResult, make: RowTextMaker, width?: number): AsyncGenerator<string> {
  const { begin, row, end } = make(result.columns, width);
  const turns = new Turns();
  let piece = begin();
  for await (const { columns, rowCount } of result.batches()) {
    const readers = columns.map(columnReader);
    const types = columns.map(({ type }) => type);
    for (let index = 0; index < rowCount; index++) {
      piece += row(
        readers.map((read) => read(index)),
        types,
      );
      if (piece.length >= pieceLength) {
        yield piece;
        piece = '';
      }
      if (index % rowsPerLook === 0 && turns.isOver) await turns.give();
    }
    if (piece !== '') yield piece;
    piece = '';
  }
  yield piece + end(result.stats.elapsedMs);
}
