import type { Principal } from '../access/principal.js';
import { LakeError } from '../base/lake-error.js';
import type { BindSession } from '../bind/bind-context.js';
import { type BindOptions, bindStatement, statementName } from '../bind/bind-statement.js';
import { collectTableNames, type FindPrepared } from '../bind/collect-names.js';
import type { Catalog } from '../catalog/catalog.js';
import { catalogName, defaultDatabase } from '../catalog/catalog-entry.js';
import { primaryWorkgroup } from '../catalog/workgroup.js';
import type { ExecutionSettings } from '../exec/thread-context.js';
import { asTooLarge } from '../exec/too-large.js';
import type { AnyStatement, Statement } from '../sql/ast.js';
import { parseAnyStatement, withoutSemicolon } from '../sql/parse-any-statement.js';
import { parseStatement } from '../sql/parse-statement.js';
import { complete } from './completion/complete.js';
import type { Completion } from './completion/completion.js';
import { executedStatement } from './executed-statement.js';
import { type Explanation, explainingStatement } from './explanation.js';
import { guardedCatalog } from './guarded-catalog.js';
import { planImport } from './import/import-plan.js';
import type { ImportOptions, ImportPlan } from './import/imported-files.js';
import type { SessionIdentity } from './lake-access.js';
import type { LakeInside } from './lake-inside.js';
import { StatementTables } from './lake-tables.js';
import { classifyStatement } from './life/classify-statement.js';
import type { StatementLife } from './life/statement-life.js';
import type { StatementSubmission } from './life/statement-record.js';
import { updateTypeOf } from './life/update-type.js';
import { placedParameters } from './named-parameters.js';
import { areNamed, parameterExpression, type UserParameter } from './parameters.js';
import { planKey, type WatchedSession, watchedSession } from './plan-cache.js';
import { PlanReuse } from './plan-reuse.js';
import { PreparedStatement } from './prepared-statement.js';
import { PreparedStatements } from './prepared-statements.js';
import { ProgressReports } from './query-progress.js';
import type { QueryResult, RowObject } from './query-result.js';
import { type RegisteredRows, type RegisterOptions, registerRows } from './registered/register-rows.js';
import { RegisteredTables } from './registered/registered-tables.js';
import { deliverResult } from './result-files/deliver-result.js';
import { runStatement } from './run-statement.js';
import type { SessionChange } from './session-change.js';
import type {
  CheckedStatementOptions,
  ExplainOptions,
  PlacedOptions,
  SessionOptions,
  StatementOptions,
} from './session-options.js';
import type { SessionSettings } from './session-settings.js';
import type { StatementContext } from './statement-context.js';
import { StatementEnd } from './statement-end.js';
import { runPlannedQuery } from './statement-result.js';
import { StatementRights } from './statement-rights.js';
import { findDefinition } from './statements/registry.js';
import { Turns } from './turns.js';
import { mergedValueOptions, type ValueOptions } from './value-options.js';
import { enterWorkgroup } from './workgroup/enter-workgroup.js';
import { workgroupStatements } from './workgroup/workgroup-statements.js';

/** The statement to run; it is read when its life has begun, so that this knows of what fails. */
interface WantedStatement {
  read(): AnyStatement;
  /** What it is read from, if from nothing else. */
  readonly text?: string;
  readonly findPrepared?: FindPrepared;
}

/** Puts `?`s in place of parameters with names. */
function withPlaces(
  text: string,
  { parameters, ...options }: StatementOptions,
): { text: string; options: PlacedOptions } {
  if (!areNamed(parameters)) return { text, options: parameters === undefined ? options : { ...options, parameters } };
  const placed = placedParameters(text, parameters);
  return { text: placed.text, options: { ...options, parameters: placed.parameters } };
}

const noNames: ReturnType<typeof collectTableNames> = { tables: [], filePatterns: [] };

/**
 * A conversation with a lake: a principal, a current database, settings, prepared statements, registered rows. Statements of one session may run
 * at the same time.
 * @example
 * const session = lake.session({ principal: 'ana', values: { bigint: 'number' } });
 * await session.query('SET TIME ZONE \'Asia/Tokyo\'');
 * const rows = await (await session.query('SELECT current_timezone() AS zone, BIGINT \'7\' AS n')).toArray(); // [{ zone: 'Asia/Tokyo', n: 7 }]
 * await session.close();
 */
export class Session {
  readonly #inside: LakeInside;
  readonly #settings: SessionSettings;
  readonly #prepared: PreparedStatements;
  readonly #options: SessionOptions;
  readonly #principal: string;
  readonly #isOpener: boolean;
  readonly #roles: readonly string[];
  readonly #values: ValueOptions;
  readonly #registered = new RegisteredTables();
  #activeRole: SessionIdentity['activeRole'];
  #transactionId: string | undefined;
  #timeZone: string;
  readonly #firstTimeZone: string;
  #catalog: string;
  #database: string;

  /**
   * `isOpener`: the lake's own session, whose user administers it.
   * @internal
   */
  constructor(inside: LakeInside, options: SessionOptions, isOpener = false) {
    this.#inside = inside;
    this.#options = options;
    this.#isOpener = isOpener;
    this.#roles = options.roles ?? [];
    this.#activeRole = options.activeRole ?? 'ALL';
    this.#transactionId = options.transactionId;
    const { workgroup, prepared } = options;
    // Who names a workgroup prepares for all of it, unless the client keeps the statements.
    const kept = prepared || workgroup === undefined ? undefined : workgroupStatements(inside.catalog, workgroup);
    this.#prepared = new PreparedStatements(prepared, kept);
    this.#settings = inside.settings.copy({ ...(workgroup === undefined ? {} : { workgroup }), ...options.settings });
    for (const [name, text] of options.settingTexts ?? []) this.#settings.setText(name, text);
    this.#values = mergedValueOptions(inside.values, options.values);
    this.#principal = options.principal ?? inside.owner;
    this.#firstTimeZone = options.timeZone ?? 'UTC';
    this.#timeZone = this.#firstTimeZone;
    this.#catalog = (options.catalog ?? catalogName).toLowerCase();
    this.#database = (options.database ?? defaultDatabase).toLowerCase();
  }

  /**
   * Runs one statement whose rows go through a schema of Zod, Valibot, ArkType or another library of Standard Schema, which gives them their
   * type: rows as objects, of `toArray` and of loops.
   * @throws LakeError as below; TYPE_MISMATCH with the rows, for the first that does not fit
   */
  query<Row extends object>(text: string, options: CheckedStatementOptions<Row>): Promise<QueryResult<Row>>;
  /**
   * Runs one statement. Its rows come while it runs. `Row` says what they are; it is not checked.
   * @throws LakeError with Trino's name, and the position in the text where there is one; what fails later comes with the rows
   * @example
   * const stop = new AbortController();
   * const sql = 'SELECT n FROM UNNEST(sequence(1, 10000)) AS t (n)';
   * const result = await lake.query<{ n: bigint }>(sql, { signal: stop.signal, timeoutMs: 60_000 });
   * let sum = 0n;
   * for await (const { n } of result) {
   *   if (n > 3n) break; // ends the statement, and frees what it holds
   *   sum += n;
   * }
   * const total = sum; // 6n
   */
  query<Row extends object = RowObject>(text: string, options?: StatementOptions): Promise<QueryResult<Row>>;
  async query<Row extends object>(
    text: string,
    options: StatementOptions | CheckedStatementOptions<Row> = {},
  ): Promise<QueryResult<Row>> {
    const placed = withPlaces(text, options);
    const result = await this.#statement(text, placed.options, { text, read: () => this.#parse(placed.text) });
    return 'schema' in options ? result.checked(options.schema) : (result as unknown as QueryResult<Row>);
  }

  /** Runs a statement in which each `${value}` is a parameter; nothing of a value becomes SQL. @throws LakeError as `query` does */
  sql<Row extends object = RowObject>(
    texts: TemplateStringsArray,
    ...parameters: UserParameter[]
  ): Promise<QueryResult<Row>> {
    return this.query<Row>(texts.join('?'), { parameters });
  }

  /**
   * Lists what may stand at a place of a text that is being typed, of several statements too: words, and names that the principal sees.
   * @internal
   */
  async complete(text: string, cursor: number): Promise<Completion> {
    this.#inside.pool.throwIfClosed();
    const queryId = 'completion';
    const tables = new StatementTables(this.#inside, this.#rights(queryId));
    try {
      return await complete(text, cursor, {
        metadata: tables,
        session: this.#bindSession(queryId),
        load: (names, patterns) => tables.load(names, patterns),
        properties: this.#settings.list().map(({ name }) => name),
        prepared: this.#prepared.names,
      });
    } finally {
      tables.release();
    }
  }

  /**
   * Gives the plan of a query, or of what writes the rows of one; with `analyze` a query is run and measured.
   * @throws LakeError as `query` does; NOT_SUPPORTED for a statement without a plan
   * @example
   * const plan = await lake.session().explain('SELECT x FROM (VALUES 1, 2) AS t (x)');
   * const kind = plan.name; // 'Values'
   */
  async explain(text: string, options: ExplainOptions = {}): Promise<Explanation> {
    const { analyze = false } = options;
    const placed = withPlaces(text, options);
    const result = await this.#statement(text, placed.options, {
      read: () => explainingStatement(parseStatement(withoutSemicolon(placed.text)), analyze),
    });
    const [row] = await result.toArrays();
    return JSON.parse(row![0] as string) as Explanation;
  }

  /**
   * Reads and checks a statement whose `?`s get their values later.
   * @throws LakeError as `query` does
   */
  async prepare<Row extends object = RowObject>(text: string): Promise<PreparedStatement<Row>> {
    const own = '';
    const position = { line: 1, column: 1 };
    const name = { kind: 'Identifier', value: own, delimited: true, position } as const;
    let statement: AnyStatement | undefined;
    const find = (): Statement => {
      statement ??= this.#parse(text);
      return statement as Statement;
    };
    const describe = async (kind: 'DescribeInput' | 'DescribeOutput'): Promise<readonly (readonly string[])[]> => {
      const findPrepared = (sought: string): Statement | undefined =>
        sought === own ? find() : this.#prepared.find(sought);
      const result = await this.#statement(text, {}, { read: () => ({ kind, name, position }), findPrepared });
      return (await result.toArrays()) as string[][];
    };
    const inputs = await describe('DescribeInput');
    const outputs = find().kind === 'QueryStatement' ? await describe('DescribeOutput') : [];
    return new PreparedStatement<Row>({
      parameters: inputs.map(([place, type]) => ({ position: Number(place), type: type! })),
      columns: outputs.map(([column, , , , type]) => ({ name: column!, type: type! })),
      run: (options) => this.#statement(text, options, { read: find }),
    });
  }

  /**
   * Makes rows a table that this session alone sees, until `unregister`, `close` or the end of the lake. They are taken now, into a temporary
   * file, with a bound on memory; later changes of an array do not show. SQL finds the table by its name without a database, in lower case, and
   * as `"$session".name`. Without `columns` these follow from the rows: whole numbers are bigint, others double, a Date is a timestamp(3) at UTC, as is what has a time zone in Arrow;
   * objects, arrays and Maps are rows, arrays and maps.
   * @throws LakeError: TABLE_ALREADY_EXISTS where the name means a table already; INVALID_CAST_ARGUMENT, with the row, where a value does not fit;
   * TYPE_NOT_FOUND; NOT_SUPPORTED for a type that files cannot hold; what the rows' source throws
   * @example
   * await lake.register('people', [{ name: 'Ada', born: 1815 }, { name: 'Alan', born: 1912 }]);
   * const rows = await (await lake.query('SELECT name FROM people WHERE born > 1900')).toArray(); // [{ name: 'Alan' }]
   */
  async register(name: string, rows: RegisteredRows, options: RegisterOptions = {}): Promise<void> {
    this.#inside.pool.throwIfClosed();
    const word = name.toLowerCase();
    const check = (): void => {
      this.#registered.checkFree(word);
      const other = this.#rights('register').visibleEntry(this.#database, word);
      if (other) throw new LakeError('TABLE_ALREADY_EXISTS', `Table '${this.#database}.${word}' exists`);
    };
    check();
    const session = this.#bindSession('register');
    const { footers } = this.#inside;
    const table = await registerRows(word, rows, options, { session, execution: this.#execution(), footers });
    try {
      check();
      this.#registered.add(table);
    } catch (error) {
      await table.release();
      throw error;
    }
  }

  /**
   * Forgets a registered table; statements that read it go on.
   * @throws LakeError: TABLE_NOT_FOUND
   */
  async unregister(name: string): Promise<void> {
    await this.#registered.remove(name.toLowerCase());
  }

  /** Forgets the registered tables. Statements that run go on. */
  async close(): Promise<void> {
    await this.#registered.removeAll();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #parse(text: string): AnyStatement {
    return parseAnyStatement(text, { isAthena: this.#settings.boolean('athena_show_statements') });
  }

  async #statement(text: string, options: PlacedOptions, wanted: WantedStatement): Promise<QueryResult> {
    const end = new StatementEnd(options.signal, options.timeoutMs);
    const life = this.#inside.statements.begin(this.#submission(text), end);
    options.onBegin?.(life);
    try {
      return await deliverResult(await this.#run(wanted, options, life), life, this.#inside);
    } catch (thrown) {
      const error = asTooLarge(thrown);
      end.dispose();
      life.fail(error);
      if (error instanceof LakeError) error.queryId ??= life.queryId;
      throw error;
    }
  }

  /** Looks at files that are to become a table; gives the statements that make it. @throws LakeError */
  planImport(options: ImportOptions): Promise<ImportPlan> {
    const { files, footers } = this.#inside;
    const rights = this.#rights('import');
    return planImport(options, { files, footers, mayRead: (at) => rights.mayReadFiles(at), database: this.#database });
  }

  #submission(text: string): StatementSubmission {
    const { source, clientTags = [] } = this.#options;
    const workgroup = this.#settings.text('workgroup') ?? primaryWorkgroup;
    const principal = this.#principal;
    return { text, principal, catalog: this.#catalog, database: this.#database, workgroup, source, clientTags };
  }

  async #run(wanted: WantedStatement, options: PlacedOptions, life: StatementLife): Promise<QueryResult> {
    const { queryId, startedAt, end } = life;
    this.#inside.pool.throwIfClosed();
    const watched = watchedSession(this.#bindSession(queryId));
    const { session } = watched;
    const execution = this.#execution();
    const { evaluator, catalog, access, defaultLocation } = this.#inside;
    const values = mergedValueOptions(this.#values, options.values);
    const progress = options.onProgress && new ProgressReports(options.onProgress, startedAt);
    if (progress) end.atEnd(() => progress.end());
    const creator: Principal = { kind: 'user', name: this.#principal };
    let guarded: Catalog | undefined;
    const turns = new Turns();
    const rights = this.#rights(queryId);
    const tables = new StatementTables(this.#inside, rights);
    const { findPrepared = (name) => this.#prepared.find(name) } = wanted;
    const reuse = this.#reuse(wanted, options, watched);
    const read = reuse.statement ?? wanted.read();
    const executed = executedStatement(read, findPrepared);
    const { statement } = executed;
    life.classify(classifyStatement(statement), updateTypeOf(statement));
    await enterWorkgroup(life, this.#inside, this.#settings, rights);
    const definition = findDefinition(statement);
    const changing =
      statement.kind === 'Explain' && statement.analyze ? findDefinition(statement.statement) : definition;
    if (this.#options.readOnly && changing && !changing.keepsLake)
      throw new LakeError('READ_ONLY_VIOLATION', 'Cannot change anything in a read-only session', {
        position: statement.position,
      });
    end.atEnd(() => tables.release());
    await turns.give();
    this.#inside.pool.throwIfClosed();
    // Whether a result may be given again the binder decides anew.
    const planned = life.reuseMinutes > 0 ? undefined : await end.during(reuse.planned(tables));
    const names = planned ? noNames : collectTableNames(statement, session, findPrepared);
    if (!planned) await end.during(tables.load(names.tables, names.filePatterns));
    this.#inside.pool.throwIfClosed();
    await turns.give();
    const binding: BindOptions = {
      metadata: tables,
      session,
      parameters: executed.parameters ?? (options.parameters ?? []).map(parameterExpression),
      findPrepared,
    };
    const context: StatementContext = {
      inside: this.#inside,
      get catalog() {
        guarded ??= guardedCatalog({ store: catalog.store, access, rights, creator, defaultLocation });
        return guarded;
      },
      rights,
      evaluator: evaluator.forStatement(session, execution),
      turns,
      tables,
      session,
      isReadOnly: this.#options.readOnly === true,
      settings: this.#settings,
      execution,
      binding,
      startedAt,
      prepared: this.#prepared,
      change: (change) => this.#change(change),
      transactionId: this.#transactionId,
      lacksTransactions: this.#options.lacksTransactions ?? false,
      end,
      life,
      progress,
      values,
      keepPlan: (made) => reuse.keep(read, made, tables),
    };
    if (planned) return runPlannedQuery(planned, context);
    return rights.notingRefusal(statementName(statement), names.tables, async () => {
      if (definition) return definition.run(statement, context);
      const bound = bindStatement(statement, binding);
      await turns.give();
      return runStatement(bound, context);
    });
  }

  #reuse({ text }: WantedStatement, { parameters = [] }: PlacedOptions, watched: WatchedSession): PlanReuse {
    const isWanted = text !== undefined && parameters.length === 0 && this.#settings.boolean('plan_cache_enabled');
    const key = isWanted ? planKey(text, watched.session, this.#settings.key) : undefined;
    return new PlanReuse(this.#inside.plans, key, watched);
  }

  #rights(queryId: string): StatementRights {
    const { access, catalog } = this.#inside;
    const identity: SessionIdentity = {
      user: this.#principal,
      roles: this.#roles,
      activeRole: this.#activeRole,
      isOpener: this.#isOpener,
      source: this.#options.source,
    };
    return new StatementRights(access, () => catalog.store, identity, queryId, this.#registered);
  }

  #change(change: SessionChange): void {
    switch (change.kind) {
      case 'use':
        if (change.catalog !== undefined) this.#catalog = change.catalog;
        this.#database = change.database;
        break;
      case 'set time zone':
        this.#timeZone = change.zone ?? this.#firstTimeZone;
        break;
      case 'set role':
        this.#activeRole = change.role;
        break;
      case 'start transaction':
        this.#transactionId = change.id;
        break;
      case 'end transaction':
        this.#transactionId = undefined;
        break;
      default:
      // The settings and the prepared statements have changed themselves.
    }
    this.#options.onChange?.(change);
  }

  #bindSession(queryId: string): BindSession {
    return {
      startMillis: Date.now(),
      timeZone: this.#timeZone,
      user: this.#principal,
      catalog: this.#catalog,
      schema: this.#database,
      queryId,
      registered: this.#registered.names,
      settings: {
        decimalLiteralsAsDouble: this.#settings.boolean('parse_decimal_literals_as_double'),
        recursionDepthMax: this.#settings.number('max_recursion_depth'),
      },
    };
  }

  #execution(): ExecutionSettings {
    return {
      batchRows: this.#settings.number('batch_rows'),
      dictionaryVectors: this.#settings.boolean('dictionary_vectors_enabled'),
      pruning: this.#settings.boolean('pruning_enabled'),
      pageCache: this.#settings.boolean('page_cache_enabled'),
      spillFolder: this.#inside.spillFolder,
    };
  }
}
