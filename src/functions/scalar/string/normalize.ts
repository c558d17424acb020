import { LakeError } from '../../../base/lake-error.js';
import type { ScalarFunction } from '../../definition.js';

export const normalize: ScalarFunction = {
  kind: 'scalar',
  name: 'normalize',
  summary: 'Brings a string to a Unicode normalization form: NFC where none is given.',
  examples: [["length(normalize('é', NFD))", '2']],
  overloads: [
    {
      args: ['varchar(x)', 'varchar(y)'],
      returns: 'varchar',
      host([text, form]) {
        if (!['NFC', 'NFD', 'NFKC', 'NFKD'].includes(form as string))
          throw new LakeError('INVALID_FUNCTION_ARGUMENT', 'Normalization form must be one of [NFD, NFC, NFKD, NFKC]');
        return (text as string).normalize(form as string);
      },
    },
  ],
};
