import type { Permission } from '../access/permission.js';
import type { Principal } from '../access/principal.js';
import { missingTable } from '../bind/hidden-or-missing.js';
import type { Catalog, Partitions } from '../catalog/catalog.js';
import {
  type CatalogTable,
  catalogName,
  isView,
  type PartitionDefinition,
  type TableDefinition,
} from '../catalog/catalog-entry.js';
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
      if (database.location !== undefined) rights.requireLocation(database.location);
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
      if (locationsIn(table).join('\n') !== locationsIn(before).join('\n')) requireTableLocation(guard, table);
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
      requirePartitionLocations(guard, whole(table), added);
      return partitions.add(table, added, options);
    },
    drop: (table, values) => {
      rights.requireOnTable(['ALTER'], whole(table));
      return partitions.drop(table, values);
    },
    update: (table, values, partition) => {
      rights.requireOnTable(['ALTER'], whole(table));
      requirePartitionLocations(guard, whole(table), [partition]);
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

const withSlash = (location: string): string => `${location.replace(/\/+$/, '')}/`;

// A path that leads out of a folder again is not in it.
const isWithin = (location: string, folder: string): boolean =>
  withSlash(location).startsWith(withSlash(folder)) && !location.split('/').includes('..');

/** Refuses a table over files that are not the principal's: in its database's folder it may be, but not over another table's files. */
function requireTableLocation(guard: CatalogGuard, table: TableDefinition): void {
  const { store, rights } = guard;
  if (isView(table) || !rights.authority.isGoverned) return;
  const database = store.getDatabase(table.database);
  const own = database?.location ?? `${guard.defaultLocation}/${table.database}`;
  for (const part of locationsIn(table)) {
    const isOwn = withSlash(part) !== withSlash(own) && isWithin(part, own);
    if (!isOwn || isOverHiddenTable(guard, table, part)) rights.requireLocation(part);
  }
}

/** Lists where a table says that its files are, the fixed part of a projection's template too. */
function locationsIn({ storage, parameters }: TableDefinition): readonly string[] {
  const template = parameters[templateKey]?.replace(/\$\{.*$/s, '');
  return [storage.location, ...(storage.additionalLocations ?? []), template].filter((place) => !!place) as string[];
}

const templateKey = 'storage.location.template';

function isOverHiddenTable({ store, rights }: CatalogGuard, table: TableDefinition, location: string): boolean {
  return store.listTables(table.database).some((other) => {
    const { location: place } = other.storage;
    if (other.name === table.name || !place || !(isWithin(place, location) || isWithin(location, place))) return false;
    const held = rights.restrictionsOn(other)?.permissions;
    return held !== undefined && !held.has('ALL') && !held.has('SELECT');
  });
}

/** Refuses partitions with files that are not the principal's: those of the table may be, others as for a table. */
function requirePartitionLocations(
  { rights }: CatalogGuard,
  table: CatalogTable,
  partitions: readonly Pick<PartitionDefinition, 'storage'>[],
): void {
  if (!rights.authority.isGoverned) return;
  const { location: own } = table.storage;
  for (const { storage } of partitions)
    if (storage.location && !(own && isWithin(storage.location, own))) rights.requireLocation(storage.location);
}
