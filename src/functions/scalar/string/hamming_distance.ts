import { LakeError } from '../../../base/lake-error.js';
import type { ScalarFunction } from '../../definition.js';

export const hamming_distance: ScalarFunction = {
  kind: 'scalar',
  name: 'hamming_distance',
  summary: 'Counts the places at which two strings of one length differ.',
  examples: [["hamming_distance('abc', 'axc')", '1']],
  overloads: [
    {
      args: ['varchar(x)', 'varchar(y)'],
      returns: 'bigint',
      host([left, right]) {
        const a = [...(left as string)];
        const b = [...(right as string)];
        if (a.length !== b.length)
          throw new LakeError(
            'INVALID_FUNCTION_ARGUMENT',
            'The input strings to hamming_distance function must have the same length',
          );
        return BigInt(a.filter((point, i) => point !== b[i]).length);
      },
    },
  ],
};
