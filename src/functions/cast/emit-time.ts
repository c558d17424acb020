import type { SqlType } from '../../types/sql-type.js';
import { type Instruction, i64 } from '../../wasm/instruction.js';
import type { BoundTypes, EmittedValue, Emitter } from '../definition.js';
import { dayOfMicros, microsOfDay } from '../scalar/datetime/emitted-time.js';

type TimedType = SqlType & { readonly precision: number };

/** Emits a cast of a date to a timestamp of at most microseconds. */
export const emitDateToTimestamp = (_: Emitter, [value]: readonly EmittedValue[]): EmittedValue => ({
  layout: 'i64',
  value: microsOfDay(value!.value),
});

/** Emits a cast of a timestamp of at most microseconds to its date. */
export const emitTimestampToDate = (e: Emitter, [value]: readonly EmittedValue[]): EmittedValue => ({
  layout: 'i32',
  value: dayOfMicros(e, value!.value),
});

/** Emits a cast between timestamps of at most microseconds, rounding halves up. */
export function emitTimestampToTimestamp(e: Emitter, args: readonly EmittedValue[], types: BoundTypes): EmittedValue {
  const [from, to] = [types.args[0] as TimedType, types.returns as TimedType];
  if (to.precision >= from.precision) return args[0]!;
  const unit = 10n ** BigInt(6 - to.precision);
  const shifted = e.keep(i64.add(args[0]!.value, i64.const(unit / 2n)));
  return { layout: 'i64', value: i64.sub(shifted, emitFloorRest(e, shifted, i64.const(unit))) };
}

/** What a division that rounds down leaves. */
function emitFloorRest(e: Emitter, dividend: Instruction, divisor: Instruction): Instruction {
  const rest = e.keep(i64.rems(dividend, divisor));
  return i64.add(rest, i64.and(divisor, i64.shrs(rest, i64.const(63))));
}

/** Emits a cast of a timestamp of at most microseconds to a finer one. */
export const emitTimestampToLong = (_: Emitter, [value]: readonly EmittedValue[]): EmittedValue => ({
  layout: 'i128',
  value: i64.const(0),
  high: value!.value,
});
