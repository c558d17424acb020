import { LakeError } from '../../base/lake-error.js';
import type { CatalogColumn } from '../../catalog/catalog-entry.js';
import type { AlterHiveTable, HiveColumn } from '../../sql/ast.js';
import { columnOf } from './hive-table-description.js';
import { semanticError } from './target.js';

type ColumnAction = Extract<
  AlterHiveTable['action'],
  { readonly kind: 'add columns' | 'replace columns' | 'change column' | 'drop column' }
>;

/** Gives the columns after a change of them. Throws COLUMN_NOT_FOUND, DUPLICATE_COLUMN_NAME, INVALID_DDL in Hive's words. */
export function changedColumns(
  columns: readonly CatalogColumn[],
  action: ColumnAction,
  keys: readonly CatalogColumn[],
): readonly CatalogColumn[] {
  const changed = change(columns, action);
  const seen = new Set(keys.map(({ name }) => name));
  for (const { name } of changed) {
    if (seen.has(name))
      throw new LakeError(
        'DUPLICATE_COLUMN_NAME',
        `FAILED: SemanticException [Error 10036]: Duplicate column name: ${name}`,
      );
    seen.add(name);
  }
  if (changed.length === 0) throw semanticError('A table needs a column');
  return changed;
}

function change(columns: readonly CatalogColumn[], action: ColumnAction): readonly CatalogColumn[] {
  switch (action.kind) {
    case 'add columns':
      return [...columns, ...action.columns.map(columnOf)];
    case 'replace columns':
      return action.columns.map(columnOf);
    case 'drop column':
      return columns.toSpliced(indexOf(columns, action.column), 1);
    case 'change column':
      return changeOne(columns, action.from, action.column, action.place);
  }
}

function changeOne(
  columns: readonly CatalogColumn[],
  from: string,
  column: HiveColumn,
  place: Extract<ColumnAction, { readonly kind: 'change column' }>['place'],
): readonly CatalogColumn[] {
  const index = indexOf(columns, from);
  const { comment, parameters } = columns[index]!;
  const changed = {
    ...(comment === undefined ? {} : { comment }),
    ...(parameters ? { parameters } : {}),
    ...columnOf(column),
  };
  if (!place) return columns.with(index, changed);
  const others = columns.toSpliced(index, 1);
  return others.toSpliced(place.kind === 'first' ? 0 : indexOf(others, place.column) + 1, 0, changed);
}

function indexOf(columns: readonly CatalogColumn[], name: string): number {
  const index = columns.findIndex((column) => column.name === name);
  if (index !== -1) return index;
  throw new LakeError('COLUMN_NOT_FOUND', `FAILED: SemanticException [Error 10002]: Invalid column reference ${name}`);
}
