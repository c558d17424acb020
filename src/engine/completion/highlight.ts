import { scanHiveToken } from '../../sql/hive/hive-token.js';
import { isHiveStart } from '../../sql/hive/parse-hive-statement.js';
import { isIdentifierKind, keywordOf } from '../../sql/parser/keywords.js';
import { scanToken, skipBlanks } from '../../sql/parser/tokenize.js';

/** What a piece of a statement's text is, for doors that colour it. */
export type SpanKind = 'keyword' | 'function' | 'name' | 'string' | 'number' | 'comment' | 'symbol' | 'open';

/** A piece of a text. `open`: a quote or comment without its end. */
export interface Span {
  readonly kind: SpanKind;
  readonly start: number;
  readonly end: number;
}

/** Splits the text of statements into what it is made of; blanks are left out. Any text will do. */
export function highlight(text: string): readonly Span[] {
  const spans: Span[] = [];
  let isHive = isHiveStart(text, skipBlanks(text, 0));
  for (let at = 0; at < text.length; ) {
    const start = skipBlanks(text, at);
    addComments(spans, text, at, start);
    if (start >= text.length) break;
    const span = spanAt(text, start, isHive);
    spans.push(span);
    at = span.end;
    if (text[start] === ';') isHive = isHiveStart(text, skipBlanks(text, at));
  }
  return spans;
}

function addComments(spans: Span[], text: string, from: number, to: number): void {
  for (const match of text.slice(from, to).matchAll(/--[^\n\r]*|\/\*[\s\S]*?\*\//g))
    spans.push({ kind: 'comment', start: from + match.index, end: from + match.index + match[0].length });
}

function spanAt(text: string, start: number, isHive: boolean): Span {
  const char = text[start]!;
  if (text.startsWith('/*', start)) return { kind: 'open', start, end: text.length };
  const isQuote = char === "'" || char === '"' || char === '`';
  if (isHive) {
    const { kind, end } = scanHiveToken(text, start);
    if (isQuote && kind === 'symbol') return { kind: 'open', start, end: text.length };
    if (kind === 'word') return { kind: wordKind(text.slice(start, end), text, end), start, end };
    return { kind: kind === 'quoted' ? 'name' : kind === 'string' ? 'string' : 'symbol', start, end };
  }
  const { kind, end } = scanToken(text, start);
  if (isQuote && kind === 'unrecognized') return { kind: 'open', start, end: text.length };
  if (kind === 'string' || kind === 'unicode string' || kind === 'binary') return { kind: 'string', start, end };
  if (kind === 'integer' || kind === 'decimal' || kind === 'double') return { kind: 'number', start, end };
  if (isIdentifierKind(kind) || keywordOf(kind)) {
    const isQuoted = kind === 'quoted identifier' || kind === 'backquoted identifier';
    return { kind: isQuoted ? 'name' : wordKind(text.slice(start, end), text, end), start, end };
  }
  return { kind: 'symbol', start, end };
}

function wordKind(word: string, text: string, end: number): SpanKind {
  if (/^\d/.test(word)) return 'number';
  if (text[end] === '(' && !isClause.test(word)) return 'function';
  return keywordOf(word) ? 'keyword' : 'name';
}

// Words that a parenthesis may follow without a call.
const isClause =
  /^(in|values|as|and|or|not|on|using|with|by|over|exists|from|join|select|where|table|any|all|then|when)$/i;
