import type { Layout } from './layout.js';

/** The part of a terminal that an editor draws in: from where it began downwards. */
export interface Terminal {
  readonly columns: number;
  readonly rows: number;
  write(text: string): unknown;
}

/** Draws layouts over one another. */
export class Screen {
  readonly #terminal: Terminal;
  #cursorRow = 0;
  #drawn: Pick<Layout, 'widths' | 'cursorColumn'> = { widths: [], cursorColumn: 0 };
  #columns: number;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
    this.#columns = terminal.columns;
  }

  /** Draws a text and what stands under it in place of what was drawn before. Of what is higher than the terminal, the part around the cursor. */
  draw(layout: Layout, below: readonly string[]): void {
    const height = Math.max(1, this.#terminal.rows - below.length);
    const first = Math.max(0, Math.min(layout.cursorRow - height + 1, layout.rows.length - height));
    const rows = [...layout.rows.slice(first, first + height), ...below];
    const cursorRow = layout.cursorRow - first;
    const up = rows.length - 1 - cursorRow;
    const toCursor = `${up > 0 ? `\x1b[${up}A` : ''}\r${layout.cursorColumn > 0 ? `\x1b[${layout.cursorColumn}C` : ''}`;
    this.#terminal.write(`${this.#toTop()}\x1b[J${rows.join('\r\n')}${toCursor}`);
    this.#cursorRow = cursorRow;
    this.#drawn = { widths: layout.widths.slice(first, first + height), cursorColumn: layout.cursorColumn };
    this.#columns = this.#terminal.columns;
  }

  /** Leaves what is drawn on the terminal; the next is drawn under it. */
  leave(layout: Layout): void {
    this.draw({ ...layout, cursorRow: layout.rows.length - 1, cursorColumn: 0 }, []);
    this.#terminal.write('\r\n');
    this.#cursorRow = 0;
    this.#drawn = { widths: [], cursorColumn: 0 };
  }

  #toTop(): string {
    const { columns } = this.#terminal;
    let up = this.#cursorRow;
    // A terminal that became narrower has broken the rows that do not fit any more.
    if (columns < this.#columns) {
      const broken = (width: number): number => Math.max(1, Math.ceil(width / columns));
      const above = this.#drawn.widths.slice(0, this.#cursorRow);
      up = above.reduce((sum, width) => sum + broken(width), Math.floor(this.#drawn.cursorColumn / columns));
    }
    return `\r${up > 0 ? `\x1b[${up}A` : ''}`;
  }
}
