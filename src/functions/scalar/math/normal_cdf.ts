import { LakeError } from '../../../base/lake-error.js';
import type { SqlValue } from '../../../types/sql-value.js';
import type { ScalarFunction } from '../../definition.js';
import { erf, inverseErf, inverseRegularizedBeta, logGamma, regularizedBeta } from './distribution.js';

function require(condition: boolean, message: string): void {
  if (!condition) throw new LakeError('INVALID_FUNCTION_ARGUMENT', message);
}

/** Makes a function of doubles that is computed in TypeScript. */
const ofDoubles = (
  name: string,
  summary: string,
  compute: (...args: number[]) => number,
  args: readonly string[] = ['double', 'double', 'double'],
): ScalarFunction => ({
  kind: 'scalar',
  name,
  summary,
  overloads: [{ args, returns: 'double', host: (values): SqlValue => compute(...values.map(Number)) }],
});

function checkBeta(a: number, b: number): void {
  require(a > 0 && b > 0, 'a, b must be > 0');
}

function checkFreedom(freedom: number): void {
  require(!(freedom < 1), 'degrees of freedom must be greater than or equal to 1');
}

function tCdf(x: number, freedom: number): number {
  checkFreedom(freedom);
  if (Number.isNaN(x)) return x;
  const tail = 0.5 * regularizedBeta(freedom / (freedom + x * x), freedom / 2, 0.5);
  return x > 0 ? 1 - tail : tail;
}

function tPdf(x: number, freedom: number): number {
  checkFreedom(freedom);
  const scale = logGamma((freedom + 1) / 2) - logGamma(freedom / 2) - 0.5 * Math.log(freedom * Math.PI);
  return Math.exp(scale - ((freedom + 1) / 2) * Math.log1p((x * x) / freedom));
}

/** One bound of Wilson's score interval; `side` is -1 for the lower, 1 for the upper. */
function wilson(successes: number, trials: number, z: number, side: -1 | 1): number {
  require(successes >= 0, 'number of successes must not be negative');
  require(trials > 0, 'number of trials must be positive');
  require(successes <= trials, 'number of successes must not be larger than number of trials');
  require(!(z < 0), 'z-score must not be negative');
  const p = successes / trials;
  const center = p + (z * z) / (2 * trials);
  const spread = z * Math.sqrt((p * (1 - p)) / trials + (z * z) / (4 * trials * trials));
  return (center + side * spread) / (1 + (z * z) / trials);
}

const wilsonArgs = ['bigint', 'bigint', 'double'];

/** Distributions of probability and what is computed from them. */
export const distributionFunctions: readonly ScalarFunction[] = [
  ofDoubles('normal_cdf', 'Returns the normal cumulative distribution of mean and deviation.', (mean, deviation, v) => {
    require(!(deviation! <= 0), 'standardDeviation must be > 0');
    return 0.5 * (1 + erf((v! - mean!) / (deviation! * Math.SQRT2)));
  }),
  ofDoubles(
    'inverse_normal_cdf',
    'Returns the value at which the normal distribution reaches p.',
    (mean, deviation, p) => {
      require(p! > 0 && p! < 1, 'p must be 0 > p > 1');
      require(deviation! > 0, 'sd must be > 0');
      return p === 0.5 ? mean! : mean! + deviation! * Math.SQRT2 * inverseErf(2 * p! - 1);
    },
  ),
  ofDoubles('beta_cdf', 'Returns the beta cumulative distribution with parameters a and b.', (a, b, v) => {
    checkBeta(a!, b!);
    require(v! >= 0 && v! <= 1, 'value must be 0 >= v >= 1');
    return regularizedBeta(v!, a!, b!);
  }),
  ofDoubles('inverse_beta_cdf', 'Returns the value at which the beta distribution reaches p.', (a, b, p) => {
    require(p! >= 0 && p! <= 1, 'p must be 0 >= p >= 1');
    checkBeta(a!, b!);
    return inverseRegularizedBeta(p!, a!, b!);
  }),
  ofDoubles('t_cdf', 'Returns Student’s cumulative distribution.', (x, freedom) => tCdf(x!, freedom!), [
    'double',
    'double',
  ]),
  ofDoubles('t_pdf', 'Returns the density of Student’s distribution.', (x, freedom) => tPdf(x!, freedom!), [
    'double',
    'double',
  ]),
  ofDoubles(
    'wilson_interval_lower',
    'Returns the lower bound of Wilson’s interval for successes among trials.',
    (successes, trials, z) => wilson(successes!, trials!, z!, -1),
    wilsonArgs,
  ),
  ofDoubles(
    'wilson_interval_upper',
    'Returns the upper bound of Wilson’s interval for successes among trials.',
    (successes, trials, z) => wilson(successes!, trials!, z!, 1),
    wilsonArgs,
  ),
];
