import { LakeError } from '../../../base/lake-error.js';
import type { ScalarFunction } from '../../definition.js';

export const luhn_check: ScalarFunction = {
  kind: 'scalar',
  name: 'luhn_check',
  summary: 'Tells whether a string of digits is valid according to the Luhn algorithm.',
  examples: [
    ["luhn_check('79927398713')", 'true'],
    ["luhn_check('79927398714')", 'false'],
  ],
  overloads: [
    {
      args: ['varchar'],
      returns: 'boolean',
      host([value]) {
        const text = value as string;
        if (/[^0-9]/.test(text)) throw new LakeError('INVALID_FUNCTION_ARGUMENT', 'Input contains non-digit character');
        let sum = 0;
        for (let i = 0; i < text.length; i++) {
          const digit = text.charCodeAt(text.length - 1 - i) - 48;
          sum += i % 2 === 0 ? digit : digit > 4 ? 2 * digit - 9 : 2 * digit;
        }
        return text !== '' && sum % 10 === 0;
      },
    },
  ],
};
