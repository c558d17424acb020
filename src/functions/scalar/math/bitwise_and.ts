import { LakeError } from '../../../base/lake-error.js';
import { type Instruction, i32, i64, select } from '../../../wasm/instruction.js';
import type { EmittedValue, Emitter, ScalarFunction, ScalarOverload } from '../../definition.js';

const bitwise = (
  name: string,
  summary: string,
  example: readonly [string, string],
  combine: (a: Instruction, b: Instruction) => Instruction,
): ScalarFunction => ({
  kind: 'scalar',
  name,
  summary,
  examples: [example],
  neverFails: true,
  overloads: [
    {
      args: ['bigint', 'bigint'],
      returns: 'bigint',
      emit: (e, [a, b]) => ({ layout: 'i64', value: e.keep(combine(a!.value, b!.value)) }),
    },
  ],
});

export const bitwise_and = bitwise('bitwise_and', 'Returns the bitwise AND.', ['bitwise_and(19, 25)', '17'], i64.and);
export const bitwise_or = bitwise('bitwise_or', 'Returns the bitwise OR.', ['bitwise_or(19, 25)', '27'], i64.or);
export const bitwise_xor = bitwise(
  'bitwise_xor',
  'Returns the bitwise exclusive OR.',
  ['bitwise_xor(19, 25)', '10'],
  i64.xor,
);

export const bitwise_not: ScalarFunction = {
  kind: 'scalar',
  name: 'bitwise_not',
  summary: 'Inverts every bit.',
  examples: [['bitwise_not(19)', '-20']],
  neverFails: true,
  overloads: [
    {
      args: ['bigint'],
      returns: 'bigint',
      emit: (e, [a]) => ({ layout: 'i64', value: e.keep(i64.xor(a!.value, i64.const(-1))) }),
    },
  ],
};

const widths = { bigint: 64, integer: 32, smallint: 16, tinyint: 8 } as const;
type IntegerName = keyof typeof widths;

/** Cuts a 64-bit number down to a type's width. */
function narrowed(e: Emitter, type: IntegerName, wide: Instruction): EmittedValue {
  if (type === 'bigint') return { layout: 'i64', value: e.keep(wide) };
  const low = i32.wrapI64(wide);
  const value = type === 'tinyint' ? i32.extend8s(low) : type === 'smallint' ? i32.extend16s(low) : low;
  return { layout: 'i32', value: e.keep(value) };
}

/** A shift of the value as 64 bits; a distance of the width or more, unsigned, gives `beyond`. */
const shift = (
  name: string,
  summary: string,
  example: readonly [string, string],
  parts: {
    widen(type: IntegerName, value: Instruction): Instruction;
    shift(value: Instruction, distance: Instruction): Instruction;
    beyond(value: Instruction): Instruction;
  },
): ScalarFunction => ({
  kind: 'scalar',
  name,
  summary,
  examples: [example],
  neverFails: true,
  overloads: (Object.keys(widths) as IntegerName[]).map(
    (type): ScalarOverload => ({
      args: [type, 'integer'],
      returns: type,
      emit(e, [value, distance]) {
        const wide = e.keep(parts.widen(type, value!.value));
        const shifted = parts.shift(wide, i64.extendI32s(distance!.value));
        const isBeyond = i32.ges(distance!.value, i32.const(widths[type]));
        return narrowed(e, type, select(parts.beyond(wide), shifted, isBeyond));
      },
    }),
  ),
});

const signExtended = (type: IntegerName, value: Instruction): Instruction =>
  type === 'bigint' ? value : i64.extendI32s(value);

const zeroExtended = (type: IntegerName, value: Instruction): Instruction =>
  type === 'bigint'
    ? value
    : i64.extendI32u(type === 'integer' ? value : i32.and(value, i32.const(2 ** widths[type] - 1)));

const zero = (): Instruction => i64.const(0);

export const bitwise_left_shift = shift(
  'bitwise_left_shift',
  'Shifts the bits to the left within the type’s width.',
  ['bitwise_left_shift(7, 2)', '28'],
  { widen: signExtended, shift: i64.shl, beyond: zero },
);

export const bitwise_right_shift = shift(
  'bitwise_right_shift',
  'Shifts the bits to the right within the type’s width, zeroes coming in.',
  ["bitwise_right_shift(TINYINT '-8', 1)", '124'],
  { widen: zeroExtended, shift: i64.shru, beyond: zero },
);

export const bitwise_right_shift_arithmetic = shift(
  'bitwise_right_shift_arithmetic',
  'Shifts the bits to the right, copies of the sign coming in.',
  ['bitwise_right_shift_arithmetic(-8, 1)', '-4'],
  { widen: signExtended, shift: i64.shrs, beyond: (value) => i64.shrs(value, i64.const(63)) },
);

function countBits(value: bigint, bits: bigint): bigint {
  if (bits < 2n || bits > 64n)
    throw new LakeError(
      'INVALID_FUNCTION_ARGUMENT',
      `Bits specified in bit_count must be between 2 and 64, got ${bits}`,
    );
  if (BigInt.asIntN(Number(bits), value) !== value)
    throw new LakeError(
      'INVALID_FUNCTION_ARGUMENT',
      `Number must be representable with the bits specified. ${value} cannot be represented with ${bits} bits`,
    );
  let count = 0n;
  for (let rest = BigInt.asUintN(Number(bits), value); rest > 0n; rest >>= 1n) count += rest & 1n;
  return count;
}

export const bit_count: ScalarFunction = {
  kind: 'scalar',
  name: 'bit_count',
  summary: 'Counts the bits that are 1 in a number of so many bits, in two’s complement.',
  examples: [['bit_count(-7, 8)', '6']],
  overloads: [
    {
      args: ['bigint', 'bigint'],
      returns: 'bigint',
      host: ([value, bits]) => countBits(value as bigint, bits as bigint),
    },
  ],
};
