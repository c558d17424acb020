import type { HostCall } from '../../definition.js';
import { compileRegexp, type RegexpProgram } from './regexp-program.js';

const programsMax = 64;

/** Compiles a pattern once for the rows of a query. */
export function programOf(pattern: string, { memo }: HostCall): RegexpProgram {
  const known = memo.get(`pattern ${pattern}`) as RegexpProgram | undefined;
  if (known) return known;
  const program = compileRegexp(pattern);
  if (memo.size >= programsMax) memo.clear();
  memo.set(`pattern ${pattern}`, program);
  return program;
}
