import { f32, f64 } from '../../wasm/instruction.js';
import type { ScalarFunction } from '../definition.js';
import { emitDecimalNegation } from './decimal-arithmetic.js';
import { emitIntegerNegation } from './integer-arithmetic.js';
import { minusInterval } from './interval-arithmetic.js';
import { overload } from './overload.js';

const integers = ['bigint', 'integer', 'smallint', 'tinyint'] as const;

/** The operator `-` before one operand. */
export const negation: ScalarFunction = {
  kind: 'scalar',
  name: 'negate',
  summary: 'Changes the sign of a number or interval.',
  examples: [['-(1.5)', '-1.5']],
  hidden: true,
  overloads: [
    ...integers.map((type) => overload([type], type, { emit: emitIntegerNegation })),
    overload(['double'], 'double', { emit: (_, [a]) => ({ layout: 'f64', value: f64.neg(a!.value) }) }),
    overload(['real'], 'real', { emit: (_, [a]) => ({ layout: 'f32', value: f32.neg(a!.value) }) }),
    overload(['interval day to second'], 'interval day to second', minusInterval),
    overload(['interval year to month'], 'interval year to month', minusInterval),
    overload(['decimal(p,s)'], 'decimal(p,s)', { emit: emitDecimalNegation }),
  ],
};
