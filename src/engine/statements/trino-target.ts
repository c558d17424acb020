import { LakeError, type Position } from '../../base/lake-error.js';
import { missingTable } from '../../bind/hidden-or-missing.js';
import { tableNameOf } from '../../bind/table-name.js';
import { type CatalogTable, catalogName, isView } from '../../catalog/catalog-entry.js';
import type { QualifiedName } from '../../sql/ast.js';
import type { StatementContext } from '../statement-context.js';
import { checkNotRegistered, type TargetName } from './target.js';

/** The full name of a table in a statement of the Trino grammar, and how messages write it. */
export interface TrinoTarget extends TargetName {
  readonly text: string;
}

/** Completes the name of a table of the lake's own catalog. Throws CATALOG_NOT_FOUND. */
export function trinoTarget({ parts, position }: QualifiedName, { session }: StatementContext): TrinoTarget {
  const { catalog, schema, name } = tableNameOf(
    parts.map(({ value }) => value),
    session,
  );
  checkCatalog(catalog, position);
  checkNotRegistered(schema, name, position);
  return { database: schema, name, text: `${catalog}.${schema}.${name}` };
}

/** Completes the name of a schema of the lake's own catalog. Throws CATALOG_NOT_FOUND, SYNTAX_ERROR. */
export function trinoSchema({ parts, position }: QualifiedName, { session }: StatementContext): string {
  if (parts.length > 2) throw new LakeError('SYNTAX_ERROR', 'Too many parts in schema name', { position });
  const [schema, catalog = session.catalog] = parts.map(({ value }) => value.toLowerCase()).reverse();
  checkCatalog(catalog, position);
  return schema!;
}

function checkCatalog(catalog: string, position: Position): void {
  if (catalog !== catalogName) throw new LakeError('CATALOG_NOT_FOUND', `Catalog '${catalog}' not found`, { position });
}

/** Throws SCHEMA_NOT_FOUND in Trino's words. */
export function checkSchema(schema: string, { catalog }: StatementContext, position?: Position): void {
  if (!catalog.getDatabase(schema))
    throw new LakeError('SCHEMA_NOT_FOUND', `Schema '${schema}' does not exist`, { position });
}

/** Gets a table that is no view. Throws TABLE_NOT_FOUND, NOT_SUPPORTED in Trino's words. */
export function trinoTable(
  target: TrinoTarget,
  { catalog, tables }: StatementContext,
  position?: Position,
): CatalogTable {
  const entry = catalog.getTable(target.database, target.name);
  if (!entry)
    throw missingTable(tables, { catalog: catalogName, schema: target.database, name: target.name }, position);
  if (isView(entry))
    throw new LakeError('NOT_SUPPORTED', `Relation '${target.text}' is a view, not a table`, { position });
  return entry;
}
