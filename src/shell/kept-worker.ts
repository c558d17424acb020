import { loadScript } from './compiled-code.js';

type RunTask = (task: unknown) => unknown;

const { exports, keep } = loadScript<{ readonly default: RunTask }>(new URL('./worker.cjs', import.meta.url));

/** Does what the library's worker thread does, with code that is kept. */
export default function runTask(task: unknown): unknown {
  const outcome = exports.default(task);
  // A thread is not told of its end.
  keep();
  return outcome;
}
