import type { LogicalType } from './schema.js';
import { type ThriftReader, thriftType } from './thrift-compact.js';

const units = ['millis', 'micros', 'nanos'] as const;

/** Decodes the union LogicalType; undefined for one that this program does not know. */
export function decodeLogicalType(reader: ThriftReader): LogicalType | undefined {
  let logical: LogicalType | undefined;
  for (let id = 0; reader.nextField(id); ) {
    id = reader.fieldId;
    if (reader.fieldType !== thriftType.struct) throw reader.malformed('a logical type is not a struct');
    logical = decodeMember(reader, id);
  }
  return logical;
}

function decodeMember(reader: ThriftReader, id: number): LogicalType | undefined {
  switch (id) {
    case 5: {
      const [scale = 0, precision = 0] = decodeNumbers(reader);
      return { kind: 'decimal', precision, scale };
    }
    case 7:
    case 8: {
      const [isUtc = 0, unit = 0] = decodeNumbers(reader);
      return { kind: id === 7 ? 'time' : 'timestamp', unit: units[unit - 1] ?? 'micros', isUtc: isUtc === 1 };
    }
    case 10: {
      const [bitWidth = 0, isSigned = 0] = decodeNumbers(reader);
      if (bitWidth !== 8 && bitWidth !== 16 && bitWidth !== 32 && bitWidth !== 64)
        throw reader.malformed(`an integer of ${bitWidth} bits`);
      return { kind: 'integer', bitWidth, isSigned: isSigned === 1 };
    }
    default:
      reader.skipStruct();
      return plainMembers[id];
  }
}

const plainMembers: { readonly [id: number]: LogicalType } = {
  1: { kind: 'string' },
  2: { kind: 'map' },
  3: { kind: 'list' },
  4: { kind: 'enum' },
  6: { kind: 'date' },
  11: { kind: 'null' },
  12: { kind: 'json' },
  13: { kind: 'bson' },
  14: { kind: 'uuid' },
  15: { kind: 'float16' },
  16: { kind: 'variant' },
  17: { kind: 'geometry' },
  18: { kind: 'geography' },
};

// The first two fields of a member's struct as numbers: booleans are 0 or 1, a union is the id of its member.
function decodeNumbers(reader: ThriftReader): number[] {
  const values: number[] = [];
  for (let id = 0; reader.nextField(id); ) {
    id = reader.fieldId;
    switch (reader.fieldType) {
      case thriftType.true:
      case thriftType.false:
        values[id - 1] = reader.bool() ? 1 : 0;
        break;
      case thriftType.i8:
        values[id - 1] = reader.byte();
        break;
      case thriftType.i32:
        values[id - 1] = reader.int();
        break;
      case thriftType.struct:
        for (let member = 0; reader.nextField(member); ) {
          member = reader.fieldId;
          values[id - 1] = member;
          reader.skipField();
        }
        break;
      default:
        reader.skipField();
    }
    if (id > 8) break;
  }
  return values;
}

/** Gives the logical type that an older file's converted type stands for. */
export function logicalOfConverted(converted: number, precision: number, scale: number): LogicalType | undefined {
  if (converted === 5) return { kind: 'decimal', precision, scale };
  return convertedTypes[converted];
}

const convertedTypes: readonly (LogicalType | undefined)[] = [
  { kind: 'string' },
  { kind: 'map' },
  { kind: 'map' },
  { kind: 'list' },
  { kind: 'enum' },
  undefined,
  { kind: 'date' },
  { kind: 'time', unit: 'millis', isUtc: true },
  { kind: 'time', unit: 'micros', isUtc: true },
  { kind: 'timestamp', unit: 'millis', isUtc: true },
  { kind: 'timestamp', unit: 'micros', isUtc: true },
  { kind: 'integer', bitWidth: 8, isSigned: false },
  { kind: 'integer', bitWidth: 16, isSigned: false },
  { kind: 'integer', bitWidth: 32, isSigned: false },
  { kind: 'integer', bitWidth: 64, isSigned: false },
  { kind: 'integer', bitWidth: 8, isSigned: true },
  { kind: 'integer', bitWidth: 16, isSigned: true },
  { kind: 'integer', bitWidth: 32, isSigned: true },
  { kind: 'integer', bitWidth: 64, isSigned: true },
  { kind: 'json' },
  { kind: 'bson' },
  { kind: 'interval' },
];
