import type { AnyStatement } from '../../sql/ast.js';

type Kind = AnyStatement['kind'];
type OfKind<K extends Kind> = Extract<AnyStatement, { readonly kind: K }>;
type Name<S> = string | ((statement: S) => string);

/** Trino's names of what a statement does; statements that only give rows have none. */
const names: { readonly [K in Kind]?: Name<OfKind<K>> } = {
  Insert: 'INSERT',
  Delete: 'DELETE',
  Update: 'UPDATE',
  Merge: 'MERGE',
  Truncate: 'TRUNCATE TABLE',
  Unload: 'UNLOAD',
  Optimize: 'ALTER TABLE EXECUTE',
  TableExecute: 'ALTER TABLE EXECUTE',
  Vacuum: 'VACUUM',
  Analyze: 'ANALYZE',
  CreateTable: 'CREATE TABLE',
  CreateHiveTable: 'CREATE TABLE',
  CreateTableAsSelect: 'CREATE TABLE',
  CreateView: 'CREATE VIEW',
  CreateMaterializedView: 'CREATE MATERIALIZED VIEW',
  RefreshMaterializedView: 'REFRESH MATERIALIZED VIEW',
  CreateSchema: 'CREATE SCHEMA',
  CreateDatabase: 'CREATE SCHEMA',
  CreateCatalog: 'CREATE CATALOG',
  CreateRole: 'CREATE ROLE',
  CreateFunction: 'CREATE FUNCTION',
  CreateDataFilter: 'CREATE DATA FILTER',
  CreateTag: 'CREATE TAG',
  CreateWorkgroup: 'CREATE WORKGROUP',
  AlterWorkgroup: 'ALTER WORKGROUP',
  DropWorkgroup: 'DROP WORKGROUP',
  Drop: ({ object }) => `DROP ${object}`,
  DropDatabase: 'DROP SCHEMA',
  DropHiveTable: 'DROP TABLE',
  DropFunction: 'DROP FUNCTION',
  DropRole: 'DROP ROLE',
  DropDataFilter: 'DROP DATA FILTER',
  DropTag: 'DROP TAG',
  Rename: ({ object }) => `RENAME ${object}`,
  SetAuthorization: ({ object }) => `SET ${object} AUTHORIZATION`,
  SetProperties: 'SET PROPERTIES',
  AlterTable: ({ action: { kind } }) => (kind === 'set type' ? 'SET COLUMN TYPE' : kind.toUpperCase()),
  AlterHiveTable: ({ action: { kind } }) => kind.toUpperCase(),
  AlterDatabase: 'SET PROPERTIES',
  AlterTag: 'ALTER TAG',
  SetTags: 'SET TAGS',
  Comment: 'COMMENT',
  Grant: ({ type }) => type,
  GrantPermissions: 'GRANT',
  Revoke: 'REVOKE',
  RevokePermissions: 'REVOKE',
  GrantRoles: 'GRANT ROLE',
  RevokeRoles: 'REVOKE ROLE',
  SetRole: 'SET ROLE',
  Use: 'USE',
  SetSession: 'SET SESSION',
  ResetSession: 'RESET SESSION',
  SetSessionAuthorization: ({ user }) => (user ? 'SET SESSION AUTHORIZATION' : 'RESET SESSION AUTHORIZATION'),
  SetPath: 'SET PATH',
  SetTimeZone: 'SET TIME ZONE',
  StartTransaction: 'START TRANSACTION',
  EndTransaction: ({ outcome }) => outcome,
  Prepare: 'PREPARE',
  Deallocate: 'DEALLOCATE',
  Call: 'CALL',
};

/** Gives Trino's name of what a statement does beside giving rows; undefined where that is all. */
export function updateTypeOf<K extends Kind>(statement: OfKind<K>): string | undefined {
  const name = names[statement.kind as K] as Name<OfKind<K>> | undefined;
  return typeof name === 'function' ? name(statement) : name;
}
