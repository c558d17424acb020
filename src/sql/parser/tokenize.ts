import { keywordOf } from './keywords.js';
import type { Token, TokenKind } from './token.js';

/** Splits `text` into tokens, leaving out white space and comments; the last is always of kind `end`. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  const place = new Place(text);
  let at = 0;
  while (true) {
    const start = skipBlanks(text, at);
    const { line, column } = place.moveTo(start);
    if (start === text.length) {
      tokens.push({ kind: 'end', start, end: start, line, column });
      return tokens;
    }
    const { kind, end } = scanToken(text, start);
    tokens.push({ kind, start, end, line, column });
    at = end;
  }
}

/** Counts lines and columns on the way through a text; a column is a code point, as in Trino's messages. */
export class Place {
  readonly #text: string;
  readonly #hasPairs: boolean;
  #newline: number;
  #lineStart = 0;
  #at = 0;
  #pairCount = 0;
  line = 1;
  column = 1;

  constructor(text: string) {
    this.#text = text;
    this.#hasPairs = /[\ud800-\udbff]/.test(text);
    this.#newline = text.indexOf('\n');
  }

  moveTo(offset: number): this {
    for (
      ;
      this.#newline !== -1 && this.#newline < offset;
      this.#newline = this.#text.indexOf('\n', this.#newline + 1)
    ) {
      this.line++;
      this.#lineStart = this.#newline + 1;
      this.#at = this.#lineStart;
      this.#pairCount = 0;
    }
    if (this.#hasPairs)
      for (; this.#at < offset; this.#at++) if (this.#text.codePointAt(this.#at)! > 0xffff) this.#pairCount++;
    this.column = offset - this.#lineStart - this.#pairCount + 1;
    return this;
  }
}

/** A token's kind and where it ends. */
export interface Scan {
  readonly kind: TokenKind;
  readonly end: number;
}

/** Gives the offset of the first character from `from` on that is no blank and in no comment. */
export function skipBlanks(text: string, from: number): number {
  let at = from;
  for (; at < text.length; at++) {
    const char = text[at];
    if (char === ' ' || char === '\n' || char === '\r' || char === '\t') continue;
    if (char === '-' && text[at + 1] === '-') {
      // The newline that ends a comment is a blank of its own.
      while (at + 1 < text.length && text[at + 1] !== '\n' && text[at + 1] !== '\r') at++;
      continue;
    }
    if (char === '/' && text[at + 1] === '*') {
      const end = text.indexOf('*/', at + 2);
      if (end === -1) return at;
      at = end + 1;
      continue;
    }
    return at;
  }
  return at;
}

const isDigit = (code: number): boolean => code >= 48 && code <= 57;
const isWordPart = (code: number): boolean =>
  (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || isDigit(code);

/** Reads the token that begins at `start`. */
export function scanToken(text: string, start: number): Scan {
  const code = text.charCodeAt(start);
  if (isDigit(code) || (code === 46 && isDigit(text.charCodeAt(start + 1)))) return scanNumber(text, start);
  if (isWordPart(code)) return scanWord(text, start);
  if (code === 39) return scanQuoted(text, start, start, 'string');
  if (code === 34) return scanQuoted(text, start, start, 'quoted identifier');
  if (code === 96) return scanQuoted(text, start, start, 'backquoted identifier');
  return scanSymbol(text, start);
}

function scanWord(text: string, start: number): Scan {
  const first = text[start]!;
  const second = text[start + 1];
  if (second === "'" && (first === 'x' || first === 'X')) {
    const close = text.indexOf("'", start + 2);
    if (close !== -1) return { kind: 'binary', end: close + 1 };
  }
  if (second === '&' && text[start + 2] === "'" && (first === 'u' || first === 'U')) {
    const scan = scanQuoted(text, start, start + 2, 'unicode string');
    if (scan.kind !== 'unrecognized') return scan;
  }
  let end = start + 1;
  while (isWordPart(text.charCodeAt(end))) end++;
  return { kind: keywordOf(text.slice(start, end)) ?? 'identifier', end };
}

/** Scans to the closing quote, a doubled quote being part of the text; without one the token is its first character. */
function scanQuoted(text: string, start: number, open: number, kind: TokenKind): Scan {
  const quote = text[open]!;
  let close = text.indexOf(quote, open + 1);
  while (close !== -1 && text[close + 1] === quote) close = text.indexOf(quote, close + 2);
  return close === -1 ? { kind: 'unrecognized', end: start + 1 } : { kind, end: close + 1 };
}

const numberForms: readonly (readonly [TokenKind, RegExp])[] = [
  ['integer', /0[xX](?:_?[0-9a-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+|\d(?:_?\d)*/y],
  ['decimal', /\d(?:_?\d)*\.(?:\d(?:_?\d)*)?|\.\d(?:_?\d)*/y],
  ['double', /(?:\d+(?:\.\d*)?|\.\d+)[eE][+-]?\d+/y],
  ['digit identifier', /\d[\da-zA-Z_]+/y],
];

/** Takes the form that reads furthest, the earlier one of two that read as far. */
function scanNumber(text: string, start: number): Scan {
  let best: Scan = { kind: 'unrecognized', end: start };
  for (const [kind, form] of numberForms) {
    form.lastIndex = start;
    if (form.test(text) && form.lastIndex > best.end) best = { kind, end: form.lastIndex };
  }
  return best;
}

const pairs: Readonly<Record<string, TokenKind>> = {
  '<>': '<>',
  '!=': '<>',
  '<=': '<=',
  '>=': '>=',
  '||': '||',
  '=>': '=>',
  '->': '->',
  '{-': '{-',
  '-}': '-}',
};
const singles: Readonly<Record<string, TokenKind>> = Object.fromEntries(
  [...'=<>+-*/%?;()[]{},.:^|$'].map((symbol) => [symbol, symbol as TokenKind]),
);

function scanSymbol(text: string, start: number): Scan {
  const pair = pairs[text.slice(start, start + 2)];
  if (pair) return { kind: pair, end: start + 2 };
  const single = singles[text[start]!];
  if (single) return { kind: single, end: start + 1 };
  // A surrogate pair is one character to the reader of the message.
  return { kind: 'unrecognized', end: start + (text.codePointAt(start)! > 0xffff ? 2 : 1) };
}
