import { LakeError, type Position } from '../../base/lake-error.js';
import { type CatalogColumn, type CatalogTable, isView, type Parameters } from '../../catalog/catalog-entry.js';
import { type PrestoView, readView, viewTexts } from '../../catalog/presto-view.js';
import type { Comment } from '../../sql/ast.js';
import type { StatementContext } from '../statement-context.js';
import { done } from '../statement-result.js';
import type { StatementDefinition } from './definition.js';
import { trinoTable, trinoTarget } from './trino-target.js';

export const comment: StatementDefinition<Comment> = {
  kind: 'Comment',
  run(statement, context) {
    context.catalog.transaction(() => {
      if (statement.object === 'COLUMN') commentColumn(statement, context);
      else commentTable(statement, context);
    });
    return done(context);
  },
};

function commentTable({ object, name, comment: text, position }: Comment, context: StatementContext): void {
  const { catalog } = context;
  const target = trinoTarget(name, context);
  const entry = catalog.getTable(target.database, target.name);
  if (!entry || isView(entry) !== (object === 'VIEW'))
    throw new LakeError('TABLE_NOT_FOUND', `${object === 'VIEW' ? 'View' : 'Table'} does not exist: ${target.text}`, {
      position,
    });
  if (isView(entry)) {
    changeView(entry, (view) => ({ ...view, comment: text }), context);
    return;
  }
  const { comment: _, ...parameters } = entry.parameters as Parameters & { comment?: string };
  const changed = text === undefined ? parameters : { ...parameters, comment: text };
  catalog.updateTable({ ...entry, parameters: changed }, entry.version);
}

function commentColumn({ name, comment: text, position }: Comment, context: StatementContext): void {
  const { catalog } = context;
  const { parts } = name;
  if (parts.length < 2) throw new LakeError('MISSING_TABLE', 'Table must be specified', { position });
  const column = parts.at(-1)!.value.toLowerCase();
  const target = trinoTarget({ ...name, parts: parts.slice(0, -1) }, context);
  const view = catalog.getTable(target.database, target.name);
  if (view && isView(view)) {
    const given = (view: PrestoView): PrestoView => ({
      ...view,
      columns: commentedInView(view, column, text, position),
    });
    changeView(view, given, context);
    return;
  }
  const entry = trinoTable(target, context, position);
  let isFound = false;
  const commented = (columns: readonly CatalogColumn[]): readonly CatalogColumn[] =>
    columns.map(({ comment: before, ...rest }) => {
      if (rest.name !== column) return before === undefined ? rest : { ...rest, comment: before };
      isFound = true;
      return text === undefined ? rest : { ...rest, comment: text };
    });
  const storage = { ...entry.storage, columns: commented(entry.storage.columns) };
  const partitionKeys = commented(entry.partitionKeys);
  if (!isFound) throw new LakeError('COLUMN_NOT_FOUND', `Column does not exist: ${column}`, { position });
  catalog.updateTable({ ...entry, storage, partitionKeys }, entry.version);
}

/** Writes the text of a view anew. Throws INVALID_VIEW for one that another engine made. */
function changeView(
  entry: CatalogTable,
  change: (view: PrestoView) => PrestoView,
  { catalog }: StatementContext,
): void {
  const { viewOriginalText } = viewTexts(change(readView(entry)));
  catalog.updateTable({ ...entry, viewOriginalText }, entry.version);
}

function commentedInView(
  { columns }: PrestoView,
  name: string,
  comment: string | undefined,
  position: Position,
): PrestoView['columns'] {
  const index = columns.findIndex((column) => column.name.toLowerCase() === name);
  if (index < 0) throw new LakeError('COLUMN_NOT_FOUND', `Column does not exist: ${name}`, { position });
  return columns.with(index, { ...columns[index]!, comment });
}
