import type { ErrorCode, ErrorType } from '../../base/error-codes.js';
import { LakeError } from '../../base/lake-error.js';
import { jsonAnswer } from '../json-answer.js';

const statusOfType: Record<ErrorType, number> = {
  USER_ERROR: 400,
  INTERNAL_ERROR: 500,
  INSUFFICIENT_RESOURCES: 422,
  EXTERNAL: 502,
};

const statusOfName: Partial<Record<ErrorCode, number>> = {
  PERMISSION_DENIED: 403,
  READ_ONLY_VIOLATION: 403,
  NOT_FOUND: 404,
  USER_CANCELED: 409,
  QUERY_TEXT_TOO_LARGE: 413,
  QUERY_QUEUE_FULL: 429,
  SERVER_SHUTTING_DOWN: 503,
};

/** A failure as JSON: the fields of the library's LakeError. */
export interface ErrorBody {
  readonly name: ErrorCode;
  readonly code: number;
  readonly type: ErrorType;
  readonly message: string;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
  readonly hint?: string | undefined;
  readonly queryId?: string | undefined;
}

/** Gives a failure as JSON. What is no LakeError is a fault of ours: its message may hold anything, and stays here. */
export function errorBody(thrown: unknown): ErrorBody {
  const error = thrown instanceof LakeError ? thrown : new LakeError('GENERIC_INTERNAL_ERROR', 'Internal error');
  const { name, code, type, message, line, column, hint, queryId } = error;
  return { name, code, type: type as ErrorType, message, line, column, hint, queryId };
}

/** Answers with a failure. */
export function errorAnswer(thrown: unknown): Response {
  const error = errorBody(thrown);
  const status = statusOfName[error.name] ?? statusOfType[error.type];
  return jsonAnswer(status, { error });
}
