import type { Span } from '../../engine/completion/highlight.js';
import { graphemes } from '../graphemes.js';
import { graphemeWidth, textWidth } from '../text-width.js';
import type { StyleName, Theme } from '../theme.js';

/** What a text looks like on a terminal: rows that are never wider than it, and where the cursor stands. */
export interface Layout {
  readonly rows: readonly string[];
  readonly widths: readonly number[];
  readonly cursorRow: number;
  readonly cursorColumn: number;
}

/** What is laid out. */
export interface LaidText {
  readonly text: string;
  readonly cursor: number;
  readonly spans: readonly Span[];
  /** Stands before the first line, and before the others. */
  readonly prompts: readonly [first: string, others: string];
}

/** Lays out a text with colours; lines that are too long go on in the next row. */
export function layOut({ text, cursor, spans, prompts }: LaidText, columns: number, theme: Theme): Layout {
  const rows = new Rows(columns, theme);
  let at = 0;
  let spanIndex = 0;
  let place = { row: 0, column: 0 };
  rows.add('prompt', prompts[0], textWidth(prompts[0]));
  for (const grapheme of graphemes(text)) {
    while (spanIndex < spans.length && spans[spanIndex]!.end <= at) spanIndex++;
    const span = spans[spanIndex];
    const style = span && span.start <= at ? span.kind : 'name';
    if (at === cursor && grapheme === '\n') place = rows.place(0);
    if (grapheme === '\n') {
      rows.end();
      rows.add('prompt', prompts[1], textWidth(prompts[1]));
    } else {
      const shown = shownGrapheme(grapheme);
      const width = shown === grapheme ? graphemeWidth(grapheme) : shown.length;
      if (at === cursor) place = rows.place(width);
      rows.add(style, shown, width);
    }
    at += grapheme.length;
  }
  if (cursor >= at) place = rows.place(1);
  rows.end();
  return { rows: rows.rows, widths: rows.widths, cursorRow: place.row, cursorColumn: place.column };
}

// A tab and other control characters have no width of their own.
const shownGrapheme = (grapheme: string): string =>
  grapheme === '\t'
    ? '  '
    : grapheme.length === 1 && grapheme < ' '
      ? `^${String.fromCharCode(grapheme.charCodeAt(0) + 64)}`
      : /^\p{Cc}/u.test(grapheme)
        ? '?'
        : grapheme;

class Rows {
  readonly rows: string[] = [];
  readonly widths: number[] = [];
  readonly #columns: number;
  readonly #theme: Theme;
  #row = '';
  #width = 0;
  #style: StyleName = 'name';
  #run = '';

  constructor(columns: number, theme: Theme) {
    this.#columns = columns;
    this.#theme = theme;
  }

  /** Gives where a character of a width comes, beginning a row for it if it has to. */
  place(width: number): { readonly row: number; readonly column: number } {
    if (this.#width + width > this.#columns) this.end();
    return { row: this.rows.length, column: this.#width };
  }

  add(style: StyleName, text: string, width: number): void {
    if (this.#width + width > this.#columns && this.#width > 0) this.end();
    if (style !== this.#style) this.#endRun();
    this.#style = style;
    this.#run += text;
    this.#width += width;
  }

  end(): void {
    this.#endRun();
    this.rows.push(this.#row);
    this.widths.push(this.#width);
    this.#row = '';
    this.#width = 0;
  }

  #endRun(): void {
    this.#row += this.#theme(this.#style, this.#run);
    this.#run = '';
  }
}
