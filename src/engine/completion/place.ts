import { isIdentifierKind } from '../../sql/parser/keywords.js';
import type { Token } from '../../sql/parser/token.js';

/** What kind of name fits at a place of a statement. */
export type PlaceKind =
  | 'start'
  | 'relation'
  | 'database'
  | 'property'
  | 'prepared'
  | 'expression'
  | 'columns'
  | 'other';

// The last words before a place where only the name of one kind of object makes sense; the longest that fits counts.
const wordsBefore: readonly (readonly [words: RegExp, place: PlaceKind])[] = [
  [/\b(TABLES|VIEWS|SCHEMAS) (IN|FROM)$/, 'database'],
  [/\b(SCHEMA|DATABASE)( IF EXISTS)?$|\bUSE$/, 'database'],
  [/\b(COLUMNS|PARTITIONS) (IN|FROM)$|^SHOW (PARTITIONS|TBLPROPERTIES|COLUMNS)$|\bSTATS FOR$/, 'relation'],
  [
    /\b(TABLE|VIEW)( IF EXISTS)?$|\b(INTO|UPDATE|ANALYZE|OPTIMIZE)$|^(DESCRIBE|DESC)( FORMATTED| EXTENDED)?$/,
    'relation',
  ],
  [/^(GRANT|REVOKE)\b.* ON$/, 'relation'],
  [/^(SET|RESET) SESSION$/, 'property'],
  [/^(EXECUTE|DEALLOCATE PREPARE|DESCRIBE (INPUT|OUTPUT))$/, 'prepared'],
  [/\b(ADD|DROP|RENAME) COLUMN$/, 'columns'],
];

/** Tells what kind of name fits after a text, from its tokens and what the parser expects next. */
export function placeOf(text: string, tokens: readonly Token[], labels: readonly string[]): PlaceKind {
  const words = tokens.slice(0, -1).map(({ kind, start, end }) => {
    const isWord = isIdentifierKind(kind) || /^[A-Z]/.test(kind);
    return isWord ? text.slice(start, end).toUpperCase() : kind;
  });
  if (words.length === 0) return 'start';
  while (words.at(-1) === '.') words.splice(-2);
  const before = words.join(' ');
  const found = wordsBefore.find(([pattern]) => pattern.test(before));
  if (found && !/^(CREATE|EXPLAIN CREATE)\b/.test(before)) return found[1];
  if (labels.includes("'LATERAL'") || /\b(FROM|JOIN)$/.test(before)) return 'relation';
  if (labels.includes('<expression>') || labels.length === 0) return 'expression';
  if (labels.includes('<identifier>') && /(^|\s)([(,]|BY|ON|SELECT|AND|OR|WHERE)$/.test(before)) return 'columns';
  return 'other';
}
