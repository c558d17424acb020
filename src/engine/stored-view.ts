import { LakeError } from '../base/lake-error.js';
import type { ColumnMetadata, ViewMetadata } from '../bind/metadata.js';
import { type CatalogTable, catalogName, columnType } from '../catalog/catalog-entry.js';
import { type PrestoView, readView } from '../catalog/presto-view.js';
import type { Query } from '../sql/ast.js';
import { parseStatement } from '../sql/parse-statement.js';
import { parseType } from '../types/parse-type.js';

/** Reads what the binder needs of a view of the catalog; what is wrong with its text is kept for when it is used. */
export function storedView(entry: CatalogTable): ViewMetadata {
  const view = orError(() => readView(entry));
  if (view instanceof LakeError) return broken(entry, view);
  const columns = orError(() => columnsOf(view));
  if (columns instanceof LakeError) return broken(entry, columns);
  const { originalSql: sql, catalog, schema, runAsInvoker, comment } = view;
  return {
    query: orError(() => parseQuery(sql)),
    sql,
    catalog: (catalog ?? catalogName).toLowerCase(),
    schema: (schema ?? entry.database).toLowerCase(),
    columns,
    runAsInvoker,
    owner: view.owner ?? entry.owner,
    comment,
  };
}

function broken({ database, owner, storage }: CatalogTable, query: LakeError): ViewMetadata {
  const columns = storage.columns.map((column) => ({ name: column.name, type: columnType(column) }));
  return {
    query,
    sql: '',
    catalog: catalogName,
    schema: database,
    columns,
    runAsInvoker: true,
    owner,
    comment: undefined,
  };
}

const columnsOf = ({ columns }: PrestoView): readonly ColumnMetadata[] =>
  columns.map(({ name, type, comment }) => ({ name: name.toLowerCase(), type: parseType(type), comment }));

function parseQuery(sql: string): Query {
  const statement = parseStatement(sql);
  if (statement.kind === 'QueryStatement' && statement.session.length === 0) return statement.query;
  throw new LakeError('SYNTAX_ERROR', 'The text of the view is no query');
}

function orError<T>(read: () => T): T | LakeError {
  try {
    return read();
  } catch (error) {
    if (error instanceof LakeError && error.type === 'USER_ERROR') return error;
    throw error;
  }
}
