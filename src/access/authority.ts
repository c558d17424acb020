import { allColumns, type ColumnSet, coversColumns } from './column-set.js';
import type { Grant } from './grant.js';
import { implies, type Permission } from './permission.js';
import { everybody, isSamePrincipal, type Principal } from './principal.js';
import { type DataFilterResource, isSameResource, type Resource } from './resource.js';
import { openTable, type TableAccess, type TableFacts, tableAccess } from './table-access.js';
import { matchesTags, type TagValues } from './tag.js';

/** Who asks, and what the lake grants. */
export interface AuthorityFacts {
  /** The user, the roles that count now, and the groups. */
  readonly principals: readonly Principal[];
  readonly isAdmin: boolean;
  /** An administrator that sees all and changes nothing. */
  readonly isReadOnlyAdmin: boolean;
  /** False: the lake has no administrators and is not strict, so that nobody meets a wall. */
  readonly isGoverned: boolean;
  /** Grants to any of the principals. */
  readonly grants: readonly Grant[];
  /** What the principals opted in for: what all may do to it does not count for them. */
  readonly optIns?: readonly Resource[];
}

/** What one principal may do, as it was when the statement began. Decides; the binder and the statements refuse. */
export class Authority {
  readonly #facts: AuthorityFacts;

  constructor(facts: AuthorityFacts) {
    this.#facts = facts;
  }

  /** True: missing and hidden things give the same messages. */
  get isGoverned(): boolean {
    return this.#facts.isGoverned;
  }

  /** The user, the roles that count, and the groups. */
  get principals(): readonly Principal[] {
    return this.#facts.principals;
  }

  get isAdmin(): boolean {
    return !this.isGoverned || this.#facts.isAdmin;
  }

  /** Tells whether the principal may read all of the audit log. */
  get mayReadAudit(): boolean {
    return this.isAdmin || this.#facts.isReadOnlyAdmin;
  }

  /** Decides about a table or view. */
  table(table: TableFacts): TableAccess {
    if (!this.isGoverned) return openTable(table);
    const grants = this.#counting({ kind: 'table', database: table.database, table: table.name });
    const mayAll: Grant[] = this.#superGrants.map((grant) => ({
      ...grant,
      permission: 'ALL',
      resource: { kind: 'all tables', database: table.database },
    }));
    return tableAccess(table, [...grants, ...mayAll], this.#seesAll);
  }

  /** Tells whether a database exists for the principal: it has a permission on it, or on something in it. */
  seesDatabase(database: string, tags: TagValues): boolean {
    if (!this.isGoverned || this.#seesAll || this.#superGrants.length > 0) return true;
    return this.#counting({ kind: 'database', database }).some(({ resource }) => {
      if (resource.kind === 'database policy') return matchesTags(resource.expression, tags);
      return 'database' in resource && resource.database === database;
    });
  }

  /** Tells whether the principal has a permission on a database. */
  onDatabase(permission: Permission, database: string, tags: TagValues): boolean {
    if (!this.isGoverned || (permission === 'DESCRIBE' && this.#seesAll) || this.#superGrants.length > 0) return true;
    return this.#counting({ kind: 'database', database }).some(({ resource, permission: held }) => {
      if (!implies(held, permission)) return false;
      if (resource.kind === 'database policy') return matchesTags(resource.expression, tags);
      return resource.kind === 'database' && resource.database === database;
    });
  }

  /** Tells whether the principal has a permission on the catalog. */
  onCatalog(permission: Permission): boolean {
    if (!this.isGoverned || (this.#facts.isAdmin && impliedOnCatalog.has(permission))) return true;
    return this.#facts.grants.some(
      ({ resource, permission: held }) => resource.kind === 'catalog' && implies(held, permission),
    );
  }

  /** Tells whether the principal has a permission on a data filter, or may grant on the whole table. */
  onFilter(permission: Permission, filter: DataFilterResource, table: TableFacts): boolean {
    const { database, table: name } = filter;
    if (this.mayGrant('SELECT', { kind: 'table', database, table: name }, allColumns, table)) return true;
    return this.#facts.grants.some(
      ({ resource, permission: held }) => held === permission && isSameResource(resource, filter),
    );
  }

  /** Tells whether the principal has a permission on a tag. */
  onTag(permission: Permission, tag: string): boolean {
    if (!this.isGoverned || this.#facts.isAdmin || (permission === 'DESCRIBE' && this.#seesAll)) return true;
    return this.#facts.grants.some(
      ({ resource, permission: held }) => resource.kind === 'tag' && resource.tag === tag && implies(held, permission),
    );
  }

  /** Tells whether the principal may make tables over a location: it was granted that, or a folder above it. */
  onLocation(location: string): boolean {
    if (!this.isGoverned || this.#facts.isAdmin) return true;
    return this.#facts.grants.some(
      ({ resource }) => resource.kind === 'location' && isWithin(location, resource.location),
    );
  }

  /** Tells whether the principal may grant, or revoke, a permission: an administrator any, else who holds as much with the grant option. */
  mayGrant(permission: Permission, resource: Resource, columns: ColumnSet, table: TableFacts | undefined): boolean {
    if (!this.isGoverned || this.#facts.isAdmin) return true;
    if (resource.kind === 'database policy' || resource.kind === 'table policy') {
      const keys = resource.expression.map(({ key }) => key);
      if (keys.every((key) => this.onTag('GRANT_WITH_LF_TAG_EXPRESSION', key))) return true;
    }
    return this.#facts.grants.some(
      (grant) =>
        grant.grantOption &&
        implies(grant.permission, permission) &&
        contains(grant.resource, resource) &&
        coversColumns(grant.columns, neededColumns(resource, columns), table?.columns ?? []),
    );
  }

  /** Tells whether a grant is listed for the principal: its own, those to everybody, and those on what it may grant on. */
  seesGrant(grant: Grant, table: TableFacts | undefined): boolean {
    if (this.isAdmin || this.#facts.isReadOnlyAdmin) return true;
    const isOwn = [...this.#facts.principals, everybody].some((principal) =>
      isSamePrincipal(principal, grant.principal),
    );
    return isOwn || this.mayGrant(grant.permission, grant.resource, grant.columns, table);
  }

  // Grants of which those to everybody count only for who has not opted in for the resource.
  #counting(resource: Resource): readonly Grant[] {
    const { grants, optIns = [] } = this.#facts;
    if (!optIns.some((optedIn) => contains(optedIn, resource))) return grants;
    return grants.filter(({ principal }) => !isSamePrincipal(principal, everybody));
  }

  // SUPER_USER on the catalog is every permission on every database and table.
  get #superGrants(): readonly Grant[] {
    return this.#facts.grants.filter(
      ({ resource, permission }) => resource.kind === 'catalog' && permission === 'SUPER_USER',
    );
  }

  get #seesAll(): boolean {
    return this.#facts.isAdmin || this.#facts.isReadOnlyAdmin;
  }
}

/** What administrators may do to the catalog without a grant. */
const impliedOnCatalog: ReadonlySet<Permission> = new Set([
  'CREATE_DATABASE',
  'CREATE_LF_TAG',
  'CREATE_LF_TAG_EXPRESSION',
  'DESCRIBE',
]);

// Who grants some rows must hold all of them.
const neededColumns = (resource: Resource, columns: ColumnSet): ColumnSet =>
  resource.kind === 'data filter' ? allColumns : columns;

/** Tells whether a permission on `outer` is one on `inner`. */
function contains(outer: Resource, inner: Resource): boolean {
  if (isSameResource(outer, inner)) return true;
  if (inner.kind === 'user') return outer.kind === 'user' && outer.user === undefined;
  if (inner.kind === 'location') return outer.kind === 'location' && isWithin(inner.location, outer.location);
  if (inner.kind !== 'table' && inner.kind !== 'data filter') return false;
  if (outer.kind === 'all tables') return outer.database === inner.database;
  return outer.kind === 'table' && outer.database === inner.database && outer.table === inner.table;
}

const isWithin = (location: string, folder: string): boolean => {
  // A path that leads out of a folder again is not in it.
  if (location.split('/').includes('..')) return false;
  const end = folder.endsWith('/') ? folder : `${folder}/`;
  return location === folder || location.startsWith(end);
};
