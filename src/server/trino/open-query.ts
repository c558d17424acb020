import { randomUUID } from 'node:crypto';
import { LakeError } from '../../base/lake-error.js';
import type { Lake } from '../../engine/lake.js';
import type { StatementLife } from '../../engine/life/statement-life.js';
import type { StatementRecord } from '../../engine/life/statement-record.js';
import type { QueryResult } from '../../engine/query-result.js';
import { columnReader } from '../../engine/result-rows.js';
import type { SessionChange } from '../../engine/session-change.js';
import { zoneOf } from '../../types/time-zone.js';
import type { Caller } from '../door.js';
import type { AnswerBody } from '../write-response.js';
import type { ClientHeaders } from './client-headers.js';
import { Deadline } from './deadline.js';
import { type QueryError, queryError } from './query-error.js';
import { RowPages } from './row-pages.js';
import { sessionHeaders } from './session-headers.js';
import { type ProtocolState, statementStats } from './statement-stats.js';
import { typeName, typeSignature } from './type-signature.js';

const textBytesMax = 16 * 1024;

/** One answer about a query, kept so that it can be given again. */
export interface Page {
  readonly body: AnswerBody;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** There is a page after it. */
  readonly hasNext: boolean;
}

/** What a page is asked for with. */
export interface PageRequest {
  /** Where the server answers, as the client knows it: `https://lake.example:8443`. */
  readonly baseUrl: string;
  readonly waitMs: number;
  readonly bytesWanted: number;
}

/** What a query is started with. */
export interface QueryStart {
  readonly lake: Lake;
  readonly sql: string;
  readonly caller: Caller;
  readonly headers: ClientHeaders;
  /** Gives the id of a query that failed before it began. */
  readonly nextId: () => string;
}

/** A query of a client that reads it page by page. */
export class OpenQuery {
  readonly slug = randomUUID();
  readonly caller: Caller;
  readonly sql: string;
  /** When a request last asked for it, on the clock of `performance.now()`. */
  usedAt = performance.now();
  readonly #headers: ClientHeaders;
  readonly #changes: SessionChange[] = [];
  readonly #started: Promise<void>;
  readonly #id: string;
  readonly #life: StatementLife | undefined;
  #hasStarted = false;
  #isCancelled = false;
  #result: QueryResult | undefined;
  #rows: RowPages | undefined;
  #columns: string | undefined;
  #updateCount: number | undefined;
  #error: QueryError | undefined;
  #token = -1;
  #page: Promise<Page> | undefined;
  #lastPage: Page | undefined;
  #waiting = 0;

  constructor({ lake, sql, caller, headers, nextId }: QueryStart) {
    this.caller = caller;
    this.sql = sql;
    this.#headers = headers;
    let life: StatementLife | undefined;
    this.#started = this.#start(() => {
      if (headers.session.timeZone !== undefined) zoneOf(headers.session.timeZone);
      const session = lake.session({
        ...headers.session,
        principal: caller.principal,
        settingTexts: headers.settings,
        onChange: (change) => this.#changes.push(change),
      });
      return session.query(sql, {
        onBegin: (begun) => {
          life = begun;
        },
      });
    });
    this.#life = life;
    this.#id = this.#life?.queryId ?? nextId();
  }

  get id(): string {
    return this.#id;
  }

  /** True when the client has been given the last page. */
  get isOver(): boolean {
    return this.#lastPage?.hasNext === false;
  }

  /** True when somebody has ended it: no client waits for the rest. */
  get isCancelled(): boolean {
    return this.#isCancelled;
  }

  /** True while a request waits for a page. */
  get isAwaited(): boolean {
    return this.#waiting > 0;
  }

  /** Gives a page: the one after the last, or the last again. */
  async page(token: number, request: PageRequest): Promise<Page | 'gone' | 'unknown'> {
    this.usedAt = performance.now();
    if (token < this.#token) return 'gone';
    if (token > this.#token + 1 || (token > this.#token && this.isOver)) return 'unknown';
    this.#waiting++;
    try {
      if (token > this.#token) {
        // A client that asks ahead while the page before is being made has to wait for it.
        const before = this.#page;
        this.#token = token;
        this.#page = (async () => {
          await before;
          const page = await this.#produce(token, request);
          this.#lastPage = page;
          if (!page.hasNext) this.#forgetRows();
          return page;
        })();
      }
      return await this.#page!;
    } finally {
      this.#waiting--;
      this.usedAt = performance.now();
    }
  }

  /** Ends the query; what was not read is lost. */
  cancel(reason = new LakeError('USER_CANCELED', 'Query was canceled')): void {
    if (this.isOver) return;
    this.#isCancelled = true;
    this.#error ??= queryError(reason);
    this.#life?.cancel(reason);
    void this.#result?.close();
  }

  /** Ends the query as if its rows had ended: what was not read is lost, what was is the result. */
  async endEarly(): Promise<void> {
    await this.#rows?.endEarly();
  }

  /** Tells of the query as it is now. */
  describe(): { readonly record: StatementRecord | undefined; readonly state: ProtocolState } {
    return { record: this.#life?.record(), state: this.#state() };
  }

  async #start(run: () => Promise<QueryResult>): Promise<void> {
    try {
      const result = await run();
      this.#result = result;
      // It was cancelled meanwhile.
      if (this.#error) await result.close();
      else await this.#open(result);
    } catch (error) {
      this.#error ??= queryError(error);
    } finally {
      this.#hasStarted = true;
    }
  }

  /** Finds out what the result's rows are to the client: rows, a count of changed rows, or nothing. */
  async #open(result: QueryResult): Promise<void> {
    const [column, ...others] = result.columns;
    const isUpdate = this.#life!.updateType !== undefined && others.length === 0;
    if (isUpdate && column?.name === 'result' && column.type === 'boolean') {
      for await (const _ of result.batches());
      this.#columns = '[]';
      return;
    }
    const { isParametric } = this.#headers;
    const { columnTypes } = result;
    this.#columns = JSON.stringify(
      result.columns.map(({ name }, index) => ({
        name,
        type: typeName(columnTypes[index]!, isParametric),
        typeSignature: typeSignature(columnTypes[index]!, isParametric),
      })),
    );
    const source = result.batches();
    if (!isUpdate || column?.name !== 'rows' || column.type !== 'bigint') {
      this.#rows = new RowPages(source, isParametric);
      return;
    }
    const batches = [];
    for await (const batch of source) batches.push(batch);
    for (const batch of batches) if (batch.rowCount > 0) this.#updateCount = Number(columnReader(batch.columns[0]!)(0));
    this.#rows = new RowPages(
      (async function* () {
        yield* batches;
      })(),
      isParametric,
    );
  }

  async #produce(token: number, { baseUrl, waitMs, bytesWanted }: PageRequest): Promise<Page> {
    if (token === 0 && !this.#headers.readsFirstAnswer) return this.#pageOf(token, undefined, true, baseUrl);
    const deadline = new Deadline(waitMs);
    let data: Buffer | undefined;
    try {
      if (!this.#hasStarted) await deadline.orUndefined(this.#started);
      if (this.#hasStarted && !this.#error) data = await this.#rows?.next(bytesWanted, deadline);
    } catch (error) {
      this.#error ??= queryError(error);
    } finally {
      deadline.end();
    }
    if (this.#error) data = undefined;
    const isRead = this.#hasStarted && (this.#error !== undefined || (this.#rows?.hasEnded ?? true));
    // Clients acknowledge rows by asking for the page after them; what fits the first answer was never asked for.
    const hasNext = !isRead || (data !== undefined && token > 0);
    return this.#pageOf(token, data, hasNext, baseUrl);
  }

  /** The query stays known for a while, for who asks for its last page again. */
  #forgetRows(): void {
    this.#rows = undefined;
    this.#result = undefined;
  }

  #pageOf(token: number, data: Buffer | undefined, hasNext: boolean, baseUrl: string): Page {
    const nextUri = hasNext ? `${baseUrl}${this.#path(token + 1)}` : undefined;
    return {
      body: this.#body(data, nextUri, baseUrl, !hasNext),
      headers: sessionHeaders(this.#changes, this.#headers.prefix),
      hasNext,
    };
  }

  #path(token: number): string {
    return `/v1/statement/executing/${this.#id}/${this.slug}/${token}`;
  }

  #partialCancelPath(): string {
    return `/v1/statement/executing/partialCancel/${this.#id}/0/${this.slug}/${this.#token}`;
  }

  #state(): ProtocolState {
    if (this.#error) return 'FAILED';
    if (!this.#hasStarted) return this.#life?.record().state === 'QUEUED' ? 'QUEUED' : 'PLANNING';
    if (this.#rows?.hasEnded ?? true) return 'FINISHED';
    return this.#result?.progress().state === 'queued' ? 'QUEUED' : 'RUNNING';
  }

  #body(data: Buffer | undefined, nextUri: string | undefined, baseUrl: string, isLast: boolean): AnswerBody {
    const state = this.#state();
    const stats = statementStats({
      state: state === 'FINISHED' && !isLast ? 'RUNNING' : state,
      record: this.#life?.record(),
      progress: this.#result?.progress(),
      hasStages: this.#rows !== undefined,
    });
    const updateType = this.#error ? undefined : this.#life?.updateType;
    const head =
      `{"id":"${this.#id}","infoUri":"${baseUrl}/ui/query.html?${this.#id}"` +
      (state === 'RUNNING' && !isLast ? `,"partialCancelUri":"${baseUrl}${this.#partialCancelPath()}"` : '') +
      (nextUri === undefined ? '' : `,"nextUri":${JSON.stringify(nextUri)}`) +
      (this.#columns === undefined ? '' : `,"columns":${this.#columns}`);
    const tail =
      `,"stats":${JSON.stringify(stats)}` +
      (this.#error ? `,"error":${JSON.stringify(this.#error)}` : '') +
      ',"warnings":[]' +
      (updateType === undefined || this.#columns === undefined ? '' : `,"updateType":${JSON.stringify(updateType)}`) +
      (this.#updateCount === undefined || this.#error ? '' : `,"updateCount":${this.#updateCount}`) +
      '}\n';
    if (!data) return head + tail;
    // Text goes out in one piece with the headers.
    if (data.length <= textBytesMax) return `${head},"data":${data.toString()}${tail}`;
    return [Buffer.from(`${head},"data":`), data, Buffer.from(tail)];
  }
}
