import type { SqlType } from '../../types/sql-type.js';
import type { SqlValue } from '../../types/sql-value.js';

/** Places a value on a line of numbers that keeps the order of its type's values; undefined for types without such a line. */
export function positionOf(value: SqlValue | undefined, type: SqlType): number | undefined {
  if (value === null || value === undefined) return undefined;
  if (typeof value === 'number') return Number.isNaN(value) ? undefined : value;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'string')
    return type.kind === 'varchar' || type.kind === 'char' ? textPosition(value) : undefined;
  if ('micros' in value) return Number(value.micros);
  return 'millis' in value ? Number(value.millis) : undefined;
}

/** The first characters as digits of a number: enough to tell where in a range of texts another lies. */
function textPosition(text: string): number {
  let position = 0;
  for (let index = 0; index < charactersMax; index++) {
    const code = index < text.length ? Math.min(text.charCodeAt(index), base - 2) + 1 : 0;
    position = position * base + code;
  }
  return position;
}

const charactersMax = 6;
const base = 256;

/** The number of values that a range can hold, for types that count in steps; undefined for others. */
export function valuesBetween(min: number, max: number, type: SqlType): number | undefined {
  switch (type.kind) {
    case 'boolean':
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'bigint':
    case 'date':
      return max - min + 1;
    default:
      return undefined;
  }
}
