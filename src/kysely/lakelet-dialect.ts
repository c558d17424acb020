import {
  type DatabaseIntrospector,
  type Dialect,
  type DialectAdapter,
  DialectAdapterBase,
  type Driver,
  type Kysely,
  type QueryCompiler,
} from 'kysely';
import { LakeDriver, type QueryRunner } from './lake-driver.js';
import { LakeIntrospector } from './lake-introspector.js';
import { TrinoQueryCompiler } from './trino-query-compiler.js';

/**
 * Lets Kysely build the queries of a lake, or of a session with its principal and database. The lake stays open after `destroy`. There are no
 * transactions of several statements: `transaction()` fails with NOT_SUPPORTED.
 * @example
 * const db = new Kysely<{ people: { name: string; born: bigint } }>({ dialect: new LakeletDialect(lake) });
 * await lake.register('people', [{ name: 'Ada', born: 1815 }, { name: 'Alan', born: 1912 }]);
 * const rows = await db.selectFrom('people').select('name').where('born', '>', 1900n).execute(); // [{ name: 'Alan' }]
 */
export class LakeletDialect implements Dialect {
  readonly #runner: QueryRunner;

  /** Takes what runs the queries: a Lake, or a Session of one. */
  constructor(runner: QueryRunner) {
    this.#runner = runner;
  }

  /** Makes what runs Kysely's statements. */
  createDriver(): Driver {
    return new LakeDriver(this.#runner);
  }

  /** Makes what writes Trino's SQL. */
  createQueryCompiler(): QueryCompiler {
    return new TrinoQueryCompiler();
  }

  /** Tells Kysely what a lake does not have. */
  createAdapter(): DialectAdapter {
    return new LakeAdapter();
  }

  /** Makes what lists databases, tables and columns. */
  createIntrospector(db: Kysely<unknown>): DatabaseIntrospector {
    return new LakeIntrospector(db);
  }
}

class LakeAdapter extends DialectAdapterBase {
  override get supportsReturning(): boolean {
    return false;
  }

  override async acquireMigrationLock(): Promise<void> {
    // Statements of several processes happen one after the other; migrations are begun by one.
  }

  override async releaseMigrationLock(): Promise<void> {
    // None is held.
  }
}
