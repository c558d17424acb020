import { f32, f64, type Instruction } from '../../../wasm/instruction.js';
import type { ScalarFunction, ScalarOverload } from '../../definition.js';

const test = (type: 'double' | 'real', compute: (x: Instruction) => Instruction): ScalarOverload => ({
  args: [type],
  returns: 'boolean',
  emit: (e, [x]) => ({ layout: 'bool', value: e.keep(compute(x!.value)) }),
});

const predicate = (name: string, summary: string, overloads: readonly ScalarOverload[]): ScalarFunction => ({
  kind: 'scalar',
  name,
  summary,
  neverFails: true,
  overloads,
});

const infinite = f64.const(Number.POSITIVE_INFINITY);

export const is_nan = predicate('is_nan', 'Tells whether the number is NaN.', [
  test('double', (x) => f64.ne(x, x)),
  test('real', (x) => f32.ne(x, x)),
]);

export const is_finite = predicate('is_finite', 'Tells whether the number is neither NaN nor infinite.', [
  test('double', (x) => f64.lt(f64.abs(x), infinite)),
]);

export const is_infinite = predicate('is_infinite', 'Tells whether the number is infinite.', [
  test('double', (x) => f64.eq(f64.abs(x), infinite)),
]);
