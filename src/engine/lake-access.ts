import { join } from 'node:path';
import { AccessStore } from '../access/access-store.js';
import { type AuditCheck, AuditLog, auditSchema } from '../access/audit-log.js';
import { Authority } from '../access/authority.js';
import type { Grant } from '../access/grant.js';
import { everybody, isSamePrincipal, type Principal } from '../access/principal.js';
import { TagStore } from '../access/tag-store.js';
import { CatalogConnection } from '../catalog/catalog-connection.js';
import type { ImportTarget } from '../catalog/database-document.js';
import type { LakeCatalog } from './lake-catalog.js';

const dayMs = 24 * 60 * 60 * 1000;

/** Who a session is: its user, and which roles count. */
export interface SessionIdentity {
  readonly user: string;
  /** Roles that the door gives beside those granted in the lake. */
  readonly roles: readonly string[];
  /** SET ROLE: all of them, none, or one. */
  readonly activeRole: 'ALL' | 'NONE' | { readonly role: string };
  /** The session of whoever opened the lake, who administers it. */
  readonly isOpener: boolean;
  /** Only what the user may grant on counts: the owner of a view that shows rows to others. */
  readonly isSharing?: boolean;
  /** The door that the session came by. */
  readonly source?: string | undefined;
}

const openAuthority = new Authority({
  principals: [],
  isAdmin: true,
  isReadOnlyAdmin: false,
  isGoverned: false,
  grants: [],
});

/** What is granted in a lake, opened with its catalog when it is first needed. */
export class LakeAccess {
  readonly #catalog: LakeCatalog;
  #store: AccessStore | undefined;
  #tags: TagStore | undefined;
  #audit: AuditLog | undefined;

  constructor(catalog: LakeCatalog) {
    this.#catalog = catalog;
  }

  get store(): AccessStore {
    this.#store ??= new AccessStore(this.#catalog.store.connection);
    return this.#store;
  }

  get tags(): TagStore {
    this.#tags ??= new TagStore(this.#catalog.store.connection);
    return this.#tags;
  }

  get audit(): AuditLog {
    this.#audit ??= new AuditLog(() => CatalogConnection.open(join(this.#catalog.folder, 'audit.db'), auditSchema));
    return this.#audit;
  }

  /**
   * Puts what a transaction of the catalog decided on disk. Called at the end of the transaction: what it changed is committed only when its
   * decisions are in the log, and the catalog knows how far the log was.
   */
  writeAudit(): void {
    const head = this.#audit?.write('durable');
    if (head) this.store.setAuditHead(head);
  }

  /** Gives the catalog to make things in that belong to their maker, in an open lake to everybody. */
  owning(creator: Principal): ImportTarget {
    const { store } = this.#catalog;
    return {
      partitions: store.partitions,
      transaction: (make) => store.transaction(make),
      getDatabase: (name) => store.getDatabase(name),
      requireTable: (database, name) => store.requireTable(database, name),
      createDatabase: (database) => {
        store.createDatabase(database);
        this.store.grantToCreator({ kind: 'database', database: database.name }, creator);
      },
      createTable: (table) => {
        const made = store.createTable(table);
        this.store.grantToCreator({ kind: 'table', database: table.database, table: table.name }, creator);
        return made;
      },
    };
  }

  /** Names the administrators, which goes to the audit log when they are others than before. */
  setAdmins(admins: readonly Principal[], by: string): void {
    const { store } = this;
    this.#nameAdmins('SET ADMINISTRATORS', store.admins, admins, by, () => store.setAdmins(admins));
  }

  /** Names those who see all and change nothing, as `setAdmins` does the administrators. */
  setReadOnlyAdmins(admins: readonly Principal[], by: string): void {
    const { store } = this;
    const set = (): void => store.setReadOnlyAdmins(admins);
    this.#nameAdmins('SET READ ONLY ADMINISTRATORS', store.readOnlyAdmins, admins, by, set);
  }

  #nameAdmins(
    action: string,
    before: readonly Principal[],
    after: readonly Principal[],
    by: string,
    set: () => void,
  ): void {
    const [names, namesBefore] = [after, before].map((admins) =>
      JSON.stringify(admins.map(({ kind, name }) => `${kind} ${name}`)),
    );
    this.#catalog.store.transaction(() => {
      set();
      if (names === namesBefore) return;
      const common = { atMillis: Date.now(), principal: by, isAllowed: true };
      this.audit.add({ ...common, action, object: 'catalog', reason: names });
      this.writeAudit();
    });
  }

  /** Checks the audit log entry by entry. */
  verifyAudit(): Promise<AuditCheck> {
    return this.audit.verify(this.store.auditHead, this.store.auditAnchor);
  }

  /**
   * Forgets what the audit log has of more than so many days ago, which is itself an entry. The catalog gets the hash that stands for it first: a
   * process that ends in between leaves entries that the next one forgets.
   */
  forgetAudit(days: number, by: string): void {
    const last = this.audit.lastBefore(Date.now() - days * dayMs);
    if (!last) return;
    const common = { atMillis: Date.now(), principal: by, isAllowed: true };
    const isFirst = this.#catalog.store.transaction(() => {
      // Another process may have forgotten more meanwhile.
      if ((this.store.auditAnchor?.id ?? 0) > last.id) return false;
      this.audit.add({ ...common, action: 'FORGET AUDIT', object: 'audit log', reason: `entries up to ${last.id}` });
      this.writeAudit();
      this.store.setAuditAnchor(last);
      return true;
    });
    if (isFirst) this.audit.forget(last);
  }

  /** Gives what a session may do now. */
  authorityOf(identity: SessionIdentity): Authority {
    // Loading SQLite takes longer than many a first query over files.
    if (this.#catalog.isUntouched) return openAuthority;
    return this.#catalog.store.snapshot(() => this.#readAuthority(identity));
  }

  #readAuthority(identity: SessionIdentity): Authority {
    const { store } = this;
    const isGoverned = store.mode === 'strict';
    if (!isGoverned) return openAuthority;
    const principals = [...this.#principalsOf(identity), everybody];
    const isNamed = (list: readonly Principal[]): boolean =>
      list.some((admin) => principals.some((principal) => isSamePrincipal(admin, principal)));
    return new Authority({
      principals,
      isAdmin: identity.isOpener || isNamed(store.admins),
      isReadOnlyAdmin: isNamed(store.readOnlyAdmins),
      isGoverned,
      grants: store.grantsTo(principals).filter((grant) => !identity.isSharing || isShareable(grant)),
      optIns: store.optInsOf(principals),
    });
  }

  /** Tells whether a user was granted to act as another. */
  mayImpersonate(user: string, other: string): boolean {
    const principals = this.#principalsOf({ user, roles: [], activeRole: 'ALL', isOpener: false });
    return this.store
      .grantsTo(principals)
      .some(({ resource }) => resource.kind === 'user' && (resource.user === undefined || resource.user === other));
  }

  /** Writes what waits to be written. */
  close(): void {
    this.#audit?.close();
  }

  /** Gives the roles of a session that count now. */
  rolesOf({ user, roles, activeRole }: SessionIdentity): ReadonlySet<string> {
    if (activeRole === 'NONE') return new Set();
    const all = new Set([...roles, ...this.store.rolesOf({ kind: 'user', name: user })]);
    for (const name of roles) for (const role of this.store.rolesOf({ kind: 'role', name })) all.add(role);
    if (activeRole === 'ALL') return all;
    // A role brings those that were granted to it. One that was taken away meanwhile counts no more.
    const { role } = activeRole;
    return new Set(all.has(role) ? [role, ...this.store.rolesOf({ kind: 'role', name: role })] : []);
  }

  #principalsOf(identity: SessionIdentity): readonly Principal[] {
    const roles = [...this.rolesOf(identity)].map((name): Principal => ({ kind: 'role', name }));
    return [{ kind: 'user', name: identity.user }, ...roles];
  }
}

// What all may do anyway nobody need grant.
const isShareable = ({ grantOption, principal }: Grant): boolean =>
  grantOption || isSamePrincipal(principal, everybody);
