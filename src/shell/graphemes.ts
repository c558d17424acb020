// Made when it is first needed: that takes longer than a small statement.
let segmenter: Intl.Segmenter | undefined;
const plain = /^[\n\x20-\x7e]*$/;

/** Splits a text into what a reader takes for one character each. */
export function graphemes(text: string): readonly string[] {
  if (plain.test(text)) return [...text];
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** Gives the offset where the character before `offset` begins. */
export function previousOffset(text: string, offset: number): number {
  const line = text.lastIndexOf('\n', offset - 1) + 1;
  if (line === offset) return Math.max(0, offset - 1);
  return offset - graphemes(text.slice(line, offset)).at(-1)!.length;
}

/** Gives the offset after the character at `offset`. */
export function nextOffset(text: string, offset: number): number {
  if (offset >= text.length) return text.length;
  if (text[offset] === '\n') return offset + 1;
  const end = text.indexOf('\n', offset);
  return offset + graphemes(text.slice(offset, end === -1 ? undefined : end))[0]!.length;
}
