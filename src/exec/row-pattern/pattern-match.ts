import type { PatternNavigation } from '../../plan/row-pattern.js';

/** The rows that a match has so far: their labels from the `start` row of the partition on, `length` of them. */
export interface PatternMatch {
  readonly start: number;
  readonly labels: readonly number[];
  readonly length: number;
}

/** Finds the position within a match that a navigation reaches before its distance; -1 where there is none. */
function labelledPosition(match: PatternMatch, current: number, navigation: PatternNavigation): number {
  const { labels, from, isFinal } = navigation;
  // As in Trino, FIRST sees all rows of the match also where LAST ends at the current one.
  const end = isFinal || from === 'first' ? match.length : current + 1;
  const step = from === 'last' ? -1 : 1;
  let left = navigation.offset;
  for (let position = from === 'last' ? end - 1 : 0; position >= 0 && position < end; position += step) {
    if (labels !== undefined && !labels.includes(match.labels[position]!)) continue;
    if (left-- === 0) return position;
  }
  return -1;
}

/** Finds the row of the partition that a navigation reaches from row `current` of the match; undefined where there is none. */
export function navigate(
  match: PatternMatch,
  current: number,
  navigation: PatternNavigation,
  { first, rowCount }: { readonly first: number; readonly rowCount: number },
): number | undefined {
  const position = labelledPosition(match, current, navigation);
  if (position < 0) return undefined;
  const row = match.start + position + navigation.distance;
  return row >= first && row < rowCount ? row : undefined;
}
