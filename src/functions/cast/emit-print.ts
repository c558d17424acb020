/** Values printed by kernels: CAST to varchar of whole numbers, decimals of 64 bits, dates and timestamps. */
import { type SqlType, VARCHAR } from '../../types/sql-type.js';
import { type Instruction, i32, i64 } from '../../wasm/instruction.js';
import type { BoundTypes, EmittedValue, Emitter } from '../definition.js';

type TextType = SqlType & { readonly kind: 'varchar' };

/** Calls a kernel that prints to a slot; the text, all ASCII, must fit the type's length. */
function emitPrinted(
  e: Emitter,
  kernel: string,
  operands: readonly Instruction[],
  { returns }: BoundTypes,
): EmittedValue {
  const slot = e.keep(e.resultSlot());
  e.code.emit(e.call(kernel, 'void', [...operands, slot]));
  const text: EmittedValue = { layout: 'view', value: slot };
  const { length } = returns as TextType;
  if (length !== undefined) {
    const message = `Value {0} cannot be represented as varchar(${length})`;
    const isLong = i32.gtu(i32.load(slot), i32.const(length));
    e.failIf(isLong, 'INVALID_CAST_ARGUMENT', message, [{ value: text, type: VARCHAR }]);
  }
  return text;
}

/** Prints a whole number. */
export const emitPrintedInteger = (e: Emitter, args: readonly EmittedValue[], types: BoundTypes): EmittedValue => {
  const { layout, value } = args[0]!;
  return emitPrinted(e, 'print_integer', [layout === 'i64' ? value : i64.extendI32s(value)], types);
};

/** Prints a decimal of 64 bits. */
export const emitPrintedDecimal = (e: Emitter, args: readonly EmittedValue[], types: BoundTypes): EmittedValue => {
  const { scale } = types.args[0] as SqlType & { readonly kind: 'decimal' };
  return emitPrinted(e, 'print_decimal', [args[0]!.value, i32.const(scale)], types);
};

/** Prints a date. */
export const emitPrintedDate = (e: Emitter, args: readonly EmittedValue[], types: BoundTypes): EmittedValue =>
  emitPrinted(e, 'print_date', [args[0]!.value], types);

/** Prints a timestamp of at most microseconds. */
export const emitPrintedTimestamp = (e: Emitter, args: readonly EmittedValue[], types: BoundTypes): EmittedValue => {
  const { precision } = types.args[0] as SqlType & { readonly kind: 'timestamp' };
  return emitPrinted(e, 'print_timestamp', [args[0]!.value, i32.const(precision)], types);
};
