import { createRequire } from 'node:module';
import type Database from 'libsql';
import { LakeError } from '../base/lake-error.js';
import { LatestUsed } from '../base/latest-used.js';
import { catalogSchema, type Migration, migrate } from './migrations.js';

// Loaded with the first catalog: a lake that needs none starts without it.
const libsql = (): typeof Database => createRequire(import.meta.url)('libsql') as typeof Database;
const busyWaitMs = 10_000;
const statementsMax = 200;
const keptBytesMax = 32 * 1024 * 1024;

/** A value that a statement is given. */
export type SqliteValue = string | number | bigint | Uint8Array | null;

/** Ends an attempt to read at one moment, where the file was changed between its first reads. */
class ChangedMeanwhile extends Error {}

/**
 * One process's connection to the SQLite file of a catalog: statements kept ready, transactions within transactions, and results of reads
 * kept until anybody changes the file.
 */
export class CatalogConnection {
  readonly #path: string;
  readonly #database: Database.Database;
  readonly #statements = new Map<string, Database.Statement>();
  readonly #kept = new LatestUsed<unknown>(keptBytesMax);
  /** The version that everything in `#kept` is of. */
  #keptVersion = '';
  #ownChanges = 0;
  #versionStatement: Database.Statement | undefined;
  /** How many calls of `kept` are reading, and what they have read so far. */
  #keeping = 0;
  #readWeight = 0;
  #isInTransaction = false;
  /** Changes may be under way in the transaction: what is read then is not kept. */
  #isWriting = false;
  /** Inside `snapshot`, which begins a transaction only for what is not kept. */
  #isAtMoment = false;

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
    this.#kept.clear();
    this.#statements.clear();
    this.#database.close();
  }

  /** Runs a statement; tells how many rows it changed. */
  run(sql: string, ...values: readonly SqliteValue[]): number {
    this.#prepare(sql);
    return this.#try(() => this.#statement(sql).run(...values).changes);
  }

  /** Gets the first row. */
  get<T>(sql: string, ...values: readonly SqliteValue[]): T | undefined {
    this.#prepare(sql);
    const row = this.#try(() => this.#statement(sql).get(...values) as T | undefined);
    if (this.#keeping > 0) this.#weigh([row]);
    return row;
  }

  /** Gets all rows. */
  all<T>(sql: string, ...values: readonly SqliteValue[]): readonly T[] {
    this.#prepare(sql);
    const rows = this.#try(() => this.#statement(sql).all(...values) as T[]);
    if (this.#keeping > 0) this.#weigh(rows);
    return rows;
  }

  /**
   * Gives what `read` gives, which reads the catalog and changes nothing, without asking SQLite again as long as nobody, in whatever
   * process, has changed the catalog. `what` and `names` tell one result from others. All who ask get the same object.
   */
  kept<T>(what: string, names: readonly (string | number)[], read: () => T): T {
    if (this.#isWriting) return read();
    if (!this.#isAtMoment) this.#forgetChanged();
    const key = what + JSON.stringify(names);
    const known = this.#kept.find(key);
    if (known) return known.value as T;
    const before = this.#readWeight;
    this.#keeping++;
    try {
      const value = read();
      this.#kept.keep(key, value, this.#readWeight - before);
      return value;
    } finally {
      this.#keeping--;
    }
  }

  /** Names the state of the catalog: after any change by anybody it is another. Not for use inside a transaction. */
  version(): string {
    this.#versionStatement ??= this.#database.prepare('PRAGMA data_version').raw();
    const [version] = this.#try(() => this.#versionStatement!.get()) as unknown as [number];
    return `${version}.${this.#ownChanges}`;
  }

  /** Makes all of the changes of `make` or, when it throws, none. Inside another transaction it is a part of that one. */
  transaction<T>(make: () => T): T {
    if (this.#isAtMoment) this.#beginReading();
    if (this.#isInTransaction) return make();
    this.#isWriting = true;
    return this.#within('BEGIN IMMEDIATE', make);
  }

  /** Reads the catalog as it is at one moment. `read` may run again from its beginning. */
  snapshot<T>(read: () => T): T {
    if (this.#isInTransaction || this.#isAtMoment) return read();
    for (;;) {
      this.#forgetChanged();
      this.#isAtMoment = true;
      try {
        const result = read();
        this.#endMoment('COMMIT');
        return result;
      } catch (error) {
        this.#endMoment('ROLLBACK');
        if (!(error instanceof ChangedMeanwhile)) throw error;
      }
    }
  }

  /** Readies a statement: a snapshot's first needs the transaction, and what is kept ends with one that changes something. */
  #prepare(sql: string): void {
    if (this.#isAtMoment) this.#beginReading();
    if (sql.startsWith('SELECT')) return;
    this.#ownChanges++;
    if (this.#isInTransaction) this.#isWriting = true;
  }

  #beginReading(): void {
    if (this.#isInTransaction) return;
    this.#try(() => this.#database.exec('BEGIN DEFERRED'));
    this.#isInTransaction = true;
    // Asking makes the transaction see one state from here on: it must be that of what was found among the kept.
    if (this.version() !== this.#keptVersion) throw new ChangedMeanwhile();
  }

  #endMoment(how: 'COMMIT' | 'ROLLBACK'): void {
    this.#isAtMoment = false;
    if (this.#isInTransaction) this.#end(how);
  }

  #forgetChanged(): void {
    const version = this.version();
    if (version === this.#keptVersion) return;
    this.#kept.clear();
    this.#keptVersion = version;
  }

  #within<T>(begin: string, make: () => T): T {
    try {
      this.#try(() => this.#database.exec(begin));
      this.#isInTransaction = true;
      const result = make();
      this.#end('COMMIT');
      return result;
    } catch (error) {
      this.#end('ROLLBACK');
      throw error;
    }
  }

  #end(how: 'COMMIT' | 'ROLLBACK'): void {
    try {
      // SQLite has rolled back by itself after some failures, such as a full disk.
      if (how === 'COMMIT' || this.#database.inTransaction) this.#try(() => this.#database.exec(how));
    } finally {
      // A commit that failed is rolled back next.
      if (how === 'ROLLBACK' || !this.#database.inTransaction) {
        if (this.#isWriting) this.#ownChanges++;
        this.#isInTransaction = false;
        this.#isWriting = false;
      }
    }
  }

  #weigh(rows: readonly unknown[]): void {
    for (const row of rows)
      for (const value of Object.values(row ?? {}))
        this.#readWeight += typeof value === 'string' ? 2 * value.length : 8;
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
