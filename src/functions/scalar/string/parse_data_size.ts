import { LakeError } from '../../../base/lake-error.js';
import { fitsPrecision } from '../../../types/decimal-value.js';
import type { ScalarFunction } from '../../definition.js';

const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB', 'ZB', 'YB'];

export const parse_data_size: ScalarFunction = {
  kind: 'scalar',
  name: 'parse_data_size',
  aliases: ['parse_presto_data_size'],
  summary: 'Reads an amount of data with its unit, from B to YB by 1024, as bytes.',
  examples: [["parse_data_size('2.3MB')", '2411724']],
  overloads: [
    {
      args: ['varchar(x)'],
      returns: 'decimal(38,0)',
      host([text]) {
        const match = /^(\d*)(?:\.(\d*))?([A-Za-z]+)$/.exec(text as string);
        const power = match ? units.indexOf(match[3]!) : -1;
        if (!match || power < 0 || `${match[1]}${match[2] ?? ''}` === '')
          throw new LakeError('INVALID_FUNCTION_ARGUMENT', `Invalid data size: '${text}'`);
        const [, whole = '', fraction = ''] = match;
        const bytes = (BigInt(whole + fraction) * 1024n ** BigInt(power)) / 10n ** BigInt(fraction.length);
        if (!fitsPrecision(bytes, 38))
          throw new LakeError('NUMERIC_VALUE_OUT_OF_RANGE', `Value out of range: '${text}'`);
        return bytes;
      },
    },
  ],
};
