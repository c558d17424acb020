import { LakeError } from '../base/lake-error.js';
import type { SqlType } from '../types/sql-type.js';
import type { SqliteValue } from './catalog-connection.js';
import { type CatalogColumn, columnType, nullPartitionValue } from './catalog-entry.js';

/** A range of a key's values, given as texts; a bound that is absent is open. */
export interface KeyRange {
  readonly low?: string | undefined;
  readonly lowInclusive?: boolean | undefined;
  readonly high?: string | undefined;
  readonly highInclusive?: boolean | undefined;
}

/** What a partition key may be: one of the values, or in one of the ranges, or NULL. */
export interface KeyFilter {
  readonly values?: readonly string[] | undefined;
  readonly ranges?: readonly KeyRange[] | undefined;
  readonly includesNull?: boolean | undefined;
}

/** One filter a partition key, in the order of the keys; undefined where the key may be anything. */
export type PartitionFilter = readonly (KeyFilter | undefined)[];

/** How many keys the catalog has an index for. */
export const indexedKeysMax = 4;
// SQLite puts numbers before texts and texts before blobs, so a NULL key is after all ranges.
const nullKey = new Uint8Array(0);

/** Gives the form of a value in which the catalog compares it: numbers of numeric keys, texts of others. */
export function keyValue(text: string, key: CatalogColumn): SqliteValue {
  if (text === nullPartitionValue) return nullKey;
  switch (kindOf(key)) {
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'bigint':
      return /^\s*[+-]?\d{1,18}\s*$/.test(text) ? BigInt(text.trim().replace(/^\+/, '')) : text;
    case 'decimal':
    case 'real':
    case 'double': {
      const number = text.trim() === '' ? Number.NaN : Number(text);
      return Number.isFinite(number) ? number : text;
    }
    default:
      return text;
  }
}

/** A type that cannot be read compares as text. */
function kindOf(key: CatalogColumn): SqlType['kind'] {
  try {
    return columnType(key).kind;
  } catch (error) {
    if (error instanceof LakeError && error.name === 'TYPE_NOT_FOUND') return 'varchar';
    throw error;
  }
}

/** A condition on one key, in SQL. */
export interface Condition {
  readonly sql: string;
  readonly values: readonly SqliteValue[];
}

/** Makes the alternatives of a filter on key number `index`: together they are what it lets through. */
export function conditionsOf(filter: KeyFilter, key: CatalogColumn, index: number): Condition[] {
  const name = `key${index}`;
  const conditions: Condition[] = [];
  if (filter.values && filter.values.length > 0)
    conditions.push({ sql: `${name} IN (SELECT value FROM json_each(?))`, values: [valueList(filter.values, key)] });
  for (const range of filter.ranges ?? []) conditions.push(rangeCondition(range, key, name));
  if (filter.includesNull) conditions.push({ sql: `${name} = x''`, values: [] });
  return conditions;
}

function rangeCondition(
  { low, lowInclusive, high, highInclusive }: KeyRange,
  key: CatalogColumn,
  name: string,
): Condition {
  const parts: string[] = [];
  const values: SqliteValue[] = [];
  if (low !== undefined) {
    parts.push(`${name} ${lowInclusive ? '>=' : '>'} ?`);
    values.push(keyValue(low, key));
  }
  if (high === undefined) parts.push(`${name} < x''`);
  else {
    parts.push(`${name} ${highInclusive ? '<=' : '<'} ?`);
    values.push(keyValue(high, key));
  }
  return { sql: parts.join(' AND '), values };
}

function valueList(values: readonly string[], key: CatalogColumn): string {
  const texts = values
    .map((value) => keyValue(value, key))
    .filter((value) => !(value instanceof Uint8Array))
    .map((value) => (typeof value === 'string' ? JSON.stringify(value) : String(value)));
  return `[${texts.join(',')}]`;
}

/** Joins alternatives to one condition. */
export const anyOf = (conditions: readonly Condition[]): Condition => ({
  sql: conditions.length === 0 ? 'FALSE' : `(${conditions.map(({ sql }) => `(${sql})`).join(' OR ')})`,
  values: conditions.flatMap(({ values }) => values),
});

/** Tells whether a filter of a key without an index lets a value through: ranges do. */
export function passes(filter: KeyFilter, text: string, key: CatalogColumn): boolean {
  if (filter.ranges && filter.ranges.length > 0) return true;
  if (text === nullPartitionValue) return filter.includesNull === true;
  const value = keyValue(text, key);
  return (filter.values ?? []).some((wanted) => keyValue(wanted, key) === value);
}
