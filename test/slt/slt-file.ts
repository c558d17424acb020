// A test file in sqllogictest format: records separated by blank lines, `#` starts a comment.
//
//   statement ok                      the SQL of the next lines runs
//   statement error NAME [line:col]   it fails with this error, at this place where one is given
//   query (integer, varchar(3)) [nosort|rowsort|valuesort] [label]
//   SELECT …                          gives rows of these types, written after a line of four dashes, columns
//   ----                              separated by tabs, an empty text as (empty), NULL as NULL
//   1	abc
//
// Instead of types in parentheses a query may have the letters I, R and T of the original format, whose answers have one
// value a line or the MD5 of all of them. `skipif`/`onlyif <engine>`, `hash-threshold` and `halt` are the original's.
// A record without `----` has no expectation yet and fails unless expectations are being written.

/** Names how the rows of an answer are ordered before they are compared. */
export type SortMode = 'nosort' | 'rowsort' | 'valuesort';

/** Holds what is expected of one statement. */
export type Expectation =
  | { readonly kind: 'ok' }
  | { readonly kind: 'error'; readonly name: string; readonly place: string | undefined }
  | {
      readonly kind: 'rows';
      readonly types: string;
      readonly sort: SortMode | undefined;
      readonly label: string | undefined;
      readonly lines: readonly string[] | undefined;
    };

/** Holds one record: its comments, what is expected and the SQL. */
export interface SltRecord {
  readonly line: number;
  readonly comments: readonly string[];
  readonly expectation: Expectation;
  readonly sql: string;
  readonly isSkipped: boolean;
}

const engineName = 'lakelet';

/** Parses a file into records; comments that belong to no record are records without SQL. */
export function parseSlt(text: string): SltRecord[] {
  const lines = text.split('\n');
  const records: SltRecord[] = [];
  let start = 0;
  while (start < lines.length) {
    if (lines[start]!.trim() === '') {
      start++;
      continue;
    }
    let end = start;
    while (end < lines.length && lines[end]!.trim() !== '') end++;
    const record = parseRecord(lines.slice(start, end), start + 1);
    if (record === 'halt') break;
    records.push(record);
    start = end;
  }
  return records;
}

/** Writes records as a file. */
export function formatSlt(records: readonly SltRecord[]): string {
  return `${records.map(formatRecord).join('\n\n')}\n`;
}

function parseRecord(lines: string[], line: number): SltRecord | 'halt' {
  const comments: string[] = [];
  let isSkipped = false;
  let i = 0;
  for (; i < lines.length; i++) {
    const text = lines[i]!;
    if (text.startsWith('#')) comments.push(text);
    else if (text.startsWith('onlyif')) isSkipped ||= !text.split(/\s+/).slice(1).includes(engineName);
    else if (text.startsWith('skipif')) isSkipped ||= text.split(/\s+/).slice(1).includes(engineName);
    else break;
  }
  const head = lines[i] ?? '';
  if (head.startsWith('halt') && !isSkipped) return 'halt';
  const body = lines.slice(i + 1);
  const dashes = body.indexOf('----');
  const sql = (dashes < 0 ? body : body.slice(0, dashes)).join('\n');
  const answer = dashes < 0 ? undefined : body.slice(dashes + 1);
  const isRemark = head === '' || head.startsWith('hash-threshold') || head.startsWith('halt');
  const expectation = isRemark ? ({ kind: 'ok' } as const) : parseHead(head, answer, line + i);
  return { line: line + i, comments, expectation, sql: isRemark ? '' : sql, isSkipped: isSkipped || isRemark };
}

function parseHead(head: string, lines: string[] | undefined, line: number): Expectation {
  if (head.startsWith('statement ok')) return { kind: 'ok' };
  const error = /^statement error(?:\s+(\S+))?(?:\s+(\d+:\d+))?/.exec(head);
  if (error) return { kind: 'error', name: error[1] ?? '', place: error[2] };
  const query = /^query(?:\s+(\(.*\)|[A-Z?]+))?(?:\s+(nosort|rowsort|valuesort))?(?:\s+(\S+))?\s*$/.exec(head);
  if (!query) throw new Error(`line ${line}: not a record: ${head}`);
  return { kind: 'rows', types: query[1] ?? '', sort: query[2] as SortMode | undefined, label: query[3], lines };
}

function formatRecord({ comments, expectation, sql, isSkipped }: SltRecord): string {
  if (isSkipped) return comments.join('\n');
  const parts = [...comments, formatHead(expectation), sql];
  if (expectation.kind === 'rows' && expectation.lines) parts.push('----', ...expectation.lines);
  return parts.join('\n');
}

function formatHead(expectation: Expectation): string {
  if (expectation.kind === 'ok') return 'statement ok';
  if (expectation.kind === 'error')
    return ['statement error', expectation.name, expectation.place].filter(Boolean).join(' ');
  return ['query', expectation.types, expectation.sort, expectation.label].filter(Boolean).join(' ');
}
