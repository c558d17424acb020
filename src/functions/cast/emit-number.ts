/** Conversions between numbers and booleans in emitted code; the same rules as to-number.ts and to-decimal.ts. */
import { assert } from '../../base/lake-error.js';
import type { SqlType } from '../../types/sql-type.js';
import { layoutOf } from '../../vector/layout.js';
import { f32, f64, type Instruction, i32, i64 } from '../../wasm/instruction.js';
import type { BoundTypes, EmittedValue, Emitter } from '../definition.js';
import {
  bitsOfDigits,
  decimalBits,
  decimalWords,
  emitHalfUp,
  narrowDecimal,
  slotDecimal,
} from '../operator/decimal-arithmetic.js';
import { decimalName } from './to-decimal.js';

type DecimalType = SqlType & { readonly kind: 'decimal' };
type Emit = (e: Emitter, args: readonly EmittedValue[], types: BoundTypes) => EmittedValue;

const typeBits: Readonly<Record<string, number>> = { tinyint: 7, smallint: 15, integer: 31, bigint: 63 };
const typeDigits: Readonly<Record<string, number>> = { tinyint: 3, smallint: 5, integer: 10, bigint: 19 };

const asI64 = (value: EmittedValue): Instruction =>
  value.layout === 'i64' || value.layout === 'i128' ? value.value : i64.extendI32s(value.value);

/** Emits a cast between types of whole numbers, or from boolean. */
export const emitIntegerToInteger: Emit = (e, [value], { args: [from], returns }) => {
  const bits = Math.min(value!.bits ?? 63, typeBits[from!.kind] ?? 1);
  const limit = typeBits[returns.kind]!;
  const layout = layoutOf(returns);
  if (bits > limit) {
    const wide = asI64(value!);
    const max = 2n ** BigInt(limit);
    const isOut = i32.or(i64.ges(wide, i64.const(max)), i64.lts(wide, i64.const(-max)));
    e.failIf(isOut, 'NUMERIC_VALUE_OUT_OF_RANGE', `Out of range for ${returns.kind}: {0}`, [
      { value: value!, type: from! },
    ]);
  }
  if (layout === 'i64') return { layout, value: asI64(value!), bits: Math.min(bits, limit) };
  const word = value!.layout === 'i64' ? i32.wrapI64(value!.value) : value!.value;
  return { layout, value: word, bits: Math.min(bits, limit) };
};

/** Emits a cast to boolean: whether the number is not 0. */
export const emitNumberToBoolean: Emit = (_, [value]) => {
  const { layout, value: word, high } = value!;
  const zero = { i32: i32.const(0), f32: f32.const(0), f64: f64.const(0) };
  if (layout === 'i128') return { layout: 'bool', value: i64.ne(i64.or(word, high!), i64.const(0)) };
  if (layout === 'i64') return { layout: 'bool', value: i64.ne(word, i64.const(0)) };
  if (layout === 'f32') return { layout: 'bool', value: f32.ne(word, zero.f32) };
  return { layout: 'bool', value: layout === 'f64' ? f64.ne(word, zero.f64) : i32.ne(word, zero.i32) };
};

/** Emits a cast of a whole number, boolean, real or double to real or double. */
export const emitToFloat: Emit = (_, [value], { returns }) => {
  const { layout, value: word } = value!;
  if (returns.kind === 'double') {
    if (layout === 'f64') return value!;
    if (layout === 'f32') return { layout: 'f64', value: f64.promoteF32(word) };
    return { layout: 'f64', value: layout === 'i64' ? f64.convertI64s(word) : f64.convertI32s(word) };
  }
  if (layout === 'f32') return value!;
  if (layout === 'f64') return { layout: 'f32', value: f32.demoteF64(word) };
  return { layout: 'f32', value: layout === 'i64' ? f32.convertI64s(word) : f32.convertI32s(word) };
};

/** Emits a cast of a decimal of at most 18 digits to real or double. */
export const emitDecimalToFloat: Emit = (_, [value], { args: [from], returns }) => {
  const power = 10 ** (from as DecimalType).scale;
  if (returns.kind === 'double')
    return { layout: 'f64', value: f64.div(f64.convertI64s(value!.value), f64.const(power)) };
  return { layout: 'f32', value: f32.div(f32.convertI64s(value!.value), f32.const(power)) };
};

/** Emits a cast of a real or double to a whole number, halves away from zero. */
export const emitFloatToInteger: Emit = (e, [value], { args: [from], returns }) => {
  const isReal = from!.kind === 'real';
  const number = isReal ? e.keep(f64.promoteF32(value!.value)) : value!.value;
  const whole = e.keep(f64.trunc(number));
  const isUp = f64.ge(f64.abs(f64.sub(number, whole)), f64.const(0.5));
  const up = f64.copysign(f64.convertI32s(isUp), number);
  const rounded = e.keep(f64.add(whole, up));
  const shown = [{ value: value!, type: from! }];
  const hasNaN = f64.ne(number, number);
  const limit = 2 ** typeBits[returns.kind]!;
  const isOut = i32.or(f64.ge(rounded, f64.const(limit)), f64.lt(rounded, f64.const(-limit)));
  if (returns.kind === 'bigint') {
    if (isReal) e.failIf(hasNaN, 'INVALID_CAST_ARGUMENT', 'Cannot cast real NaN to bigint');
    else e.failIf(i32.or(hasNaN, isOut), 'INVALID_CAST_ARGUMENT', 'Unable to cast {0} to bigint', shown);
    return { layout: 'i64', value: i64.truncSatF64(rounded) };
  }
  e.failIf(hasNaN, 'INVALID_CAST_ARGUMENT', `Cannot cast ${from!.kind} NaN to ${returns.kind}`);
  e.failIf(isOut, 'NUMERIC_VALUE_OUT_OF_RANGE', `Out of range for ${returns.kind}: {0}`, shown);
  return { layout: 'i32', value: i32.truncSatF64(rounded), bits: typeBits[returns.kind] };
};

const isBeyond = (value: Instruction, limit: bigint): Instruction =>
  i32.or(i64.ges(value, i64.const(limit)), i64.les(value, i64.const(-limit)));

function failDecimal(e: Emitter, condition: Instruction, value: EmittedValue, from: SqlType, to: DecimalType): void {
  const name = from.kind === 'decimal' ? decimalName(from) : from.kind.toUpperCase();
  e.failIf(condition, 'INVALID_CAST_ARGUMENT', `Cannot cast ${name} '{0}' to ${decimalName(to)}`, [
    { value, type: from },
  ]);
}

/** Emits a cast of a whole number to a decimal. */
export const emitIntegerToDecimal: Emit = (e, [value], { args: [from], returns }) => {
  const to = returns as DecimalType;
  const whole = to.precision - to.scale;
  const word = e.keep(asI64(value!));
  if (whole < typeDigits[from!.kind]!) failDecimal(e, isBeyond(word, 10n ** BigInt(whole)), value!, from!, to);
  const bits = Math.min(value!.bits ?? 63, typeBits[from!.kind]!, bitsOfDigits(whole));
  return emitScaledUp(e, { layout: 'i64', value: word }, bits, to.scale, to);
};

/** Multiplies by a power of ten what is known to fit the type then. */
function emitScaledUp(e: Emitter, value: EmittedValue, bits: number, shift: number, to: DecimalType): EmittedValue {
  const total = shift === 0 ? bits : bits + bitsOfDigits(shift);
  const fits = layoutOf(to) === 'i64' || total <= 63;
  if (fits) {
    const word = shift === 0 ? value.value : i64.mul(value.value, i64.const(10n ** BigInt(shift)));
    return narrowDecimal(e, to, word, Math.min(total, 63));
  }
  if (shift === 0) {
    const [low, high] = decimalWords(value);
    return { layout: 'i128', value: low, high: e.keep(high), bits: value.bits };
  }
  const slot = e.keep(e.resultSlot());
  const status = e.call('decimal_rescale', 'i32', [...decimalWords(value), i32.const(shift), slot]);
  e.failIf(status, 'NUMERIC_VALUE_OUT_OF_RANGE', 'Decimal overflow');
  return slotDecimal(e, 'i128', slot);
}

/** Emits a change of a decimal's precision and scale, halves away from zero. */
export const emitDecimalToDecimal: Emit = (e, [value], { args: [type], returns }) => {
  const [from, to] = [type as DecimalType, returns as DecimalType];
  const shift = to.scale - from.scale;
  const [wholeFrom, wholeTo] = [from.precision - from.scale, to.precision - to.scale];
  const bits = decimalBits(value!, from);
  if (shift >= 0 && wholeFrom <= wholeTo) return emitScaledUp(e, value!, bits, shift, to);
  // Rounding may carry into a digit that the type lacks.
  const mayOverflow = shift < 0 ? wholeFrom >= wholeTo : wholeFrom > wholeTo;
  if (bits + (shift > 0 ? bitsOfDigits(shift) : 0) <= 62) {
    const divisor = i64.const(10n ** BigInt(Math.max(-shift, 0)));
    const word =
      shift < 0
        ? emitHalfUp(e, value!.value, divisor, e.keep(i64.divs(value!.value, divisor)))
        : i64.mul(value!.value, i64.const(10n ** BigInt(shift)));
    const scaled = e.keep(word);
    if (mayOverflow && to.precision <= 18)
      failDecimal(e, isBeyond(scaled, 10n ** BigInt(to.precision)), value!, from, to);
    return narrowDecimal(e, to, scaled, Math.min(63, bits));
  }
  const slot = e.keep(e.resultSlot());
  const status = e.call('decimal_rescale', 'i32', [...decimalWords(value!), i32.const(shift), slot]);
  failDecimal(e, status, value!, from, to);
  const wide = slotDecimal(e, 'i128', slot);
  if (mayOverflow && to.precision < 38)
    failDecimal(
      e,
      e.call('decimal_exceeds', 'i32', [...decimalWords(wide), i32.const(to.precision)]),
      value!,
      from,
      to,
    );
  return layoutOf(to) === 'i128' ? wide : { layout: 'i64', value: wide.value };
};

/** Emits a cast of a decimal of at most 18 digits to a whole number. */
export const emitDecimalToInteger: Emit = (e, [value], { args: [type], returns }) => {
  const { scale } = type as DecimalType;
  assert(value!.layout === 'i64', 'only decimals of 64 bits are cast to whole numbers in code');
  const divisor = i64.const(10n ** BigInt(scale));
  const quotient = scale === 0 ? value!.value : e.keep(i64.divs(value!.value, divisor));
  const whole = scale === 0 ? quotient : e.keep(emitHalfUp(e, value!.value, divisor, quotient));
  if (returns.kind === 'bigint') return { layout: 'i64', value: whole };
  const max = 2n ** BigInt(typeBits[returns.kind]!);
  const isOut = i32.or(i64.ges(whole, i64.const(max)), i64.lts(whole, i64.const(-max)));
  const shown = [{ value: { layout: 'i64' as const, value: whole }, type: { kind: 'bigint' as const } }];
  e.failIf(isOut, 'INVALID_CAST_ARGUMENT', `Cannot cast '{0}' to ${returns.kind.toUpperCase()}`, shown);
  return { layout: 'i32', value: i32.wrapI64(whole), bits: typeBits[returns.kind] };
};
