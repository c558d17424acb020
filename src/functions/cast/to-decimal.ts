import { decimalText, fitsPrecision, powerOfTen, rescale, textToDecimal } from '../../types/decimal-value.js';
import { doubleText, realText } from '../../types/number-text.js';
import { parseValue } from '../../types/parse-value.js';
import type { SqlType } from '../../types/sql-type.js';
import type { SqlValue } from '../../types/sql-value.js';
import { type Conversion, invalidCast } from './conversion.js';

type DecimalType = SqlType & { readonly kind: 'decimal' };

/** Names a decimal type as messages do. */
export const decimalName = ({ precision, scale }: DecimalType): string => `DECIMAL(${precision}, ${scale})`;

/** Converts numbers, booleans and texts to a decimal, halves away from zero. */
export const toDecimal: Conversion = (value, from, to, context) => {
  const type = to as DecimalType;
  switch (from.kind) {
    case 'boolean':
      return value ? powerOfTen(type.scale) : 0n;
    case 'decimal': {
      const unscaled = value as bigint;
      const shown = (): string => `${decimalName(from)} '${decimalText(unscaled, from.scale)}'`;
      return checked(rescale(unscaled, from.scale, type.scale), type, shown);
    }
    case 'real':
    case 'double': {
      const number = value as number;
      const isReal = from.kind === 'real';
      const shown = (): string => `${from.kind.toUpperCase()} '${isReal ? realText(number) : doubleText(number)}'`;
      if (!Number.isFinite(number)) throw invalidCast(`Cannot cast ${shown()} to ${decimalName(type)}`);
      return checked(textToDecimal(number, type.scale, isReal), type, shown);
    }
    case 'varchar':
      return parseValue(value as string, to, context);
    default: {
      const whole = BigInt(value as number | bigint);
      return checked(whole * powerOfTen(type.scale), type, () => `${from.kind.toUpperCase()} '${whole}'`);
    }
  }
};

function checked(unscaled: bigint, type: DecimalType, shown: () => string): SqlValue {
  if (fitsPrecision(unscaled, type.precision)) return unscaled;
  throw invalidCast(`Cannot cast ${shown()} to ${decimalName(type)}`);
}
