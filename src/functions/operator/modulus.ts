import type { ScalarFunction } from '../definition.js';
import { emitDecimalRemainder } from './decimal-arithmetic.js';
import { emitIntegerModulus } from './integer-arithmetic.js';
import {
  decimalOverload,
  emitDoubleRemainder,
  emitRealRemainder,
  floatOverloads,
  integerOverloads,
} from './overload.js';

/** The operator `%`. */
export const modulus: ScalarFunction = {
  kind: 'scalar',
  name: '%',
  summary: 'Gives the remainder of a division, with the sign of the dividend.',
  examples: [
    ['-7 % 3', '-1'],
    ['7.5 % 2', '1.5'],
  ],
  hidden: true,
  overloads: [
    ...integerOverloads(emitIntegerModulus),
    ...floatOverloads(emitDoubleRemainder, emitRealRemainder),
    decimalOverload('%', emitDecimalRemainder),
  ],
};
