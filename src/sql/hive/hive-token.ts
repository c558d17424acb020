import type { Position } from '../../base/lake-error.js';
import { Place, skipBlanks } from '../parser/tokenize.js';

/** A lexical unit of the Hive grammar: `value` is a word in upper case, the name or text in quotes, or a symbol. */
export interface HiveToken extends Position {
  readonly kind: 'word' | 'quoted' | 'string' | 'symbol' | 'end';
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Splits a text into tokens of Hive's grammar, leaving out white space and comments; the last is of kind `end`. Unlike in Trino's
 * grammar, names stand in backticks, strings in single or double quotes, and a backslash in a string is an escape.
 */
export function tokenizeHive(text: string): HiveToken[] {
  const tokens: HiveToken[] = [];
  const place = new Place(text);
  let at = 0;
  while (true) {
    const start = skipBlanks(text, at);
    const { line, column } = place.moveTo(start);
    const scanned: HiveScan =
      start === text.length ? { kind: 'end', value: '<EOF>', end: start } : scanHiveToken(text, start);
    tokens.push({ ...scanned, start, line, column });
    if (scanned.kind === 'end') return tokens;
    at = scanned.end;
  }
}

/** A token without its place. */
export type HiveScan = Pick<HiveToken, 'kind' | 'value' | 'end'>;

const word = /[\p{L}\p{N}_]+/uy;
const number = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\p{L}\p{N}_])/uy;
const comparison = /<>|!=|<=|>=/y;

/** Reads the token that begins at `start`. */
export function scanHiveToken(text: string, start: number): HiveScan {
  const char = text[start]!;
  if (char === "'" || char === '"') return scanString(text, start);
  if (char === '`') return scanQuoted(text, start);
  for (const [kind, form] of [
    ['word', number],
    ['word', word],
    ['symbol', comparison],
  ] as const) {
    form.lastIndex = start;
    const match = form.exec(text);
    if (match) return { kind, value: kind === 'word' ? match[0].toUpperCase() : match[0], end: form.lastIndex };
  }
  const symbol = String.fromCodePoint(text.codePointAt(start)!);
  return { kind: 'symbol', value: symbol, end: start + symbol.length };
}

function scanQuoted(text: string, start: number): HiveScan {
  let close = text.indexOf('`', start + 1);
  while (close !== -1 && text[close + 1] === '`') close = text.indexOf('`', close + 2);
  if (close === -1) return { kind: 'symbol', value: '`', end: start + 1 };
  return { kind: 'quoted', value: text.slice(start + 1, close).replaceAll('``', '`'), end: close + 1 };
}

function scanString(text: string, start: number): HiveScan {
  const quote = text[start]!;
  let value = '';
  let at = start + 1;
  while (at < text.length) {
    const char = text[at]!;
    if (char === quote && text[at + 1] !== quote) return { kind: 'string', value, end: at + 1 };
    if (char === quote) {
      value += quote;
      at += 2;
    } else if (char === '\\' && at + 1 < text.length) {
      const escaped = readEscape(text, at + 1);
      value += escaped.value;
      at = escaped.end;
    } else {
      value += char;
      at++;
    }
  }
  return { kind: 'symbol', value: quote, end: start + 1 };
}

const escapes: Readonly<Record<string, string>> = {
  b: '\b',
  n: '\n',
  r: '\r',
  t: '\t',
  Z: '\u001a',
  '%': '\\%',
  _: '\\_',
};
const codePoint = /u([0-9a-fA-F]{4})|([0-1][0-7]{2})/y;

/** Reads what follows a backslash, as Hive's unescapeSQLString: a code point, a control character, or the character itself. */
function readEscape(text: string, at: number): { readonly value: string; readonly end: number } {
  codePoint.lastIndex = at;
  const match = codePoint.exec(text);
  if (match) {
    const code = match[1] === undefined ? Number.parseInt(match[2]!, 8) : Number.parseInt(match[1], 16);
    return { value: String.fromCharCode(code), end: codePoint.lastIndex };
  }
  const char = text[at]!;
  return { value: char === '0' ? '\0' : (escapes[char] ?? char), end: at + 1 };
}
