import { highlight } from '../engine/completion/highlight.js';
import type { NamedColumn } from '../engine/query-result.js';

const givesRows = /^(select|with|values|table|show|describe|desc|explain|execute|\()$/i;

/** Tells whether a result is but the word that a statement was done: no query, and the one row that such statements give. */
export function isOnlyDone(sql: string, [column, ...others]: readonly NamedColumn[]): boolean {
  if (!column || others.length > 0 || column.name !== 'result' || column.type !== 'boolean') return false;
  const first = highlight(sql).find(({ kind }) => kind !== 'comment');
  return first !== undefined && !givesRows.test(sql.slice(first.start, first.end));
}
