import { decimalResultType } from '../../../../types/decimal-arithmetic.js';
import { decimalToDouble, divideHalfUp, fitsPrecision, powerOfTen, rescale } from '../../../../types/decimal-value.js';
import { DOUBLE, decimalType, REAL, type SqlType } from '../../../../types/sql-type.js';
import { TypedItem } from './path-item.js';
import type { PathOperator } from './path-node.js';

const integerKinds = ['tinyint', 'smallint', 'integer', 'bigint'] as const;
const integerBits = [8n, 16n, 32n, 64n] as const;
const integerDigits = [3, 5, 10, 19] as const;

type DecimalType = SqlType & { readonly kind: 'decimal' };

const integerRank = ({ kind }: SqlType): number => integerKinds.indexOf(kind as 'integer');

/** Tells whether a type is one of numbers. */
export const isNumeric = (type: SqlType): boolean =>
  integerRank(type) >= 0 || type.kind === 'decimal' || type.kind === 'real' || type.kind === 'double';

/** Gives a number as a double. */
export function toDouble({ type, value }: TypedItem): number {
  return type.kind === 'decimal'
    ? decimalToDouble(value as bigint, type.precision, type.scale)
    : Number(value as number | bigint);
}

function toDecimal({ type, value }: TypedItem): { readonly type: DecimalType; readonly unscaled: bigint } {
  if (type.kind === 'decimal') return { type, unscaled: value as bigint };
  const digits = integerDigits[integerRank(type)]!;
  return { type: decimalType(digits, 0) as DecimalType, unscaled: BigInt(value as number | bigint) };
}

/** Computes as SQL's operators do; undefined where that fails: overflow, division by zero, no numbers. */
export function computeNumbers(operator: PathOperator, a: TypedItem, b: TypedItem): TypedItem | undefined {
  if (!isNumeric(a.type) || !isNumeric(b.type)) return undefined;
  const kinds = [a.type.kind, b.type.kind];
  if (kinds.includes('double')) return new TypedItem(DOUBLE, computeFloats(operator, toDouble(a), toDouble(b)));
  if (kinds.includes('real'))
    return new TypedItem(REAL, Math.fround(computeFloats(operator, toDouble(a), toDouble(b))));
  return kinds.includes('decimal') ? computeDecimals(operator, a, b) : computeIntegers(operator, a, b);
}

function computeFloats(operator: PathOperator, a: number, b: number): number {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '%':
      return a % b;
  }
}

function computeBig(operator: PathOperator, a: bigint, b: bigint): bigint | undefined {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return b === 0n ? undefined : a / b;
    case '%':
      return b === 0n ? undefined : a % b;
  }
}

function computeIntegers(operator: PathOperator, a: TypedItem, b: TypedItem): TypedItem | undefined {
  const rank = Math.max(integerRank(a.type), integerRank(b.type));
  const result = computeBig(operator, BigInt(a.value as number | bigint), BigInt(b.value as number | bigint));
  return result === undefined ? undefined : integerItem(rank, result);
}

function integerItem(rank: number, value: bigint): TypedItem | undefined {
  const limit = 1n << (integerBits[rank]! - 1n);
  if (value < -limit || value >= limit) return undefined;
  const kind = integerKinds[rank]!;
  return new TypedItem({ kind }, kind === 'bigint' ? value : Number(value));
}

function computeDecimals(operator: PathOperator, a: TypedItem, b: TypedItem): TypedItem | undefined {
  const left = toDecimal(a);
  const right = toDecimal(b);
  const type = decimalResultType(operator, left.type, right.type);
  const [scaleA, scaleB] = [left.type.scale, right.type.scale];
  let result: bigint | undefined;
  if (operator === '*') result = left.unscaled * right.unscaled;
  else if (operator === '/')
    result =
      right.unscaled === 0n
        ? undefined
        : divideHalfUp(left.unscaled * powerOfTen(type.scale + scaleB - scaleA), right.unscaled);
  else
    result = computeBig(
      operator,
      rescale(left.unscaled, scaleA, type.scale),
      rescale(right.unscaled, scaleB, type.scale),
    );
  return result === undefined || !fitsPrecision(result, type.precision) ? undefined : new TypedItem(type, result);
}

/** Changes a number's sign; undefined on overflow. */
export function negate({ type, value }: TypedItem): TypedItem | undefined {
  const rank = integerRank(type);
  if (rank >= 0) return integerItem(rank, -BigInt(value as number | bigint));
  return new TypedItem(type, typeof value === 'bigint' ? -value : -(value as number));
}

/** Compares two numbers: below, at or above 0; undefined when one is not a number. */
export function compareNumbers(a: TypedItem, b: TypedItem): number | undefined {
  if (!isNumeric(a.type) || !isNumeric(b.type)) return undefined;
  const isFloat = [a, b].some(({ type }) => type.kind === 'double' || type.kind === 'real');
  if (isFloat) {
    const [x, y] = [toDouble(a), toDouble(b)];
    return Number.isNaN(x) || Number.isNaN(y) ? undefined : x - y;
  }
  const left = toDecimal(a);
  const right = toDecimal(b);
  const scale = Math.max(left.type.scale, right.type.scale);
  const difference = rescale(left.unscaled, left.type.scale, scale) - rescale(right.unscaled, right.type.scale, scale);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** Rounds a number down, or up where asked. */
export function roundToWhole(item: TypedItem, isUp: boolean): TypedItem {
  const { type, value } = item;
  if (integerRank(type) >= 0) return item;
  if (type.kind !== 'decimal')
    return new TypedItem(type, isUp ? Math.ceil(value as number) : Math.floor(value as number));
  const unit = powerOfTen(type.scale);
  const unscaled = value as bigint;
  const rest = ((unscaled % unit) + unit) % unit;
  const whole = (unscaled - rest) / unit + (isUp && rest > 0n ? 1n : 0n);
  const precision = Math.min(38, type.precision - type.scale + Math.min(type.scale, 1));
  return new TypedItem(decimalType(Math.max(precision, 1), 0), whole);
}
