import type { SqlType } from '../../../types/sql-type.js';
import { drop, type Instruction, i32 } from '../../../wasm/instruction.js';
import type { EmittedValue, Emitter, ScalarImplementation } from '../../definition.js';

/** Calls a kernel that writes a view to the slot behind its operands. */
export function callViewKernel(e: Emitter, kernel: string, operands: readonly Instruction[]): EmittedValue {
  const slot = e.keep(e.resultSlot());
  e.code.emit(drop(e.call(kernel, 'i32', [...operands, slot])));
  return { layout: 'view', value: slot };
}

/** Calls a kernel that writes a view to the slot behind its operands, or answers 1 where the string would be too long. */
export function callGrowingKernel(e: Emitter, kernel: string, operands: readonly Instruction[]): EmittedValue {
  const slot = e.keep(e.resultSlot());
  const isTooLong = e.keep(e.call(kernel, 'i32', [...operands, slot]));
  e.failIf(isTooLong, 'INVALID_FUNCTION_ARGUMENT', 'The resulting string is too large');
  return { layout: 'view', value: slot };
}

/** Implements an overload by a kernel that takes the arguments as they are. */
export const viewKernel = (kernel: string): Pick<ScalarImplementation, 'emit'> => ({
  emit: (e, args) =>
    callViewKernel(
      e,
      kernel,
      args.map(({ value }) => value),
    ),
});

/** Implements an overload by a kernel that takes the arguments as they are and may find its result too long. */
export const growingKernel = (kernel: string): Pick<ScalarImplementation, 'emit'> => ({
  emit: (e, args) =>
    callGrowingKernel(
      e,
      kernel,
      args.map(({ value }) => value),
    ),
});

/** Puts back the padding of a char(n) value, which is kept without it. */
export function withPadding(e: Emitter, value: EmittedValue, type: SqlType | undefined): EmittedValue {
  if (type?.kind !== 'char') return value;
  return callViewKernel(e, 'string_pad_spaces', [value.value, i32.const(type.length)]);
}
