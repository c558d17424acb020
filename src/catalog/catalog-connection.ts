import { createRequire } from 'node:module';
import type Database from 'libsql';
import { LakeError } from '../base/lake-error.js';
import { catalogSchema, type Migration, migrate } from './migrations.js';

// Loaded with the first catalog: a lake that needs none starts without it.
const libsql = (): typeof Database => createRequire(import.meta.url)('libsql') as typeof Database;
const busyWaitMs = 10_000;
const statementsMax = 200;

/** A value that a statement is given. */
export type SqliteValue = string | number | bigint | Uint8Array | null;

/** One process's connection to the SQLite file of a catalog: statements kept ready, transactions within transactions. */
export class CatalogConnection {
  readonly #path: string;
  readonly #database: Database.Database;
  readonly #statements = new Map<string, Database.Statement>();
  #isInTransaction = false;

  private constructor(path: string, database: Database.Database) {
    this.#path = path;
    this.#database = database;
  }

  /** Opens or makes the file and brings it to the newest schema. Throws HIVE_METASTORE_ERROR for a file that is no catalog. */
  static open(path: string, schema: readonly Migration[] = catalogSchema): CatalogConnection {
    const database = openDatabase(path);
    try {
      database.exec(`PRAGMA busy_timeout = ${busyWaitMs}`);
      database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON');
      if (migrate(database, schema) === undefined)
        throw new LakeError('HIVE_METASTORE_ERROR', `The catalog ${path} was made by a newer version`);
      return new CatalogConnection(path, database);
    } catch (error) {
      database.close();
      throw asCatalogError(`Cannot open the catalog ${path}`, error);
    }
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }

  /** Runs a statement; tells how many rows it changed. */
  run(sql: string, ...values: readonly SqliteValue[]): number {
    return this.#try(() => this.#statement(sql).run(...values).changes);
  }

  /** Gets the first row. */
  get<T>(sql: string, ...values: readonly SqliteValue[]): T | undefined {
    return this.#try(() => this.#statement(sql).get(...values) as T | undefined);
  }

  /** Gets all rows. */
  all<T>(sql: string, ...values: readonly SqliteValue[]): readonly T[] {
    return this.#try(() => this.#statement(sql).all(...values) as T[]);
  }

  /** Makes all of the changes of `make` or, when it throws, none. Inside another transaction it is a part of that one. */
  transaction<T>(make: () => T): T {
    return this.#transaction('BEGIN IMMEDIATE', make);
  }

  /** Reads the catalog as it is at one moment. */
  snapshot<T>(read: () => T): T {
    return this.#transaction('BEGIN DEFERRED', read);
  }

  #transaction<T>(begin: string, make: () => T): T {
    if (this.#isInTransaction) return make();
    this.#try(() => this.#database.exec(begin));
    this.#isInTransaction = true;
    try {
      const result = make();
      this.#try(() => this.#database.exec('COMMIT'));
      return result;
    } catch (error) {
      // SQLite has rolled back by itself after some failures, such as a full disk.
      if (this.#database.inTransaction) this.#database.exec('ROLLBACK');
      throw error;
    } finally {
      this.#isInTransaction = false;
    }
  }

  #statement(sql: string): Database.Statement {
    const known = this.#statements.get(sql);
    if (known) return known;
    if (this.#statements.size >= statementsMax) this.#statements.clear();
    const statement = this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  #try<T>(make: () => T): T {
    try {
      return make();
    } catch (error) {
      throw asCatalogError(`The catalog ${this.#path} failed`, error);
    }
  }
}

function openDatabase(path: string): Database.Database {
  try {
    return new (libsql())(path);
  } catch (error) {
    throw asCatalogError(`Cannot open the catalog ${path}`, error);
  }
}

const asCatalogError = (what: string, cause: unknown): unknown =>
  cause instanceof libsql().SqliteError
    ? new LakeError('HIVE_METASTORE_ERROR', `${what}: ${cause.message}`, { cause })
    : cause;
