import { LakeError, type Position } from '../../base/lake-error.js';
import { sessionSchema } from '../../bind/session-schema.js';
import { tableNameOf } from '../../bind/table-name.js';
import { type CatalogDatabase, type CatalogTable, catalogName, isView } from '../../catalog/catalog-entry.js';
import type { QualifiedName } from '../../sql/ast.js';
import type { StatementContext } from '../statement-context.js';

/** The full name of a table, in lower case. */
export interface TargetName {
  readonly database: string;
  readonly name: string;
}

/** Completes the name of a table of the lake's own catalog. Throws CATALOG_NOT_FOUND. */
export function targetName({ parts }: QualifiedName, { session }: StatementContext): TargetName {
  const words = parts.map(({ value }) => value.toLowerCase());
  if (words.length > 3) throw new LakeError('INVALID_DDL', `Invalid table name ${words.join('.')}`);
  const { catalog, schema, name } = tableNameOf(words, session);
  checkCatalog(catalog);
  checkNotRegistered(schema, name);
  return { database: schema, name };
}

/** Refuses what a session has registered where a statement means a table of the catalog. @throws NOT_SUPPORTED */
export function checkNotRegistered(schema: string, name: string, position?: Position): void {
  if (schema === sessionSchema)
    throw new LakeError('NOT_SUPPORTED', `'${name}' is rows that the session has registered, which can only be read`, {
      position,
    });
}

/** Completes the name of a database. Throws CATALOG_NOT_FOUND. */
export function targetDatabase(name: QualifiedName | undefined, { session }: StatementContext): string {
  const words = name?.parts.map(({ value }) => value.toLowerCase()) ?? [];
  if (words.length > 2) throw new LakeError('INVALID_DDL', `Invalid database name ${words.join('.')}`);
  const [database = session.schema, catalog = session.catalog] = [...words].reverse();
  checkCatalog(catalog);
  return database;
}

function checkCatalog(catalog: string): void {
  if (catalog !== catalogName) throw new LakeError('CATALOG_NOT_FOUND', `Catalog '${catalog}' does not exist`);
}

const nameLengthMax = 255;

/** Checks the name of what is made. Throws INVALID_DDL. */
export function checkName(name: string): void {
  if (name.length > nameLengthMax)
    throw new LakeError('INVALID_DDL', `The name ${name.slice(0, 20)}… is longer than ${nameLengthMax} characters`);
}

/** Gets a database. Throws SCHEMA_NOT_FOUND in Athena's words. */
export function requireDatabase(name: string, { catalog }: StatementContext): CatalogDatabase {
  const database = catalog.getDatabase(name);
  if (database) return database;
  throw new LakeError('SCHEMA_NOT_FOUND', `FAILED: SemanticException [Error 10072]: Database does not exist: ${name}`);
}

/** Gets a table or view. Throws TABLE_NOT_FOUND in Athena's words. */
export function requireEntry({ database, name }: TargetName, { catalog, rights }: StatementContext): CatalogTable {
  const table = catalog.getTable(database, name);
  if (table) {
    rights.note(true, 'DESCRIBE', { kind: 'table', database, table: name });
    return table;
  }
  throw new LakeError(
    'TABLE_NOT_FOUND',
    `FAILED: SemanticException [Error 10001]: Table not found ${database}.${name}`,
  );
}

/** Gets a table that is no view. Throws TABLE_NOT_FOUND, NOT_SUPPORTED in Athena's words. */
export function requireTable(target: TargetName, context: StatementContext): CatalogTable {
  const table = requireEntry(target, context);
  if (!isView(table)) return table;
  const { database, name } = target;
  throw new LakeError(
    'NOT_SUPPORTED',
    `FAILED: SemanticException [Error 10132]: The operation is not supported on a view: ${database}.${name}`,
  );
}

/** Makes the error of a statement of the Hive grammar. */
export const semanticError = (text: string): LakeError =>
  new LakeError('INVALID_DDL', `FAILED: SemanticException ${text}`);

/** Makes the text that Hive has for what the catalog refuses. */
export const executionText = (text: string): string =>
  `FAILED: Execution Error, return code 1 from org.apache.hadoop.hive.ql.exec.DDLTask. ${text}`;
