import { i64 } from '../../../wasm/instruction.js';
import type { ScalarFunction } from '../../definition.js';

export const json_array_length: ScalarFunction = {
  kind: 'scalar',
  name: 'json_array_length',
  summary: 'Counts the elements of a JSON array; NULL for other JSON and what is none.',
  examples: [["json_array_length('[1, [2, 3]]')", '2']],
  overloads: ['varchar(x)', 'json'].map((text) => ({
    args: [text],
    returns: 'bigint',
    emit(e, [value]) {
      const length = e.keep(e.call('json_array_length', 'i64', [value!.value]));
      return { layout: 'i64', value: length, isNull: e.keep(i64.lts(length, i64.const(0))) };
    },
  })),
};
