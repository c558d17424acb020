/**
 * Special functions behind the distributions. Sources: erf by its Maclaurin series and erfc by Lentz's continued fraction
 * (Abramowitz & Stegun 7.1.5, 7.1.14); ln Γ by Lanczos' approximation (g = 7, n = 9); the incomplete beta function by the
 * continued fraction of NIST DLMF 8.17.22.
 */

const epsilon = 1e-16;
const tiny = 1e-300;
const stepsMax = 10_000;
// Below, the series is exact to the last digits; above, the fraction is.
const seriesMax = 2.5;

function erfSeries(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; n < stepsMax && Math.abs(term) > epsilon * Math.abs(sum); n++) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

/** Evaluates b0 + a1/(b1 + a2/(b2 + …)) by Lentz's method. */
function continuedFraction(b0: number, term: (n: number) => readonly [a: number, b: number]): number {
  let value = b0 === 0 ? tiny : b0;
  let c = value;
  let d = 0;
  for (let n = 1; n < stepsMax; n++) {
    const [a, b] = term(n);
    d = b + a * d;
    if (d === 0) d = tiny;
    c = b + a / c;
    if (c === 0) c = tiny;
    d = 1 / d;
    const delta = c * d;
    value *= delta;
    if (Math.abs(delta - 1) < epsilon || Number.isNaN(delta)) break;
  }
  return value;
}

/** The complement of the error function of a number above `seriesMax`. */
const erfcFraction = (x: number): number =>
  Math.exp(-x * x) / Math.sqrt(Math.PI) / continuedFraction(x, (n) => [n / 2, x]);

/** Computes the error function. */
export function erf(x: number): number {
  if (Number.isNaN(x)) return x;
  if (Math.abs(x) < seriesMax) return erfSeries(x);
  return Math.sign(x) * (1 - (Math.abs(x) > 6 ? 0 : erfcFraction(Math.abs(x))));
}

const erfc = (x: number): number => (x < seriesMax ? 1 - erfSeries(x) : erfcFraction(x));

/** Finds where a rising function passes `target` between two numbers. */
function bisect(low: number, high: number, target: number, compute: (x: number) => number): number {
  let [from, to] = [low, high];
  for (let i = 0; i < 200 && from < to; i++) {
    const middle = (from + to) / 2;
    if (middle === from || middle === to) break;
    if (compute(middle) < target) from = middle;
    else to = middle;
  }
  return (from + to) / 2;
}

/** Inverts the error function for a number between -1 and 1. */
export function inverseErf(y: number): number {
  const rest = 1 - Math.abs(y);
  // Near 1 the complement has more digits.
  const x = rest > 0.5 ? bisect(0, 1, Math.abs(y), erf) : bisect(0, 6, -rest, (value) => -erfc(value));
  return y < 0 ? -x : x;
}

const lanczos = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/** Computes the logarithm of the gamma function of a positive number. */
export function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const base = x - 1 + 7.5;
  const sum = lanczos.reduce((total, coefficient, i) => (i === 0 ? coefficient : total + coefficient / (x - 1 + i)));
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(base) - base + Math.log(sum);
}

/** Computes the regularized incomplete beta function I_x(a, b). */
export function regularizedBeta(x: number, a: number, b: number): number {
  if (x <= 0 || x >= 1 || Number.isNaN(x)) return x <= 0 ? 0 : x >= 1 ? 1 : Number.NaN;
  // The fraction converges fast below the mean; the other side is the complement.
  if (x > (a + 1) / (a + b + 2)) return 1 - regularizedBeta(1 - x, b, a);
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x)) / a;
  const fraction = continuedFraction(1, (n) => {
    const m = Math.floor(n / 2);
    const a2m = a + 2 * m;
    const numerator =
      n % 2 === 0 ? (m * (b - m) * x) / ((a2m - 1) * a2m) : (-(a + m) * (a + b + m) * x) / (a2m * (a2m + 1));
    return [numerator, 1];
  });
  return front / fraction;
}

/** Inverts the regularized incomplete beta function. */
export const inverseRegularizedBeta = (p: number, a: number, b: number): number =>
  p <= 0 ? 0 : p >= 1 ? 1 : bisect(0, 1, p, (x) => regularizedBeta(x, a, b));
