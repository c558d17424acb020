import { join } from 'node:path';
import { LakeError } from '../base/lake-error.js';
import { CatalogConnection } from './catalog-connection.js';
import {
  type CatalogDatabase,
  type CatalogTable,
  catalogName,
  defaultDatabase,
  type TableDefinition,
} from './catalog-entry.js';
import { PartitionStore } from './partition-store.js';
import { StatisticsStore } from './statistics-store.js';
import { WorkgroupStore } from './workgroup-store.js';
import { WriteStore } from './write-store.js';

/** A state that a table had before an update. */
export interface TableVersion {
  readonly table: TableDefinition;
  readonly version: number;
  readonly updateMillis: number;
}

/**
 * What exists in a lake: databases, tables, partitions, statistics, in one SQLite file (`catalog.db`, WAL mode). Several processes may hold one
 * lake open; every change is one transaction, and `transaction` makes one of several. Names are lower case here: callers fold them.
 */
export class CatalogStore {
  /** For what else is kept in the catalog's file. */
  readonly connection: CatalogConnection;
  readonly partitions: PartitionStore;
  readonly statistics: StatisticsStore;
  readonly writes: WriteStore;
  readonly workgroups: WorkgroupStore;

  private constructor(connection: CatalogConnection) {
    this.connection = connection;
    this.partitions = new PartitionStore(connection);
    this.statistics = new StatisticsStore(connection);
    this.writes = new WriteStore(connection);
    this.workgroups = new WorkgroupStore(connection);
  }

  /** Opens the catalog of a lake's folder, making it if there is none. Throws HIVE_METASTORE_ERROR for a file that is no catalog. */
  static open(folder: string): CatalogStore {
    return new CatalogStore(CatalogConnection.open(join(folder, 'catalog.db')));
  }

  close(): void {
    this.connection.close();
  }

  /** Makes all of the changes of `make` or, when it throws, none. Inside another transaction it is a part of that one. */
  transaction<T>(make: () => T): T {
    return this.connection.transaction(make);
  }

  /** Reads the catalog as it is at one moment. */
  snapshot<T>(read: () => T): T {
    return this.connection.snapshot(read);
  }

  /** Makes a database; throws SCHEMA_ALREADY_EXISTS. */
  createDatabase(database: CatalogDatabase): void {
    this.transaction(() => {
      if (this.getDatabase(database.name))
        throw new LakeError('SCHEMA_ALREADY_EXISTS', `Schema '${catalogName}.${database.name}' already exists`);
      this.#writeDatabase({ createMillis: Date.now(), ...database });
    });
  }

  /** Replaces a database's texts and parameters; throws SCHEMA_NOT_FOUND. */
  updateDatabase(database: CatalogDatabase): void {
    this.transaction(() => {
      const { createMillis } = this.#requireDatabase(database.name);
      this.#writeDatabase({ ...database, createMillis });
    });
  }

  /** Drops a database, with `cascade` its tables too; throws SCHEMA_NOT_FOUND, SCHEMA_NOT_EMPTY. */
  dropDatabase(name: string, options: { readonly cascade?: boolean } = {}): void {
    this.transaction(() => {
      this.#requireDatabase(name);
      if (name === defaultDatabase) throw new LakeError('NOT_SUPPORTED', `Cannot drop schema '${name}'`);
      if (options.cascade) this.connection.run('DELETE FROM tables WHERE database = ?', name);
      else if (this.listTableNames(name).length > 0)
        throw new LakeError('SCHEMA_NOT_EMPTY', `Cannot drop non-empty schema '${name}'`);
      this.connection.run('DELETE FROM databases WHERE name = ?', name);
    });
  }

  getDatabase(name: string): CatalogDatabase | undefined {
    return this.connection.kept('database', [name], () => {
      const row = this.connection.get<DatabaseRow>('SELECT * FROM databases WHERE name = ?', name);
      return row && databaseOf(row);
    });
  }

  /** Lists the databases by name. */
  listDatabases(): readonly CatalogDatabase[] {
    return this.connection.kept('databases', [], () =>
      this.connection.all<DatabaseRow>('SELECT * FROM databases ORDER BY name').map(databaseOf),
    );
  }

  /** Adds a table; throws SCHEMA_NOT_FOUND, TABLE_ALREADY_EXISTS. */
  createTable(table: TableDefinition): CatalogTable {
    return this.transaction(() => {
      this.#requireDatabase(table.database);
      this.#requireFree(table.database, table.name);
      const now = Date.now();
      this.connection.run(
        'INSERT INTO tables (database, name, version, definition, create_millis, update_millis) VALUES (?, ?, ?, ?, ?, ?)',
        table.database,
        table.name,
        this.#nextVersion(),
        definitionText(table),
        now,
        now,
      );
      return this.requireTable(table.database, table.name);
    });
  }

  /**
   * Replaces a table that still is at `version`. With `archive` (the default) the state before stays among its versions.
   * Throws TABLE_NOT_FOUND, TRANSACTION_CONFLICT.
   */
  updateTable(table: TableDefinition, version: number, options: { readonly archive?: boolean } = {}): CatalogTable {
    return this.transaction(() => {
      const before = this.#requireVersion(table.database, table.name, version);
      if (options.archive !== false)
        this.connection.run(
          'INSERT INTO table_versions SELECT id, version, definition, update_millis FROM tables WHERE id = ?',
          before.id,
        );
      this.connection.run(
        'UPDATE tables SET version = ?, definition = ?, update_millis = ? WHERE id = ?',
        this.#nextVersion(),
        definitionText(table),
        Math.max(Date.now(), before.updateMillis),
        before.id,
      );
      const after = this.requireTable(table.database, table.name);
      if (keyTypes(before) !== keyTypes(after)) this.partitions.compareAgain(after);
      return after;
    });
  }

  /** Gives a table that still is at `version` another name; throws TABLE_NOT_FOUND, SCHEMA_NOT_FOUND, TABLE_ALREADY_EXISTS, TRANSACTION_CONFLICT. */
  renameTable(from: TableName, to: TableName, version: number): CatalogTable {
    return this.transaction(() => {
      const { id } = this.#requireVersion(from.database, from.name, version);
      this.#requireDatabase(to.database);
      this.#requireFree(to.database, to.name);
      const sql = 'UPDATE tables SET database = ?, name = ?, version = ?, update_millis = ? WHERE id = ?';
      this.connection.run(sql, to.database, to.name, this.#nextVersion(), Date.now(), id);
      return this.requireTable(to.database, to.name);
    });
  }

  /** Forgets a table with its partitions, versions and statistics, not its files; throws TABLE_NOT_FOUND. */
  dropTable(database: string, name: string): void {
    this.transaction(() => {
      const { id } = this.requireTable(database, name);
      this.connection.run('DELETE FROM tables WHERE id = ?', id);
    });
  }

  getTable(database: string, name: string): CatalogTable | undefined {
    return this.connection.kept('table', [database, name], () => {
      const sql = 'SELECT * FROM tables WHERE database = ? AND name = ?';
      const row = this.connection.get<TableRow>(sql, database, name);
      return row && tableOf(row);
    });
  }

  /** Gets a table; throws TABLE_NOT_FOUND. */
  requireTable(database: string, name: string): CatalogTable {
    const table = this.getTable(database, name);
    if (!table) throw new LakeError('TABLE_NOT_FOUND', `Table '${fullName({ database, name })}' does not exist`);
    return table;
  }

  /** Tells whether a table of any database lies at a location, spelled in this way. */
  isLocationUsed(location: string): boolean {
    const sql = "SELECT 1 FROM tables WHERE json_extract(definition, '$.storage.location') = ? LIMIT 1";
    return this.connection.get(sql, location) !== undefined;
  }

  /** Lists a database's tables and views by name. */
  listTables(database: string): readonly CatalogTable[] {
    return this.connection
      .all<TableRow>('SELECT * FROM tables WHERE database = ? ORDER BY name', database)
      .map(tableOf);
  }

  /** Lists the names of a database's tables and views, in order. */
  listTableNames(database: string): readonly string[] {
    return this.connection.kept('table names', [database], () =>
      this.connection
        .all<{ name: string }>('SELECT name FROM tables WHERE database = ? ORDER BY name', database)
        .map(({ name }) => name),
    );
  }

  /** Lists the states that a table had before, the newest first. */
  tableVersions({ id, database, name }: CatalogTable): readonly TableVersion[] {
    return this.connection
      .all<VersionRow>('SELECT * FROM table_versions WHERE table_id = ? ORDER BY version DESC', id)
      .map((row) => ({
        table: { database, name, ...definitionOf(row.definition) },
        version: row.version,
        updateMillis: row.update_millis,
      }));
  }

  /** Forgets a state that a table had before; tells whether there was one. */
  deleteTableVersion({ id }: CatalogTable, version: number): boolean {
    return this.connection.run('DELETE FROM table_versions WHERE table_id = ? AND version = ?', id, version) > 0;
  }

  #requireDatabase(name: string): CatalogDatabase {
    const database = this.getDatabase(name);
    if (!database) throw new LakeError('SCHEMA_NOT_FOUND', `Schema '${name}' does not exist`);
    return database;
  }

  #requireFree(database: string, name: string): void {
    if (this.getTable(database, name))
      throw new LakeError('TABLE_ALREADY_EXISTS', `Table '${fullName({ database, name })}' already exists`);
  }

  #requireVersion(database: string, name: string, version: number): CatalogTable {
    const table = this.requireTable(database, name);
    if (table.version !== version)
      throw new LakeError('TRANSACTION_CONFLICT', `Table '${fullName(table)}' was changed by another transaction`);
    return table;
  }

  #nextVersion(): number {
    const sql = "UPDATE counters SET value = value + 1 WHERE name = 'table_version' RETURNING value";
    return this.connection.get<{ value: number }>(sql)!.value;
  }

  #writeDatabase({ name, location, description, parameters, owner, createMillis, others }: CatalogDatabase): void {
    this.connection.run(
      `INSERT INTO databases (name, location, description, parameters, owner, create_millis, others) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (name) DO UPDATE SET location = excluded.location, description = excluded.description,
         parameters = excluded.parameters, owner = excluded.owner, others = excluded.others`,
      name,
      location ?? null,
      description ?? null,
      JSON.stringify(parameters),
      owner ?? null,
      createMillis ?? null,
      others === undefined ? null : JSON.stringify(others),
    );
  }
}

interface TableName {
  readonly database: string;
  readonly name: string;
}

const fullName = ({ database, name }: TableName): string => `${catalogName}.${database}.${name}`;

const keyTypes = ({ partitionKeys }: TableDefinition): string => JSON.stringify(partitionKeys.map(({ type }) => type));

interface DatabaseRow {
  readonly name: string;
  readonly location: string | null;
  readonly description: string | null;
  readonly parameters: string;
  readonly owner: string | null;
  readonly create_millis: number | null;
  readonly others: string | null;
}

const databaseOf = (row: DatabaseRow): CatalogDatabase => ({
  name: row.name,
  location: row.location ?? undefined,
  description: row.description ?? undefined,
  parameters: JSON.parse(row.parameters) as Record<string, string>,
  owner: row.owner ?? undefined,
  createMillis: row.create_millis ?? undefined,
  others: row.others === null ? undefined : (JSON.parse(row.others) as Record<string, unknown>),
});

type Definition = Omit<TableDefinition, 'database' | 'name'>;

interface TableRow {
  readonly id: number;
  readonly database: string;
  readonly name: string;
  readonly version: number;
  readonly definition: string;
  readonly partition_count: number;
  readonly create_millis: number;
  readonly update_millis: number;
}

interface VersionRow {
  readonly version: number;
  readonly definition: string;
  readonly update_millis: number;
}

const definitionOf = (text: string): Definition => JSON.parse(text) as Definition;

/** Prints what is the table's own, also of a table that comes from the catalog. */
function definitionText(table: TableDefinition & Partial<CatalogTable>): string {
  const { id, database, name, version, createMillis, updateMillis, partitionCount, ...definition } = table;
  return JSON.stringify(definition satisfies Definition);
}

const tableOf = (row: TableRow): CatalogTable => ({
  ...definitionOf(row.definition),
  id: row.id,
  database: row.database,
  name: row.name,
  version: row.version,
  createMillis: row.create_millis,
  updateMillis: row.update_millis,
  partitionCount: row.partition_count,
});
