/** `/query`: a statement in, its result out, in the form that is asked for; and `/statements`, for those that run by themselves. */
import type { Context } from 'hono';
import { LakeError } from '../../base/lake-error.js';
import type { Session } from '../../engine/session.js';
import type { Door, DoorContext, DoorEnvironment } from '../door.js';
import type { Exchange } from '../exchange.js';
import { jsonAnswer } from '../json-answer.js';
import { Refusal } from '../rules/refusal.js';
import { InvalidHeader, readClientHeaders } from '../trino/client-headers.js';
import { chooseFormat } from './choose-format.js';
import { errorAnswer } from './error-answer.js';
import { type QueryRequest, readQueryBody, readQueryPart } from './query-request.js';
import { resultAnswer } from './result-answer.js';
import type { StoredStatement } from './stored-statement.js';
import { StoredStatements } from './stored-statements.js';

export const queryDoor: Door = {
  name: 'query',
  open(routes, context) {
    const stored = new StoredStatements();
    const door = new QueryDoor(context, stored);
    routes.post('/query', (c) => answered(() => door.post(c.env)));
    routes.get('/query', (c) => answered(() => door.get(c.env)));
    routes.get('/statements/:id', (c) => answered(() => door.describe(c)));
    routes.get('/statements/:id/result', (c) => answered(() => door.result(c)));
    routes.delete('/statements/:id', (c) => answered(() => door.forget(c)));
    return {
      async drain(signal) {
        door.stopTaking();
        await stored.drain(signal);
      },
      close: () => stored.close(),
    };
  },
};

/** Answers what is thrown in this door's own form. */
async function answered(answer: () => Promise<Response>): Promise<Response> {
  try {
    return await answer();
  } catch (error) {
    if (error instanceof Refusal) throw error;
    if (error instanceof InvalidHeader) return errorAnswer(new LakeError('GENERIC_USER_ERROR', error.message));
    return errorAnswer(error);
  }
}

type StatementRoute = Context<DoorEnvironment, '/statements/:id'>;

class QueryDoor {
  readonly #context: DoorContext;
  readonly #stored: StoredStatements;
  #takesStatements = true;

  constructor(context: DoorContext, stored: StoredStatements) {
    this.#context = context;
    this.#stored = stored;
  }

  stopTaking(): void {
    this.#takesStatements = false;
  }

  async post(exchange: Exchange): Promise<Response> {
    const search = searchOf(exchange);
    const request = await readQueryBody(exchange);
    const isAsync = search.get('async');
    return isAsync !== null && isAsync !== 'false'
      ? this.#start(exchange, search, request)
      : this.#run(exchange, search, request, false);
  }

  /** Only reads: an address may be followed by anybody, and twice. */
  async get(exchange: Exchange): Promise<Response> {
    const search = searchOf(exchange);
    return this.#run(exchange, search, readQueryPart(search), true);
  }

  async describe(c: StatementRoute): Promise<Response> {
    return jsonAnswer(200, (await this.#find(c)).describe());
  }

  async result(c: StatementRoute): Promise<Response> {
    const statement = await this.#find(c);
    if (statement.state !== 'SUCCEEDED') return jsonAnswer(409, statement.describe());
    const headers = { 'content-type': statement.format.mediaTypes[0]!, 'x-lakelet-query-id': statement.id };
    return new Response(this.#stored.read(statement), { headers });
  }

  async forget(c: StatementRoute): Promise<Response> {
    await this.#stored.forget(await this.#find(c));
    return new Response(null, { status: 204 });
  }

  async #run(
    exchange: Exchange,
    search: URLSearchParams,
    { sql, parameters, settings }: QueryRequest,
    readOnly: boolean,
  ): Promise<Response> {
    const format = chooseFormat(exchange, search);
    const { session } = await this.#session(exchange, settings, readOnly);
    const result = await session.query(sql, { parameters, signal: exchange.signal });
    return resultAnswer(exchange, result, format);
  }

  async #start(
    exchange: Exchange,
    search: URLSearchParams,
    { sql, parameters, settings }: QueryRequest,
  ): Promise<Response> {
    const format = chooseFormat(exchange, search);
    const { session, principal } = await this.#session(exchange, settings, false);
    const statement = await this.#stored.start(session, principal, format, sql, { parameters });
    return jsonAnswer(202, statement.describe(), { location: `/statements/${statement.id}` });
  }

  async #session(
    exchange: Exchange,
    settings: QueryRequest['settings'],
    readOnly: boolean,
  ): Promise<{ session: Session; principal: string }> {
    if (!this.#takesStatements) throw new LakeError('SERVER_SHUTTING_DOWN', 'The server is shutting down');
    const headers = readClientHeaders(exchange);
    const { principal } = await this.#context.findCaller(exchange, headers.user);
    const session = this.#context.lake.session({
      source: 'http',
      ...headers.session,
      principal,
      settings,
      settingTexts: headers.settings,
      readOnly,
    });
    return { session, principal };
  }

  async #find(c: StatementRoute): Promise<StoredStatement> {
    const { user } = readClientHeaders(c.env);
    const { principal } = await this.#context.findCaller(c.env, user);
    return this.#stored.find(c.req.param('id'), principal);
  }
}

const searchOf = ({ incoming: { url = '' } }: Exchange): URLSearchParams => new URL(url, 'http://lakelet').searchParams;
