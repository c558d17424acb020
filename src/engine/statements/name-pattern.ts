import { bytesOf } from '../../functions/scalar/binary/bytes-of.js';
import { callKernel } from '../../functions/scalar/host-machine.js';
import { answers, overrunError } from '../../functions/scalar/regexp/regexp-call.js';
import { compileRegexp } from '../../functions/scalar/regexp/regexp-program.js';

/** Keeps the names that match a pattern of SHOW: a regular expression of the whole name in which a lone `*` stands for any text. */
export function namesLike(names: readonly string[], pattern: string | undefined): readonly string[] {
  if (pattern === undefined) return names;
  const source = pattern.trim().replace(/(?<![.\])}])\*/g, '.*');
  const { bytes } = compileRegexp(`(?i)^(?:${source})$`);
  return names.filter((name) => {
    const { answer } = callKernel('regexp_like', [bytesOf(name), bytes]);
    if (answer === answers.overrun) throw overrunError();
    return answer === 1;
  });
}
