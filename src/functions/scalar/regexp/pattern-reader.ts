import { LakeError } from '../../../base/lake-error.js';

/** Makes the error of a pattern that cannot be read, in Joni's words. */
export const patternError = (message: string): LakeError => new LakeError('INVALID_FUNCTION_ARGUMENT', message);

/** What is read of a pattern, code point by code point. */
export class PatternReader {
  readonly points: readonly string[];
  at = 0;

  constructor(pattern: string) {
    this.points = [...pattern];
  }

  get isAtEnd(): boolean {
    return this.at >= this.points.length;
  }

  /** The next code point, or '' at the end. */
  get next(): string {
    return this.points[this.at] ?? '';
  }

  /** Tells whether `text` comes next. */
  sees(text: string): boolean {
    return this.points.slice(this.at, this.at + text.length).join('') === text;
  }

  /** Steps over `text` if it comes next. */
  take(text: string): boolean {
    const isNext = this.sees(text);
    if (isNext) this.at += text.length;
    return isNext;
  }

  /** Steps over one code point; fails with `message` at the end. */
  any(message: string): string {
    if (this.isAtEnd) throw patternError(message);
    return this.points[this.at++]!;
  }

  /** Steps over up to `countMax` digits and gives them. */
  digits(kind: RegExp, countMax: number): string {
    let text = '';
    while (text.length < countMax && kind.test(this.next)) text += this.points[this.at++];
    return text;
  }

  /** Gives the text up to `end` and steps over both; undefined when there is no `end`. */
  until(end: string): string | undefined {
    const found = this.points.indexOf(end, this.at);
    if (found < 0) return undefined;
    const text = this.points.slice(this.at, found).join('');
    this.at = found + 1;
    return text;
  }
}
