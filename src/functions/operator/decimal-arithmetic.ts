import type { SqlType } from '../../types/sql-type.js';
import { type Layout, layoutOf } from '../../vector/layout.js';
import { type Instruction, i32, i64 } from '../../wasm/instruction.js';
import type { BoundTypes, EmittedValue, Emitter } from '../definition.js';

type DecimalType = SqlType & { readonly kind: 'decimal' };

const precisionMax = 38;

/** Bits, without the sign, of the largest number of so many digits. */
export const bitsOfDigits = (digits: number): number => (10n ** BigInt(digits) - 1n).toString(2).length;

/** The number of bits without the sign that a decimal may need: by what is known of it, or its type. */
export const decimalBits = (value: EmittedValue, type: SqlType): number =>
  Math.min(value.bits ?? Number.POSITIVE_INFINITY, bitsOfDigits((type as DecimalType).precision));

/** Both words of a decimal; one of 64 bits is extended by its sign. */
export const decimalWords = (value: EmittedValue): [low: Instruction, high: Instruction] => [
  value.value,
  value.high ?? i64.shrs(value.value, i64.const(63)),
];

/** Makes a decimal of a result type from a word that holds all of it. */
export function narrowDecimal(e: Emitter, type: SqlType, word: Instruction, bits: number): EmittedValue {
  const layout = layoutOf(type);
  const value = e.keep(word);
  return { layout, value, high: layout === 'i128' ? i64.shrs(value, i64.const(63)) : undefined, bits };
}

/** Reads the 128 bits that a kernel wrote to a slot as a value of a decimal type. */
export function slotDecimal(e: Emitter, layout: Layout, slot: Instruction): EmittedValue {
  const value = e.keep(i64.load(slot));
  return { layout, value, high: layout === 'i128' ? e.keep(i64.load(slot, 8)) : undefined };
}

/** Calls a kernel of int128.ts, which answers 0, 1 for an overflow or 2 for a division by zero. */
function callKernel(e: Emitter, kernel: string, operands: readonly Instruction[], type: SqlType): EmittedValue {
  const slot = e.keep(e.resultSlot());
  const status = e.keep(e.call(kernel, 'i32', [...operands, slot]));
  e.code.if(status, () => {
    if (kernel === 'decimal_divide' || kernel === 'decimal_remainder')
      e.failIf(i32.eq(status, i32.const(2)), 'DIVISION_BY_ZERO', 'Division by zero');
    e.fail('NUMERIC_VALUE_OUT_OF_RANGE', 'Decimal overflow');
  });
  return slotDecimal(e, layoutOf(type), slot);
}

function scalesUp(types: BoundTypes): [a: number, b: number] {
  const [a, b, result] = [...types.args, types.returns] as DecimalType[];
  return [result!.scale - a!.scale, result!.scale - b!.scale];
}

/** Emits a + b or a - b of decimals. */
export function emitDecimalSum(
  e: Emitter,
  args: readonly EmittedValue[],
  types: BoundTypes,
  isDifference: boolean,
): EmittedValue {
  const [scaleA, scaleB] = scalesUp(types);
  const bitsA = decimalBits(args[0]!, types.args[0]!) + (scaleA === 0 ? 0 : bitsOfDigits(scaleA));
  const bitsB = decimalBits(args[1]!, types.args[1]!) + (scaleB === 0 ? 0 : bitsOfDigits(scaleB));
  const bits = Math.max(bitsA, bitsB) + 1;
  if (bits <= 63) {
    const scaled = (value: Instruction, scale: number): Instruction =>
      scale === 0 ? value : i64.mul(value, i64.const(10n ** BigInt(scale)));
    const [a, b] = [scaled(args[0]!.value, scaleA), scaled(args[1]!.value, scaleB)];
    return narrowDecimal(e, types.returns, isDifference ? i64.sub(a, b) : i64.add(a, b), bits);
  }
  const [lowA, highA] = decimalWords(args[0]!);
  let [lowB, highB] = decimalWords(args[1]!);
  const result = types.returns as DecimalType;
  if (scaleA === 0 && scaleB === 0 && result.precision < precisionMax)
    return emitWideSum(e, [lowA, highA], [lowB, highB], isDifference);
  if (isDifference) [lowB, highB] = negateWords(e, lowB, highB);
  const operands = [lowA, highA, i32.const(scaleA), lowB, highB, i32.const(scaleB)];
  return callKernel(e, 'decimal_add', operands, types.returns);
}

/** Adds or subtracts 128-bit numbers of which the result is known to fit. */
function emitWideSum(
  e: Emitter,
  [lowA, highA]: readonly [Instruction, Instruction],
  [lowB, highB]: readonly [Instruction, Instruction],
  isDifference: boolean,
): EmittedValue {
  if (isDifference) {
    const value = e.keep(i64.sub(lowA, lowB));
    const borrow = i64.extendI32u(i64.ltu(lowA, lowB));
    return { layout: 'i128', value, high: e.keep(i64.sub(i64.sub(highA, highB), borrow)) };
  }
  const value = e.keep(i64.add(lowA, lowB));
  const carry = i64.extendI32u(i64.ltu(value, lowA));
  return { layout: 'i128', value, high: e.keep(i64.add(i64.add(highA, highB), carry)) };
}

function negateWords(e: Emitter, low: Instruction, high: Instruction): [Instruction, Instruction] {
  const borrow = i64.extendI32u(i64.ne(low, i64.const(0)));
  return [e.keep(i64.sub(i64.const(0), low)), e.keep(i64.sub(i64.sub(i64.const(0), high), borrow))];
}

/** Emits a * b of decimals. */
export function emitDecimalProduct(e: Emitter, args: readonly EmittedValue[], types: BoundTypes): EmittedValue {
  const [a, b] = [args[0]!, args[1]!];
  const [bitsA, bitsB] = [decimalBits(a, types.args[0]!), decimalBits(b, types.args[1]!)];
  const bits = bitsA + bitsB;
  if (bits <= 63) return narrowDecimal(e, types.returns, i64.mul(a.value, b.value), bits);
  const [typeA, typeB] = types.args as DecimalType[];
  const fits = bits < bitsOfDigits(precisionMax) || typeA!.precision + typeB!.precision <= precisionMax;
  if (bitsA <= 63 && bitsB <= 63 && fits) {
    const slot = e.keep(e.resultSlot());
    e.code.emit(e.call('i64_multiply_wide', 'void', [a.value, b.value, slot]));
    return { ...slotDecimal(e, 'i128', slot), bits };
  }
  return callKernel(e, 'decimal_multiply', [...decimalWords(a), ...decimalWords(b)], types.returns);
}

/** Emits a / b of decimals, halves away from zero. */
export function emitDecimalQuotient(e: Emitter, args: readonly EmittedValue[], types: BoundTypes): EmittedValue {
  const [a, b] = [args[0]!, args[1]!];
  const [typeA, typeB, result] = [...types.args, types.returns] as DecimalType[];
  const shift = result!.scale - typeA!.scale + typeB!.scale;
  const bits = decimalBits(a, typeA!) + (shift === 0 ? 0 : bitsOfDigits(shift));
  if (bits <= 62 && decimalBits(b, typeB!) <= 62) {
    e.failIf(i64.eqz(b.value), 'DIVISION_BY_ZERO', 'Division by zero');
    const dividend = e.keep(i64.mul(a.value, i64.const(10n ** BigInt(shift))));
    const quotient = e.keep(i64.divs(dividend, b.value));
    return narrowDecimal(e, result!, emitHalfUp(e, dividend, b.value, quotient), bits);
  }
  return callKernel(e, 'decimal_divide', [...decimalWords(a), i32.const(shift), ...decimalWords(b)], result!);
}

/** Rounds a truncated quotient away from zero where the rest is at least half of the divisor. */
export function emitHalfUp(
  e: Emitter,
  dividend: Instruction,
  divisor: Instruction,
  quotient: Instruction,
): Instruction {
  const absolute = (x: Instruction): Instruction => {
    const sign = e.keep(i64.shrs(x, i64.const(63)));
    return i64.sub(i64.xor(x, sign), sign);
  };
  const rest = e.keep(i64.sub(dividend, i64.mul(quotient, divisor)));
  const isUp = i64.ges(i64.shl(absolute(rest), i64.const(1)), absolute(divisor));
  const direction = i64.or(i64.shrs(i64.xor(dividend, divisor), i64.const(63)), i64.const(1));
  return i64.add(quotient, i64.mul(i64.extendI32u(isUp), direction));
}

/** Emits the remainder of a / b of decimals, with the sign of a. */
export function emitDecimalRemainder(e: Emitter, args: readonly EmittedValue[], types: BoundTypes): EmittedValue {
  const [a, b] = [args[0]!, args[1]!];
  const [scaleA, scaleB] = scalesUp(types);
  const scaled = (bits: number, scale: number): number => bits + (scale === 0 ? 0 : bitsOfDigits(scale));
  const bitsA = scaled(decimalBits(a, types.args[0]!), scaleA);
  const bitsB = scaled(decimalBits(b, types.args[1]!), scaleB);
  if (bitsA <= 63 && bitsB <= 63) {
    e.failIf(i64.eqz(b.value), 'DIVISION_BY_ZERO', 'Division by zero');
    const times = (value: Instruction, scale: number): Instruction => i64.mul(value, i64.const(10n ** BigInt(scale)));
    return narrowDecimal(e, types.returns, i64.rems(times(a.value, scaleA), times(b.value, scaleB)), bitsB);
  }
  const operands = [...decimalWords(a), i32.const(scaleA), ...decimalWords(b), i32.const(scaleB)];
  return callKernel(e, 'decimal_remainder', operands, types.returns);
}

/** Emits -a of a decimal. */
export function emitDecimalNegation(e: Emitter, args: readonly EmittedValue[]): EmittedValue {
  const a = args[0]!;
  if (a.layout === 'i64') return { layout: 'i64', value: i64.sub(i64.const(0), a.value), bits: a.bits };
  const [value, high] = negateWords(e, ...decimalWords(a));
  return { layout: 'i128', value, high, bits: a.bits };
}
