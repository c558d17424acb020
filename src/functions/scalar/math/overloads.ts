import type { SqlType } from '../../../types/sql-type.js';
import { decimalType } from '../../../types/sql-type.js';
import { f32, f64, type Instruction, i64 } from '../../../wasm/instruction.js';
import type {
  BoundTypes,
  EmittedValue,
  Emitter,
  ReturnType,
  ScalarFunction,
  ScalarOverload,
} from '../../definition.js';

/** Integer types by name, as Trino lists a function's overloads. */
export const integerNames = ['bigint', 'integer', 'smallint', 'tinyint'] as const;

/** A decimal type. */
export type DecimalType = SqlType & { readonly kind: 'decimal' };

/** The decimal type of a call's argument. */
export const decimalOf = (types: BoundTypes, index = 0): DecimalType => types.args[index] as DecimalType;

/** Tells whether the first argument is a decimal of 64 bits. */
export const isShortDecimal = (types: BoundTypes): boolean => decimalOf(types).precision <= 18;

/** The type of a decimal without its fraction, one digit wider where rounding may carry. */
export const wholeDecimal: ReturnType = ([type]) => {
  const { precision, scale } = type as DecimalType;
  return decimalType(Math.min(38, precision - scale + Math.min(scale, 1)), 0);
};

/** Makes an overload of a function of one number that keeps its type. */
export const sameType = (type: string, emit: NonNullable<ScalarOverload['emit']>): ScalarOverload => ({
  args: [type],
  returns: type,
  emit,
});

/** Makes the overloads for integers that give the argument back. */
export const identityOverloads: readonly ScalarOverload[] = integerNames.map((type) => sameType(type, (_e, [x]) => x!));

/** Makes the overloads for double and real from one computation on doubles. */
export const floatOverloads = (compute: (e: Emitter, x: Instruction) => Instruction): readonly ScalarOverload[] => [
  sameType('double', (e, [x]) => ({ layout: 'f64', value: e.keep(compute(e, x!.value)) })),
  sameType('real', (e, [x]) => ({
    layout: 'f32',
    value: e.keep(f32.demoteF64(compute(e, e.keep(f64.promoteF32(x!.value))))),
  })),
];

/** Makes a 64-bit value a decimal of the layout that a type has. */
export function asDecimal(e: Emitter, value: Instruction, type: SqlType): EmittedValue {
  const low = e.keep(value);
  if ((type as DecimalType).precision <= 18) return { layout: 'i64', value: low };
  return { layout: 'i128', value: low, high: i64.shrs(low, i64.const(63)), bits: 63 };
}

/** Makes a function of doubles that a kernel computes. */
export const doubleKernel = (
  name: string,
  summary: string,
  example: readonly [string, string],
  kernel: string,
  options: { readonly argCount?: number; readonly aliases?: readonly string[] } = {},
): ScalarFunction => ({
  kind: 'scalar',
  name,
  aliases: options.aliases ?? [],
  summary,
  examples: [example],
  neverFails: true,
  overloads: [{ args: Array.from({ length: options.argCount ?? 1 }, () => 'double'), returns: 'double', kernel }],
});
