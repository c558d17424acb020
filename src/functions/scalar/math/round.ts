import { LakeError } from '../../../base/lake-error.js';
import { decimalText, divideHalfUp, fitsPrecision, powerOfTen } from '../../../types/decimal-value.js';
import { decimalType, type SqlType } from '../../../types/sql-type.js';
import { f32, f64, type Instruction, i32, i64, select } from '../../../wasm/instruction.js';
import type { BoundTypes, Emitter, ReturnType, ScalarFunction, ScalarOverload } from '../../definition.js';
import {
  asDecimal,
  type DecimalType,
  decimalOf,
  floatOverloads,
  identityOverloads,
  integerNames,
  isShortDecimal,
  wholeDecimal,
} from './overloads.js';

const range = (bits: bigint): readonly [bigint, bigint] => [-(2n ** (bits - 1n)), 2n ** (bits - 1n) - 1n];
const ranges: Readonly<Record<string, readonly [bigint, bigint]>> = {
  bigint: range(64n),
  integer: range(32n),
  smallint: range(16n),
  tinyint: range(8n),
};

/** Rounds an integer at a digit left of the point. */
function roundInteger(value: bigint, decimals: number, type: SqlType): bigint {
  if (decimals >= 0) return value;
  if (decimals < -18) throw new LakeError('NUMERIC_VALUE_OUT_OF_RANGE', `numerical overflow: ${value}`);
  const factor = powerOfTen(-decimals);
  const rounded = divideHalfUp(value, factor) * factor;
  const [low, high] = ranges[type.kind]!;
  if (rounded >= low && rounded <= high) return rounded;
  if (type.kind === 'integer') throw new LakeError('GENERIC_INTERNAL_ERROR', 'integer overflow');
  const message = type.kind === 'bigint' ? `numerical overflow: ${value}` : `Out of range for ${type.kind}: ${rounded}`;
  throw new LakeError('NUMERIC_VALUE_OUT_OF_RANGE', message);
}

const roundedInteger = (type: string): ScalarOverload => ({
  args: [type, 'integer'],
  returns: type,
  host: ([value, decimals], { returns }) => {
    const rounded = roundInteger(BigInt(value as bigint | number), decimals as number, returns);
    return typeof value === 'bigint' ? rounded : Number(rounded);
  },
});

/** Rounds a double that is known to have only so many digits that a 64-bit integer holds them, else leaves it. */
function roundDouble(e: Emitter, x: Instruction, factor: number): Instruction {
  const scaled = e.keep(f64.mul(f64.abs(x), f64.const(factor)));
  const whole = e.keep(f64.floor(scaled));
  const up = f64.convertI32s(f64.ge(f64.sub(scaled, whole), f64.const(0.5)));
  const rounded = f64.copysign(f64.div(f64.add(whole, up), f64.const(factor)), x);
  return select(rounded, x, f64.lt(scaled, f64.const(2 ** 63)));
}

function roundedDouble(e: Emitter, x: Instruction, decimals: { value: Instruction; constant?: unknown }): Instruction {
  const { constant } = decimals;
  if (typeof constant === 'number' && Math.abs(constant) <= 22) return roundDouble(e, x, 10 ** constant);
  return e.call('f64_round', 'f64', [x, decimals.value]);
}

const signed = (x: Instruction, half: bigint): Instruction =>
  i64.sub(i64.xor(i64.const(half), i64.shrs(x, i64.const(63))), i64.shrs(x, i64.const(63)));

/** x / 10^scale, halves away from zero. */
const wholeHalfUp = (x: Instruction, scale: number): Instruction => {
  const factor = powerOfTen(scale);
  return scale === 0 ? x : i64.divs(i64.add(x, signed(x, factor / 2n)), i64.const(factor));
};

/** Makes a decimal function of no further argument: in code for 64 bits, on bigints for more. */
const wholeOverload = (
  emit: (x: Instruction, scale: number) => Instruction,
  host: (value: bigint, factor: bigint) => bigint,
  returns: ReturnType = wholeDecimal,
): ScalarOverload => ({
  args: ['decimal(p,s)'],
  returns,
  emitsFor: isShortDecimal,
  emit: (e, [x], types) => asDecimal(e, emit(x!.value, decimalOf(types).scale), types.returns),
  host: ([value], types) => host(value as bigint, powerOfTen(decimalOf(types).scale)),
});

const widened: ReturnType = ([type]) => {
  const { precision, scale } = type as DecimalType;
  return decimalType(Math.min(38, precision + 1), scale);
};

const digitsMax = 38;
const floats: readonly SqlType['kind'][] = ['double', 'real'];

function roundDecimal(value: bigint, decimals: number, types: BoundTypes): bigint {
  const drop = decimalOf(types).scale - decimals;
  if (drop <= 0) return value;
  if (drop <= digitsMax) {
    const factor = powerOfTen(drop);
    const rounded = divideHalfUp(value, factor) * factor;
    if (fitsPrecision(rounded, (types.returns as DecimalType).precision)) return rounded;
  }
  throw new LakeError('NUMERIC_VALUE_OUT_OF_RANGE', `decimal overflow: ${decimalText(value, 0)}`);
}

export const round: ScalarFunction = {
  kind: 'scalar',
  name: 'round',
  summary: 'Rounds to a whole number or to so many decimals, halves away from zero.',
  examples: [
    ['round(2.5)', '3'],
    ['round(-1234.567e0, -2)', '-1200.0'],
  ],
  neverFails: ({ args: [type, decimals] }) =>
    type!.kind === 'decimal' ? type!.precision <= 18 : floats.includes(type!.kind) || decimals === undefined,
  overloads: [
    ...identityOverloads,
    ...integerNames.map(roundedInteger),
    wholeOverload(wholeHalfUp, divideHalfUp),
    {
      args: ['decimal(p,s)', 'integer'],
      returns: widened,
      emitsFor: isShortDecimal,
      emit(e, [x, decimals], types) {
        const { scale } = decimalOf(types);
        const drop = typeof decimals!.constant === 'number' ? scale - decimals!.constant : undefined;
        if (drop !== undefined && drop > 0 && drop <= 18) {
          const rounded = i64.mul(wholeHalfUp(x!.value, drop), i64.const(powerOfTen(drop)));
          return asDecimal(e, rounded, types.returns);
        }
        const digits = i32.sub(i32.const(scale), decimals!.value);
        return asDecimal(e, e.call('i64_round_digits', 'i64', [x!.value, digits]), types.returns);
      },
      host: ([value, decimals], types) => roundDecimal(value as bigint, decimals as number, types),
    },
    ...floatOverloads((e, x) => roundDouble(e, x, 1)),
    {
      args: ['double', 'integer'],
      returns: 'double',
      emit: (e, [x, decimals]) => ({ layout: 'f64', value: e.keep(roundedDouble(e, x!.value, decimals!)) }),
    },
    {
      args: ['real', 'integer'],
      returns: 'real',
      emit(e, [x, decimals]) {
        const rounded = roundedDouble(e, e.keep(f64.promoteF32(x!.value)), decimals!);
        return { layout: 'f32', value: e.keep(f32.demoteF64(rounded)) };
      },
    },
  ],
};

const quotientAndRest = (x: Instruction, scale: number): [Instruction, Instruction] => {
  const factor = i64.const(powerOfTen(scale));
  return [i64.divs(x, factor), i64.rems(x, factor)];
};

export const ceil: ScalarFunction = {
  kind: 'scalar',
  name: 'ceil',
  aliases: ['ceiling'],
  summary: 'Rounds up to a whole number.',
  examples: [['ceil(-2.5)', '-2']],
  neverFails: true,
  overloads: [
    ...identityOverloads,
    wholeOverload(
      (x, scale) => {
        const [quotient, rest] = quotientAndRest(x, scale);
        return i64.add(quotient, i64.extendI32u(i64.gts(rest, i64.const(0))));
      },
      (value, factor) => value / factor + (value % factor > 0n ? 1n : 0n),
    ),
    ...floatOverloads((_e, x) => f64.ceil(x)),
  ],
};

export const floor: ScalarFunction = {
  kind: 'scalar',
  name: 'floor',
  summary: 'Rounds down to a whole number.',
  examples: [['floor(-2.5)', '-3']],
  neverFails: true,
  overloads: [
    ...identityOverloads,
    wholeOverload(
      (x, scale) => {
        const [quotient, rest] = quotientAndRest(x, scale);
        return i64.sub(quotient, i64.extendI32u(i64.lts(rest, i64.const(0))));
      },
      (value, factor) => value / factor - (value % factor < 0n ? 1n : 0n),
    ),
    ...floatOverloads((_e, x) => f64.floor(x)),
  ],
};

const truncated: ReturnType = ([type]) => {
  const { precision, scale } = type as DecimalType;
  return decimalType(Math.max(precision - scale, 1), 0);
};

export const truncate: ScalarFunction = {
  kind: 'scalar',
  name: 'truncate',
  summary: 'Drops the digits behind the point, or from the n-th decimal on.',
  examples: [
    ['truncate(-2.9)', '-2'],
    ['truncate(2.567, 2)', '2.560'],
  ],
  neverFails: true,
  overloads: [
    wholeOverload(
      (x, scale) => quotientAndRest(x, scale)[0],
      (value, factor) => value / factor,
      truncated,
    ),
    {
      args: ['decimal(p,s)', 'integer'],
      returns: 'decimal(p,s)',
      emitsFor: isShortDecimal,
      emit(e, [x, decimals], types) {
        const drop = i32.sub(i32.const(decimalOf(types).scale), decimals!.value);
        return { layout: 'i64', value: e.keep(e.call('i64_truncate_digits', 'i64', [x!.value, drop])) };
      },
      host: ([value, decimals], types) => {
        const drop = decimalOf(types).scale - (decimals as number);
        if (drop <= 0) return value!;
        return drop > 38 ? 0n : (value as bigint) - ((value as bigint) % powerOfTen(drop));
      },
    },
    ...floatOverloads((_e, x) => f64.trunc(x)),
  ],
};
