import { arrayType, VARCHAR } from '../../../types/sql-type.js';
import type { SqlValue } from '../../../types/sql-value.js';
import { decodeNested } from '../../../vector/nested-encoding.js';
import type { EmittedValue, Emitter, HostCall, ScalarFunction } from '../../definition.js';
import { bytesOf } from '../binary/bytes-of.js';
import { callKernel } from '../host-machine.js';
import { programOf } from './program-memo.js';
import { checkAnswer, emitGroup, emitProgram, failAnswer, groupError, whereConstant } from './regexp-call.js';

function emit(e: Emitter, [text, pattern, group]: readonly EmittedValue[]): EmittedValue {
  const slot = e.keep(e.resultSlot());
  const compiled = emitProgram(e, pattern!);
  if (!compiled) return { layout: 'view', value: slot };
  const number = emitGroup(e, group, compiled.program);
  failAnswer(e, e.keep(e.call('regexp_extract_all', 'i32', [text!.value, compiled.view, number, slot])));
  return { layout: 'view', value: slot };
}

function host([text, pattern, group]: readonly SqlValue[], call: HostCall): SqlValue {
  const program = programOf(pattern as string, call);
  const number = (group as bigint | undefined) ?? 0n;
  const error = groupError(number, program);
  if (error) throw error;
  const operands = [bytesOf(text!), program.bytes, Number(number)];
  const { answer, result } = callKernel('regexp_extract_all', operands, true);
  checkAnswer(answer);
  return decodeNested(arrayType(VARCHAR), result);
}

export const regexp_extract_all: ScalarFunction = {
  kind: 'scalar',
  name: 'regexp_extract_all',
  summary: 'Gives all texts that a pattern matches, or a group of each.',
  examples: [
    ["regexp_extract_all('1a 2b 14m', '\\d+')", '[1, 2, 14]'],
    ["regexp_extract_all('1a 2b 14m', '(\\d+)([a-z]+)', 2)", '[a, b, m]'],
  ],
  overloads: [
    { args: ['varchar(x)', 'varchar'], returns: 'array(varchar(x))', ...whereConstant(1), emit, host },
    { args: ['varchar(x)', 'varchar', 'bigint'], returns: 'array(varchar(x))', ...whereConstant(1, 2), emit, host },
  ],
};
