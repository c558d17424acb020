import { type SqlType, timestampType, timestampTzType, timeType, timeTzType } from '../../types/sql-type.js';
import { f32, f64 } from '../../wasm/instruction.js';
import type { ReturnType, ScalarFunction } from '../definition.js';
import { emitDecimalSum } from './decimal-arithmetic.js';
import { emitIntegerAddition } from './integer-arithmetic.js';
import { plusInterval, plusMillis, plusMonths } from './interval-arithmetic.js';
import { decimalOverload, exchanged, floatOverloads, integerOverloads, overload } from './overload.js';

const dayTime = 'interval day to second';
const yearMonth = 'interval year to month';

/** Milliseconds are added: the result has at least three digits of the second. */
export const withMillis: ReturnType = (args) => {
  const type = args.find((arg) => 'precision' in arg) as SqlType & { readonly precision: number };
  const precision = Math.max(3, type.precision);
  switch (type.kind) {
    case 'time':
      return timeType(precision);
    case 'time with time zone':
      return timeTzType(precision);
    case 'timestamp':
      return timestampType(precision);
    default:
      return timestampTzType(precision);
  }
};

const bothWays = (type: string, interval: string, returns: ReturnType) => {
  const implementation = interval === dayTime ? plusMillis(1n) : plusMonths(1);
  return [
    overload([type, interval], returns, implementation),
    overload([interval, type], returns, exchanged(implementation)),
  ];
};

/** The operator `+`; the order of its overloads is that of Trino's messages. */
export const addition: ScalarFunction = {
  kind: 'scalar',
  name: '+',
  summary: 'Adds two numbers or intervals, or an interval to a date or time.',
  examples: [
    ['1 + 2', '3'],
    ["DATE '2024-01-31' + INTERVAL '1' MONTH", '2024-02-29'],
  ],
  hidden: true,
  overloads: [
    ...integerOverloads(emitIntegerAddition),
    ...floatOverloads(
      (_, a, b) => f64.add(a, b),
      (_, a, b) => f32.add(a, b),
    ),
    overload([dayTime, dayTime], dayTime, plusInterval(1)),
    overload([yearMonth, yearMonth], yearMonth, plusInterval(1)),
    overload(['date', yearMonth], 'date', plusMonths(1)),
    overload(['date', dayTime], 'date', plusMillis(1n)),
    overload([dayTime, 'date'], 'date', exchanged(plusMillis(1n))),
    overload([yearMonth, 'date'], 'date', exchanged(plusMonths(1))),
    decimalOverload('+', (e, args, types) => emitDecimalSum(e, args, types, false)),
    ...bothWays('timestamp(p)', dayTime, withMillis),
    ...bothWays('timestamp(p)', yearMonth, 'timestamp(p)'),
    ...bothWays('timestamp(p) with time zone', dayTime, withMillis),
    ...bothWays('timestamp(p) with time zone', yearMonth, 'timestamp(p) with time zone'),
    ...bothWays('time(p)', dayTime, withMillis),
    ...bothWays('time(p) with time zone', dayTime, withMillis),
  ],
};
