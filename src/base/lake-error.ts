import { type ErrorCode, errorCodes } from './error-codes.js';

/** A place in a statement's text: both numbers start at 1, columns count code points, as Trino's do. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Describes what a failure carries besides its code and message. */
export interface LakeErrorOptions {
  readonly position?: Position | undefined;
  readonly hint?: string | undefined;
  readonly cause?: unknown;
}

/**
 * Reports a failure to the user: `name` is Trino's error name, `code` its number, `type` its class; `line` and `column` are the place in the
 * statement, from 1, where there is one.
 * @example
 * const error = await lake.query('SELECT nam FROM (VALUES 1) AS t (name)').catch((thrown) => thrown);
 * const told = [error instanceof LakeError, error.name, error.code, error.line, error.column]; // [true, 'COLUMN_NOT_FOUND', 47, 1, 8]
 */
export class LakeError extends Error {
  /** Trino's name, such as COLUMN_NOT_FOUND. */
  override readonly name: ErrorCode;
  /** Trino's number of the name. */
  readonly code: number;
  /** USER_ERROR, INTERNAL_ERROR, INSUFFICIENT_RESOURCES or EXTERNAL. */
  readonly type: string;
  /** From 1; undefined where no place in the statement is to blame. */
  readonly line: number | undefined;
  /** From 1, in code points. */
  readonly column: number | undefined;
  /** What to try instead. */
  readonly hint: string | undefined;
  /** The statement's id, as its result and the history have it. */
  queryId: string | undefined;

  constructor(name: ErrorCode, message: string, options: LakeErrorOptions = {}) {
    const { position } = options;
    const text = position ? `line ${position.line}:${position.column}: ${message}` : message;
    super(text, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = name;
    this.code = errorCodes[name].code;
    this.type = errorCodes[name].type;
    this.line = position?.line;
    this.column = position?.column;
    this.hint = options.hint;
  }
}

/** Throws an INTERNAL error when an invariant of the program, not of its input, is broken. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new LakeError('GENERIC_INTERNAL_ERROR', `Broken invariant: ${message}`);
}

/** Makes the compiler list the cases a switch forgot. */
export function unreachable(value: never): never {
  throw new LakeError('GENERIC_INTERNAL_ERROR', `Broken invariant: unexpected ${JSON.stringify(value)}`);
}
