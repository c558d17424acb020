import type { Identifier } from '../ast/names.js';
import type {
  Grant,
  GrantObject,
  Grantor,
  GrantRoles,
  Revoke,
  RevokeRoles,
  SetRole,
  Statement,
} from '../ast/statement.js';
import type { Cursor } from './cursor.js';
import { parseIdentifier, parseQualifiedName } from './names.js';
import { parsePrincipal } from './principal.js';

/** Parses GRANT of privileges or of roles; what comes after the list tells which. */
export function parseGrant(cursor: Cursor): Grant | GrantRoles {
  const { position } = cursor;
  cursor.expect('GRANT');
  const { privileges, roles } = parsePrivileges(cursor);
  if (!privileges || cursor.is('ON')) {
    const on = parseOn(cursor);
    cursor.expect('TO');
    const to = parsePrincipal(cursor);
    const withGrantOption = cursor.accept('WITH');
    if (withGrantOption) cursor.expectAll('GRANT', 'OPTION');
    return { kind: 'Grant', type: 'GRANT', privileges, on, to, withGrantOption, position };
  }
  rejectPrivileges(cursor, roles);
  cursor.expect('TO');
  const to = cursor.list(parsePrincipal);
  const withAdminOption = cursor.accept('WITH');
  if (withAdminOption) cursor.expectAll('ADMIN', 'OPTION');
  const grantor = parseGrantedBy(cursor);
  return { kind: 'GrantRoles', roles, to, withAdminOption, grantor, catalog: parseInCatalog(cursor), position };
}

/** Parses REVOKE of privileges or of roles. */
export function parseRevoke(cursor: Cursor): Revoke | RevokeRoles {
  const { position } = cursor;
  cursor.expect('REVOKE');
  const adminOptionOnly = cursor.isSequence('ADMIN', 'OPTION');
  const grantOptionOnly = cursor.isSequence('GRANT', 'OPTION');
  if (adminOptionOnly || grantOptionOnly) {
    cursor.index += 2;
    cursor.expect('FOR');
  }
  const { privileges, roles } = parsePrivileges(cursor);
  if (!adminOptionOnly && (!privileges || grantOptionOnly || cursor.is('ON'))) {
    const on = parseOn(cursor);
    cursor.expect('FROM');
    return { kind: 'Revoke', grantOptionOnly, privileges, on, from: parsePrincipal(cursor), position };
  }
  rejectPrivileges(cursor, roles);
  cursor.expect('FROM');
  const from = cursor.list(parsePrincipal);
  const grantor = parseGrantedBy(cursor);
  return { kind: 'RevokeRoles', roles, from, adminOptionOnly, grantor, catalog: parseInCatalog(cursor), position };
}

/** Parses DENY. */
export function parseDeny(cursor: Cursor): Grant {
  const { position } = cursor;
  cursor.expect('DENY');
  const { privileges } = parsePrivileges(cursor);
  const on = parseOn(cursor);
  cursor.expect('TO');
  const to = parsePrincipal(cursor);
  return { kind: 'Grant', type: 'DENY', privileges, on, to, withGrantOption: false, position };
}

function parsePrivileges(cursor: Cursor): { privileges: string[] | undefined; roles: Identifier[] } {
  if (cursor.isSequence('ALL', 'PRIVILEGES')) {
    cursor.index += 2;
    return { privileges: undefined, roles: [] };
  }
  const roles = cursor.list(parsePrivilege);
  return { privileges: roles.map(({ value }) => value.toUpperCase()), roles };
}

function parsePrivilege(cursor: Cursor): Identifier {
  const { position } = cursor;
  const word = cursor.acceptAny(...privilegeWords);
  return word ? { kind: 'Identifier', value: word, delimited: false, position } : parseIdentifier(cursor);
}

const privilegeWords = ['CREATE', 'SELECT', 'DELETE', 'INSERT', 'UPDATE'] as const;

function rejectPrivileges(cursor: Cursor, roles: readonly Identifier[]): void {
  const wrong = roles.find((role) => !role.delimited && privilegeWords.includes(role.value as 'CREATE'));
  if (wrong) cursor.reject('May not use a privilege name as a role name', wrong.position);
}

function parseOn(cursor: Cursor): GrantObject {
  cursor.expect('ON');
  return parseGrantObject(cursor);
}

/** Parses `[TABLE | SCHEMA | …] name`. */
export function parseGrantObject(cursor: Cursor): GrantObject {
  const { position } = cursor;
  cursor.note(['TABLE', 'SCHEMA']);
  // TO is not reserved, but after a name it is most often just that.
  const endsName = cursor.peek(1) === 'TO' && cursor.peek(2) !== '.' && cursor.peek(2) !== 'TO';
  const hasType = cursor.kind === 'TABLE' || (cursor.isIdentifierAt(0) && cursor.isIdentifierAt(1) && !endsName);
  const type = hasType ? cursor.textOf(cursor.token).toUpperCase() : undefined;
  if (hasType) cursor.index++;
  return { type, name: parseQualifiedName(cursor), position };
}

/** Parses a grantor, after GRANTED BY or WITH ADMIN. */
export function parseGrantor(cursor: Cursor): Grantor {
  return cursor.acceptAny('CURRENT_USER', 'CURRENT_ROLE') ?? parsePrincipal(cursor);
}

function parseGrantedBy(cursor: Cursor): Grantor | undefined {
  if (!cursor.accept('GRANTED')) return undefined;
  cursor.expect('BY');
  return parseGrantor(cursor);
}

/** Parses `IN catalog` where it is there. */
export function parseInCatalog(cursor: Cursor): Identifier | undefined {
  return cursor.accept('IN') ? parseIdentifier(cursor) : undefined;
}

/** Parses CREATE ROLE, of which CREATE is read. */
export function parseCreateRole(cursor: Cursor, position: Statement['position']): Statement {
  cursor.expect('ROLE');
  const name = parseIdentifier(cursor);
  const hasGrantor = cursor.accept('WITH');
  if (hasGrantor) cursor.expect('ADMIN');
  const grantor = hasGrantor ? parseGrantor(cursor) : undefined;
  return { kind: 'CreateRole', name, grantor, catalog: parseInCatalog(cursor), position };
}

/** Parses SET ROLE, of which SET is read. */
export function parseSetRole(cursor: Cursor, position: Statement['position']): SetRole {
  cursor.expect('ROLE');
  const role = cursor.acceptAny('ALL', 'NONE') ?? parseIdentifier(cursor);
  return { kind: 'SetRole', role, catalog: parseInCatalog(cursor), position };
}
