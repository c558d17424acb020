import { f32, f64 } from '../../wasm/instruction.js';
import type { ScalarFunction } from '../definition.js';
import { emitDecimalQuotient } from './decimal-arithmetic.js';
import { emitIntegerDivision } from './integer-arithmetic.js';
import { dividedByNumber } from './interval-arithmetic.js';
import { decimalOverload, floatOverloads, integerOverloads, overload } from './overload.js';

/** The operator `/`; the order of its overloads is that of Trino's messages. */
export const division: ScalarFunction = {
  kind: 'scalar',
  name: '/',
  summary: 'Divides numbers: whole numbers without a rest, decimals to the larger scale; or an interval by a number.',
  examples: [
    ['7 / 2', '3'],
    ['1.0 / 3', '0.3'],
  ],
  hidden: true,
  overloads: [
    ...integerOverloads(emitIntegerDivision),
    ...floatOverloads(
      (_, a, b) => f64.div(a, b),
      (_, a, b) => f32.div(a, b),
    ),
    overload(['interval day to second', 'double'], 'interval day to second', dividedByNumber),
    overload(['interval year to month', 'double'], 'interval year to month', dividedByNumber),
    decimalOverload('/', emitDecimalQuotient),
  ],
};
