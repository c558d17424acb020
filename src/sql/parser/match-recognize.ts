import type { Position } from '../../base/lake-error.js';
import type { PatternRecognition, Relation } from '../ast/tree.js';
import type { Cursor } from './cursor.js';
import { parseMeasures, parseOrderBy, parsePartitionBy, parsePatternSearch } from './window.js';

/** Parses `MATCH_RECOGNIZE (…)` applied to `relation`. */
export function parseMatchRecognize(cursor: Cursor, relation: Relation, position: Position): PatternRecognition {
  cursor.expect('MATCH_RECOGNIZE');
  cursor.expect('(');
  const partitionBy = parsePartitionBy(cursor);
  const orderBy = parseOrderBy(cursor);
  const measures = parseMeasures(cursor);
  const rowsPerMatch = parseRowsPerMatch(cursor);
  const search = parsePatternSearch(cursor, true);
  cursor.expect(')');
  return { kind: 'PatternRecognition', relation, partitionBy, orderBy, measures, rowsPerMatch, search, position };
}

function parseRowsPerMatch(cursor: Cursor): PatternRecognition['rowsPerMatch'] {
  if (cursor.accept('ONE')) {
    cursor.expectAll('ROW', 'PER', 'MATCH');
    return 'ONE';
  }
  if (!cursor.accept('ALL')) return undefined;
  cursor.expectAll('ROWS', 'PER', 'MATCH');
  switch (cursor.acceptAny('SHOW', 'OMIT', 'WITH')) {
    case 'SHOW':
      cursor.expectAll('EMPTY', 'MATCHES');
      return 'ALL SHOW EMPTY';
    case 'OMIT':
      cursor.expectAll('EMPTY', 'MATCHES');
      return 'ALL OMIT EMPTY';
    case 'WITH':
      cursor.expectAll('UNMATCHED', 'ROWS');
      return 'ALL WITH UNMATCHED';
    default:
      return 'ALL';
  }
}
