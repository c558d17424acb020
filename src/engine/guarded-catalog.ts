import type { Permission } from '../access/permission.js';
import type { Principal } from '../access/principal.js';
import { LakeError } from '../base/lake-error.js';
import { missingTable } from '../bind/hidden-or-missing.js';
import type { Catalog, Partitions } from '../catalog/catalog.js';
import { type CatalogTable, catalogName, isView, type TableDefinition } from '../catalog/catalog-entry.js';
import type { CatalogStore } from '../catalog/catalog-store.js';
import type { LakeAccess } from './lake-access.js';
import type { StatementRights } from './statement-rights.js';

/** What guarding a catalog takes. */
export interface CatalogGuard {
  readonly store: CatalogStore;
  readonly access: LakeAccess;
  readonly rights: StatementRights;
  /** Who owns what is made. */
  readonly creator: Principal;
  /** Folder of tables that name none. */
  readonly defaultLocation: string;
}

/**
 * Shows a catalog as it is for a principal: what is hidden from it does not exist, and a change that it may not make is refused. What it makes
 * is its own, in an open lake everybody's.
 */
export function guardedCatalog(guard: CatalogGuard): Catalog {
  const { store, rights, access, creator } = guard;
  const { snapshot, transaction, tableVersions } = bound(guard);
  return {
    snapshot,
    transaction,
    tableVersions,
    statistics: store.statistics,
    writes: store.writes,
    partitions: guardedPartitions(guard),
    getDatabase: (name) => (rights.seesDatabase(name) ? store.getDatabase(name) : undefined),
    listDatabases: () => store.listDatabases().filter(({ name }) => rights.seesDatabase(name)),
    createDatabase: (database) => {
      rights.require(rights.authority.onCatalog('CREATE_DATABASE'), 'CREATE_DATABASE', { kind: 'catalog' });
      if (database.location !== undefined) requireLocation(guard, database.location);
      store.createDatabase(database);
      access.store.grantToCreator({ kind: 'database', database: database.name }, creator);
      rights.refresh();
    },
    updateDatabase: (database) => {
      requireOnDatabase(guard, 'ALTER', database.name);
      store.updateDatabase(database);
    },
    dropDatabase: (name, options) => {
      requireOnDatabase(guard, 'DROP', name);
      if (options?.cascade) for (const entry of store.listTables(name)) rights.requireOnTable(['DROP'], entry);
      store.dropDatabase(name, options);
    },
    getTable: (database, name) => rights.visibleEntry(database, name),
    requireTable: (database, name) => rights.visibleEntry(database, name) ?? missing(guard, database, name),
    listTables: (database) => rights.visibleEntries(database),
    listTableNames: (database) => rights.visibleTables(database),
    isLocationUsed: (location) => store.isLocationUsed(location),
    createTable: (table) => {
      requireOnDatabase(guard, 'CREATE_TABLE', table.database);
      requireTableLocation(guard, table);
      const created = store.createTable(table);
      access.store.grantToCreator({ kind: 'table', database: table.database, table: table.name }, creator);
      rights.refresh();
      return created;
    },
    updateTable: (table, version, options) => {
      const before = store.requireTable(table.database, table.name);
      rights.requireOnTable(['ALTER'], before);
      requireAllColumns(guard, before);
      if (table.storage.location !== before.storage.location) requireTableLocation(guard, table);
      return store.updateTable(table, version, options);
    },
    renameTable: (from, to, version) => {
      rights.requireOnTable(['ALTER'], store.requireTable(from.database, from.name));
      requireOnDatabase(guard, 'CREATE_TABLE', to.database);
      return store.renameTable(from, to, version);
    },
    dropTable: (database, name) => {
      rights.requireOnTable(['DROP'], store.requireTable(database, name));
      store.dropTable(database, name);
    },
    deleteTableVersion: (table, version) => {
      rights.requireOnTable(['ALTER'], store.requireTable(table.database, table.name));
      return store.deleteTableVersion(table, version);
    },
  };
}

const bound = ({ store, access }: CatalogGuard): Pick<Catalog, 'snapshot' | 'transaction' | 'tableVersions'> => ({
  snapshot: (read) => store.snapshot(read),
  transaction: (make) =>
    store.transaction(() => {
      const made = make();
      access.writeAudit();
      return made;
    }),
  tableVersions: (table) => store.tableVersions(table),
});

function guardedPartitions(guard: CatalogGuard): Partitions {
  const { store, rights } = guard;
  const { partitions } = store;
  const whole = (table: CatalogTable): CatalogTable => store.requireTable(table.database, table.name);
  return {
    // Who writes rows makes the partitions that they fall into.
    add: (table, added, options) => {
      rights.requireOnTable(['ALTER', 'INSERT'], whole(table));
      return partitions.add(table, added, options);
    },
    drop: (table, values) => {
      rights.requireOnTable(['ALTER'], whole(table));
      return partitions.drop(table, values);
    },
    update: (table, values, partition) => {
      rights.requireOnTable(['ALTER'], whole(table));
      partitions.update(table, values, partition);
    },
    compareAgain: (table) => partitions.compareAgain(table),
    get: (table, values) => {
      requireAllRows(guard, whole(table));
      return partitions.get(table, values);
    },
    list: (table, filter) => {
      requireAllRows(guard, whole(table));
      return partitions.list(table, filter);
    },
  };
}

function missing({ store, rights }: CatalogGuard, database: string, name: string): CatalogTable {
  if (!rights.authority.isGoverned) return store.requireTable(database, name);
  const metadata = { isGoverned: true, listTables: () => rights.visibleTables(database) };
  throw missingTable(metadata, { catalog: catalogName, schema: database, name });
}

function requireOnDatabase({ rights, access }: CatalogGuard, permission: Permission, database: string): void {
  const isAllowed = rights.authority.onDatabase(permission, database, access.tags.ofDatabase(database));
  rights.require(isAllowed, permission, { kind: 'database', database });
}

// Whoever changes a table without seeing all of its columns would take the others away.
function requireAllColumns({ rights }: CatalogGuard, table: CatalogTable): void {
  const shown = rights.visibleEntry(table.database, table.name);
  const isWhole =
    shown?.storage.columns.length === table.storage.columns.length &&
    shown.partitionKeys.length === table.partitionKeys.length;
  rights.require(isWhole, 'SELECT', { kind: 'table', database: table.database, table: table.name });
}

// Which partitions hold a row that the principal sees only a scan could tell.
function requireAllRows({ rights }: CatalogGuard, table: CatalogTable): void {
  const isWhole = rights.restrictionsOn(table)?.select?.rowFilters === undefined;
  rights.require(isWhole, 'SELECT', { kind: 'table', database: table.database, table: table.name });
}

function requireTableLocation(guard: CatalogGuard, table: TableDefinition): void {
  const { location } = table.storage;
  if (isView(table) || !location) return;
  const database = guard.store.getDatabase(table.database);
  const own = database?.location ?? `${guard.defaultLocation}/${table.database}`;
  if (!location.startsWith(`${own.replace(/\/+$/, '')}/`)) requireLocation(guard, location);
}

function requireLocation({ rights }: CatalogGuard, location: string): void {
  const isAllowed = rights.authority.onLocation(location);
  rights.note(isAllowed, 'DATA_LOCATION_ACCESS', { kind: 'location', location });
  if (!isAllowed)
    throw new LakeError('PERMISSION_DENIED', `Insufficient Lake Formation permissions on ${location}`, {
      hint: 'GRANT DATA_LOCATION_ACCESS ON LOCATION allows it.',
    });
}
