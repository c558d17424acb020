import { LakeError } from '../../../base/lake-error.js';
import type { ScalarFunction } from '../../definition.js';

export const codepoint: ScalarFunction = {
  kind: 'scalar',
  name: 'codepoint',
  summary: 'Gives the Unicode code point of the only character of a string.',
  examples: [["codepoint('A')", '65']],
  overloads: [
    {
      args: ['varchar(1)'],
      returns: 'integer',
      host([text]) {
        const point = (text as string).codePointAt(0);
        if (point === undefined || String.fromCodePoint(point) !== text)
          throw new LakeError('INVALID_FUNCTION_ARGUMENT', 'Input string must be a single character string');
        return point;
      },
    },
  ],
};
