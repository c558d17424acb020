import type { SqlType } from '../../types/sql-type.js';
import type { SqlValue } from '../../types/sql-value.js';
import type { KeyProperties } from './key-properties.js';
import type { KeyValue, ProjectedKey } from './projected-key.js';
import { unsupportedType } from './projection-error.js';

const int64 = { min: -(2n ** 63n), max: 2n ** 63n - 1n };

/** Makes a key of evenly spaced whole numbers. @throws INVALID_COLUMN_PROPERTY */
export function integerKey(type: SqlType, properties: KeyProperties): ProjectedKey {
  const { column } = properties;
  const [min, max] = rangeOf(properties);
  const interval = BigInt(properties.findPositive('interval') ?? 1);
  const digits = properties.findPositive('digits') ?? 0;
  const toValue = valueMaker(type);
  if (!toValue) throw unsupportedType(column, type);
  const textOf = (number: bigint): string => padded(number, digits);
  const at = (index: bigint): KeyValue => {
    const number = min + index * interval;
    return { text: textOf(number), value: toValue(number, textOf(number)) };
  };
  const isText = type.kind === 'varchar';
  return {
    name: column,
    type,
    valueCount: (max - min) / interval + 1n,
    // Texts of one length without a sign compare as their numbers do.
    isOrdered: !isText || (min >= 0n && textOf(min).length === textOf(max).length),
    at,
    indexOf: (value) => {
      const number = numberOf(value);
      if (number === undefined || number < min || number > max || (number - min) % interval !== 0n) return undefined;
      return isText && textOf(number) !== value ? undefined : (number - min) / interval;
    },
  };
}

function rangeOf(properties: KeyProperties): readonly [bigint, bigint] {
  const bounds = properties
    .need('range')
    .split(',')
    .map((text) => parseInt64(text.trim()));
  const [min, max] = bounds;
  if (bounds.length !== 2 || min === undefined || max === undefined)
    throw properties.invalid('range', 'needs to be list of 2 integers');
  if (min > max) throw properties.invalid('range', 'needs to be list of 2 integers that are sequential');
  return [min, max];
}

function parseInt64(text: string): bigint | undefined {
  if (!/^[+-]?\d+$/.test(text)) return undefined;
  const value = text.startsWith('-') ? -BigInt(text.slice(1)) : BigInt(text.replace('+', ''));
  return value < int64.min || value > int64.max ? undefined : value;
}

// As Java's %0nd: the sign is one of the digits' places.
function padded(number: bigint, digits: number): string {
  const size = String(number < 0n ? -number : number);
  return number < 0n ? `-${size.padStart(digits - 1, '0')}` : size.padStart(digits, '0');
}

function valueMaker(type: SqlType): ((number: bigint, text: string) => SqlValue) | undefined {
  switch (type.kind) {
    case 'varchar':
      return (_, text) => text;
    case 'tinyint':
    case 'smallint':
    case 'integer':
      return (number) => Number(number);
    case 'bigint':
      return (number) => number;
    default:
      return undefined;
  }
}

function numberOf(value: SqlValue): bigint | undefined {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number') return BigInt(value);
  return typeof value === 'string' ? parseInt64(value) : undefined;
}
