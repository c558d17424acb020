import { i32 } from '../../../wasm/instruction.js';
import type { ScalarFunction } from '../../definition.js';
import { bytesOf } from '../binary/bytes-of.js';
import { callKernel } from '../host-machine.js';
import { programOf } from './program-memo.js';
import { answers, emitProgram, failOverrun, overrunError, whereConstant } from './regexp-call.js';

export const regexp_like: ScalarFunction = {
  kind: 'scalar',
  name: 'regexp_like',
  summary: 'Tells whether a pattern is found in a string.',
  examples: [
    ["regexp_like('1a 2b 14m', '\\d+b')", 'true'],
    ["regexp_like('abc', '^b')", 'false'],
  ],
  overloads: [
    {
      args: ['varchar(x)', 'varchar'],
      returns: 'boolean',
      ...whereConstant(1),
      emit(e, [text, pattern]) {
        const compiled = emitProgram(e, pattern!);
        if (!compiled) return { layout: 'bool', value: i32.const(0) };
        const answer = e.keep(e.call('regexp_like', 'i32', [text!.value, compiled.view]));
        failOverrun(e, i32.eq(answer, i32.const(answers.overrun)));
        return { layout: 'bool', value: answer };
      },
      host([text, pattern], call) {
        const { bytes } = programOf(pattern as string, call);
        const { answer } = callKernel('regexp_like', [bytesOf(text!), bytes]);
        if (answer === answers.overrun) throw overrunError();
        return answer === 1;
      },
    },
  ],
};
