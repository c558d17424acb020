import { describe, expect, test } from 'vitest';
import { parseType } from '../../src/types/parse-type.js';
import { typeText } from '../../src/types/sql-type.js';
import type { SqlValue } from '../../src/types/sql-value.js';
import { protocolText } from '../../src/types/value-text.js';
import { callFunction } from './call-function.js';

/** Reads `1` as integer, `1.5` as decimal, `1e0` as double, `'x'` as varchar, and `type text` as of the type. */
function literal(text: string): { type: string; value: SqlValue } {
  const typed = /^(tinyint|smallint|integer|bigint|real|double) (.*)$/.exec(text);
  const [type, body] = typed ? [typed[1]!, typed[2]!] : ['', text];
  if (type === 'real' || type === 'double')
    return { type, value: type === 'real' ? Math.fround(Number(body)) : Number(body) };
  if (type === 'bigint') return { type, value: BigInt(body) };
  if (type !== '') return { type, value: Number(body) };
  if (body.startsWith("'")) return { type: 'varchar', value: body.slice(1, -1) };
  if (/^(NaN|-?Infinity|.*e.*)$/.test(body)) return { type: 'double', value: Number(body) };
  if (!body.includes('.')) return { type: 'integer', value: Number(body) };
  const digits = body.replace(/[-.]/g, '').replace(/^0+(?=\d)/, '');
  const scale = body.length - body.indexOf('.') - 1;
  return { type: `decimal(${Math.max(digits.length, scale)},${scale})`, value: BigInt(body.replace('.', '')) };
}

/** Calls a function and prints its value and type. */
function run(name: string, ...args: string[]): string {
  const literals = args.map(literal);
  const { value, type } = callFunction(
    name,
    literals.map((item) => item.type),
    literals.map((item) => item.value),
  );
  return `${value === null ? 'NULL' : protocolText(value, type)} ${typeText(type)}`;
}

const number = (name: string, ...args: string[]): number => Number(run(name, ...args).split(' ')[0]);

describe('rounding', () => {
  test.each([
    ['round', ['2.5'], '3 decimal(2,0)'],
    ['round', ['-0.5'], '-1 decimal(1,0)'],
    ['round', ['12345678901234567890.5'], '12345678901234567891 decimal(21,0)'],
    ['round', ['99.95', '-1'], '100.00 decimal(5,2)'],
    ['round', ['1234.567', '-20'], '0.000 decimal(8,3)'],
    ['round', ['5.5', '-1'], '10.0 decimal(3,1)'],
    ['round', ['2.5', '20'], '2.5 decimal(3,1)'],
    ['round', ['123456789012345678901.25', '1'], '123456789012345678901.30 decimal(24,2)'],
    ['round', ['1.005e0', '2'], '1.0 double'],
    ['round', ['2.675e0', '2'], '2.68 double'],
    ['round', ['1e300', '2'], '1.0E300 double'],
    ['round', ['-2.5e0'], '-3.0 double'],
    ['round', ['0.49999999999999994e0'], '0.0 double'],
    ['round', ['1.1e0', '400'], '1.1 double'],
    ['round', ['12345.5e0', '-400'], 'NaN double'],
    ['round', ['-0.4e0'], '-0.0 double'],
    ['round', ['real 2.675', '2'], '2.67 real'],
    ['round', ['real 1234.567', '-20'], '0.0 real'],
    ['round', ['bigint -25', '-1'], '-30 bigint'],
    ['round', ['tinyint 15', '-1'], '20 tinyint'],
    ['round', ['5', '-10'], '0 integer'],
    ['ceil', ['-2.5'], '-2 decimal(2,0)'],
    ['ceiling', ['12345678901234567890.1'], '12345678901234567891 decimal(21,0)'],
    ['ceil', ['7'], '7 integer'],
    ['floor', ['-12345678901234567890.5'], '-12345678901234567891 decimal(21,0)'],
    ['floor', ['-0.5'], '-1 decimal(1,0)'],
    ['floor', ['real 2.5'], '2.0 real'],
    ['truncate', ['2.567', '2'], '2.560 decimal(4,3)'],
    ['truncate', ['12.345', '-5'], '0.000 decimal(5,3)'],
    ['truncate', ['123456789012345678.5', '-3'], '123456789012345000.0 decimal(19,1)'],
    ['truncate', ['0.5'], '0 decimal(1,0)'],
    ['truncate', ['-1.5e0'], '-1.0 double'],
  ])('%s %s', (name, args, expected) => expect(run(name, ...args)).toBe(expected));

  test.each([
    ['round', ['tinyint 127', '-1'], 'Out of range for tinyint: 130'],
    ['round', ['bigint 5', '-19'], 'numerical overflow: 5'],
    ['round', ['99999999999999999999999999999999999.995', '0'], 'decimal overflow'],
    ['abs', ['integer -2147483648'], 'Value -2147483648 is out of range for abs(integer)'],
  ])('%s %s fails', (name, args, message) => expect(() => run(name, ...args)).toThrow(message));
});

describe('numbers', () => {
  test.each([
    ['abs', ['-1'], '1 integer'],
    ['abs', ['-12345678901234567890.5'], '12345678901234567890.5 decimal(21,1)'],
    ['abs', ['real -1.5'], '1.5 real'],
    ['abs', ['bigint -7'], '7 bigint'],
    ['sign', ['-12345678901234567890.5'], '-1 decimal(1,0)'],
    ['sign', ['-0e0'], '-0.0 double'],
    ['sign', ['NaN'], 'NaN double'],
    ['sign', ['bigint -9223372036854775808'], '-1 bigint'],
    ['sign', ['0'], '0 integer'],
    ['mod', ['-7', '3'], '-1 integer'],
    ['mod', ['7.5', '2.0'], '1.5 decimal(2,1)'],
    ['power', ['1e0', 'NaN'], 'NaN double'],
    ['pow', ['-1e0', 'Infinity'], 'NaN double'],
    ['pow', ['NaN', '0e0'], '1.0 double'],
    ['pow', ['-0e0', '-1e0'], '-Infinity double'],
    ['log', ['2e0', '8e0'], '3.0 double'],
    ['log2', ['0e0'], '-Infinity double'],
    ['ln', ['-1e0'], 'NaN double'],
    ['is_nan', ['real NaN'], 'true boolean'],
    ['is_finite', ['-Infinity'], 'false boolean'],
    ['is_infinite', ['-Infinity'], 'true boolean'],
    ['degrees', ['Infinity'], 'Infinity double'],
    ['greatest', ['NaN', '1e0'], '1.0 double'],
    ['greatest', ['NaN', 'NaN'], 'NaN double'],
    ['least', ["'b'", "'a'", "'c'"], 'a varchar'],
    ['least', ['12345678901234567890.5', '-12345678901234567890.5'], '-12345678901234567890.5 decimal(21,1)'],
    ['greatest', ['1'], '1 integer'],
  ])('%s %s', (name, args, expected) => expect(run(name, ...args)).toBe(expected));

  test.each([
    ['exp', ['-1e0'], 0.36787944117144233],
    ['log10', ['real 0.5'], -0.3010299956639812],
    ['cbrt', ['real 0.5'], 0.7937005259840998],
    ['sin', ['-1e3'], -0.8268795405320025],
    ['tan', ['2e0'], -2.185039863261519],
    ['atan2', ['-2e0', '3e0'], -0.5880026035475675],
    ['sinh', ['1e0'], 1.1752011936438014],
    ['cosh', ['-2.5e0'], 6.132289479663686],
    ['tanh', ['-1e0'], -0.7615941559557649],
  ])('%s %s', (name, args, expected) => expect(number(name, ...args)).toBeCloseTo(expected, 13));
});

describe('bits and bases', () => {
  test.each([
    ['bitwise_not', ['bigint 5'], '-6 bigint'],
    ['bitwise_left_shift', ['1', '31'], '-2147483648 integer'],
    ['bitwise_left_shift', ['1', '-1'], '0 integer'],
    ['bitwise_left_shift', ['bigint 1', '-1'], '-9223372036854775808 bigint'],
    ['bitwise_left_shift', ['tinyint 127', '2'], '-4 tinyint'],
    ['bitwise_left_shift', ['bigint 1', '64'], '0 bigint'],
    ['bitwise_right_shift', ['-8', '1'], '2147483644 integer'],
    ['bitwise_right_shift', ['tinyint -8', '1'], '124 tinyint'],
    ['bitwise_right_shift', ['tinyint -8', '0'], '-8 tinyint'],
    ['bitwise_right_shift', ['smallint -8', '1'], '32764 smallint'],
    ['bitwise_right_shift', ['bigint -8', '-1'], '1 bigint'],
    ['bitwise_right_shift_arithmetic', ['-8', '40'], '-1 integer'],
    ['bitwise_right_shift_arithmetic', ['8', '-1'], '0 integer'],
    ['bit_count', ['bigint -8', 'bigint 4'], '1 bigint'],
    ['from_base', ["'-ff'", 'bigint 16'], '-255 bigint'],
    ['from_base', ["'1٣'", 'bigint 10'], '13 bigint'],
    ['to_base', ['bigint -255', 'bigint 16'], '-ff varchar(64)'],
    ['width_bucket', ['10e0', '1e0', '10e0', 'bigint 3'], '4 bigint'],
    ['width_bucket', ['1e0', '10e0', '1e0', 'bigint 3'], '3 bigint'],
    ['width_bucket', ['10e0', '10e0', '1e0', 'bigint 3'], '0 bigint'],
    ['width_bucket', ['5e0', '10e0', '1e0', 'bigint 3'], '2 bigint'],
    ['width_bucket', ['0e0', '10e0', '1e0', 'bigint 3'], '4 bigint'],
  ])('%s %s', (name, args, expected) => expect(run(name, ...args)).toBe(expected));

  test.each([
    ['bit_count', ['bigint 8', 'bigint 4'], '8 cannot be represented with 4 bits'],
    ['from_base', ["'12'", 'bigint 2'], 'Not a valid base-2 number: 12'],
    ['from_base', ["'9223372036854775808'", 'bigint 10'], 'Not a valid base-10 number'],
    ['to_base', ['bigint 1', 'bigint 1'], 'Radix must be between 2 and 36'],
    ['width_bucket', ['11e0', '1e0', '10e0', 'bigint 9223372036854775807'], 'Bucket for value 11 is out of range'],
    ['random', ['0'], 'bound must be positive'],
    ['random', ['6', '5'], 'start value must be less than stop value'],
  ])('%s %s fails', (name, args, message) => expect(() => run(name, ...args)).toThrow(message));

  test('width_bucket in bins', () => {
    const bucket = (bins: SqlValue[]): SqlValue =>
      callFunction('width_bucket', ['double', 'array(double)'], [5, bins]).value;
    expect(bucket([1, 5, 7])).toBe(2n);
    expect(bucket([1, null, 7])).toBe(2n);
    expect(() => bucket([3, 1])).toThrow('Bin values are not sorted in ascending order');
    expect(() => bucket([1, Number.NaN])).toThrow('Bin value must be finite, got NaN');
  });
});

describe('vectors and distributions', () => {
  const arrays = (name: string, a: SqlValue[], b: SqlValue[]): number =>
    callFunction(name, ['array(double)', 'array(double)'], [a, b]).value as number;

  test('vectors', () => {
    expect(arrays('cosine_distance', [1, 2], [3, 4])).toBeCloseTo(0.01613008990009257, 12);
    expect(arrays('dot_product', [1, null], [3, 4])).toBe(3);
    expect(arrays('euclidean_distance', [1, null], [3, 4])).toBeCloseTo(4.47213595499958, 12);
    expect(() => arrays('dot_product', [1], [])).toThrow('The arguments must have the same length');
    expect(() => arrays('cosine_similarity', [0], [1])).toThrow('Vector magnitude cannot be zero');
    const map = (...entries: [string, number | null][]): SqlValue => entries;
    const sparse = callFunction(
      'cosine_similarity',
      ['map(varchar,double)', 'map(varchar,double)'],
      [map(['a', 1], ['b', 2]), map(['b', 3], ['c', 4])],
    );
    expect(sparse.value).toBeCloseTo(0.5366563145999494, 12);
  });

  test.each([
    ['normal_cdf', [0, 1, 1.96], 0.9750021048517796],
    ['normal_cdf', [1, 2, 3.5], 0.8943502263331446],
    ['normal_cdf', [0, 1, -10], 0],
    ['inverse_normal_cdf', [0, 1, 0.975], 1.959963984540054],
    ['inverse_normal_cdf', [2, 3, 0.1], -1.8446546966338024],
    ['inverse_normal_cdf', [0, 1, 0.999999], 4.753424308817088],
    ['beta_cdf', [2, 5, 0.3], 0.579825],
    ['beta_cdf', [0.5, 0.5, 0.9], 0.7951672353008666],
    ['beta_cdf', [200, 50, 0.8], 0.48737623184869194],
    ['inverse_beta_cdf', [2, 5, 0.5], 0.26444998329511316],
    ['inverse_beta_cdf', [0.5, 0.5, 0.1], 0.02447174185445097],
    ['inverse_beta_cdf', [200, 50, 0.8], 0.8214959708590378],
    ['t_cdf', [1.5, 10], 0.9177463367772797],
    ['t_cdf', [-2, 3], 0.06966298427942155],
    ['t_cdf', [100, 3], 0.9999988977390384],
    ['t_pdf', [1.5, 1.5], 0.10839062275435472],
  ])('%s %s', (name, args, expected) => {
    const { value } = callFunction(
      name,
      args.map(() => 'double'),
      args,
    );
    expect(Math.abs((value as number) - expected)).toBeLessThanOrEqual(1e-10 * Math.abs(expected));
  });

  test('wilson intervals', () => {
    const bound = (name: string, successes: bigint, trials: bigint): number =>
      callFunction(name, ['bigint', 'bigint', 'double'], [successes, trials, 1.96]).value as number;
    expect(bound('wilson_interval_lower', 10n, 100n)).toBeCloseTo(0.05522854161313613, 12);
    expect(bound('wilson_interval_upper', 10n, 100n)).toBeCloseTo(0.1743673043676654, 12);
    expect(() => bound('wilson_interval_lower', 11n, 10n)).toThrow('must not be larger');
  });

  test('random stays within its bounds', () => {
    for (let i = 0; i < 100; i++) {
      expect(callFunction('random', ['integer', 'integer'], [5, 7]).value).toBeGreaterThanOrEqual(5);
      expect(callFunction('random', ['bigint'], [2n ** 62n]).value).toBeLessThan(2n ** 62n);
    }
    expect(parseType('double')).toEqual(callFunction('rand', [], []).type);
  });
});
