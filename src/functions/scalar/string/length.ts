import { i64 } from '../../../wasm/instruction.js';
import type { ScalarFunction } from '../../definition.js';

export const length: ScalarFunction = {
  kind: 'scalar',
  name: 'length',
  summary: 'Counts the code points of a string, or the bytes of a binary.',
  examples: [
    ["length('héllo')", '5'],
    ["length(CAST('ab' AS char(4)))", '4'],
    ["length(X'0102')", '2'],
  ],
  neverFails: true,
  overloads: [
    { args: ['varchar(x)'], returns: 'bigint', kernel: 'string_length' },
    {
      args: ['char(x)'],
      returns: 'bigint',
      emit: (_e, _args, { args: [type] }) => ({
        layout: 'i64',
        value: i64.const(type?.kind === 'char' ? type.length : 0),
      }),
    },
    { args: ['varbinary'], returns: 'bigint', kernel: 'binary_length' },
  ],
};
