import { i64 } from '../../../wasm/instruction.js';
import type { ScalarFunction } from '../../definition.js';

export const strpos: ScalarFunction = {
  kind: 'scalar',
  name: 'strpos',
  summary: 'Finds where a text first, or for the n-th time, occurs in a string, counted from 1; 0 when it does not.',
  examples: [
    ["strpos('high', 'ig')", '2'],
    ["strpos('abcabc', 'c', -2)", '3'],
    ["strpos('a', 'x')", '0'],
  ],
  overloads: [
    {
      args: ['varchar(x)', 'varchar(y)'],
      returns: 'bigint',
      emit: (e, [text, sought]) => ({
        layout: 'i64',
        value: e.call('string_position', 'i64', [text!.value, sought!.value, i64.const(1)]),
      }),
    },
    {
      args: ['varchar(x)', 'varchar(y)', 'bigint'],
      returns: 'bigint',
      emit(e, [text, sought, instance]) {
        e.failIf(
          // Of the smallest number there is no opposite.
          i64.eqz(i64.shl(instance!.value, i64.const(1))),
          'INVALID_FUNCTION_ARGUMENT',
          "'instance' must be a positive or negative number.",
        );
        return {
          layout: 'i64',
          value: e.call('string_position', 'i64', [text!.value, sought!.value, instance!.value]),
        };
      },
    },
  ],
};
