import { LakeError } from '../../../base/lake-error.js';
import type { ScalarFunction } from '../../definition.js';

export const chr: ScalarFunction = {
  kind: 'scalar',
  name: 'chr',
  summary: 'Gives the string of one Unicode code point.',
  examples: [['chr(65)', 'A']],
  overloads: [
    {
      args: ['bigint'],
      returns: 'varchar(1)',
      host([value]) {
        const point = value as bigint;
        if (point < 0n || point > 0x10ffffn || (point >= 0xd800n && point <= 0xdfffn))
          throw new LakeError('INVALID_FUNCTION_ARGUMENT', `Not a valid Unicode code point: ${point}`);
        return String.fromCodePoint(Number(point));
      },
    },
  ],
};
