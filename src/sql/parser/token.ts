import type { Position } from '../../base/lake-error.js';
import type { Keyword } from './keywords.js';

/** Names one piece of punctuation; `!=` becomes `<>`. */
export type TokenSymbol =
  | ('<>' | '<=' | '>=' | '||' | '=>' | '->' | '{-' | '-}' | '=' | '<' | '>' | '+' | '-' | '*' | '/' | '%' | '?' | ';')
  | ('(' | ')' | '[' | ']' | ',' | '.' | ':' | '^' | '$' | '{' | '}' | '|');

/** Says what a token is: a keyword or symbol is its own text, the rest are in lower case. */
export type TokenKind =
  | Keyword
  | TokenSymbol
  | 'identifier'
  | 'quoted identifier'
  | 'backquoted identifier'
  | 'digit identifier'
  | 'string'
  | 'unicode string'
  | 'binary'
  | 'integer'
  | 'decimal'
  | 'double'
  | 'unrecognized'
  | 'end';

/** A lexical unit; `start` and `end` are offsets into the text. A token serves as the position of its first character. */
export interface Token extends Position {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
}
