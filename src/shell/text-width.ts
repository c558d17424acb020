import { graphemes } from './graphemes.js';

// East Asian Wide and Fullwidth (Unicode's EastAsianWidth.txt), and what is drawn as a picture.
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{18aff}\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\ufe0f/u;
const zeroWidth = /^[\p{Mn}\p{Me}\u200b-\u200f\u2060-\u2064\ufeff]*$/u;
const plain = /^[\x20-\x7e]*$/;

/** Counts the cells of a terminal that a text takes. */
export function textWidth(text: string): number {
  if (plain.test(text)) return text.length;
  let width = 0;
  for (const grapheme of graphemes(text)) width += graphemeWidth(grapheme);
  return width;
}

/** Counts the cells of one character as a reader sees it. */
export function graphemeWidth(grapheme: string): number {
  if (plain.test(grapheme)) return grapheme.length;
  return wide.test(grapheme) ? 2 : zeroWidth.test(grapheme) ? 0 : 1;
}

/** Shortens a text to a number of cells; `…` shows that something is missing. */
export function cutToWidth(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  let cut = '';
  let used = 1;
  for (const grapheme of graphemes(text)) {
    used += graphemeWidth(grapheme);
    if (used > width) break;
    cut += grapheme;
  }
  return `${cut}…`;
}
