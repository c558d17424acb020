import { LakeError } from '../../base/lake-error.js';
import type { StringLiteral } from '../ast/leaf.js';
import type { Identifier, QualifiedName } from '../ast/names.js';
import { type Cursor, positionOf } from './cursor.js';
import { isIdentifierKind } from './keywords.js';
import { decodeUnicodeString } from './unicode-string.js';

/** Parses a name of one part. */
export function parseIdentifier(cursor: Cursor): Identifier {
  const { token } = cursor;
  const position = positionOf(token);
  const { kind } = token;
  if (!isIdentifierKind(kind)) {
    cursor.noteLabel('<identifier>');
    cursor.fail();
  }
  cursor.index++;
  const text = cursor.textOf(token);
  if (kind === 'quoted identifier') {
    const value = text.slice(1, -1).replaceAll('""', '"');
    if (value === '') throw new LakeError('SYNTAX_ERROR', 'Zero-length delimited identifier not allowed', { position });
    return { kind: 'Identifier', value, delimited: true, position };
  }
  if (kind === 'backquoted identifier')
    throw new LakeError(
      'SYNTAX_ERROR',
      'backquoted identifiers are not supported; use double quotes to quote identifiers',
      { position },
    );
  if (kind === 'digit identifier')
    cursor.rejectDecided(
      'identifiers must not start with a digit; surround the identifier with double quotes',
      position,
    );
  return { kind: 'Identifier', value: text, delimited: false, position };
}

/** Parses `a.b.c`. */
export function parseQualifiedName(cursor: Cursor): QualifiedName {
  const first = parseIdentifier(cursor);
  const parts = [first];
  while (cursor.accept('.')) parts.push(parseIdentifier(cursor));
  return { kind: 'QualifiedName', parts, position: first.position };
}

/** Parses `(a, b)`. */
export function parseColumnAliases(cursor: Cursor): Identifier[] {
  return cursor.parenthesized((inner) => inner.list(parseIdentifier));
}

/** Parses a column list where there is one. */
export function parseOptionalColumnAliases(cursor: Cursor): Identifier[] | undefined {
  return cursor.is('(') ? parseColumnAliases(cursor) : undefined;
}

/** Parses `'…'` or `U&'…' [UESCAPE '…']`. */
export function parseString(cursor: Cursor): StringLiteral {
  const { token } = cursor;
  const position = positionOf(token);
  if (token.kind === 'string') {
    cursor.index++;
    return { kind: 'StringLiteral', value: unquote(cursor.textOf(token)), position };
  }
  if (token.kind !== 'unicode string') {
    cursor.noteLabel('<string>');
    cursor.fail();
  }
  cursor.index++;
  const escapedBy = cursor.accept('UESCAPE') ? unquote(cursor.textOf(cursor.expect('string'))) : '\\';
  const decoded = decodeUnicodeString(unquote(cursor.textOf(token).slice(2)), escapedBy);
  if ('problem' in decoded) cursor.reject(decoded.problem, position);
  return { kind: 'StringLiteral', value: 'value' in decoded ? decoded.value : '', position };
}

function unquote(text: string): string {
  return text.slice(1, -1).replaceAll("''", "'");
}
