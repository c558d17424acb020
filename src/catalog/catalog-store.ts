import { createRequire } from 'node:module';
import { join } from 'node:path';
import type Database from 'libsql';
import { LakeError } from '../base/lake-error.js';
import { parseType } from '../types/parse-type.js';
import { typeText } from '../types/sql-type.js';
import {
  type CatalogColumn,
  type CatalogDatabase,
  type CatalogTable,
  type ColumnStatistics,
  catalogName,
  defaultDatabase,
  type TableDefinition,
} from './catalog-entry.js';
import { migrate } from './migrations.js';

// Loaded with the first catalog: a lake that needs none starts without it.
const libsql = (): typeof Database => createRequire(import.meta.url)('libsql') as typeof Database;
const busyWaitMs = 10_000;

/**
 * What exists in a lake: databases, tables, column statistics, in one SQLite file (`catalog.db`, WAL mode). Several processes may hold one lake
 * open; every change is one transaction. Names are lower case here: callers fold them.
 */
export class CatalogStore {
  readonly #database: Database.Database;

  private constructor(database: Database.Database) {
    this.#database = database;
  }

  /** Opens the catalog of a lake's folder, making it if there is none. Throws HIVE_METASTORE_ERROR for a file that is no catalog. */
  static open(folder: string): CatalogStore {
    const path = join(folder, 'catalog.db');
    const database = openDatabase(path);
    try {
      database.exec(`PRAGMA busy_timeout = ${busyWaitMs}`);
      database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON');
      if (migrate(database) === undefined)
        throw new LakeError('HIVE_METASTORE_ERROR', `The catalog ${path} was made by a newer version`);
      return new CatalogStore(database);
    } catch (error) {
      database.close();
      throw asCatalogError(path, error);
    }
  }

  close(): void {
    this.#database.close();
  }

  /** Makes a database; throws SCHEMA_ALREADY_EXISTS. */
  createDatabase(database: CatalogDatabase): void {
    this.#change(() => {
      if (this.getDatabase(database.name))
        throw new LakeError('SCHEMA_ALREADY_EXISTS', `Schema '${catalogName}.${database.name}' already exists`);
      this.#database
        .prepare('INSERT INTO databases VALUES (?, ?, ?, ?)')
        .run(
          database.name,
          database.location ?? null,
          database.description ?? null,
          JSON.stringify(database.parameters),
        );
    });
  }

  /** Drops a database, with `cascade` its tables too; throws SCHEMA_NOT_FOUND, SCHEMA_NOT_EMPTY. */
  dropDatabase(name: string, options: { readonly cascade?: boolean } = {}): void {
    this.#change(() => {
      this.#requireDatabase(name);
      if (name === defaultDatabase) throw new LakeError('NOT_SUPPORTED', `Cannot drop schema '${name}'`);
      if (options.cascade) this.#database.prepare('DELETE FROM tables WHERE database = ?').run(name);
      else if (this.listTables(name).length > 0)
        throw new LakeError('SCHEMA_NOT_EMPTY', `Cannot drop non-empty schema '${name}'`);
      this.#database.prepare('DELETE FROM databases WHERE name = ?').run(name);
    });
  }

  getDatabase(name: string): CatalogDatabase | undefined {
    const row = this.#database.prepare('SELECT * FROM databases WHERE name = ?').get(name);
    return row === undefined ? undefined : databaseOf(row as DatabaseRow);
  }

  /** Lists the databases by name. */
  listDatabases(): readonly CatalogDatabase[] {
    const rows = this.#database.prepare('SELECT * FROM databases ORDER BY name').all();
    return rows.map((row) => databaseOf(row as DatabaseRow));
  }

  /** Adds a table; throws SCHEMA_NOT_FOUND, TABLE_ALREADY_EXISTS. */
  createTable(table: TableDefinition): CatalogTable {
    return this.#change(() => {
      this.#requireDatabase(table.database);
      if (this.getTable(table.database, table.name))
        throw new LakeError('TABLE_ALREADY_EXISTS', `Table '${fullName(table)}' already exists`);
      const now = Date.now();
      const created = { ...table, version: this.#nextVersion(), createMillis: now, updateMillis: now };
      this.#write(created);
      return created;
    });
  }

  /** Replaces a table that still is at `version`; throws TABLE_NOT_FOUND, TRANSACTION_CONFLICT. */
  updateTable(table: TableDefinition, version: number): CatalogTable {
    return this.#change(() => {
      const before = this.#requireTable(table.database, table.name);
      if (before.version !== version)
        throw new LakeError('TRANSACTION_CONFLICT', `Table '${fullName(table)}' was changed by another transaction`);
      const updated = {
        ...table,
        version: this.#nextVersion(),
        createMillis: before.createMillis,
        updateMillis: Math.max(Date.now(), before.updateMillis),
      };
      this.#write(updated);
      return updated;
    });
  }

  /** Forgets a table, not its files; throws TABLE_NOT_FOUND. */
  dropTable(database: string, name: string): void {
    this.#change(() => {
      this.#requireTable(database, name);
      this.#database.prepare('DELETE FROM tables WHERE database = ? AND name = ?').run(database, name);
    });
  }

  getTable(database: string, name: string): CatalogTable | undefined {
    const row = this.#database.prepare('SELECT * FROM tables WHERE database = ? AND name = ?').get(database, name);
    return row === undefined ? undefined : tableOf(row as TableRow);
  }

  /** Lists a database's tables by name. */
  listTables(database: string): readonly CatalogTable[] {
    const rows = this.#database.prepare('SELECT * FROM tables WHERE database = ? ORDER BY name').all(database);
    return rows.map((row) => tableOf(row as TableRow));
  }

  /** Lists what is known of a table's columns. */
  columnStatistics(database: string, table: string): readonly ColumnStatistics[] {
    const rows = this.#database
      .prepare('SELECT statistics FROM column_statistics WHERE database = ? AND table_name = ? ORDER BY column_name')
      .all(database, table);
    return rows.map((row) => JSON.parse((row as { statistics: string }).statistics) as ColumnStatistics);
  }

  /** Records what is known of some of a table's columns; throws TABLE_NOT_FOUND. */
  setColumnStatistics(database: string, table: string, statistics: readonly ColumnStatistics[]): void {
    this.#change(() => {
      this.#requireTable(database, table);
      const insert = this.#database.prepare('INSERT OR REPLACE INTO column_statistics VALUES (?, ?, ?, ?)');
      for (const entry of statistics) insert.run(database, table, entry.column, JSON.stringify(entry));
    });
  }

  /** Forgets what is known of a table's columns, or of one. */
  deleteColumnStatistics(database: string, table: string, column?: string): void {
    this.#database
      .prepare(
        'DELETE FROM column_statistics WHERE database = ? AND table_name = ? AND column_name = ifnull(?, column_name)',
      )
      .run(database, table, column ?? null);
  }

  #change<T>(make: () => T): T {
    return this.#database.transaction(make).immediate();
  }

  #requireDatabase(name: string): void {
    if (!this.getDatabase(name)) throw new LakeError('SCHEMA_NOT_FOUND', `Schema '${name}' does not exist`);
  }

  #requireTable(database: string, name: string): CatalogTable {
    const table = this.getTable(database, name);
    if (!table) throw new LakeError('TABLE_NOT_FOUND', `Table '${fullName({ database, name })}' does not exist`);
    return table;
  }

  #nextVersion(): number {
    const row = this.#database
      .prepare("UPDATE counters SET value = value + 1 WHERE name = 'table_version' RETURNING value")
      .get();
    return (row as { value: number }).value;
  }

  #write(table: CatalogTable): void {
    this.#database
      .prepare(
        `INSERT INTO tables (database, name, version, location, format, columns, partition_keys, owner, description,
           parameters, create_millis, update_millis) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (database, name) DO UPDATE SET version = excluded.version, location = excluded.location,
           format = excluded.format, columns = excluded.columns, partition_keys = excluded.partition_keys,
           owner = excluded.owner, description = excluded.description, parameters = excluded.parameters,
           update_millis = excluded.update_millis`,
      )
      .run(
        table.database,
        table.name,
        table.version,
        table.location,
        table.format,
        columnsText(table.columns),
        columnsText(table.partitionKeys),
        table.owner ?? null,
        table.description ?? null,
        JSON.stringify(table.parameters),
        table.createMillis,
        table.updateMillis,
      );
  }
}

function openDatabase(path: string): Database.Database {
  try {
    return new (libsql())(path);
  } catch (error) {
    throw asCatalogError(path, error);
  }
}

const asCatalogError = (path: string, cause: unknown): unknown =>
  cause instanceof libsql().SqliteError
    ? new LakeError('HIVE_METASTORE_ERROR', `Cannot open the catalog ${path}: ${cause.message}`, { cause })
    : cause;

const fullName = ({ database, name }: { readonly database: string; readonly name: string }): string =>
  `${catalogName}.${database}.${name}`;

interface DatabaseRow {
  readonly name: string;
  readonly location: string | null;
  readonly description: string | null;
  readonly parameters: string;
}

const databaseOf = (row: DatabaseRow): CatalogDatabase => ({
  name: row.name,
  location: row.location ?? undefined,
  description: row.description ?? undefined,
  parameters: JSON.parse(row.parameters) as Record<string, string>,
});

interface TableRow {
  readonly database: string;
  readonly name: string;
  readonly version: number;
  readonly location: string;
  readonly format: 'parquet';
  readonly columns: string;
  readonly partition_keys: string;
  readonly owner: string | null;
  readonly description: string | null;
  readonly parameters: string;
  readonly create_millis: number;
  readonly update_millis: number;
}

const tableOf = (row: TableRow): CatalogTable => ({
  database: row.database,
  name: row.name,
  version: row.version,
  location: row.location,
  format: row.format,
  columns: columnsOf(row.columns),
  partitionKeys: columnsOf(row.partition_keys),
  owner: row.owner ?? undefined,
  description: row.description ?? undefined,
  parameters: JSON.parse(row.parameters) as Record<string, string>,
  createMillis: row.create_millis,
  updateMillis: row.update_millis,
});

const columnsText = (columns: readonly CatalogColumn[]): string =>
  JSON.stringify(columns.map(({ type, ...column }) => ({ ...column, type: typeText(type) })));

const columnsOf = (text: string): readonly CatalogColumn[] =>
  (JSON.parse(text) as { name: string; type: string; comment?: string }[]).map(({ type, ...column }) => ({
    ...column,
    type: parseType(type),
  }));
