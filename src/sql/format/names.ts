import type { Identifier, QualifiedName } from '../ast/names.js';
import { isIdentifierKind, keywordOf } from '../parser/keywords.js';

/** Writes an identifier as it was written. */
export function formatIdentifier({ value, delimited }: Identifier): string {
  return delimited ? quoteIdentifier(value) : value;
}

/** Writes `a.b.c`. */
export function formatName({ parts }: QualifiedName): string {
  return parts.map(formatIdentifier).join('.');
}

/** Writes `(a, b)`; nothing for no list. */
export function formatColumns(columns: readonly Identifier[] | undefined): string {
  return columns ? `(${columns.map(formatIdentifier).join(', ')})` : '';
}

/** Writes a name in quotes unless it can do without. */
export function quoteUnlessPlain(name: string): string {
  return /^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name) && isIdentifierKind(keywordOf(name) ?? 'identifier')
    ? name
    : quoteIdentifier(name);
}

function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Writes a string literal. */
export function formatString(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
