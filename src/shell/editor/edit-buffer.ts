import { nextOffset, previousOffset } from '../graphemes.js';

interface Snapshot {
  readonly text: string;
  readonly cursor: number;
}

const undoMax = 500;
const wordPart = /[\p{L}\p{N}_]/u;

/** The text being typed, its cursor, what can be undone and what was cut last. Knows nothing of keys and screens. */
export class EditBuffer {
  #text = '';
  #cursor = 0;
  #undo: Snapshot[] = [];
  #redo: Snapshot[] = [];
  /** Changes of one kind in a row, such as typed letters, are undone together. */
  #lastChange: string | undefined;
  #cut = '';
  /** Where the cursor wants to be when it moves up and down over shorter lines. */
  #wantedColumn: number | undefined;

  get text(): string {
    return this.#text;
  }

  get cursor(): number {
    return this.#cursor;
  }

  /** Replaces everything, as when an older entry is recalled; what was there cannot be undone. */
  reset(text: string, cursor = text.length): void {
    this.#text = text;
    this.#cursor = cursor;
    this.#undo = [];
    this.#redo = [];
    this.#lastChange = undefined;
    this.#wantedColumn = undefined;
  }

  insert(text: string): void {
    this.#replace(this.#cursor, this.#cursor, text, /^\S$/u.test(text) ? 'typing' : undefined);
  }

  /** Replaces the text from `start` to the cursor, as a completion does. */
  replaceBefore(start: number, text: string): void {
    this.#replace(start, this.#cursor, text, undefined);
  }

  deleteBefore(): void {
    this.#replace(previousOffset(this.#text, this.#cursor), this.#cursor, '', 'deleting');
  }

  deleteAfter(): void {
    this.#replace(this.#cursor, nextOffset(this.#text, this.#cursor), '', 'deleting');
  }

  cutToLineEnd(): void {
    const end = this.#lineEnd(this.#cursor);
    this.#cutOut(this.#cursor, end === this.#cursor ? Math.min(end + 1, this.#text.length) : end);
  }

  cutToLineStart(): void {
    this.#cutOut(this.#lineStart(this.#cursor), this.#cursor);
  }

  /** Cuts what stands between the cursor and the blank before it, as Ctrl-W does. */
  cutBlankSeparatedWord(): void {
    const before = this.#text.slice(0, this.#cursor);
    this.#cutOut(before.length - /\S*\s*$/u.exec(before)![0].length, this.#cursor);
  }

  cutWordBefore(): void {
    this.#cutOut(this.#wordStart(), this.#cursor);
  }

  cutWordAfter(): void {
    this.#cutOut(this.#cursor, this.#wordEnd());
  }

  pasteCut(): void {
    if (this.#cut !== '') this.#replace(this.#cursor, this.#cursor, this.#cut, undefined);
  }

  /** Exchanges the two characters before the end of the line or around the cursor. */
  transpose(): void {
    const middle =
      this.#cursor === this.#lineEnd(this.#cursor) ? previousOffset(this.#text, this.#cursor) : this.#cursor;
    if (middle <= this.#lineStart(this.#cursor)) return;
    const start = previousOffset(this.#text, middle);
    const end = nextOffset(this.#text, middle);
    this.#cursor = end;
    this.#replace(start, end, this.#text.slice(middle, end) + this.#text.slice(start, middle), undefined);
  }

  undo(): void {
    this.#restore(this.#undo, this.#redo);
  }

  redo(): void {
    this.#restore(this.#redo, this.#undo);
  }

  moveLeft(): void {
    this.#moveTo(previousOffset(this.#text, this.#cursor));
  }

  moveRight(): void {
    this.#moveTo(nextOffset(this.#text, this.#cursor));
  }

  moveWordLeft(): void {
    this.#moveTo(this.#wordStart());
  }

  moveWordRight(): void {
    this.#moveTo(this.#wordEnd());
  }

  moveToLineStart(): void {
    this.#moveTo(this.#lineStart(this.#cursor));
  }

  moveToLineEnd(): void {
    this.#moveTo(this.#lineEnd(this.#cursor));
  }

  moveToStart(): void {
    this.#moveTo(0);
  }

  moveToEnd(): void {
    this.#moveTo(this.#text.length);
  }

  /** Moves a line up; false on the first. */
  moveUp(): boolean {
    const start = this.#lineStart(this.#cursor);
    if (start === 0) return false;
    this.#moveToColumn(this.#lineStart(start - 1), start - 1);
    return true;
  }

  /** Moves a line down; false on the last. */
  moveDown(): boolean {
    const end = this.#lineEnd(this.#cursor);
    if (end === this.#text.length) return false;
    this.#moveToColumn(end + 1, this.#lineEnd(end + 1));
    return true;
  }

  #moveToColumn(start: number, end: number): void {
    const column = this.#wantedColumn ?? this.#cursor - this.#lineStart(this.#cursor);
    const wanted = Math.min(start + column, end);
    // A column may lie within a character of several code units.
    this.#moveTo(wanted === end ? end : previousOffset(this.#text, nextOffset(this.#text, wanted)));
    this.#wantedColumn = column;
  }

  #moveTo(cursor: number): void {
    this.#cursor = cursor;
    this.#lastChange = undefined;
    this.#wantedColumn = undefined;
  }

  #replace(start: number, end: number, text: string, change: string | undefined): void {
    if (start === end && text === '') return;
    if (change === undefined || change !== this.#lastChange) {
      this.#undo.push({ text: this.#text, cursor: this.#cursor });
      if (this.#undo.length > undoMax) this.#undo.shift();
    }
    this.#redo = [];
    this.#lastChange = change;
    this.#wantedColumn = undefined;
    this.#text = this.#text.slice(0, start) + text + this.#text.slice(end);
    this.#cursor = start + text.length;
  }

  #cutOut(start: number, end: number): void {
    if (start === end) return;
    this.#cut = this.#text.slice(start, end);
    this.#replace(start, end, '', undefined);
  }

  #restore(from: Snapshot[], to: Snapshot[]): void {
    const snapshot = from.pop();
    if (!snapshot) return;
    to.push({ text: this.#text, cursor: this.#cursor });
    this.#text = snapshot.text;
    this.#moveTo(snapshot.cursor);
  }

  #lineStart(offset: number): number {
    return offset === 0 ? 0 : this.#text.lastIndexOf('\n', offset - 1) + 1;
  }

  #lineEnd(offset: number): number {
    const end = this.#text.indexOf('\n', offset);
    return end === -1 ? this.#text.length : end;
  }

  #wordStart(): number {
    let at = this.#cursor;
    while (at > 0 && !wordPart.test(this.#text[at - 1]!)) at--;
    while (at > 0 && wordPart.test(this.#text[at - 1]!)) at--;
    return at;
  }

  #wordEnd(): number {
    let at = this.#cursor;
    while (at < this.#text.length && !wordPart.test(this.#text[at]!)) at++;
    while (at < this.#text.length && wordPart.test(this.#text[at]!)) at++;
    return at;
  }
}
