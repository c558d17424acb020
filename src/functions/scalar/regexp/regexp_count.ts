import { i64 } from '../../../wasm/instruction.js';
import type { ScalarFunction } from '../../definition.js';
import { bytesOf } from '../binary/bytes-of.js';
import { callKernel } from '../host-machine.js';
import { programOf } from './program-memo.js';
import { emitProgram, failOverrun, overrunError, whereConstant } from './regexp-call.js';

export const regexp_count: ScalarFunction = {
  kind: 'scalar',
  name: 'regexp_count',
  summary: 'Counts how often a pattern matches in a string.',
  examples: [["regexp_count('1a 2b 14m', '\\s*[a-z]+\\s*')", '3']],
  overloads: [
    {
      args: ['varchar(x)', 'varchar'],
      returns: 'bigint',
      ...whereConstant(1),
      emit(e, [text, pattern]) {
        const compiled = emitProgram(e, pattern!);
        if (!compiled) return { layout: 'i64', value: i64.const(0) };
        const count = e.keep(e.call('regexp_count', 'i64', [text!.value, compiled.view]));
        failOverrun(e, i64.lts(count, i64.const(0)));
        return { layout: 'i64', value: count };
      },
      host([text, pattern], call) {
        const { bytes } = programOf(pattern as string, call);
        const { answer } = callKernel('regexp_count', [bytesOf(text!), bytes]);
        if ((answer as bigint) < 0n) throw overrunError();
        return answer;
      },
    },
  ],
};
