import { f32, f64 } from '../../wasm/instruction.js';
import type { ScalarFunction } from '../definition.js';
import { emitDecimalProduct } from './decimal-arithmetic.js';
import { emitIntegerMultiplication } from './integer-arithmetic.js';
import { timesNumber } from './interval-arithmetic.js';
import { decimalOverload, exchanged, floatOverloads, integerOverloads, overload } from './overload.js';

const intervalOverloads = (interval: string) => [
  overload([interval, 'bigint'], interval, timesNumber),
  overload([interval, 'double'], interval, timesNumber),
  overload(['bigint', interval], interval, exchanged(timesNumber)),
  overload(['double', interval], interval, exchanged(timesNumber)),
];

/** The operator `*`; the order of its overloads is that of Trino's messages. */
export const multiplication: ScalarFunction = {
  kind: 'scalar',
  name: '*',
  summary: 'Multiplies numbers, or an interval by a number.',
  examples: [
    ['2 * 3', '6'],
    ["INTERVAL '1' DAY * 1.5", '1 12:00:00.000'],
  ],
  hidden: true,
  overloads: [
    ...integerOverloads(emitIntegerMultiplication),
    ...floatOverloads(
      (_, a, b) => f64.mul(a, b),
      (_, a, b) => f32.mul(a, b),
    ),
    ...intervalOverloads('interval day to second'),
    ...intervalOverloads('interval year to month'),
    decimalOverload('*', emitDecimalProduct),
  ],
};
