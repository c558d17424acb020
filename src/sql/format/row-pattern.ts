import type { QuantifiedPattern, RowPattern, SkipTo } from '../ast/row-pattern.js';
import { formatIdentifier } from './names.js';

/** Writes a row pattern. */
export function formatRowPattern(pattern: RowPattern): string {
  switch (pattern.kind) {
    case 'PatternVariable':
      return formatIdentifier(pattern.name);
    case 'EmptyPattern':
      return '()';
    case 'PatternAnchor':
      return pattern.at === 'start' ? '^' : '$';
    case 'PatternConcatenation':
      return pattern.patterns.map(formatPart).join(' ');
    case 'PatternAlternation':
      return pattern.patterns
        .map((part) => (part.kind === 'PatternConcatenation' ? formatRowPattern(part) : formatPart(part)))
        .join(' | ');
    case 'PatternPermutation':
      return `PERMUTE(${pattern.patterns.map(formatRowPattern).join(', ')})`;
    case 'ExcludedPattern':
      return `{- ${formatRowPattern(pattern.pattern)} -}`;
    case 'QuantifiedPattern': {
      const { pattern: inner } = pattern;
      const text = inner.kind === 'QuantifiedPattern' ? `(${formatRowPattern(inner)})` : formatPart(inner);
      return `${text}${formatQuantifier(pattern)}${pattern.isGreedy ? '' : '?'}`;
    }
  }
}

function formatPart(pattern: RowPattern): string {
  const text = formatRowPattern(pattern);
  return pattern.kind === 'PatternConcatenation' || pattern.kind === 'PatternAlternation' ? `(${text})` : text;
}

function formatQuantifier({ min, max }: QuantifiedPattern): string {
  if (max === undefined && min <= 1) return min === 0 ? '*' : '+';
  if (min === 0 && max === 1) return '?';
  return `{${min},${max ?? ''}}`;
}

/** Writes `AFTER MATCH SKIP …`. */
export function formatSkipTo({ target, variable }: SkipTo): string {
  const place = variable
    ? `TO ${target.toUpperCase()} ${formatIdentifier(variable)}`
    : target === 'next row'
      ? 'TO NEXT ROW'
      : 'PAST LAST ROW';
  return `AFTER MATCH SKIP ${place}`;
}
