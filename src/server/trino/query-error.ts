import { errorCodes } from '../../base/error-codes.js';
import { LakeError } from '../../base/lake-error.js';

interface ErrorLocation {
  readonly lineNumber: number;
  readonly columnNumber: number;
}

interface FailureDetail {
  readonly type: string;
  readonly message: string;
  readonly suppressed: readonly never[];
  readonly stack: readonly string[];
  readonly errorInfo: { readonly code: number; readonly name: string; readonly type: string };
  readonly errorLocation?: ErrorLocation;
}

/** A failure as the protocol tells it. */
export interface QueryError {
  readonly message: string;
  readonly errorCode: number;
  readonly errorName: string;
  readonly errorType: string;
  readonly errorLocation?: ErrorLocation;
  readonly failureInfo: FailureDetail;
}

/** The Java classes that clients look for in a failure. */
const exceptionOf = (name: string): string =>
  name === 'SYNTAX_ERROR' ? 'io.trino.sql.parser.ParsingException' : 'io.trino.spi.TrinoException';

/** Gives the protocol's form of what was thrown. What is no LakeError is a fault of ours: its message may hold anything, and stays here. */
export function queryError(thrown: unknown): QueryError {
  if (!(thrown instanceof LakeError)) return queryError(new LakeError('GENERIC_INTERNAL_ERROR', 'Internal error'));
  const { name, message, line, column } = thrown;
  const { code, type } = errorCodes[name];
  const location =
    line === undefined || column === undefined ? {} : { errorLocation: { lineNumber: line, columnNumber: column } };
  return {
    message,
    errorCode: code,
    errorName: name,
    errorType: type,
    ...location,
    failureInfo: {
      type: exceptionOf(name),
      message,
      suppressed: [],
      stack: [],
      errorInfo: { code, name, type },
      ...location,
    },
  };
}
