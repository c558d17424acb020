import { assert } from '../../../../base/lake-error.js';
import { decimalText } from '../../../../types/decimal-value.js';
import { type JsonNode, JsonNumber, jsonString } from '../../../../types/json-node.js';
import { doubleText, realText } from '../../../../types/number-text.js';
import { BIGINT, BOOLEAN, DOUBLE, INTEGER, type SqlType, typeText, varcharType } from '../../../../types/sql-type.js';
import type { SqlValue } from '../../../../types/sql-value.js';
import { castText, padChar } from '../../../../types/value-text.js';

/** An SQL value among JSON: a literal, a parameter or what arithmetic makes. */
export class TypedItem {
  readonly type: SqlType;
  readonly value: SqlValue;

  constructor(type: SqlType, value: SqlValue) {
    this.type = type;
    this.value = value;
  }
}

/** One item of a path's sequence. */
export type PathItem = JsonNode | TypedItem;

const integerLimit = 2n ** 31n;
const bigintLimit = 2n ** 63n;

/** Gives a scalar as an SQL value; undefined for structures, null, and whole numbers beyond bigint. */
export function typedOf(item: PathItem): TypedItem | undefined {
  if (item instanceof TypedItem) return item.value === null ? undefined : item;
  if (typeof item === 'string') return new TypedItem(varcharType([...item].length), item);
  if (typeof item === 'boolean') return new TypedItem(BOOLEAN, item);
  if (!(item instanceof JsonNumber)) return undefined;
  if (!item.isInteger) return new TypedItem(DOUBLE, Number(item.text));
  const value = BigInt(item.text);
  if (value >= -integerLimit && value < integerLimit) return new TypedItem(INTEGER, Number(value));
  return value >= -bigintLimit && value < bigintLimit ? new TypedItem(BIGINT, value) : undefined;
}

export const isNull = (item: PathItem): boolean => item === null || (item instanceof TypedItem && item.value === null);
export const isArray = (item: PathItem): item is readonly JsonNode[] => Array.isArray(item);
export const isObject = (item: PathItem): item is ReadonlyMap<string, JsonNode> => item instanceof Map;

/** Names an item's type as the method type() does. */
export function itemType(item: PathItem): string {
  if (isNull(item)) return 'null';
  if (isArray(item)) return 'array';
  if (isObject(item)) return 'object';
  if (item instanceof JsonNumber) return 'number';
  const { type } = typedOf(item)!;
  switch (type.kind) {
    case 'varchar':
    case 'char':
      return 'string';
    case 'boolean':
      return 'boolean';
    case 'date':
    case 'time':
    case 'timestamp':
      return type.kind === 'date' ? 'date' : `${type.kind} without time zone`;
    case 'time with time zone':
    case 'timestamp with time zone':
      return type.kind;
    default:
      return 'number';
  }
}

/** Names an item in a message. */
export const itemName = (item: PathItem): string =>
  item instanceof TypedItem ? typeText(item.type) : itemType(item).toUpperCase();

/** Prints an item as JSON; undefined where JSON has nothing for the type. Objects keep the order of their keys. */
export function itemText(item: PathItem): string | undefined {
  if (item instanceof TypedItem) return typedText(item);
  if (item === null || typeof item === 'boolean') return String(item);
  if (typeof item === 'string') return jsonString(item);
  if (item instanceof JsonNumber)
    return item.isInteger ? item.text.replace(/^-0$/, '0') : numberText(Number(item.text));
  if (isArray(item)) return `[${item.map(itemText).join()}]`;
  assert(isObject(item), 'a JSON value');
  return `{${[...item].map(([key, value]) => `${jsonString(key)}:${itemText(value)}`).join()}}`;
}

function typedText({ type, value }: TypedItem): string | undefined {
  if (value === null) return 'null';
  switch (type.kind) {
    case 'varchar':
      return jsonString(value as string);
    case 'char':
      return jsonString(padChar(value as string, type.length));
    case 'decimal':
      return decimalText(value as bigint, type.scale);
    case 'double':
      return numberText(value as number);
    case 'real': {
      const text = realText(value as number);
      return Number.isFinite(value as number) ? text : jsonString(text);
    }
    case 'boolean':
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'bigint':
      return String(value);
    default:
      return undefined;
  }
}

function numberText(value: number): string {
  const text = doubleText(value);
  return Number.isFinite(value) ? text : jsonString(text);
}

/** Prints a value that stands inside what json_object and json_array make: what JSON has nothing for as a string. */
export const memberText = (item: TypedItem): string => typedText(item) ?? jsonString(castText(item.value, item.type));
