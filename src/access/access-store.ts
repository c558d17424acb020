import { LakeError } from '../base/lake-error.js';
import type { CatalogConnection } from '../catalog/catalog-connection.js';
import { defaultDatabase } from '../catalog/catalog-entry.js';
import type { AuditHead } from './audit-log.js';
import { allColumns, type ColumnSet } from './column-set.js';
import type { DataFilter, Grant } from './grant.js';
import type { Permission } from './permission.js';
import { everybody, isSamePrincipal, type Principal } from './principal.js';
import { type DataFilterResource, parseResourceKey, type Resource, resourceKey } from './resource.js';
import { findTagExpression } from './tag-store.js';

/** Whether objects that are made belong to their makers or to everybody. */
export type PermissionMode = 'open' | 'strict';

/** A role, and who has it. */
export interface RoleMember {
  readonly role: string;
  readonly member: Principal;
  readonly adminOption: boolean;
}

/** For a principal what is granted to everybody on a resource does not count. */
export interface OptIn {
  readonly principal: Principal;
  readonly resource: Resource;
}

/**
 * What is granted in a lake, kept in its catalog: grants, roles and their members, data filters, administrators. Decides nothing. Grants on
 * what is dropped go with it, and follow what is renamed (triggers of the catalog's schema).
 */
export class AccessStore {
  readonly #connection: CatalogConnection;

  constructor(connection: CatalogConnection) {
    this.#connection = connection;
  }

  /**
   * Adds a grant; one that differs in nothing but the grant option replaces the other. Throws INVALID_ARGUMENTS for a principal's 101st data
   * filter of a table.
   */
  grant(grant: Grant): void {
    if (grant.resource.kind === 'data filter') this.#checkFilterCount(grant.principal, grant.resource);
    const { principal, resource, permission, columns, grantOption, grantor } = grant;
    this.#connection.run(
      `INSERT INTO grants (principal_kind, principal, resource, database, object, permission, columns, grant_option, grantor, create_millis)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (principal_kind, principal, resource, permission, columns)
       DO UPDATE SET grant_option = max(grant_option, excluded.grant_option)`,
      principal.kind,
      principal.name,
      resourceKey(resource),
      'database' in resource ? resource.database : null,
      'table' in resource ? resource.table : null,
      permission,
      columnsText(columns),
      grantOption ? 1 : 0,
      grantor ?? null,
      Date.now(),
    );
  }

  /** Takes back a grant, or only its grant option; tells whether there was one. */
  revoke({ principal, resource, permission, columns }: Grant, optionOnly: boolean): boolean {
    const change = optionOnly ? 'UPDATE grants SET grant_option = 0' : 'DELETE FROM grants';
    const sql = `${change} WHERE principal_kind = ? AND principal = ? AND resource = ? AND permission = ? AND columns = ?`;
    const key = resourceKey(resource);
    return this.#connection.run(sql, principal.kind, principal.name, key, permission, columnsText(columns)) > 0;
  }

  /** Lists the grants to some principals. */
  grantsTo(principals: readonly Principal[]): readonly Grant[] {
    return principals.flatMap(({ kind, name }) =>
      this.#connection.kept('grants', [kind, name], () =>
        this.#connection
          .all<GrantRow>('SELECT * FROM grants WHERE principal_kind = ? AND principal = ? ORDER BY id', kind, name)
          .map((row) => this.#grantOf(row)),
      ),
    );
  }

  /** Lists all grants, the oldest first. */
  listGrants(): readonly Grant[] {
    return this.#connection.all<GrantRow>('SELECT * FROM grants ORDER BY id').map((row) => this.#grantOf(row));
  }

  /** Lists what some principals opted in for. */
  optInsOf(principals: readonly Principal[]): readonly Resource[] {
    const all = this.listOptIns();
    return all.flatMap(({ principal, resource }) =>
      principals.some((asking) => isSamePrincipal(asking, principal)) ? [resource] : [],
    );
  }

  /** Lists who opted in for what. */
  listOptIns(): readonly OptIn[] {
    return this.#connection.kept('opt-ins', [], () =>
      this.#connection
        .all<Pick<GrantRow, 'principal_kind' | 'principal' | 'resource'>>(
          'SELECT * FROM opt_ins ORDER BY principal_kind, principal, resource',
        )
        .map((row) => ({
          principal: { kind: row.principal_kind, name: row.principal },
          resource: parseResourceKey(row.resource),
        })),
    );
  }

  /** Has what everybody may do to a resource count no more for a principal. */
  optIn({ principal, resource }: OptIn): void {
    this.#connection.run(
      'INSERT OR IGNORE INTO opt_ins VALUES (?, ?, ?, ?, ?)',
      principal.kind,
      principal.name,
      resourceKey(resource),
      'database' in resource ? resource.database : null,
      'table' in resource ? resource.table : null,
    );
  }

  /** Takes back an opt-in. */
  optOut({ principal, resource }: OptIn): void {
    const sql = 'DELETE FROM opt_ins WHERE principal_kind = ? AND principal = ? AND resource = ?';
    this.#connection.run(sql, principal.kind, principal.name, resourceKey(resource));
  }

  /** Makes a role; throws ROLE_ALREADY_EXISTS. */
  createRole(role: string): void {
    if (this.#connection.run('INSERT OR IGNORE INTO roles VALUES (?)', role) === 0)
      throw new LakeError('ROLE_ALREADY_EXISTS', `Role '${role}' already exists`);
  }

  /** Drops a role with its members and grants; throws ROLE_NOT_FOUND. */
  dropRole(role: string): void {
    this.#connection.transaction(() => {
      this.requireRole(role);
      this.#connection.run("DELETE FROM grants WHERE principal_kind = 'role' AND principal = ?", role);
      this.#connection.run(
        "DELETE FROM role_members WHERE role = ? OR (member_kind = 'role' AND member = ?)",
        role,
        role,
      );
      this.#connection.run('DELETE FROM roles WHERE name = ?', role);
    });
  }

  /** Throws ROLE_NOT_FOUND for a role that nobody made. */
  requireRole(role: string): void {
    if (!this.#connection.get('SELECT 1 FROM roles WHERE name = ?', role))
      throw new LakeError('ROLE_NOT_FOUND', `Role '${role}' does not exist`);
  }

  listRoles(): readonly string[] {
    return this.#connection.all<{ name: string }>('SELECT name FROM roles ORDER BY name').map(({ name }) => name);
  }

  /** Gives a role to a principal; throws ROLE_NOT_FOUND, and INVALID_ARGUMENTS where a role would have itself. */
  addMember({ role, member, adminOption }: RoleMember): void {
    this.#connection.transaction(() => {
      this.requireRole(role);
      if (member.kind === 'role') {
        this.requireRole(member.name);
        if (this.rolesOf({ kind: 'role', name: role }).has(member.name) || role === member.name)
          throw new LakeError(
            'INVALID_ARGUMENTS',
            `Granting role '${role}' to role '${member.name}' would make a cycle`,
          );
      }
      this.#connection.run(
        `INSERT INTO role_members VALUES (?, ?, ?, ?)
         ON CONFLICT (role, member_kind, member) DO UPDATE SET admin_option = max(admin_option, excluded.admin_option)`,
        role,
        member.kind,
        member.name,
        adminOption ? 1 : 0,
      );
    });
  }

  /** Takes a role from a principal, or only its right to give it on. */
  removeMember(role: string, member: Principal, adminOptionOnly: boolean): void {
    this.requireRole(role);
    const change = adminOptionOnly ? 'UPDATE role_members SET admin_option = 0' : 'DELETE FROM role_members';
    const sql = `${change} WHERE role = ? AND member_kind = ? AND member = ?`;
    this.#connection.run(sql, role, member.kind, member.name);
  }

  /** Lists who was given a role directly. */
  listMembers(): readonly RoleMember[] {
    return this.#connection.kept('role members', [], () =>
      this.#connection
        .all<MemberRow>('SELECT * FROM role_members ORDER BY role, member_kind, member')
        .map(({ role, member_kind, member, admin_option }) => ({
          role,
          member: { kind: member_kind, name: member },
          adminOption: admin_option !== 0,
        })),
    );
  }

  /** Gives the roles of a principal, through other roles too. */
  rolesOf(principal: Principal): ReadonlySet<string> {
    const members = this.listMembers();
    const roles = new Set<string>();
    const add = (holder: Principal): void => {
      for (const { role, member } of members) {
        if (!isSamePrincipal(member, holder) || roles.has(role)) continue;
        roles.add(role);
        add({ kind: 'role', name: role });
      }
    };
    add(principal);
    return roles;
  }

  /** Keeps a data filter; throws ALREADY_EXISTS. */
  createFilter(filter: DataFilter): void {
    const { database, table, name, columns, rowExpression } = filter;
    const sql = 'INSERT OR IGNORE INTO data_filters VALUES (?, ?, ?, ?, ?)';
    if (this.#connection.run(sql, database, table, name, columnsText(columns), rowExpression ?? null) === 0)
      throw new LakeError('ALREADY_EXISTS', `Data filter '${name}' on '${database}.${table}' already exists`);
  }

  /** Drops a data filter and the grants on it; throws NOT_FOUND. */
  dropFilter(database: string, table: string, name: string): void {
    this.#connection.transaction(() => {
      const sql = 'DELETE FROM data_filters WHERE database = ? AND table_name = ? AND name = ?';
      if (this.#connection.run(sql, database, table, name) === 0)
        throw new LakeError('NOT_FOUND', `Data filter '${name}' on '${database}.${table}' does not exist`);
      const key = resourceKey({ kind: 'data filter', database, table, filter: name });
      this.#connection.run('DELETE FROM grants WHERE resource = ?', key);
    });
  }

  /** Lists the data filters of a table by name. */
  listFilters(database: string, table: string): readonly DataFilter[] {
    const sql = 'SELECT * FROM data_filters WHERE database = ? AND table_name = ? ORDER BY name';
    return this.#connection.kept('filters', [database, table], () =>
      this.#connection.all<FilterRow>(sql, database, table).map((row) => ({
        database,
        table,
        name: row.name,
        columns: JSON.parse(row.columns) as ColumnSet,
        rowExpression: row.row_expression ?? undefined,
      })),
    );
  }

  /** The administrators; naming one makes the lake governed. */
  get admins(): readonly Principal[] {
    return this.#setting<Principal[]>('admins') ?? [];
  }

  /** Names the administrators. They own the database that every lake has, if nobody has made anything in the lake yet. */
  setAdmins(admins: readonly Principal[]): void {
    this.#connection.transaction(() => {
      this.#setSetting('admins', admins);
      const database: Resource = { kind: 'database', database: defaultDatabase };
      const whole = { resource: database, permission: 'ALL', columns: allColumns, grantor: undefined } as const;
      const isUsed = this.#connection.get('SELECT 1 FROM tables LIMIT 1') !== undefined;
      if (isUsed || !this.revoke({ ...whole, principal: everybody, grantOption: false }, false)) return;
      for (const principal of admins) this.grant({ ...whole, principal, grantOption: true });
    });
  }

  get readOnlyAdmins(): readonly Principal[] {
    return this.#setting<Principal[]>('read_only_admins') ?? [];
  }

  setReadOnlyAdmins(admins: readonly Principal[]): void {
    this.#setSetting('read_only_admins', admins);
  }

  /** Strict when it was said to be, or an administrator is named. */
  get mode(): PermissionMode {
    return this.#setting<PermissionMode>('mode') === 'strict' || this.admins.length > 0 ? 'strict' : 'open';
  }

  setMode(mode: PermissionMode): void {
    this.#setSetting('mode', mode);
  }

  /** The newest entry of the audit log when something was last changed, so that a log that ends before it shows. */
  get auditHead(): AuditHead | undefined {
    return this.#setting<AuditHead>('audit_head');
  }

  setAuditHead(head: AuditHead): void {
    this.#setSetting('audit_head', head);
  }

  /** The last entry of the audit log that was forgotten. */
  get auditAnchor(): AuditHead | undefined {
    return this.#setting<AuditHead>('audit_anchor');
  }

  setAuditAnchor(anchor: AuditHead): void {
    this.#setSetting('audit_anchor', anchor);
  }

  /** Gives what comes with making an object: all rights to its maker, in an open lake to everybody. */
  grantToCreator(resource: Resource, creator: Principal): void {
    const isOpen = this.mode === 'open';
    const principal = isOpen ? everybody : creator;
    const all: Permission = 'ALL';
    this.grant({ principal, resource, permission: all, columns: allColumns, grantOption: !isOpen, grantor: undefined });
  }

  #grantOf(row: GrantRow): Grant {
    const resource = parseResourceKey(row.resource);
    const isSaved = 'saved' in resource && resource.saved !== undefined;
    return {
      principal: { kind: row.principal_kind, name: row.principal },
      resource: isSaved
        ? { ...resource, expression: findTagExpression(this.#connection, resource.saved!) ?? [] }
        : resource,
      permission: row.permission,
      columns: JSON.parse(row.columns) as ColumnSet,
      grantOption: row.grant_option !== 0,
      grantor: row.grantor ?? undefined,
    };
  }

  #checkFilterCount(principal: Principal, { database, table }: DataFilterResource): void {
    const held = this.grantsTo([principal]).filter(
      ({ resource }) => resource.kind === 'data filter' && resource.database === database && resource.table === table,
    );
    if (held.length >= filtersMax)
      throw new LakeError(
        'INVALID_ARGUMENTS',
        `${principal.name} has permissions on ${held.length} data filters of '${database}.${table}', the limit is ${filtersMax}`,
      );
  }

  #setting<T>(name: string): T | undefined {
    return this.#connection.kept('access setting', [name], () => {
      const row = this.#connection.get<{ value: string }>('SELECT value FROM access_settings WHERE name = ?', name);
      return row && (JSON.parse(row.value) as T);
    });
  }

  #setSetting(name: string, value: unknown): void {
    this.#connection.run('INSERT OR REPLACE INTO access_settings VALUES (?, ?)', name, JSON.stringify(value));
  }
}

const filtersMax = 100;

const columnsText = ({ rule, names }: ColumnSet): string => JSON.stringify({ rule, names: [...new Set(names)].sort() });

interface GrantRow {
  readonly principal_kind: Principal['kind'];
  readonly principal: string;
  readonly resource: string;
  readonly permission: Permission;
  readonly columns: string;
  readonly grant_option: number;
  readonly grantor: string | null;
}

interface MemberRow {
  readonly role: string;
  readonly member_kind: Principal['kind'];
  readonly member: string;
  readonly admin_option: number;
}

interface FilterRow {
  readonly name: string;
  readonly columns: string;
  readonly row_expression: string | null;
}
