import { type SqlType, varcharType } from '../../../types/sql-type.js';
import type { ScalarFunction } from '../../definition.js';
import { callGrowingKernel, growingKernel } from './view-kernel.js';

const boundedLengthMax = 2_147_483_646;

/** Makes varchar of a length, unbounded where that is more than a type can say. */
export const varcharUpTo = (length: number): SqlType =>
  varcharType(length <= boundedLengthMax ? Math.floor(length) : undefined);

/** Tells how many code points a value of a character type may have; Infinity when unbounded. */
export const lengthMaxOf = (type: SqlType | undefined): number =>
  type?.kind === 'varchar' || type?.kind === 'char' ? (type.length ?? Infinity) : Infinity;

export const replace: ScalarFunction = {
  kind: 'scalar',
  name: 'replace',
  summary: 'Replaces every occurrence of a text, left to right, by another or by nothing.',
  examples: [
    ["replace('abcabc', 'b', 'XX')", 'aXXcaXXc'],
    ["replace('abcabc', 'b')", 'acac'],
    ["replace('abc', '', '-')", '-a-b-c-'],
  ],
  overloads: [
    {
      args: ['varchar(x)', 'varchar(y)'],
      returns: 'varchar(x)',
      emit: (e, [text, search]) =>
        callGrowingKernel(e, 'string_replace', [text!.value, search!.value, e.text('').value]),
    },
    {
      args: ['varchar(x)', 'varchar(y)', 'varchar(z)'],
      // A replacement may stand before each code point and at the end.
      returns: ([text, , replacement]) => {
        const length = lengthMaxOf(text);
        return varcharUpTo(length + lengthMaxOf(replacement) * (length + 1));
      },
      ...growingKernel('string_replace'),
    },
  ],
};
