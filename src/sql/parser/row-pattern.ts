import type { QuantifiedPattern, RowPattern, SkipTo, SubsetDefinition } from '../ast/row-pattern.js';
import type { Cursor } from './cursor.js';
import { parseIdentifier } from './names.js';

/** Parses the pattern of PATTERN (…). */
export function parseRowPattern(cursor: Cursor): RowPattern {
  return cursor.nested(parseAlternation);
}

function parseAlternation(cursor: Cursor): RowPattern {
  const { position } = cursor;
  const patterns = [parseConcatenation(cursor)];
  while (cursor.accept('|')) patterns.push(parseConcatenation(cursor));
  return patterns.length === 1 ? patterns[0]! : { kind: 'PatternAlternation', patterns, position };
}

function parseConcatenation(cursor: Cursor): RowPattern {
  const { position } = cursor;
  const patterns = [parseQuantified(cursor)];
  while (startsPattern(cursor)) patterns.push(parseQuantified(cursor));
  return patterns.length === 1 ? patterns[0]! : { kind: 'PatternConcatenation', patterns, position };
}

function startsPattern(cursor: Cursor): boolean {
  cursor.note(['identifier', '(', '^', '$', '{-']);
  return cursor.isIdentifierAt(0) || ['(', '^', '$', '{-'].includes(cursor.kind);
}

function parseQuantified(cursor: Cursor): RowPattern {
  const { position } = cursor;
  const pattern = parsePatternPrimary(cursor);
  const quantifierPosition = cursor.position;
  const bounds = parseBounds(cursor);
  if (!bounds) return pattern;
  const isGreedy = !cursor.accept('?');
  return { kind: 'QuantifiedPattern', pattern, ...bounds, isGreedy, quantifierPosition, position };
}

function parseBounds(cursor: Cursor): Pick<QuantifiedPattern, 'min' | 'max'> | undefined {
  if (cursor.accept('*')) return { min: 0, max: undefined };
  if (cursor.accept('+')) return { min: 1, max: undefined };
  if (cursor.accept('?')) return { min: 0, max: 1 };
  if (!cursor.accept('{')) return undefined;
  const first = cursor.is('integer') ? parseCount(cursor) : undefined;
  if (first !== undefined && cursor.accept('}')) return { min: first, max: first };
  cursor.expect(',');
  const max = cursor.is('integer') ? parseCount(cursor) : undefined;
  cursor.expect('}');
  return { min: first ?? 0, max };
}

function parseCount(cursor: Cursor): number {
  return Number(cursor.textOf(cursor.expect('integer')).replaceAll('_', ''));
}

function parsePatternPrimary(cursor: Cursor): RowPattern {
  const { position } = cursor;
  if (cursor.accept('^')) return { kind: 'PatternAnchor', at: 'start', position };
  if (cursor.accept('$')) return { kind: 'PatternAnchor', at: 'end', position };
  if (cursor.accept('{-')) {
    const pattern = parseRowPattern(cursor);
    cursor.expect('-}');
    return { kind: 'ExcludedPattern', pattern, position };
  }
  if (cursor.accept('(')) {
    if (cursor.accept(')')) return { kind: 'EmptyPattern', position };
    const pattern = parseRowPattern(cursor);
    cursor.expect(')');
    return pattern;
  }
  if (cursor.kind === 'PERMUTE' && cursor.peek() === '(') {
    cursor.index++;
    const patterns = cursor.parenthesized((inner) => inner.list(parseRowPattern));
    return { kind: 'PatternPermutation', patterns, position };
  }
  return { kind: 'PatternVariable', name: parseIdentifier(cursor), position };
}

/** Parses `AFTER MATCH SKIP …`. */
export function parseSkipTo(cursor: Cursor): SkipTo {
  const { position } = cursor;
  cursor.expectAll('AFTER', 'MATCH', 'SKIP');
  if (cursor.expectAny('PAST', 'TO') === 'PAST') {
    cursor.expectAll('LAST', 'ROW');
    return { kind: 'SkipTo', target: 'past last row', variable: undefined, position };
  }
  if (cursor.isSequence('NEXT', 'ROW')) {
    cursor.index += 2;
    return { kind: 'SkipTo', target: 'next row', variable: undefined, position };
  }
  // FIRST and LAST may also be the names of variables.
  const target = cursor.isIdentifierAt(1) ? cursor.acceptAny('FIRST', 'LAST') : undefined;
  const variable = parseIdentifier(cursor);
  return { kind: 'SkipTo', target: target === 'FIRST' ? 'first' : 'last', variable, position };
}

/** Parses `u = (A, B)` of SUBSET. */
export function parseSubset(cursor: Cursor): SubsetDefinition {
  const name = parseIdentifier(cursor);
  cursor.expect('=');
  const variables = cursor.parenthesized((inner) => inner.list(parseIdentifier));
  return { name, variables, position: name.position };
}
