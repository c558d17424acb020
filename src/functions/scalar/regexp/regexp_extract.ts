import type { SqlValue } from '../../../types/sql-value.js';
import { i32 } from '../../../wasm/instruction.js';
import type { EmittedValue, Emitter, HostCall, ScalarFunction } from '../../definition.js';
import { bytesOf } from '../binary/bytes-of.js';
import { callKernel } from '../host-machine.js';
import { programOf } from './program-memo.js';
import {
  answers,
  emitGroup,
  emitProgram,
  failOverrun,
  groupError,
  overrunError,
  whereConstant,
} from './regexp-call.js';

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

function emit(e: Emitter, [text, pattern, group]: readonly EmittedValue[]): EmittedValue {
  const slot = e.keep(e.resultSlot());
  const compiled = emitProgram(e, pattern!);
  if (!compiled) return { layout: 'view', value: slot, isNull: i32.const(1) };
  const number = emitGroup(e, group, compiled.program);
  const answer = e.keep(e.call('regexp_extract', 'i32', [text!.value, compiled.view, number, slot]));
  failOverrun(e, i32.eq(answer, i32.const(answers.overrun)));
  return { layout: 'view', value: slot, isNull: e.keep(i32.eqz(answer)) };
}

function host([text, pattern, group]: readonly SqlValue[], call: HostCall): SqlValue {
  const program = programOf(pattern as string, call);
  const number = (group as bigint | undefined) ?? 0n;
  const error = groupError(number, program);
  if (error) throw error;
  const { answer, result } = callKernel('regexp_extract', [bytesOf(text!), program.bytes, Number(number)], true);
  if (answer === answers.overrun) throw overrunError();
  return answer === 1 ? decoder.decode(result) : null;
}

export const regexp_extract: ScalarFunction = {
  kind: 'scalar',
  name: 'regexp_extract',
  summary: 'Gives the first text that a pattern matches, or a group of it; NULL where there is none.',
  examples: [
    ["regexp_extract('1a 2b 14m', '\\d+')", '1'],
    ["regexp_extract('1a 2b 14m', '(\\d+)([a-z]+)', 2)", 'a'],
    ["regexp_extract('abc', 'x')", 'NULL'],
  ],
  overloads: [
    { args: ['varchar(x)', 'varchar'], returns: 'varchar(x)', ...whereConstant(1), emit, host },
    { args: ['varchar(x)', 'varchar', 'bigint'], returns: 'varchar(x)', ...whereConstant(1, 2), emit, host },
  ],
};
