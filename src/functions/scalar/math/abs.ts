import { BIGINT } from '../../../types/sql-type.js';
import { f32, f64, type Instruction, i32, i64, select } from '../../../wasm/instruction.js';
import type { EmittedValue, Emitter, ScalarFunction, ScalarOverload } from '../../definition.js';
import { highOf } from '../../emitted-value.js';
import { integerNames, sameType } from './overloads.js';

const lowest = { tinyint: -128n, smallint: -32768n, integer: -(2n ** 31n), bigint: -(2n ** 63n) } as const;

const integerAbs = (name: keyof typeof lowest): ScalarOverload =>
  sameType(name, (e, [x]) => {
    const { value, layout } = x!;
    const wide = layout === 'i64' ? value : e.keep(i64.extendI32s(value));
    const message = `Value {0} is out of range for abs(${name})`;
    const isLowest = i64.eq(wide, i64.const(lowest[name]));
    e.failIf(isLowest, 'NUMERIC_VALUE_OUT_OF_RANGE', message, [
      { value: { layout: 'i64', value: wide }, type: BIGINT },
    ]);
    const signs = e.keep(i64.shrs(wide, i64.const(63)));
    const positive = i64.sub(i64.xor(wide, signs), signs);
    return { layout, value: e.keep(layout === 'i64' ? positive : i32.wrapI64(positive)) };
  });

const decimalAbs = (e: Emitter, x: EmittedValue): EmittedValue => {
  const high = x.layout === 'i64' ? x.value : highOf(x);
  const signs = e.keep(i64.shrs(high, i64.const(63)));
  const low = e.keep(i64.sub(i64.xor(x.value, signs), signs));
  if (x.layout === 'i64') return { layout: 'i64', value: low, bits: x.bits };
  const carry = i64.and(i64.extendI32u(i64.eqz(low)), signs);
  return { layout: 'i128', value: low, high: e.keep(i64.sub(i64.xor(high, signs), carry)), bits: x.bits };
};

export const abs: ScalarFunction = {
  kind: 'scalar',
  name: 'abs',
  summary: 'Returns the absolute value.',
  examples: [['abs(-2.5)', '2.5']],
  neverFails: ({ args }) => !integerNames.some((name) => name === args[0]!.kind),
  overloads: [
    integerAbs('bigint'),
    sameType('decimal(p,s)', (e, [x]) => decimalAbs(e, x!)),
    sameType('double', (e, [x]) => ({ layout: 'f64', value: e.keep(f64.abs(x!.value)) })),
    integerAbs('integer'),
    sameType('real', (e, [x]) => ({ layout: 'f32', value: e.keep(f32.abs(x!.value)) })),
    integerAbs('smallint'),
    integerAbs('tinyint'),
  ],
};

const signOfInt = (e: Emitter, value: Instruction): Instruction =>
  e.keep(i32.or(i32.shrs(value, i32.const(31)), i32.ne(value, i32.const(0))));

const signOfBigint = (value: Instruction): Instruction =>
  i64.or(i64.shrs(value, i64.const(63)), i64.extendI32u(i64.ne(value, i64.const(0))));

/** 1 with the number's sign; 0 and NaN stay as they are. */
const signOfDouble = (value: Instruction): Instruction =>
  select(f64.copysign(f64.const(1), value), value, f64.gt(f64.abs(value), f64.const(0)));

export const sign: ScalarFunction = {
  kind: 'scalar',
  name: 'sign',
  summary: 'Returns -1, 0 or 1 as the number is negative, zero or positive.',
  examples: [['sign(-2.5)', '-1']],
  neverFails: true,
  overloads: [
    sameType('bigint', (e, [x]) => ({ layout: 'i64', value: e.keep(signOfBigint(x!.value)), bits: 1 })),
    {
      args: ['decimal(p,s)'],
      returns: 'decimal(1,0)',
      emit(e, [x]) {
        if (x!.layout === 'i64') return { layout: 'i64', value: e.keep(signOfBigint(x!.value)), bits: 1 };
        const isNonZero = i64.extendI32u(i64.ne(i64.or(x!.value, highOf(x!)), i64.const(0)));
        return { layout: 'i64', value: e.keep(i64.or(i64.shrs(highOf(x!), i64.const(63)), isNonZero)), bits: 1 };
      },
    },
    sameType('double', (e, [x]) => ({ layout: 'f64', value: e.keep(signOfDouble(x!.value)) })),
    ...(['integer', 'smallint', 'tinyint'] as const).map((type) =>
      sameType(type, (e, [x]) => ({ layout: 'i32', value: signOfInt(e, x!.value), bits: 1 })),
    ),
    sameType('real', (e, [x]) => ({
      layout: 'f32',
      value: e.keep(f32.demoteF64(signOfDouble(e.keep(f64.promoteF32(x!.value))))),
    })),
  ],
};
