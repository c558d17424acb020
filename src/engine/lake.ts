import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir, totalmem, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import type { AuditCheck } from '../access/audit-log.js';
import { parsePrincipal } from '../access/principal.js';
import { LakeError } from '../base/lake-error.js';
import { defaultDatabase } from '../catalog/catalog-entry.js';
import { type DatabaseDocument, exportDatabase, importDatabase } from '../catalog/database-document.js';
import { formatDescriptor } from '../catalog/storage-format.js';
import { WorkerPool } from '../exec/worker-pool.js';
import { Locations } from '../storage/locations.js';
import type { S3Options } from '../storage/s3/s3-sdk.js';
import { FooterCache } from '../table/footer-cache.js';
import { hiveTypeText } from '../types/hive-type.js';
import { parseType } from '../types/parse-type.js';
import { requireKernels } from '../vector/kernels.js';
import type { CheckOptions, CheckResult } from './check/lake-check.js';
import { ConstantEvaluator } from './constant-evaluator.js';
import type { Explanation } from './explanation.js';
import { LakeAccess } from './lake-access.js';
import { LakeCatalog } from './lake-catalog.js';
import { LakeFiles } from './lake-files.js';
import { LakeFolders } from './lake-folders.js';
import type { LakeInside } from './lake-inside.js';
import { LakeWrites } from './lake-writes.js';
import { LiveStatements } from './life/live-statements.js';
import { StatementHistory } from './life/statement-history.js';
import { parseMemorySize } from './memory-size.js';
import type { UserParameter } from './parameters.js';
import { PlanCache } from './plan-cache.js';
import type { PreparedStatement } from './prepared-statement.js';
import type { QueryResult, RowObject } from './query-result.js';
import type { RegisteredRows, RegisterOptions } from './registered/register-rows.js';
import { StoredResults } from './result-reuse/stored-results.js';
import { Session } from './session.js';
import type { CheckedStatementOptions, ExplainOptions, SessionOptions, StatementOptions } from './session-options.js';
import { SessionSettings } from './session-settings.js';
import { mergedValueOptions, type ValueOptions } from './value-options.js';
import { Workgroups } from './workgroup/workgroups.js';

/** What a lake is opened with. */
export interface LakeOptions {
  /** Worker threads of a query; all processors by default. */
  readonly threads?: number;
  /** Memory that one query may use: bytes, or a text such as `'2GiB'`. Half of the machine's, at most 2 GiB, by default. */
  readonly memoryLimit?: number | string;
  /**
   * Memory for decompressed pages that later queries may need again, of all queries together: bytes, or a text; 0 keeps none. A
   * thirty-second of the machine's memory, at most 256 MiB, by default.
   */
  readonly pageCache?: number | string;
  /** Folders that stand for `s3://bucket/prefix/`, so that statements written for AWS run unchanged. */
  readonly s3Folders?: Readonly<Record<string, string>>;
  /**
   * How to reach S3, for locations that no folder stands for; needs the package @aws-sdk/client-s3. What is absent is as the SDK finds it:
   * from the environment, a profile, or the machine's role.
   */
  readonly s3?: S3Options;
  /** Registered folders and `s3://` prefixes: files elsewhere are refused. The lake's own folder always is registered. All by default. */
  readonly dataLocations?: readonly string[];
  /** Folder of the tables that name no location; below the lake's own by default. */
  readonly defaultLocation?: string;
  /**
   * Administrators of permissions: users, or ARNs of users and roles. Naming one makes what is created from then on governed: only who was
   * granted something may do it. Kept in the lake; absent: as it was.
   */
  readonly admins?: readonly string[];
  /** Administrators that see what there is and change nothing. Kept in the lake; absent: as it was. */
  readonly readOnlyAdmins?: readonly string[];
  /** `strict`: governed also without administrators, by the lake's opener alone. Kept in the lake; absent: as it was, open at first. */
  readonly permissions?: 'open' | 'strict';
  /** How many days the history of statements goes back; 45 by default. */
  readonly historyDays?: number;
  /** How many days the audit log goes back; what is older is forgotten when the lake is opened. All of it by default. */
  readonly auditDays?: number;
  /** Initial values of session properties; SHOW SESSION lists them. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** How values reach JavaScript; sessions and statements may choose otherwise. */
  readonly values?: ValueOptions;
  /**
   * What worker threads run instead of the library's own file.
   * @internal
   */
  readonly workerFile?: URL;
}

/** An external table of Parquet files. */
export interface NewTable {
  /** Files, folders or patterns. */
  readonly location: string | readonly string[];
  /** Names and Trino types; those of the first file when absent. */
  readonly columns?: readonly (readonly [name: string, type: string])[];
  /** The database that the table is made in; `default` by default. */
  readonly database?: string;
}

const memoryLimitMax = 4 * 2 ** 30 - 64 * 2 ** 20;
const memoryLimitDefault = 2 * 2 ** 30;
const pageCacheDefault = 256 * 2 ** 20;
const pageCacheMax = 4 * 2 ** 30;

/**
 * A lake: a folder with a catalog, and the threads that work on its queries. Several processes may have one open.
 * @example
 * const own = await Lake.open(undefined, { threads: 2, memoryLimit: '256MiB' });
 * const rows = await (await own.query("SELECT 'Ada' AS name")).toArray(); // [{ name: 'Ada' }]
 * await own.close();
 */
export class Lake {
  readonly #inside: LakeInside;
  readonly #session: Session;
  readonly #temporary: string | undefined;
  readonly #spill: string;

  private constructor(inside: LakeInside, temporary: string | undefined) {
    this.#inside = inside;
    this.#session = new Session(inside, {}, true);
    this.#temporary = temporary;
    this.#spill = inside.spillFolder;
  }

  /** What the lake is made of, as long as it is open. @throws SERVER_SHUTTING_DOWN */
  get #opened(): LakeInside {
    this.#inside.pool.throwIfClosed();
    return this.#inside;
  }

  /**
   * Opens the lake in a folder, making it if there is none. Without a folder it is temporary and goes when it is closed.
   * @throws LakeError: CONFIGURATION_INVALID for an option that makes no sense, or where a bundler has packed the package; HIVE_INVALID_METADATA for a folder that is no lake
   * @example
   * await using own = await Lake.open(undefined, { threads: 1, values: { bigint: 'number' } });
   * const rows = await (await own.query('SELECT count(*) AS n FROM (VALUES 1, 2) AS t (x)')).toArray(); // [{ n: 2 }]
   */
  static async open(folder?: string, options: LakeOptions = {}): Promise<Lake> {
    requireKernels();
    const threads = checkedThreads(options.threads ?? availableParallelism());
    const memoryLimit = checkedMemory(options.memoryLimit ?? Math.min(memoryLimitDefault, totalmem() / 2));
    const pageCacheBytes = checkedPageCache(options.pageCache ?? Math.min(pageCacheDefault, totalmem() / 32));
    const temporary = folder === undefined ? await mkdtemp(join(tmpdir(), 'lakelet-')) : undefined;
    const home = resolve(folder ?? temporary!);
    await mkdir(home, { recursive: true });
    const catalog = new LakeCatalog(home, folder === undefined);
    // A folder that is no lake is told at once; a temporary one may never need its catalog.
    if (folder !== undefined) catalog.open();
    const { s3Folders, dataLocations } = options;
    const locations = new Locations({
      baseFolder: process.cwd(),
      s3Folders,
      dataLocations: dataLocations && [
        home,
        ...(options.defaultLocation ? [options.defaultLocation] : []),
        ...dataLocations,
      ],
    });
    const spillFolder = await mkdtemp(join(tmpdir(), 'lakelet-spill-'));
    const files = new LakeFiles(locations, options.s3 ?? {}, join(home, 'staging'));
    const writes = new LakeWrites(home, catalog, files);
    if (folder !== undefined) await writes.sweep();
    const historyDays = options.historyDays === undefined ? undefined : checkedDays('historyDays', options.historyDays);
    const history = new StatementHistory(home, folder !== undefined, historyDays);
    const statements = new LiveStatements();
    statements.follow((life) => history.note(life));
    const inside: LakeInside = {
      catalog,
      writes,
      access: new LakeAccess(catalog),
      footers: new FooterCache((place) => files.store(place).openForRead(place)),
      files,
      pool: new WorkerPool(threads, memoryLimit, pageCacheBytes, options.workerFile),
      evaluator: new ConstantEvaluator(),
      settings: new SessionSettings(options.settings),
      plans: new PlanCache(catalog),
      values: mergedValueOptions({}, options.values),
      statements,
      history,
      workgroups: new Workgroups(catalog),
      results: new StoredResults(home),
      threads,
      memoryLimit,
      locations,
      folders: new LakeFolders(files, locations),
      defaultLocation: options.defaultLocation ?? join(home, 'data'),
      spillFolder,
      owner: userInfo().username,
    };
    if (options.admins) inside.access.setAdmins(options.admins.map(parsePrincipal), inside.owner);
    if (options.readOnlyAdmins)
      inside.access.setReadOnlyAdmins(options.readOnlyAdmins.map(parsePrincipal), inside.owner);
    if (options.permissions) inside.access.store.setMode(options.permissions);
    if (options.auditDays !== undefined)
      inside.access.forgetAudit(checkedDays('auditDays', options.auditDays), inside.owner);
    return new Lake(inside, temporary);
  }

  /**
   * Opens a session of its own principal, database and settings.
   * @throws LakeError: INVALID_SESSION_PROPERTY, CONFIGURATION_INVALID
   * @example
   * const session = lake.session({ principal: 'ana', timeZone: 'Europe/Paris' });
   * const rows = await (await session.query('SELECT current_user, current_timezone()')).toArrays(); // [['ana', 'Europe/Paris']]
   */
  session(options: SessionOptions = {}): Session {
    return new Session(this.#inside, options);
  }

  /**
   * Runs a statement as the lake's opener; a schema checks the rows, and gives their type. See Session.query.
   * @example
   * const schema = z.object({ name: z.string(), born: z.coerce.number() });
   * const result = await lake.query("SELECT 'Ada' AS name, BIGINT '1815' AS born", { schema });
   * const rows = await result.toArray(); // [{ name: 'Ada', born: 1815 }]
   */
  query<Row extends object>(text: string, options: CheckedStatementOptions<Row>): Promise<QueryResult<Row>>;
  /**
   * Runs a statement as the lake's opener; see Session.query.
   * @example
   * const result = await lake.query<{ name: string }>('SELECT * FROM (VALUES (?), (?)) AS t (name)', { parameters: ['Ada', 'Alan'] });
   * const names: string[] = [];
   * for await (const { name } of result) names.push(name);
   * const joined = names.join(); // 'Ada,Alan'
   */
  query<Row extends object = RowObject>(text: string, options?: StatementOptions): Promise<QueryResult<Row>>;
  query<Row extends object>(
    text: string,
    options?: StatementOptions | CheckedStatementOptions<Row>,
  ): Promise<QueryResult<Row>> {
    return this.#session.query<Row>(text, options);
  }

  /**
   * Runs a statement in which each `${value}` is a parameter; see Session.sql.
   * @example
   * const [born, names] = [1900, ['Ada', 'Alan']];
   * const result = await lake.sql<{ name: string }>`
   *   SELECT name FROM (VALUES ('Ada', 1815), ('Alan', 1912)) AS t (name, born)
   *   WHERE born > ${born} AND contains(${names}, name)`;
   * const rows = await result.toArray(); // [{ name: 'Alan' }]
   */
  sql<Row extends object = RowObject>(
    texts: TemplateStringsArray,
    ...parameters: UserParameter[]
  ): Promise<QueryResult<Row>> {
    return this.#session.sql<Row>(texts, ...parameters);
  }

  /**
   * Gives the plan of a statement, run and measured with `analyze`; see Session.explain.
   * @example
   * const { name, outputs, stats } = await lake.explain('SELECT x * 2 AS y FROM (VALUES 1, 2) AS t (x)', { analyze: true });
   * const returned = stats?.rowsReturned; // 2
   */
  explain(text: string, options?: ExplainOptions): Promise<Explanation> {
    return this.#session.explain(text, options);
  }

  /**
   * Reads and checks a statement whose `?`s get their values later; see Session.prepare.
   * @example
   * const twice = await lake.prepare('SELECT ? * 2 AS n');
   * const rows = await (await twice.query([21])).toArray(); // [{ n: 42 }]
   */
  prepare<Row extends object = RowObject>(text: string): Promise<PreparedStatement<Row>> {
    return this.#session.prepare<Row>(text);
  }

  /**
   * Makes rows a table that the lake's own session alone sees; see Session.register.
   * @example
   * await lake.register('prices', [['tea', '2.50'], ['bread', null]], { columns: [['item', 'varchar'], ['price', 'decimal(5,2)']] });
   * const rows = await (await lake.query('SELECT * FROM prices WHERE price IS NOT NULL')).toArrays(); // [['tea', '2.50']]
   */
  register(name: string, rows: RegisteredRows, options?: RegisterOptions): Promise<void> {
    return this.#session.register(name, rows, options);
  }

  /**
   * Forgets a registered table; see Session.unregister.
   * @example
   * await lake.register('people', [{ name: 'Ada' }]);
   * await lake.unregister('people');
   * const error = await lake.query('SELECT * FROM people').catch(({ name }) => name); // 'TABLE_NOT_FOUND'
   */
  unregister(name: string): Promise<void> {
    return this.#session.unregister(name);
  }

  /**
   * Gives Parquet files a table's name in the catalog, for everybody and for good.
   * @throws LakeError: TABLE_ALREADY_EXISTS, SCHEMA_NOT_FOUND, TYPE_NOT_FOUND, PERMISSION_DENIED for a location that is not registered
   * @example
   * await lake.createTable('flights', { location: 'node_modules/vega-datasets/data/flights-3m.parquet' });
   * const rows = await (await lake.query('SELECT count(*) FROM flights')).toArrays(); // [[3000000n]]
   */
  async createTable(name: string, { location, columns, database }: NewTable): Promise<void> {
    const { locations: known, access, owner } = this.#opened;
    const locations = typeof location === 'string' ? [location] : location;
    for (const part of locations) known.check(part);
    const [first, ...others] = locations.map((part) => (/^s3[an]?:/.test(part) ? part : known.place(part)));
    const target = { database: (database ?? defaultDatabase).toLowerCase(), name: name.toLowerCase() };
    const owned = access.owning({ kind: 'user', name: owner });
    owned.transaction(() =>
      owned.createTable({
        ...target,
        tableType: 'EXTERNAL_TABLE',
        storage: {
          ...formatDescriptor('PARQUET'),
          columns: (columns ?? []).map(([column, type]) => ({
            name: column.toLowerCase(),
            type: hiveTypeText(parseType(type)),
          })),
          location: first,
          additionalLocations: others,
        },
        partitionKeys: [],
        parameters: { EXTERNAL: 'TRUE' },
      }),
    );
  }

  /**
   * The statements of this process that have not ended.
   * @internal
   */
  get statements(): LiveStatements {
    return this.#inside.statements;
  }

  /**
   * Tells whether a user who proved to be one may act as another: by `GRANT IMPERSONATE ON USER other TO USER user`.
   * @internal
   */
  mayImpersonate(user: string, other: string): boolean {
    return this.#opened.access.mayImpersonate(user, other);
  }

  /**
   * Gives a database as one JSON object: what AWS Glue answers to GetDatabase, GetTables and GetPartitions.
   * @throws LakeError: SCHEMA_NOT_FOUND
   * @example
   * await lake.query('CREATE TABLE prices AS SELECT 1 AS price');
   * lake.importDatabase(lake.exportDatabase('default'), 'copy');
   * const rows = await (await lake.query('SHOW TABLES FROM copy')).toArrays(); // [['prices']]
   */
  exportDatabase(name: string): DatabaseDocument {
    return exportDatabase(this.#opened.catalog.store, name.toLowerCase());
  }

  /**
   * Makes a database, under its own name or another, of what exportDatabase or Glue gave: all of it or nothing.
   * @throws LakeError: HIVE_INVALID_METADATA, TABLE_ALREADY_EXISTS
   */
  importDatabase(document: unknown, name?: string): void {
    const { access, owner } = this.#opened;
    importDatabase(access.owning({ kind: 'user', name: owner }), document, name);
  }

  /** Checks the audit log: that each entry follows from those before it, and none is missing at its end. */
  async verifyAudit(): Promise<AuditCheck> {
    return this.#opened.access.verifyAudit();
  }

  /** Checks the lake: whether it is whole (`integrity`), or set up well (`advice`). Changes nothing; not restricted by permissions. */
  async *check(kind: 'integrity' | 'advice' = 'integrity', options: CheckOptions = {}): AsyncGenerator<CheckResult> {
    const { runChecks } = await import('./check/registry.js');
    yield* runChecks(kind, this.#opened, options);
  }

  /** Ends what runs, with SERVER_SHUTTING_DOWN, stops the threads and closes the catalog; a temporary lake is removed. */
  async close(): Promise<void> {
    await this.#inside.pool.close();
    await this.#inside.writes.close();
    await this.#inside.files.close();
    this.#inside.history.close();
    this.#inside.access.close();
    this.#inside.catalog.close();
    await rm(this.#spill, { recursive: true, force: true });
    if (this.#temporary !== undefined) await rm(this.#temporary, { recursive: true, force: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

const threadsMax = 32;

function checkedDays(name: 'auditDays' | 'historyDays', days: number): number {
  if (days >= 0) return days;
  throw new LakeError('CONFIGURATION_INVALID', `${name} must not be less than 0, as ${days} is`);
}

function checkedThreads(threads: number): number {
  if (Number.isInteger(threads) && threads >= 1 && threads <= threadsMax) return threads;
  throw new LakeError('CONFIGURATION_INVALID', `threads must be from 1 to ${threadsMax}, not ${threads}`);
}

function checkedMemory(limit: number | string): number {
  const bytes = typeof limit === 'string' ? parseMemorySize(limit) : limit;
  if (bytes !== undefined && bytes >= 8 * 2 ** 20) return Math.min(bytes, memoryLimitMax);
  throw new LakeError('CONFIGURATION_INVALID', `memoryLimit must be at least 8MiB, not ${limit}`);
}

function checkedPageCache(size: number | string): number {
  const bytes = typeof size === 'string' ? parseMemorySize(size) : Math.floor(size);
  if (bytes !== undefined && bytes >= 0) return Math.min(bytes, pageCacheMax);
  throw new LakeError('CONFIGURATION_INVALID', `pageCache must be a size such as 256MiB or 0, not ${size}`);
}
