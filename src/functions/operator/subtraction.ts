import { f32, f64 } from '../../wasm/instruction.js';
import type { ScalarFunction } from '../definition.js';
import { withMillis } from './addition.js';
import { emitDecimalSum } from './decimal-arithmetic.js';
import { emitIntegerSubtraction } from './integer-arithmetic.js';
import { between, plusInterval, plusMillis, plusMonths } from './interval-arithmetic.js';
import { decimalOverload, floatOverloads, integerOverloads, overload } from './overload.js';

const dayTime = 'interval day to second';
const yearMonth = 'interval year to month';
const timestampTz = 'timestamp(p) with time zone';
const timeTz = 'time(p) with time zone';

/** The operator `-` between two operands; the order of its overloads is that of Trino's messages. */
export const subtraction: ScalarFunction = {
  kind: 'scalar',
  name: '-',
  summary: 'Subtracts numbers, intervals, dates and times.',
  examples: [
    ['1 - 2', '-1'],
    ["TIMESTAMP '2024-01-02 00:00:00' - TIMESTAMP '2024-01-01 12:00:00'", '0 12:00:00.000'],
  ],
  hidden: true,
  overloads: [
    ...integerOverloads(emitIntegerSubtraction),
    ...floatOverloads(
      (_, a, b) => f64.sub(a, b),
      (_, a, b) => f32.sub(a, b),
    ),
    overload([dayTime, dayTime], dayTime, plusInterval(-1)),
    overload([yearMonth, yearMonth], yearMonth, plusInterval(-1)),
    overload(['date', dayTime], 'date', plusMillis(-1n)),
    overload(['date', yearMonth], 'date', plusMonths(-1)),
    decimalOverload('-', (e, args, types) => emitDecimalSum(e, args, types, true)),
    overload(['timestamp(p)', dayTime], withMillis, plusMillis(-1n)),
    overload(['timestamp(p)', yearMonth], 'timestamp(p)', plusMonths(-1)),
    overload(['timestamp(p)', 'timestamp(p)'], dayTime, between),
    overload([timestampTz, dayTime], withMillis, plusMillis(-1n)),
    overload([timestampTz, yearMonth], timestampTz, plusMonths(-1)),
    overload([timestampTz, timestampTz], dayTime, between),
    overload(['time(p)', 'time(p)'], dayTime, between),
    overload(['time(p)', dayTime], withMillis, plusMillis(-1n)),
    overload([timeTz, dayTime], withMillis, plusMillis(-1n)),
    overload([timeTz, timeTz], dayTime, between),
  ],
};
