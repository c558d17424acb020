import { type ArithmeticOperator, decimalResultType } from '../../types/decimal-arithmetic.js';
import type { SqlType } from '../../types/sql-type.js';
import { f32, f64, type Instruction } from '../../wasm/instruction.js';
import type { BoundTypes, EmittedValue, Emitter, ScalarImplementation, ScalarOverload } from '../definition.js';

type Emit = (e: Emitter, args: readonly EmittedValue[], types: BoundTypes) => EmittedValue;
type DecimalType = SqlType & { readonly kind: 'decimal' };

const integers = ['bigint', 'integer', 'smallint', 'tinyint'] as const;

/** Makes the overloads of a binary operator on each type of integers. */
export const integerOverloads = (emit: Emit): readonly ScalarOverload[] =>
  integers.map((type) => ({ args: [type, type], returns: type, emit }));

/** Makes the overloads of a binary operator on doubles and reals. */
export const floatOverloads = (
  emitDouble: (e: Emitter, a: Instruction, b: Instruction) => Instruction,
  emitReal: (e: Emitter, a: Instruction, b: Instruction) => Instruction,
): readonly ScalarOverload[] => [
  {
    args: ['double', 'double'],
    returns: 'double',
    emit: (e, [a, b]) => ({ layout: 'f64', value: emitDouble(e, a!.value, b!.value) }),
  },
  {
    args: ['real', 'real'],
    returns: 'real',
    emit: (e, [a, b]) => ({ layout: 'f32', value: emitReal(e, a!.value, b!.value) }),
  },
];

/** Makes the overload of a binary operator on decimals. */
export const decimalOverload = (operator: ArithmeticOperator, emit: Emit): ScalarOverload => ({
  args: ['decimal(p1,s1)', 'decimal(p2,s2)'],
  returns: ([a, b]) => decimalResultType(operator, a as DecimalType, b as DecimalType),
  emit,
});

/** Makes an overload. */
export const overload = (
  args: readonly string[],
  returns: ScalarOverload['returns'],
  implementation: ScalarImplementation,
): ScalarOverload => ({ args, returns, ...implementation });

/** Exchanges the two arguments of an implementation. */
export function exchanged({ host, emit, emitsFor }: ScalarImplementation): ScalarImplementation {
  const turn = <T>([a, b]: readonly T[]): readonly T[] => [b!, a!];
  const turnTypes = <T extends BoundTypes>(types: T): T => ({ ...types, args: turn(types.args) });
  return {
    ...(host && { host: (args, call) => host(turn(args), turnTypes(call)) }),
    ...(emitsFor && { emitsFor: (types) => emitsFor(turnTypes(types)) }),
    ...(emit && { emit: (e, args, types) => emit(e, turn(args), turnTypes(types)) }),
  };
}

/** Emits the remainder of doubles. */
export const emitDoubleRemainder = (e: Emitter, a: Instruction, b: Instruction): Instruction =>
  e.call('f64_remainder', 'f64', [a, b]);

/** Emits the remainder of reals, which is exact in doubles. */
export const emitRealRemainder = (e: Emitter, a: Instruction, b: Instruction): Instruction =>
  f32.demoteF64(emitDoubleRemainder(e, f64.promoteF32(a), f64.promoteF32(b)));
