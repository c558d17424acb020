import { i32, i64 } from '../../../wasm/instruction.js';
import type { ScalarFunction } from '../../definition.js';

export const split_part: ScalarFunction = {
  kind: 'scalar',
  name: 'split_part',
  summary: 'Splits a string at a delimiter and gives one part, counted from 1; NULL when there are fewer.',
  examples: [
    ["split_part('a,b,c', ',', 2)", 'b'],
    ["split_part('abc', '', 2)", 'b'],
    ["split_part('a', ',', 2)", 'NULL'],
  ],
  overloads: [
    {
      args: ['varchar(x)', 'varchar(y)', 'bigint'],
      returns: 'varchar(x)',
      emit(e, [text, delimiter, index]) {
        e.failIf(i64.les(index!.value, i64.const(0)), 'INVALID_FUNCTION_ARGUMENT', 'Index must be greater than zero');
        const slot = e.keep(e.resultSlot());
        const operands = [text!.value, delimiter!.value, index!.value, slot];
        const isFound = e.call('string_split_part', 'i32', operands);
        return { layout: 'view', value: slot, isNull: e.keep(i32.eqz(isFound)) };
      },
    },
  ],
};
