import { LakeError } from '../../../base/lake-error.js';

/** The code points between two `%` of a pattern; `undefined` stands for `_`. */
type Piece = readonly (string | undefined)[];

/** What a pattern asks, in the form that costs least. */
export type LikeMatcher =
  | { readonly kind: 'equal' | 'prefix' | 'suffix' | 'contains'; readonly text: string }
  /** Everything matches. */
  | { readonly kind: 'all' }
  /** A program as kernels/like.ts describes it. */
  | { readonly kind: 'program'; readonly bytes: Uint8Array };

/** Reads a pattern. @throws INVALID_FUNCTION_ARGUMENT where `escaping` is not one character or escapes what it must not */
export function likeMatcher(pattern: string, escaping?: string): LikeMatcher {
  const pieces = piecesOf(pattern, escaping);
  const isPlain = pieces.every((piece) => !piece.includes(undefined));
  const texts = pieces.map((piece) => piece.join(''));
  if (isPlain && pieces.length === 1) return { kind: 'equal', text: texts[0]! };
  const inner = texts.slice(1, -1).filter((_, index) => pieces[index + 1]!.length > 0);
  const [first, last] = [pieces[0]!, pieces.at(-1)!];
  if (isPlain && pieces.length > 1) {
    if (inner.length === 0 && last.length === 0)
      return first.length === 0 ? { kind: 'all' } : { kind: 'prefix', text: texts[0]! };
    if (inner.length === 0 && first.length === 0) return { kind: 'suffix', text: texts.at(-1)! };
    if (inner.length === 1 && first.length === 0 && last.length === 0) return { kind: 'contains', text: inner[0]! };
  }
  return { kind: 'program', bytes: programOf(pieces) };
}

function piecesOf(pattern: string, escaping: string | undefined): readonly Piece[] {
  if (escaping !== undefined && [...escaping].length !== 1)
    throw new LakeError('INVALID_FUNCTION_ARGUMENT', 'Escape string must be a single character');
  const pieces: (string | undefined)[][] = [[]];
  let isEscaped = false;
  for (const point of pattern) {
    if (isEscaped) {
      if (point !== '%' && point !== '_' && point !== escaping) throw badEscape();
      pieces.at(-1)!.push(point);
      isEscaped = false;
    } else if (point === escaping) isEscaped = true;
    else if (point === '%') pieces.push([]);
    else pieces.at(-1)!.push(point === '_' ? undefined : point);
  }
  if (isEscaped) throw badEscape();
  return pieces;
}

const badEscape = (): LakeError =>
  new LakeError(
    'INVALID_FUNCTION_ARGUMENT',
    "Escape character must be followed by '%', '_' or the escape character itself",
  );

const anyPoint = 0xff;
const encoder = new TextEncoder();

function programOf(pieces: readonly Piece[]): Uint8Array {
  const [first, last] = [pieces[0]!, pieces.at(-1)!];
  const atStart = pieces.length === 1 || first.length > 0;
  const atEnd = pieces.length === 1 || last.length > 0;
  const bytes: number[] = [(atStart ? 1 : 0) | (atEnd ? 2 : 0), 0, 0, 0];
  for (const piece of pieces) {
    if (piece.length === 0) continue;
    const content = piece.flatMap((point) => (point === undefined ? [anyPoint] : [...encoder.encode(point)]));
    const length = content.length;
    bytes.push(length & 0xff, (length >> 8) & 0xff, (length >> 16) & 0xff, length >>> 24, ...content);
    while (bytes.length % 4 !== 0) bytes.push(0);
  }
  return Uint8Array.from(bytes);
}
