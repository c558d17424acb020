import type { AuditEntry } from '../access/audit-log.js';
import type { Authority } from '../access/authority.js';
import type { Permission } from '../access/permission.js';
import { plainName, type Resource, resourceText } from '../access/resource.js';
import type { TableAccess, TableFacts } from '../access/table-access.js';
import type { ErrorCode } from '../base/error-codes.js';
import { LakeError } from '../base/lake-error.js';
import type { TableName, TableRead, ViewMetadata } from '../bind/metadata.js';
import { type CatalogTable, isView } from '../catalog/catalog-entry.js';
import type { CatalogStore } from '../catalog/catalog-store.js';
import { withoutQuery } from '../catalog/presto-view.js';
import type { LakeAccess, SessionIdentity } from './lake-access.js';
import { RegisteredTables } from './registered/registered-tables.js';
import { withShownProperties } from './shown-properties.js';
import { storedView } from './stored-view.js';

/** More entries than that are read all at once. */
const entriesOneByOneMax = 20;

/** What the audit log tells of a decision beside who asked for what. */
export type NotedDetails = Pick<AuditEntry, 'columns' | 'rowFilterApplied' | 'reason'>;

/** What the principal of a statement may do, as it was when the statement began; looked up when it is first asked. */
export class StatementRights {
  readonly registered: RegisteredTables;
  readonly #access: LakeAccess;
  readonly #catalog: () => CatalogStore;
  readonly #identity: SessionIdentity;
  readonly #statementId: string;
  readonly #reason: string | undefined;
  readonly #noted = new Set<string>();
  #isRefused = false;
  #authority: Authority | undefined;

  /** `registered`: what the session has for itself alone; `reason`: why the principal is not the one who asks. */
  constructor(
    access: LakeAccess,
    catalog: () => CatalogStore,
    identity: SessionIdentity,
    statementId: string,
    registered: RegisteredTables,
    reason?: string,
  ) {
    this.registered = registered;
    this.#reason = reason;
    this.#access = access;
    this.#catalog = catalog;
    this.#identity = identity;
    this.#statementId = statementId;
  }

  /** The principal's name. */
  get user(): string {
    return this.#identity.user;
  }

  get authority(): Authority {
    this.#authority ??= this.#access.authorityOf(this.#identity);
    return this.#authority;
  }

  /** Looks up again what is granted: the statement itself has changed it. */
  refresh(): void {
    this.#authority = undefined;
  }

  /** Gives what decisions need to know of a table with these columns, partition keys too. */
  factsOf(database: string, name: string, columns: readonly string[]): TableFacts {
    const { store, tags } = this.#access;
    return { database, name, columns, ...tags.ofTable(database, name), filters: store.listFilters(database, name) };
  }

  /** Gives the principal's rights to a table; undefined where nobody is restricted. */
  restrictionsOf(database: string, name: string, columns: readonly string[]): TableAccess | undefined {
    if (!this.authority.isGoverned) return undefined;
    const access = this.authority.table(this.factsOf(database, name, columns));
    return access.isOpen ? undefined : access;
  }

  seesDatabase(name: string): boolean {
    return !this.authority.isGoverned || this.authority.seesDatabase(name, this.#access.tags.ofDatabase(name));
  }

  /** Lists the databases that exist for the principal, in order. */
  visibleDatabases(): readonly string[] {
    const names = this.#catalog()
      .listDatabases()
      .map(({ name }) => name);
    return names.filter((name) => this.seesDatabase(name));
  }

  /** Gives a table or view as it is for the principal, without the columns that are hidden; undefined where it does not exist. */
  visibleEntry(database: string, name: string): CatalogTable | undefined {
    const entry = this.#catalog().getTable(database, name);
    return entry && this.#visible(entry);
  }

  /** Lists the tables and views of a database that exist for the principal, by name, without the columns that are hidden. */
  visibleEntries(database: string): readonly CatalogTable[] {
    return this.#catalog()
      .listTables(database)
      .flatMap((entry) => this.#visible(entry) ?? []);
  }

  /** Lists those of the tables and views of a database that exist for the principal whose names are wanted. */
  wantedEntries(database: string, isWanted: (name: string) => boolean): readonly CatalogTable[] {
    const names = this.#catalog().listTableNames(database).filter(isWanted);
    if (names.length > entriesOneByOneMax) return this.visibleEntries(database).filter(({ name }) => isWanted(name));
    return names.flatMap((name) => this.visibleEntry(database, name) ?? []);
  }

  /** Lists the names of the tables and views of a database that exist for the principal, in order. */
  visibleTables(database: string): readonly string[] {
    if (!this.authority.isGoverned) return this.#catalog().listTableNames(database);
    return this.visibleEntries(database).map(({ name }) => name);
  }

  /** Gives the principal's rights to a table of the catalog; undefined where nobody is restricted. */
  restrictionsOn(entry: CatalogTable): TableAccess | undefined {
    if (!this.authority.isGoverned) return undefined;
    // What was shown of the table may be without the columns that are hidden.
    const { storage, partitionKeys } = this.#catalog().getTable(entry.database, entry.name) ?? entry;
    const columns = [...storage.columns, ...partitionKeys].map(({ name }) => name.toLowerCase());
    return this.restrictionsOf(entry.database, entry.name, columns);
  }

  #visible(entry: CatalogTable): CatalogTable | undefined {
    const access = this.restrictionsOn(entry);
    if (!access) return entry;
    if (!access.isVisible) return undefined;
    if (isView(entry)) return this.#visibleView(entry, access);
    const shown = access.select?.columns;
    // Who may know of the table but not read it knows of all its columns.
    if (!shown) return entry;
    const isShown = ({ name }: { readonly name: string }): boolean => shown.includes(name.toLowerCase());
    const storage = { ...entry.storage, columns: entry.storage.columns.filter(isShown) };
    const visible = { ...entry, storage, partitionKeys: entry.partitionKeys.filter(isShown) };
    const all = [...entry.storage.columns, ...entry.partitionKeys];
    const hidden = all.filter((column) => !isShown(column)).map(({ name }) => name.toLowerCase());
    return hidden.length > 0 || access.select?.rowFilters ? withShownProperties(visible, hidden) : visible;
  }

  /** Tells whether only a scan can say which partitions of a table the principal sees, and by which keys. */
  hidesPartitions(entry: CatalogTable): boolean {
    const select = this.restrictionsOn(entry)?.select;
    if (!select) return false;
    const whole = this.#catalog().getTable(entry.database, entry.name) ?? entry;
    return (
      select.rowFilters !== undefined ||
      whole.partitionKeys.some(({ name }) => !select.columns.includes(name.toLowerCase()))
    );
  }

  /** Tells whether the principal may read a view of the catalog. */
  mayReadView(entry: CatalogTable): boolean {
    const access = this.restrictionsOn(entry);
    return !access || access.select !== undefined;
  }

  /**
   * Gives the rights that a view is read with when those are its owner's and not the principal's: what the lake lets the owner grant
   * on now, and the owner's roles. Undefined where the view's query is bound as if it stood in the statement.
   */
  asDefiner({ runAsInvoker, owner = '' }: ViewMetadata, { schema, name }: TableName): StatementRights | undefined {
    if (runAsInvoker || !this.authority.isGoverned || owner === this.user) return undefined;
    const identity: SessionIdentity = {
      user: owner,
      roles: [],
      activeRole: 'ALL',
      isOpener: false,
      isSharing: true,
      source: this.#identity.source,
    };
    const reason = `view ${schema}.${name} for user ${this.user}`;
    return new StatementRights(
      this.#access,
      this.#catalog,
      identity,
      this.#statementId,
      new RegisteredTables(),
      reason,
    );
  }

  // The query of a view that is read with its owner's rights may tell of what only the owner sees.
  #visibleView(entry: CatalogTable, { permissions, select }: TableAccess): CatalogTable {
    const view = storedView(entry);
    if (select && select.columns.length < view.columns.length) return withoutQuery(entry, select.columns);
    const mayChange = permissions.has('ALL') || permissions.has('ALTER');
    return mayChange || view.runAsInvoker || view.owner === this.user ? entry : withoutQuery(entry);
  }

  /** Gives the roles that the user may choose with SET ROLE. */
  grantedRoles(): ReadonlySet<string> {
    return this.#access.rolesOf({ ...this.#identity, activeRole: 'ALL' });
  }

  /** Gives the roles that count now. */
  enabledRoles(): ReadonlySet<string> {
    return this.#access.rolesOf(this.#identity);
  }

  /** Tells whether the principal may read files that no table stands for. */
  mayReadFiles(location: string): boolean {
    return this.authority.onLocation(location);
  }

  /** Notes that something is allowed, or throws PERMISSION_DENIED: `Insufficient Lake Formation permission(s): Required …`. */
  require(isAllowed: boolean, permission: Permission, resource: Resource): void {
    if (!this.authority.isGoverned) return;
    this.note(isAllowed, permission, resource);
    if (isAllowed) return;
    throw new LakeError('PERMISSION_DENIED', deniedText(permission, resource, this.#statementId));
  }

  /** Requires that the principal may make tables over, or files in, a location; throws PERMISSION_DENIED. */
  requireLocation(location: string): void {
    const isAllowed = this.authority.onLocation(location);
    this.note(isAllowed, 'DATA_LOCATION_ACCESS', { kind: 'location', location });
    if (!isAllowed)
      throw new LakeError('PERMISSION_DENIED', `Insufficient Lake Formation permissions on ${location}`, {
        hint: 'GRANT DATA_LOCATION_ACCESS ON LOCATION allows it.',
      });
  }

  /** Requires one of some permissions on a table of the catalog; throws PERMISSION_DENIED. */
  requireOnTable(permissions: readonly Permission[], table: CatalogTable): void {
    const held = this.restrictionsOn(table)?.permissions;
    const isAllowed = !held || held.has('ALL') || permissions.some((permission) => held.has(permission));
    this.require(isAllowed, permissions[0]!, { kind: 'table', database: table.database, table: table.name });
  }

  /** Adds a decision to the audit log of a governed lake; one that a statement takes twice counts once. */
  note(isAllowed: boolean, action: string, object: Resource | string, more: NotedDetails = {}): void {
    if (this.authority.isGoverned) this.noteAlways(isAllowed, action, object, more);
  }

  /** Adds a decision to the audit log, in an open lake too: what is granted there holds when it is governed. */
  noteAlways(isAllowed: boolean, action: string, object: Resource | string, more: NotedDetails = {}): void {
    this.#isRefused ||= !isAllowed;
    const text = typeof object === 'string' ? object : resourceText(object);
    const key = JSON.stringify([isAllowed, action, text, more]);
    if (this.#noted.has(key)) return;
    this.#noted.add(key);
    const { user, source } = this.#identity;
    const common = {
      atMillis: Date.now(),
      principal: user,
      statementId: this.#statementId,
      source,
      reason: this.#reason,
    };
    this.#access.audit.add({ ...common, action, object: text, isAllowed, ...more });
  }

  /** Adds what was read. */
  noteRead({ table: { catalog, schema, name }, isView, columns, rowFilterApplied }: TableRead): void {
    const object = catalog === '' ? `files ${name}` : `${isView ? 'view' : 'table'} ${schema}.${name}`;
    this.note(true, 'SELECT', object, { columns, rowFilterApplied });
  }

  /**
   * Runs a statement, and notes why it failed when that is that something is hidden, denied or missing: which of these is told nowhere.
   * `tables`: what the statement names.
   */
  async notingRefusal<T>(action: string, tables: readonly TableName[], run: () => Promise<T>): Promise<T> {
    try {
      return await run();
    } catch (error) {
      if (error instanceof LakeError && refusals.has(error.name) && !this.#isRefused) {
        const names = tables.map(({ schema, name }) => `table ${schema}.${name}`).join(', ');
        this.note(false, action, names, { reason: `${error.name}: ${error.message}` });
      }
      throw error;
    }
  }
}

/** Says what is missing as Lake Formation does; of a database that may not be made, as Athena hands it on. */
function deniedText(permission: Permission, resource: Resource, statementId: string): string {
  const action = permission.replaceAll('_', ' ').toLowerCase();
  const name = action.replace(/\b[a-z]/g, (letter) => letter.toUpperCase());
  const text = `Insufficient Lake Formation permission(s): Required ${name} on ${plainName(resource)}`;
  if (permission !== 'CREATE_DATABASE') return text;
  const service = 'Service: AmazonDataCatalog; Status Code: 400; Error Code: AccessDeniedException';
  const place = 'FAILED: Execution Error, return code 1 from org.apache.hadoop.hive.ql.exec.DDLTask.';
  return `${place} MetaException(message:${text} (${service}; Request ID: ${statementId}; Proxy: null))`;
}

const refusals: ReadonlySet<ErrorCode> = new Set([
  'CATALOG_NOT_FOUND',
  'COLUMN_NOT_FOUND',
  'INVALID_VIEW',
  'PERMISSION_DENIED',
  'ROLE_NOT_FOUND',
  'SCHEMA_NOT_FOUND',
  'TABLE_NOT_FOUND',
]);
