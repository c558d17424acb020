import { LakeError } from '../base/lake-error.js';

/** Turns what the runtime throws at statements beyond its limits into an error of the user; gives other errors back. */
export function asTooLarge(error: unknown): unknown {
  const isStack = error instanceof RangeError && error.message === 'Maximum call stack size exceeded';
  const isCode =
    error instanceof WebAssembly.CompileError &&
    /local count|function body|size .*(limit|larger|maximum)/.test(error.message);
  if (!isStack && !isCode) return error;
  return new LakeError('QUERY_REJECTED', 'The query is too large: an expression has too many parts', { cause: error });
}
