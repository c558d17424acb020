import { LakeError } from '../../base/lake-error.js';
import type { CatalogColumn, CatalogTable } from '../../catalog/catalog-entry.js';
import type { AlterTable, AlterTableAction, QualifiedName } from '../../sql/ast.js';
import { formatType } from '../../sql/format.js';
import { hiveTypeText } from '../../types/hive-type.js';
import { parseType } from '../../types/parse-type.js';
import { done } from '../statement-result.js';
import { columnOfDefinition } from './create-table.js';
import type { StatementDefinition } from './definition.js';
import { trinoTable, trinoTarget } from './trino-target.js';

type Position = AlterTable['position'];

export const alterTable: StatementDefinition<AlterTable> = {
  kind: 'AlterTable',
  run({ table, ifExists, action, position }, context) {
    const { catalog } = context;
    const target = trinoTarget(table, context);
    catalog.transaction(() => {
      if (ifExists && !catalog.getTable(target.database, target.name)) return;
      const entry = trinoTable(target, context, position);
      const columns = changed(entry, action, position);
      if (columns) catalog.updateTable({ ...entry, storage: { ...entry.storage, columns } }, entry.version);
    });
    return done(context);
  },
};

/** Gives the columns after a change; undefined where there is nothing to do. */
function changed(
  table: CatalogTable,
  action: AlterTableAction,
  position: Position,
): readonly CatalogColumn[] | undefined {
  const { columns } = table.storage;
  switch (action.kind) {
    case 'add column': {
      const column = columnOfDefinition(action.column);
      if (isTaken(table, column.name)) {
        if (action.ifNotExists) return undefined;
        throw new LakeError('COLUMN_ALREADY_EXISTS', `Column '${column.name}' already exists`, { position });
      }
      const { place } = action;
      const index =
        place.kind === 'last'
          ? columns.length
          : place.kind === 'after'
            ? indexOf(table, place.column.value.toLowerCase(), position) + 1
            : 0;
      return columns.toSpliced(index, 0, column);
    }
    case 'drop column': {
      const name = columnName(action.column);
      if (action.ifExists && !isTaken(table, name)) return undefined;
      const index = indexOf(table, name, position);
      if (columns.length === 1)
        throw new LakeError('NOT_SUPPORTED', 'Cannot drop the only column in a table', { position });
      return columns.toSpliced(index, 1);
    }
    case 'rename column': {
      const name = columnName(action.from);
      if (action.ifExists && !isTaken(table, name)) return undefined;
      const index = indexOf(table, name, position);
      const to = action.to.value.toLowerCase();
      if (isTaken(table, to))
        throw new LakeError('COLUMN_ALREADY_EXISTS', `Column '${to}' already exists`, { position });
      return columns.with(index, { ...columns[index]!, name: to });
    }
    case 'set type': {
      const index = indexOf(table, columnName(action.column), position);
      const type = parseType(formatType(action.type), { position: action.type.position });
      return columns.with(index, { ...columns[index]!, type: hiveTypeText(type) });
    }
    case 'drop not null':
      throw new LakeError('NOT_SUPPORTED', 'This connector does not support dropping a not null constraint', {
        position,
      });
  }
}

const isTaken = ({ storage, partitionKeys }: CatalogTable, name: string): boolean =>
  [...storage.columns, ...partitionKeys].some((column) => column.name === name);

function columnName({ parts, position }: QualifiedName): string {
  if (parts.length > 1) throw new LakeError('NOT_SUPPORTED', 'Fields of columns cannot be changed', { position });
  return parts[0]!.value.toLowerCase();
}

function indexOf({ storage, partitionKeys }: CatalogTable, name: string, position: Position): number {
  const index = storage.columns.findIndex((column) => column.name === name);
  if (index !== -1) return index;
  if (partitionKeys.some((key) => key.name === name))
    throw new LakeError('NOT_SUPPORTED', `Cannot change partition column '${name}'`, { position });
  throw new LakeError('COLUMN_NOT_FOUND', `Column '${name}' does not exist`, { position });
}
