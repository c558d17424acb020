/** Columns of a table by name: all, those of a list, or all but those of a list. New columns fall under the rule as it says. */
export interface ColumnSet {
  readonly rule: 'all' | 'include' | 'exclude';
  readonly names: readonly string[];
}

/** Every column, also those that are added later. */
export const allColumns: ColumnSet = { rule: 'all', names: [] };

/** Tells whether a column is in the set. */
export const hasColumn = ({ rule, names }: ColumnSet, column: string): boolean =>
  rule === 'all' || names.includes(column) === (rule === 'include');

/** Tells whether every column of `part`, of those that the table has now and, where `part` admits them, later, is in `whole`. */
export function coversColumns(whole: ColumnSet, part: ColumnSet, tableColumns: readonly string[]): boolean {
  if (whole.rule === 'all') return true;
  if (part.rule !== 'include' && whole.rule === 'include') return false;
  const names = part.rule === 'include' ? part.names : tableColumns.filter((name) => hasColumn(part, name));
  const isKept = part.rule !== 'exclude' || whole.names.every((name) => part.names.includes(name));
  return isKept && names.every((name) => hasColumn(whole, name));
}
