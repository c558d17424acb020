import { i32, i64 } from '../../../wasm/instruction.js';
import type { EmittedValue, Emitter, ScalarFunction, ScalarOverload } from '../../definition.js';
import { callGrowingKernel, withPadding } from './view-kernel.js';

const targetLengthMax = 2_147_483_647n;

function emitPad(e: Emitter, kernel: string, args: readonly EmittedValue[], isRight: boolean): EmittedValue {
  const [value, size, padding] = args;
  e.failIf(
    i64.gtu(size!.value, i64.const(targetLengthMax)),
    'INVALID_FUNCTION_ARGUMENT',
    `Target length must be in the range [0..${targetLengthMax}]`,
  );
  const what = kernel === 'binary_pad' ? 'bytes' : 'string';
  e.failIf(i32.eqz(i32.load(padding!.value)), 'INVALID_FUNCTION_ARGUMENT', `Padding ${what} must not be empty`);
  return callGrowingKernel(e, kernel, [value!.value, size!.value, padding!.value, i32.const(isRight ? 1 : 0)]);
}

const stringOverload = (text: string, isRight: boolean): ScalarOverload => ({
  args: [text, 'bigint', 'varchar(y)'],
  returns: 'varchar',
  emit: (e, [value, ...rest], { args: [type] }) =>
    emitPad(e, 'string_pad', [withPadding(e, value!, type), ...rest], isRight),
});

const binaryOverload = (isRight: boolean): ScalarOverload => ({
  args: ['varbinary', 'bigint', 'varbinary'],
  returns: 'varbinary',
  emit: (e, args) => emitPad(e, 'binary_pad', args, isRight),
});

export const lpad: ScalarFunction = {
  kind: 'scalar',
  name: 'lpad',
  summary: 'Brings a string or binary to a length: cuts it, or puts repetitions of a padding before it.',
  examples: [
    ["lpad('abc', 5, 'xy')", 'xyabc'],
    ["lpad('abc', 2, 'xy')", 'ab'],
    ["to_hex(lpad(X'01', 3, X'0203'))", '020301'],
  ],
  overloads: [stringOverload('varchar(x)', false), stringOverload('char(x)', false), binaryOverload(false)],
};

export const rpad: ScalarFunction = {
  kind: 'scalar',
  name: 'rpad',
  summary: 'Brings a string or binary to a length: cuts it, or puts repetitions of a padding behind it.',
  examples: [
    ["rpad('abc', 6, 'xy')", 'abcxyx'],
    ["to_hex(rpad(X'01', 4, X'0203'))", '01020302'],
  ],
  overloads: [stringOverload('varchar(x)', true), binaryOverload(true)],
};
