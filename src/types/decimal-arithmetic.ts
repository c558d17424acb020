import { LakeError } from '../base/lake-error.js';
import { decimalType, type SqlType } from './sql-type.js';

type DecimalType = SqlType & { readonly kind: 'decimal' };

/** Names the arithmetic operators. */
export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%';

const precisionMax = 38;

/** Gives the type of decimal arithmetic: the digits that the exact result may need, cut to 38. */
export function decimalResultType(operator: ArithmeticOperator, a: DecimalType, b: DecimalType): DecimalType {
  const [whole, otherWhole] = [a.precision - a.scale, b.precision - b.scale];
  const scale = Math.max(a.scale, b.scale);
  switch (operator) {
    case '+':
    case '-':
      return decimal(Math.max(whole, otherWhole) + scale + 1, scale);
    case '*': {
      const product = a.scale + b.scale;
      if (product > precisionMax)
        throw new LakeError(
          'INVALID_FUNCTION_ARGUMENT',
          `DECIMAL scale must be in range [0, precision (38)]: ${product}`,
        );
      return decimal(a.precision + b.precision, product);
    }
    case '/':
      return decimal(a.precision + b.scale + Math.max(b.scale - a.scale, 0), scale);
    case '%':
      return decimal(Math.min(whole, otherWhole) + scale, scale);
  }
}

const decimal = (precision: number, scale: number): DecimalType =>
  decimalType(Math.min(precisionMax, precision), scale) as DecimalType;
