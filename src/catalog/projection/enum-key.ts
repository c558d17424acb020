import { compareValues } from '../../types/compare-values.js';
import type { SqlType } from '../../types/sql-type.js';
import type { SqlValue } from '../../types/sql-value.js';
import type { KeyProperties } from './key-properties.js';
import type { ProjectedKey } from './projected-key.js';
import { unsupportedType } from './projection-error.js';

/** Makes a key of listed values; blanks are part of them. @throws INVALID_COLUMN_PROPERTY */
export function enumKey(type: SqlType, properties: KeyProperties): ProjectedKey {
  const { column } = properties;
  const texts = [...new Set(properties.need('values').split(','))];
  if (type.kind !== 'varchar' && type.kind !== 'char') throw unsupportedType(column, type);
  const values = texts.map((text) => ({ text, value: keyValueOf(text, type) }));
  values.sort((a, b) => compareValues(a.value, b.value, type));
  const indexes = new Map<SqlValue, bigint>(values.map(({ value }, index) => [value, BigInt(index)]));
  return {
    name: column,
    type,
    valueCount: BigInt(values.length),
    isOrdered: true,
    at: (index) => values[Number(index)]!,
    indexOf: (value) => indexes.get(value),
  };
}

/** Gives what a query sees of a text: a char has no padding. */
export const keyValueOf = (text: string, type: SqlType): string =>
  type.kind === 'char' ? text.replace(/ +$/, '') : text;
