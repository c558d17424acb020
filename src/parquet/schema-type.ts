import {
  arrayType,
  BIGINT,
  BOOLEAN,
  DATE,
  DOUBLE,
  decimalType,
  INTEGER,
  JSON_TYPE,
  mapType,
  REAL,
  rowType,
  SMALLINT,
  type SqlType,
  TINYINT,
  timestampType,
  timeType,
  UNKNOWN,
  UUID,
  VARBINARY,
  VARCHAR,
} from '../types/sql-type.js';
import { listElementOf, mapEntryOf } from './nested-shape.js';
import type { LogicalType, SchemaNode } from './schema.js';

const unitDigits = { millis: 3, micros: 6, nanos: 9 } as const;

/** Gives the SQL type that a node of a file's schema suggests; undefined where no SQL type fits. */
export function sqlTypeOf(node: SchemaNode): SqlType | undefined {
  if (node.repetition !== 'repeated') return valueTypeOf(node);
  // A repeated field outside of LIST and MAP is a list of its own.
  const element = valueTypeOf(node);
  return element === undefined ? undefined : arrayType(element);
}

function valueTypeOf(node: SchemaNode): SqlType | undefined {
  return node.physical === undefined ? groupType(node) : leafType(node);
}

function groupType(node: SchemaNode): SqlType | undefined {
  const element = listElementOf(node);
  if (element !== undefined) {
    const type = element.repetition === 'repeated' ? valueTypeOf(element) : element.type;
    return type === undefined ? undefined : arrayType(type);
  }
  const entry = mapEntryOf(node);
  if (entry !== undefined) {
    const value = entry.value === undefined ? UNKNOWN : entry.value.type;
    return entry.key.type === undefined || value === undefined ? undefined : mapType(entry.key.type, value);
  }
  const fields = [];
  for (const child of node.children) {
    if (child.type === undefined) return undefined;
    fields.push({ name: child.name, type: child.type });
  }
  return fields.length === 0 ? undefined : rowType(fields);
}

function leafType(node: SchemaNode): SqlType | undefined {
  const { logical } = node;
  switch (node.physical) {
    case 'BOOLEAN':
      return BOOLEAN;
    case 'INT32':
    case 'INT64':
      return integerType(node.physical, logical);
    case 'INT96':
      return timestampType(6);
    case 'FLOAT':
      return REAL;
    case 'DOUBLE':
      return DOUBLE;
    default:
      return bytesType(node, logical);
  }
}

function integerType(physical: 'INT32' | 'INT64', logical: LogicalType | undefined): SqlType | undefined {
  switch (logical?.kind) {
    case 'decimal':
      return decimalOf(logical.precision, logical.scale, physical === 'INT32' ? 9 : 18);
    case 'date':
      return DATE;
    case 'null':
      return UNKNOWN;
    case 'time':
      return timeType(unitDigits[logical.unit]);
    case 'timestamp':
      return timestampType(unitDigits[logical.unit]);
    case 'integer':
      return logical.isSigned ? signedTypes[logical.bitWidth] : unsignedTypes[logical.bitWidth];
    default:
      return physical === 'INT32' ? INTEGER : BIGINT;
  }
}

const signedTypes = { 8: TINYINT, 16: SMALLINT, 32: INTEGER, 64: BIGINT } as const;
// The next wider type holds an unsigned number; for 64 bits that is a decimal.
const unsignedTypes = { 8: SMALLINT, 16: INTEGER, 32: BIGINT, 64: decimalType(20, 0) } as const;

function bytesType(node: SchemaNode, logical: LogicalType | undefined): SqlType | undefined {
  switch (logical?.kind) {
    case 'string':
    case 'enum':
      return VARCHAR;
    case 'json':
      return JSON_TYPE;
    case 'decimal':
      return decimalOf(logical.precision, logical.scale, 38);
    case 'uuid':
      return node.byteWidth === 16 ? UUID : VARBINARY;
    case 'float16':
      return node.byteWidth === 2 ? REAL : VARBINARY;
    case 'null':
      return UNKNOWN;
    default:
      return VARBINARY;
  }
}

const decimalOf = (precision: number, scale: number, precisionMax: number): SqlType | undefined =>
  precision >= 1 && precision <= precisionMax && scale >= 0 && scale <= precision
    ? decimalType(precision, scale)
    : undefined;
