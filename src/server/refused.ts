import { type ErrorCode, errorCodes } from '../base/error-codes.js';
import { jsonAnswer } from './json-answer.js';
import { wholeResponse } from './write-response.js';

const nameOfStatus: Readonly<Record<number, ErrorCode>> = {
  401: 'PERMISSION_DENIED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  429: 'QUERY_QUEUE_FULL',
  500: 'GENERIC_INTERNAL_ERROR',
};

/** Gives the JSON of a request that no door has answered: the fields that a door's own failures have. */
export function refusedBody(status: number, message: string): { readonly error: object } {
  const name = nameOfStatus[status] ?? 'GENERIC_USER_ERROR';
  return { error: { name, ...errorCodes[name], message } };
}

/** Answers a request that no door has answered, in the form of the one that it was for: Trino's clients read text. */
export function refused(path: string, status: number, message: string, headers: Record<string, string> = {}): Response {
  if (!path.startsWith('/v1/')) return jsonAnswer(status, refusedBody(status, message), headers);
  const type = { 'content-type': 'text/plain;charset=utf-8' };
  return wholeResponse(`Error ${status}: ${message}\n`, { status, headers: { ...type, ...headers } });
}
