import { arrayType, VARCHAR } from '../../../types/sql-type.js';
import { decodeNested } from '../../../vector/nested-encoding.js';
import type { ScalarFunction } from '../../definition.js';
import { bytesOf } from '../binary/bytes-of.js';
import { callKernel } from '../host-machine.js';
import { programOf } from './program-memo.js';
import { checkAnswer, emitProgram, failAnswer, whereConstant } from './regexp-call.js';

export const regexp_split: ScalarFunction = {
  kind: 'scalar',
  name: 'regexp_split',
  summary: 'Splits a string where a pattern matches.',
  examples: [["regexp_split('1a 2b 14m', '\\s*[a-z]+\\s*')", '[1, 2, 14, ]']],
  overloads: [
    {
      args: ['varchar(x)', 'varchar'],
      returns: 'array(varchar(x))',
      ...whereConstant(1),
      emit(e, [text, pattern]) {
        const slot = e.keep(e.resultSlot());
        const compiled = emitProgram(e, pattern!);
        if (compiled) failAnswer(e, e.keep(e.call('regexp_split', 'i32', [text!.value, compiled.view, slot])));
        return { layout: 'view', value: slot };
      },
      host([text, pattern], call) {
        const { bytes } = programOf(pattern as string, call);
        const { answer, result } = callKernel('regexp_split', [bytesOf(text!), bytes], true);
        checkAnswer(answer);
        return decodeNested(arrayType(VARCHAR), result);
      },
    },
  ],
};
