import { allColumns, type ColumnSet } from '../../access/column-set.js';
import type { Grant } from '../../access/grant.js';
import { type Permission, parsePermission, permissionsOf } from '../../access/permission.js';
import { type Principal, parsePrincipal } from '../../access/principal.js';
import type { Resource } from '../../access/resource.js';
import type { TableFacts } from '../../access/table-access.js';
import type { TagExpression } from '../../access/tag.js';
import { LakeError, type Position } from '../../base/lake-error.js';
import type { ColumnMetadata } from '../../bind/metadata.js';
import { catalogName, isView } from '../../catalog/catalog-entry.js';
import type { Grantee, GrantTarget, NamedPrivilege, PermissionList, QualifiedName } from '../../sql/ast.js';
import type { StatementContext } from '../statement-context.js';
import { storedView } from '../stored-view.js';
import { type TargetName, targetDatabase, targetName } from './target.js';

const unknownResource = (): LakeError =>
  new LakeError(
    'PERMISSION_DENIED',
    'Resource does not exist or requester is not authorized to access requested permissions.',
  );

/** Gives the principal of a statement; throws ROLE_NOT_FOUND for a role that nobody made. */
export function granteeOf({ type, name }: Grantee, { inside }: StatementContext): Principal {
  if (type !== 'ROLE') return parsePrincipal(name);
  const role = name.toLowerCase();
  inside.access.store.requireRole(role);
  return { kind: 'role', name: role };
}

/** Gives the columns that a table has, partition keys too. Throws what GRANT says of a table that is missing or hidden. */
export async function tableFacts(name: QualifiedName, context: StatementContext): Promise<TableFacts> {
  const { rights, tables } = context;
  const target = targetName(name, context);
  const fullName = { catalog: catalogName, schema: target.database, name: target.name };
  // The files say what the columns are where the catalog does not.
  await tables.load([fullName], []);
  const found = tables.findTable(fullName)?.columns ?? viewColumns(target, context);
  if (!found) throw unknownResource();
  const columns = found.flatMap((column) => (column.hidden ? [] : [column.name]));
  const facts = rights.factsOf(target.database, target.name, columns);
  if (!rights.authority.table(facts).isVisible) throw unknownResource();
  return facts;
}

function viewColumns(
  { database, name }: TargetName,
  { catalog }: StatementContext,
): readonly ColumnMetadata[] | undefined {
  const entry = catalog.getTable(database, name);
  return entry && isView(entry) ? storedView(entry).columns : undefined;
}

function databaseOf(name: QualifiedName, context: StatementContext): string {
  const database = targetDatabase(name, context);
  if (!context.catalog.getDatabase(database) || !context.rights.seesDatabase(database)) throw unknownResource();
  return database;
}

/** What a statement names: the resource, and the table that it is about. */
export interface NamedResource {
  readonly resource: Resource;
  readonly table?: TableFacts | undefined;
  readonly isView?: boolean;
}

/** Finds what permissions are on; on a schema, permissions of tables mean all of its tables, now and later. */
export async function resourcesOf(target: GrantTarget, context: StatementContext): Promise<readonly NamedResource[]> {
  switch (target.kind) {
    case 'catalog':
      return [{ resource: { kind: 'catalog' } }];
    case 'schema': {
      const database = databaseOf(target.name, context);
      return [{ resource: { kind: 'database', database } }, { resource: { kind: 'all tables', database } }];
    }
    case 'table': {
      const table = await tableFacts(target.name, context);
      const resource = { kind: 'table', database: table.database, table: table.name } as const;
      return [
        { resource, table, isView: isView(context.inside.catalog.store.requireTable(table.database, table.name)) },
      ];
    }
    case 'location':
      return [{ resource: { kind: 'location', location: target.location } }];
    case 'user':
      return [{ resource: { kind: 'user', user: target.user } }];
    case 'data filter': {
      const table = await tableFacts(target.table, context);
      const filter = target.filter.value.toLowerCase();
      if (!table.filters.some(({ name }) => name === filter)) throw unknownResource();
      return [{ resource: { kind: 'data filter', database: table.database, table: table.name, filter }, table }];
    }
    case 'tag':
      return [{ resource: { kind: 'tag', tag: context.inside.access.tags.require(target.key).key } }];
    case 'tags': {
      checkTags(target.conditions, context);
      const kind = target.scope === 'SCHEMA' ? 'database policy' : 'table policy';
      return [{ resource: { kind, expression: target.conditions } }];
    }
    case 'tag expression': {
      const kind = target.scope === 'SCHEMA' ? 'database policy' : 'table policy';
      const expression = context.inside.access.tags.requireExpression(target.name);
      return [{ resource: { kind, expression, saved: target.name } }];
    }
  }
}

/** Throws INVALID_ARGUMENTS for values that tags may not have, NOT_FOUND for tags that nobody made. */
export function checkTags(expression: TagExpression, { inside }: StatementContext): void {
  for (const { key, values } of expression) {
    const tag = inside.access.tags.require(key);
    const wrong = values.find((value) => !tag.values.includes(value));
    if (wrong !== undefined) throw new LakeError('INVALID_ARGUMENTS', `Tag '${key}' has no value '${wrong}'`);
  }
}

/** One permission of a statement on one resource. */
export type NamedPermission = NamedResource & Pick<Grant, 'permission' | 'columns'>;

/** Finds the permissions that GRANT or REVOKE is about; the wrong ones for the resource throw INVALID_PRIVILEGE. */
export async function permissionsIn(
  { privileges, on }: PermissionList,
  position: Position,
  context: StatementContext,
): Promise<readonly NamedPermission[]> {
  const resources = await resourcesOf(on, context);
  return (privileges ?? [everyPrivilege]).flatMap(({ name: privilege, columns }) => {
    const found = resources.flatMap(({ resource, table, isView = false }) => {
      const permission = parsePermission(privilege, isView ? 'view' : resource.kind) ?? allOf(privilege, resource);
      return permission
        ? [{ resource, table, permission, columns: columnsOf(columns, permission, table, context) }]
        : [];
    });
    const kind = resources[0]!.isView ? 'view' : resources[0]!.resource.kind;
    if (found.length === 0)
      throw new LakeError('INVALID_PRIVILEGE', `${privilege} is no privilege on a ${kind}`, {
        position,
        hint: `It has ${permissionsOf(kind).join(', ')}.`,
      });
    // DESCRIBE, ALTER and DROP on a schema are about the schema itself.
    return found.length > 1 && privilege !== 'ALL' ? [found[0]!] : found;
  });
}

const everyPrivilege: NamedPrivilege = { name: 'ALL', columns: undefined };

// ALL on a part of the rows is what a filter has to give.
const allOf = (privilege: string, { kind }: Resource): Permission | undefined =>
  privilege === 'ALL' && kind === 'data filter' ? 'SELECT' : undefined;

function columnsOf(
  columns: NamedPrivilege['columns'],
  permission: Permission,
  table: TableFacts | undefined,
  { rights }: StatementContext,
): ColumnSet {
  if (!columns) return allColumns;
  if (permission !== 'SELECT') throw new LakeError('INVALID_PRIVILEGE', `${permission} is not granted on columns`);
  const names = columns.map(({ value }) => value.toLowerCase());
  const missing = columns.find((_, index) => !table?.columns.includes(names[index]!));
  // To others than administrators a column that is missing is as one that is hidden.
  if (missing && !rights.authority.isAdmin) throw unknownResource();
  if (missing)
    throw new LakeError('COLUMN_NOT_FOUND', `Column '${missing.value.toLowerCase()}' cannot be resolved`, {
      position: missing.position,
    });
  return { rule: 'include', names };
}

/** Refuses what the principal may not grant or revoke; `action` and `reason` are what the audit log tells. */
export function requireGrantable(
  { resource, table, permission, columns }: NamedPermission,
  action: string,
  context: StatementContext,
  reason?: string,
): void {
  const { rights } = context;
  const isAllowed = rights.authority.mayGrant(permission, resource, columns, table);
  const names = columns.rule === 'include' ? columns.names : undefined;
  rights.noteAlways(isAllowed, action, resource, { columns: names, reason });
  if (!isAllowed) throw unknownResource();
}

/** Says to whom, or from whom, something is granted. */
export const granteeText = ({ kind, name }: Principal, hasOption: boolean): string =>
  `${kind} ${name}${hasOption ? ' with grant option' : ''}`;

/** Refuses what only administrators may do: `what` to a thing of a name. */
export function requireAdmin(what: AdminsAction, name: string, { rights }: StatementContext): void {
  const object = what.endsWith('role') ? `role ${name}` : name;
  rights.noteAlways(rights.authority.isAdmin, what.toUpperCase(), object);
  if (!rights.authority.isAdmin) throw new LakeError('PERMISSION_DENIED', `Access Denied: Cannot ${what} ${name}`);
}

type AdminsAction =
  | 'create role'
  | 'drop role'
  | 'alter tag expression'
  | 'drop tag expression'
  | 'create opt in'
  | 'drop opt in';
