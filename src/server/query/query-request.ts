import { z } from 'zod';
import { LakeError } from '../../base/lake-error.js';
import type { UserParameter } from '../../engine/parameters.js';
import { BodyTooLarge, type Exchange } from '../exchange.js';

const bodyBytesMax = 16 * 2 ** 20;

/** The value of a `?` in JSON. */
export type JsonParameter = string | number | boolean | null | readonly JsonParameter[];

const parameterShape: z.ZodType<JsonParameter> = z.lazy(() =>
  z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(parameterShape)]),
);

/** A statement as JSON. */
export const queryShape = z.strictObject({
  sql: z.string().min(1).describe('One statement of SQL'),
  parameters: z.array(parameterShape).optional().describe('Values of its ?s, in their order'),
  settings: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
    .optional()
    .describe('Session properties'),
});

/** What a request asks to run. */
export interface QueryRequest {
  readonly sql: string;
  readonly parameters: readonly UserParameter[];
  readonly settings: Readonly<Record<string, string | number | boolean>>;
}

/** Reads the body of `POST /query`: a statement as text, or JSON. @throws LakeError GENERIC_USER_ERROR, QUERY_TEXT_TOO_LARGE */
export async function readQueryBody(exchange: Exchange): Promise<QueryRequest> {
  const length = Number(exchange.header('content-length') ?? 0);
  if (length > bodyBytesMax) throw new BodyTooLarge(bodyBytesMax);
  const text = (await exchange.readBody(bodyBytesMax)).toString('utf8');
  const isJson = /^application\/json\s*(;|$)/i.test(exchange.header('content-type') ?? '');
  return isJson ? queryOfJson(text) : withDefaults({ sql: text });
}

/** Reads the query part of `GET /query`: `sql`, and `parameters` as a JSON array. @throws LakeError GENERIC_USER_ERROR */
export function readQueryPart(search: URLSearchParams): QueryRequest {
  const parameters = search.get('parameters');
  return checked({ sql: search.get('sql') ?? '', ...(parameters === null ? {} : { parameters: parsed(parameters) }) });
}

const queryOfJson = (text: string): QueryRequest => checked(parsed(text));

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new LakeError('GENERIC_USER_ERROR', `The request is no JSON: ${error.message}`);
  }
}

function checked(request: unknown): QueryRequest {
  const read = queryShape.safeParse(request);
  if (read.success) return withDefaults(read.data);
  throw new LakeError('GENERIC_USER_ERROR', `The request is wrong: ${z.prettifyError(read.error)}`, {
    hint: 'Send {"sql": "SELECT …", "parameters": […], "settings": {…}}, or the statement as text/plain.',
  });
}

function withDefaults({ sql, parameters = [], settings = {} }: z.output<typeof queryShape>): QueryRequest {
  if (sql.trim() === '') throw new LakeError('GENERIC_USER_ERROR', 'The request has no statement');
  return { sql, parameters: parameters as readonly UserParameter[], settings };
}
