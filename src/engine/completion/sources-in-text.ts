import { isIdentifierKind } from '../../sql/parser/keywords.js';
import type { Token, TokenKind } from '../../sql/parser/token.js';

/** A relation that a statement's text names, which may not be finished yet. */
export interface SourceInText {
  /** The parts of its name; none for files. */
  readonly parts: readonly string[];
  readonly filePattern: string | undefined;
  readonly alias: string | undefined;
}

const beforeSources = new Set<TokenKind>(['FROM', 'JOIN', 'INTO', 'UPDATE']);
// Non-reserved words that go on after a relation rather than name it.
const notAliases = new Set<TokenKind>(['TABLESAMPLE', 'MATCH_RECOGNIZE', 'LIMIT', 'OFFSET', 'FETCH', 'SET', 'WINDOW']);

/** Finds what stands after FROM, JOIN, INTO or UPDATE and after the commas there, in a text that need not be whole. */
export function sourcesInText(text: string, tokens: readonly Token[]): readonly SourceInText[] {
  const found: SourceInText[] = [];
  let depth = 0;
  // At these depths of parentheses a comma goes on with the list of FROM.
  const listDepths = new Set<number>();
  for (let index = 0; index < tokens.length; index++) {
    const { kind } = tokens[index]!;
    if (kind === '(') depth++;
    else if (kind === ')') listDepths.delete(depth--);
    else if (beforeSources.has(kind)) listDepths.add(depth);
    else if (kind === 'WHERE' || kind === 'SELECT' || kind === 'GROUP' || kind === 'ORDER') listDepths.delete(depth);
    if (!beforeSources.has(kind) && !(kind === ',' && listDepths.has(depth))) continue;
    const source = sourceAt(text, tokens, index + 1);
    if (source) found.push(source);
  }
  return found;
}

function sourceAt(text: string, tokens: readonly Token[], start: number): SourceInText | undefined {
  let index = start;
  const first = tokens[index]!;
  const parts: string[] = [];
  let filePattern: string | undefined;
  if (first.kind === 'string') {
    filePattern = text.slice(first.start + 1, first.end - 1).replaceAll("''", "'");
    index++;
  } else
    while (isIdentifierKind(tokens[index]!.kind)) {
      parts.push(identifierValue(text, tokens[index]!));
      index++;
      if (tokens[index]!.kind !== '.') break;
      index++;
    }
  if (parts.length === 0 && filePattern === undefined) return undefined;
  if (tokens[index]!.kind === 'AS') index++;
  const next = tokens[index]!;
  const hasAlias = isIdentifierKind(next.kind) && !notAliases.has(next.kind);
  return { parts, filePattern, alias: hasAlias ? identifierValue(text, next) : undefined };
}

/** Gives the name that an identifier's token stands for. */
export function identifierValue(text: string, { kind, start, end }: Token): string {
  const written = text.slice(start, end);
  return kind === 'quoted identifier' ? written.slice(1, -1).replaceAll('""', '"') : written.toLowerCase();
}
