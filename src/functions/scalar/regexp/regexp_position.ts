import { LakeError } from '../../../base/lake-error.js';
import type { SqlValue } from '../../../types/sql-value.js';
import { type Instruction, i32, i64 } from '../../../wasm/instruction.js';
import type { EmittedValue, Emitter, HostCall, ScalarFunction, ScalarOverload } from '../../definition.js';
import { bytesOf } from '../binary/bytes-of.js';
import { callKernel } from '../host-machine.js';
import { programOf } from './program-memo.js';
import { emitProgram, failOverrun, overrunError, whereConstant } from './regexp-call.js';

const overrun = -2;
const startMessage = 'start position cannot be smaller than 1';
const occurrenceMessage = 'occurrence cannot be smaller than 1';

function emit(e: Emitter, [text, pattern, start, occurrence]: readonly EmittedValue[]): EmittedValue {
  const atLeastOne = (value: EmittedValue | undefined, message: string): Instruction => {
    if (!value) return i64.const(1);
    e.failIf(i32.lts(value.value, i32.const(1)), 'INVALID_FUNCTION_ARGUMENT', message);
    return i64.extendI32s(value.value);
  };
  const from = atLeastOne(start, startMessage);
  const which = atLeastOne(occurrence, occurrenceMessage);
  const compiled = emitProgram(e, pattern!);
  if (!compiled) return { layout: 'i32', value: i32.const(0) };
  const found = e.call('regexp_position', 'i64', [text!.value, compiled.view, from, which]);
  const position = e.keep(i32.wrapI64(found));
  failOverrun(e, i32.eq(position, i32.const(overrun)));
  return { layout: 'i32', value: position };
}

function host([text, pattern, start, occurrence]: readonly SqlValue[], call: HostCall): SqlValue {
  const { bytes } = programOf(pattern as string, call);
  const atLeastOne = (value: SqlValue | undefined, message: string): bigint => {
    const number = (value as number | undefined) ?? 1;
    if (number < 1) throw new LakeError('INVALID_FUNCTION_ARGUMENT', message);
    return BigInt(number);
  };
  const from = atLeastOne(start, startMessage);
  const which = atLeastOne(occurrence, occurrenceMessage);
  const position = Number(callKernel('regexp_position', [bytesOf(text!), bytes, from, which]).answer);
  if (position === overrun) throw overrunError();
  return position;
}

const overload = (...numbers: readonly 'integer'[]): ScalarOverload => ({
  args: ['varchar(x)', 'varchar', ...numbers],
  returns: 'integer',
  ...whereConstant(1),
  emit,
  host,
});

export const regexp_position: ScalarFunction = {
  kind: 'scalar',
  name: 'regexp_position',
  summary: 'Finds where a pattern first, or for the n-th time, matches at or behind a place; -1 when it does not.',
  examples: [
    ["regexp_position('I have 23 apples, 5 pears and 13 oranges', '\\b\\d+\\b')", '8'],
    ["regexp_position('abcabc', 'c', 1, 2)", '6'],
    ["regexp_position('abc', 'x')", '-1'],
  ],
  overloads: [overload(), overload('integer'), overload('integer', 'integer')],
};
