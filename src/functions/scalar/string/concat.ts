import { LakeError } from '../../../base/lake-error.js';
import { charType, type SqlType } from '../../../types/sql-type.js';
import { combined, type Instruction, i32, i64 } from '../../../wasm/instruction.js';
import type { EmittedValue, Emitter, ScalarFunction, ScalarOverload } from '../../definition.js';
import { callGrowingKernel, withPadding } from './view-kernel.js';

const charLengthMax = 65536;

/** Concatenates views; more than two are copied once. */
export function emitConcat(e: Emitter, args: readonly EmittedValue[]): EmittedValue {
  const views = args.map(({ value }) => value);
  if (views.length === 2) return callGrowingKernel(e, 'string_concat', views);
  const length = e.keep(
    combined(
      views.map((view) => i64.load32u(view)),
      i64.add,
    ),
  );
  const start = e.keep(e.call('string_room', 'i32', [length]));
  e.failIf(i32.eqz(start), 'INVALID_FUNCTION_ARGUMENT', 'Concatenated string is too large');
  let to: Instruction = start;
  for (const view of views) to = e.keep(e.call('string_append', 'i32', [to, view]));
  const slot = e.keep(e.resultSlot());
  e.code.emit(e.call('view_store', 'void', [slot, start, i32.wrapI64(length)]));
  return { layout: 'view', value: slot };
}

// Overloads are chosen without a look at the count, and of a NULL alone nothing is computed.
function emitConcatOfSome(e: Emitter, args: readonly EmittedValue[]): EmittedValue {
  if (args.length >= 2) return emitConcat(e, args);
  throw new LakeError('INVALID_FUNCTION_ARGUMENT', 'There must be two or more concatenation arguments');
}

function charConcatType([a, b]: readonly SqlType[]): SqlType {
  const lengths = [a, b].map((type) => (type?.kind === 'char' ? type.length : 0));
  return charType(Math.min(charLengthMax, lengths[0]! + lengths[1]!));
}

const joined = (type: 'varchar' | 'varbinary'): ScalarOverload => ({
  args: [type],
  variadic: true,
  returns: type,
  emit: emitConcatOfSome,
});

export const concat: ScalarFunction = {
  kind: 'scalar',
  name: 'concat',
  summary: 'Joins strings, binaries or arrays one behind the other.',
  examples: [
    ["concat('a', 'b', 'c')", 'abc'],
    ["to_hex(concat(X'01', X'02'))", '0102'],
  ],
  overloads: [
    joined('varchar'),
    joined('varbinary'),
    {
      args: ['char(x)', 'char(y)'],
      returns: charConcatType,
      emit: (e, [a, b], { args: [type] }) =>
        callGrowingKernel(e, 'string_concat', [withPadding(e, a!, type).value, b!.value]),
    },
  ],
};
