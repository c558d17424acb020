import { f64, type Instruction } from '../../../wasm/instruction.js';
import type { ScalarFunction } from '../../definition.js';
import { doubleKernel } from './overloads.js';

/** Makes a function of doubles that is a few instructions. */
const inline = (
  name: string,
  summary: string,
  example: readonly [string, string],
  compute: (x: Instruction) => Instruction,
): ScalarFunction => ({
  kind: 'scalar',
  name,
  summary,
  examples: [example],
  neverFails: true,
  overloads: [
    {
      args: ['double'],
      returns: 'double',
      emit: (e, [x]) => ({ layout: 'f64', value: e.keep(compute(x!.value)) }),
    },
  ],
});

const constant = (
  name: string,
  summary: string,
  example: readonly [string, string],
  value: number,
): ScalarFunction => ({
  kind: 'scalar',
  name,
  summary,
  examples: [example],
  neverFails: true,
  overloads: [{ args: [], returns: 'double', emit: () => ({ layout: 'f64', value: f64.const(value) }) }],
});

const logarithm: ScalarFunction = {
  kind: 'scalar',
  name: 'log',
  summary: 'Returns the logarithm of the second argument to the base of the first.',
  examples: [['log(2, 8)', '3.0']],
  neverFails: true,
  overloads: [
    {
      args: ['double', 'double'],
      returns: 'double',
      emit(e, [base, x]) {
        const ln = (value: Instruction): Instruction => e.call('f64_ln', 'f64', [value]);
        return { layout: 'f64', value: e.keep(f64.div(ln(x!.value), ln(base!.value))) };
      },
    },
  ],
};

/** Functions of doubles: roots, powers, logarithms, angles and constants. */
export const doubleFunctions: readonly ScalarFunction[] = [
  inline('sqrt', 'Returns the square root.', ['sqrt(2)', '1.4142135623730951'], f64.sqrt),
  inline('degrees', 'Converts radians to degrees.', ['degrees(pi())', '180.0'], (x) =>
    f64.div(f64.mul(x, f64.const(180)), f64.const(Math.PI)),
  ),
  inline('radians', 'Converts degrees to radians.', ['radians(180)', '3.141592653589793'], (x) =>
    f64.mul(f64.div(x, f64.const(180)), f64.const(Math.PI)),
  ),
  doubleKernel('cbrt', 'Returns the cube root.', ['cbrt(27)', '3.0'], 'f64_cbrt'),
  doubleKernel('exp', 'Returns e raised to a power.', ['exp(0)', '1.0'], 'f64_exp'),
  doubleKernel('ln', 'Returns the natural logarithm.', ['ln(1)', '0.0'], 'f64_ln'),
  doubleKernel('log2', 'Returns the logarithm to base 2.', ['log2(8)', '3.0'], 'f64_log2'),
  doubleKernel('log10', 'Returns the logarithm to base 10.', ['log10(1000)', '3.0'], 'f64_log10'),
  logarithm,
  doubleKernel(
    'power',
    'Raises the first argument to the power of the second.',
    ['power(2, 10)', '1024.0'],
    'f64_pow',
    {
      argCount: 2,
      aliases: ['pow'],
    },
  ),
  doubleKernel('sin', 'Returns the sine.', ['sin(0)', '0.0'], 'f64_sin'),
  doubleKernel('cos', 'Returns the cosine.', ['cos(0)', '1.0'], 'f64_cos'),
  doubleKernel('tan', 'Returns the tangent.', ['tan(0)', '0.0'], 'f64_tan'),
  doubleKernel('asin', 'Returns the arc sine.', ['asin(0)', '0.0'], 'f64_asin'),
  doubleKernel('acos', 'Returns the arc cosine.', ['acos(1)', '0.0'], 'f64_acos'),
  doubleKernel('atan', 'Returns the arc tangent.', ['atan(0)', '0.0'], 'f64_atan'),
  doubleKernel(
    'atan2',
    'Returns the angle of the point (x, y), y given first.',
    ['atan2(0, -1)', '3.141592653589793'],
    'f64_atan2',
    {
      argCount: 2,
    },
  ),
  doubleKernel('sinh', 'Returns the hyperbolic sine.', ['sinh(0)', '0.0'], 'f64_sinh'),
  doubleKernel('cosh', 'Returns the hyperbolic cosine.', ['cosh(0)', '1.0'], 'f64_cosh'),
  doubleKernel('tanh', 'Returns the hyperbolic tangent.', ['tanh(0)', '0.0'], 'f64_tanh'),
  constant('e', 'Returns Euler’s number.', ['e()', '2.718281828459045'], Math.E),
  constant('pi', 'Returns pi.', ['pi()', '3.141592653589793'], Math.PI),
  constant(
    'infinity',
    'Returns the double that is positive infinity.',
    ['infinity()', 'Infinity'],
    Number.POSITIVE_INFINITY,
  ),
  constant('nan', 'Returns the double that is not a number.', ['nan()', 'NaN'], Number.NaN),
];
