import type { ResultBatch } from '../../exec/result-batch.js';
import { columnReader } from '../result-rows.js';
import { Turns } from '../turns.js';
import { athenaText } from './athena-value.js';

/** How the rows of a result become the text of a file. */
export interface ResultTextForm {
  /** What stands before the rows. */
  header(names: readonly string[]): string;
  /** Joins the texts of a row; undefined is NULL. */
  row(texts: readonly (string | undefined)[]): string;
  /** Stands between rows, and before the first one behind a header. */
  readonly separator: string;
  /** Stands behind the last row. */
  readonly end: string;
}

const quoted = (text: string | undefined): string => (text === undefined ? '' : `"${text.replaceAll('"', '""')}"`);

/** Every value in quotes, NULL as nothing; `\n` ends each line. */
export const csvForm: ResultTextForm = {
  header: (names) => names.map(quoted).join(','),
  row: (texts) => texts.map(quoted).join(','),
  separator: '\n',
  end: '\n',
};

/** Lines of values with tabs between them, without a header. */
export const linesForm: ResultTextForm = {
  header: () => '',
  row: (texts) => texts.map((text) => text ?? '').join('\t'),
  separator: '\n',
  end: '',
};

/** Lines below a header: what EXPLAIN gives. */
export const titledForm: ResultTextForm = { ...linesForm, header: (names) => names.join('\t'), end: '\n' };

const pieceLength = 1 << 16;

/** Writes batches in a form, in pieces of some tens of kilobytes. */
export class ResultText {
  readonly #form: ResultTextForm;
  readonly #turns = new Turns();
  #piece: string;
  #isFirst: boolean;

  constructor(form: ResultTextForm, names: readonly string[]) {
    this.#form = form;
    this.#piece = form.header(names);
    this.#isFirst = this.#piece === '';
  }

  /** Gives the pieces that the rows of a batch make ready; the thread goes to others between them. */
  async *add({ columns, rowCount }: ResultBatch): AsyncGenerator<Uint8Array> {
    const readers = columns.map((column) => ({ read: columnReader(column), type: column.type }));
    for (let row = 0; row < rowCount; row++) {
      const texts = readers.map(({ read, type }) => {
        const value = read(row);
        return value === null ? undefined : athenaText(value, type);
      });
      if (!this.#isFirst) this.#piece += this.#form.separator;
      this.#isFirst = false;
      this.#piece += this.#form.row(texts);
      if (this.#piece.length < pieceLength) continue;
      yield this.#take();
      if (this.#turns.isOver) await this.#turns.give();
    }
  }

  /** Gives the last piece. */
  finish(): Uint8Array {
    if (!this.#isFirst) this.#piece += this.#form.end;
    return this.#take();
  }

  #take(): Uint8Array {
    const piece = Buffer.from(this.#piece);
    this.#piece = '';
    return piece;
  }
}
