import { type ErrorCode, errorCodes } from '../../../base/error-codes.js';
import { LakeError } from '../../../base/lake-error.js';
import type { ScalarFunction } from '../../definition.js';

const namesByNumber = new Map(Object.entries(errorCodes).map(([name, { code }]) => [code, name as ErrorCode]));

export const fail: ScalarFunction = {
  kind: 'scalar',
  name: 'fail',
  summary: 'Fails with a message, and with the number of an error where given; TRY does not cover it.',
  examples: [["if(false, fail('no'), 1)", '1']],
  deterministic: false,
  overloads: [
    {
      args: ['varchar'],
      returns: 'unknown',
      host([message]) {
        throw new LakeError('GENERIC_USER_ERROR', message as string);
      },
    },
    {
      args: ['integer', 'varchar'],
      returns: 'unknown',
      host([number, message]) {
        const name = namesByNumber.get(number as number);
        if (name === undefined)
          throw new LakeError('GENERIC_INTERNAL_ERROR', `Unable to find error for code: ${number}`);
        throw new LakeError(name, message as string);
      },
    },
  ],
};
