import { LakeError } from '../../../base/lake-error.js';
import { asciiDigits } from '../../../types/number-text.js';
import type { ScalarFunction } from '../../definition.js';

function checkRadix(radix: bigint): number {
  if (radix < 2n || radix > 36n) throw new LakeError('INVALID_FUNCTION_ARGUMENT', 'Radix must be between 2 and 36');
  return Number(radix);
}

function parseNumber(text: string, radix: number): bigint {
  const invalid = () => new LakeError('INVALID_FUNCTION_ARGUMENT', `Not a valid base-${radix} number: ${text}`);
  const match = /^([+-]?)([0-9a-z]+)$/i.exec(asciiDigits(text));
  if (!match) throw invalid();
  let value = 0n;
  for (const digit of match[2]!) {
    const number = Number.parseInt(digit, 36);
    if (number >= radix) throw invalid();
    value = value * BigInt(radix) + BigInt(number);
    if (value > 2n ** 63n) throw invalid();
  }
  const signed = match[1] === '-' ? -value : value;
  if (BigInt.asIntN(64, signed) !== signed) throw invalid();
  return signed;
}

export const from_base: ScalarFunction = {
  kind: 'scalar',
  name: 'from_base',
  summary: 'Reads a number written in a base from 2 to 36.',
  examples: [["from_base('ff', 16)", '255']],
  overloads: [
    {
      args: ['varchar(x)', 'bigint'],
      returns: 'bigint',
      host: ([text, radix]) => parseNumber(text as string, checkRadix(radix as bigint)),
    },
  ],
};

export const to_base: ScalarFunction = {
  kind: 'scalar',
  name: 'to_base',
  summary: 'Writes a number in a base from 2 to 36.',
  examples: [['to_base(255, 16)', 'ff']],
  overloads: [
    {
      args: ['bigint', 'bigint'],
      returns: 'varchar(64)',
      host: ([value, radix]) => (value as bigint).toString(checkRadix(radix as bigint)),
    },
  ],
};
