import { LakeError } from '../../../base/lake-error.js';
import type { ScalarFunction } from '../../definition.js';

const limitMax = 2_147_483_647n;

function splitText(text: string, delimiter: string, limit: bigint): readonly string[] {
  if (limit <= 0n) throw new LakeError('INVALID_FUNCTION_ARGUMENT', 'Limit must be positive');
  if (limit > limitMax) throw new LakeError('INVALID_FUNCTION_ARGUMENT', 'Limit is too large');
  if (delimiter === '') throw new LakeError('INVALID_FUNCTION_ARGUMENT', 'The delimiter may not be the empty string');
  const parts: string[] = [];
  let from = 0;
  while (parts.length + 1 < limit) {
    const at = text.indexOf(delimiter, from);
    if (at < 0) break;
    parts.push(text.slice(from, at));
    from = at + delimiter.length;
  }
  parts.push(text.slice(from));
  return parts;
}

export const split: ScalarFunction = {
  kind: 'scalar',
  name: 'split',
  summary: 'Splits a string at a delimiter into an array; with a limit the last part keeps the rest.',
  examples: [
    ["split('a,b,c', ',')", '[a, b, c]'],
    ["split('a,b,c', ',', 2)", '[a, b,c]'],
  ],
  overloads: [
    {
      args: ['varchar(x)', 'varchar(y)'],
      returns: 'array(varchar(x))',
      host: ([text, delimiter]) => splitText(text as string, delimiter as string, limitMax),
    },
    {
      args: ['varchar(x)', 'varchar(y)', 'bigint'],
      returns: 'array(varchar(x))',
      host: ([text, delimiter, limit]) => splitText(text as string, delimiter as string, limit as bigint),
    },
  ],
};
