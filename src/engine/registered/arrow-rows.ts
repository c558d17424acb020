import type { DataType, Field, Table, Vector } from 'apache-arrow';
import { LakeError } from '../../base/lake-error.js';
import type { TableColumn } from '../../table/table-column.js';
import {
  arrayType,
  BIGINT,
  BOOLEAN,
  DATE,
  DOUBLE,
  decimalType,
  INTEGER,
  mapType,
  REAL,
  rowType,
  SMALLINT,
  type SqlType,
  TINYINT,
  timestampType,
  timeType,
  UUID,
  VARBINARY,
  VARCHAR,
} from '../../types/sql-type.js';
import type { SqlValue } from '../../types/sql-value.js';

/** Reads values of an Arrow vector. */
interface ArrowReader {
  readonly type: SqlType;
  read(vector: Vector, index: number): SqlValue;
}

// Numbers of Arrow's format (Schema.fbs, `Type`); a table may be of another copy of the library, so instanceof tells nothing.
const kinds = {
  1: 'null',
  2: 'int',
  3: 'float',
  4: 'binary',
  5: 'text',
  6: 'bool',
  7: 'decimal',
  8: 'date',
  9: 'time',
  10: 'timestamp',
  12: 'list',
  13: 'struct',
  15: 'binary',
  16: 'list',
  17: 'map',
  19: 'binary',
  20: 'text',
  21: 'list',
  23: 'binary',
  24: 'text',
} as const;

/** Tells an Arrow table from other rows. */
export const isArrowTable = (rows: unknown): rows is Table =>
  typeof rows === 'object' && rows !== null && 'batches' in rows && 'schema' in rows && 'numRows' in rows;

/** Gives the columns of an Arrow table. @throws NOT_SUPPORTED for a type that SQL has nothing for */
export const arrowColumns = ({ schema }: Table): readonly TableColumn[] =>
  schema.fields.map((field) => ({ name: field.name.toLowerCase(), type: readerOf(field).type }));

/** Gives the rows of an Arrow table as values of its columns. */
export function* arrowRows({ schema, batches }: Table): Generator<readonly SqlValue[]> {
  const readers = schema.fields.map(readerOf);
  for (const batch of batches) {
    const vectors = readers.map((_, index) => batch.getChildAt(index)!);
    for (let row = 0; row < batch.numRows; row++)
      yield readers.map((reader, index) => readPresent(reader, vectors[index]!, row));
  }
}

const readPresent = (reader: ArrowReader, vector: Vector, row: number): SqlValue =>
  vector.isValid(row) ? reader.read(vector, row) : null;

const plain = (type: SqlType): ArrowReader => ({ type, read: (vector, index) => vector.get(index) as SqlValue });

function readerOf(field: Field): ArrowReader {
  const { type, metadata } = field;
  // A dictionary's vector hands out the values themselves.
  if ((type.typeId as number) === -1)
    return readerOf({ ...field, type: (type as DataType & { dictionary: DataType }).dictionary } as Field);
  const kind = kinds[type.typeId as unknown as keyof typeof kinds] as (typeof kinds)[keyof typeof kinds] | undefined;
  switch (kind) {
    case 'null':
      return { type: VARCHAR, read: () => null };
    case 'bool':
      return plain(BOOLEAN);
    case 'int':
      return intReader(type as DataType & { bitWidth: number; isSigned: boolean });
    case 'float':
      return plain((type as DataType & { precision: number }).precision === 2 ? DOUBLE : REAL);
    case 'text':
      return plain(VARCHAR);
    case 'binary':
      return plain(metadata?.get('ARROW:extension:name') === 'arrow.uuid' ? UUID : VARBINARY);
    case 'decimal': {
      const { precision, scale } = type as DataType & { precision: number; scale: number };
      return {
        type: decimalType(precision, scale),
        read: (vector, index) => wordsValue(vector.get(index) as Uint32Array),
      };
    }
    case 'date':
      return { type: DATE, read: (vector, index) => Math.floor(Number(vector.get(index)) / 86_400_000) };
    case 'time':
    case 'timestamp':
      return timeReader(kind, type as DataType & { unit: number });
    case 'list':
    case 'map':
    case 'struct':
      return nestedReader(kind, type);
    default:
      throw new LakeError('NOT_SUPPORTED', `Arrow's ${String(type)} of column ${field.name} has no SQL type`);
  }
}

function intReader({ bitWidth, isSigned }: { readonly bitWidth: number; readonly isSigned: boolean }): ArrowReader {
  const isWide = bitWidth === 64;
  if (isWide) return plain(isSigned ? BIGINT : decimalType(20, 0));
  if (bitWidth === 32 && !isSigned)
    return { type: BIGINT, read: (vector, index) => BigInt(vector.get(index) as number) };
  if (bitWidth === 8 && isSigned) return plain(TINYINT);
  return plain(bitWidth === 8 || (bitWidth === 16 && isSigned) ? SMALLINT : INTEGER);
}

/** Puts together a number of two's complement from words, the lowest first. */
function wordsValue(words: Uint32Array): bigint {
  let value = 0n;
  for (let index = words.length - 1; index >= 0; index--) value = (value << 32n) | BigInt(words[index]!);
  return BigInt.asIntN(words.length * 32, value);
}

const floorDivide = (a: bigint, b: bigint): bigint => (a - (((a % b) + b) % b)) / b;

/**
 * `unit`: 0 for seconds, 3 for nanoseconds. Values are read as they lie, since Arrow hands out milliseconds as numbers. What has a time zone is
 * an instant, which files hold at UTC.
 */
function timeReader(kind: 'time' | 'timestamp', { unit }: { readonly unit: number }): ArrowReader {
  const precision = 3 * unit;
  const picos = 10n ** BigInt(12 - precision);
  const raw = (vector: Vector, index: number): bigint =>
    BigInt((vector.data[0]!.values as BigInt64Array)[index]!) * picos;
  if (kind === 'time') return { type: timeType(precision), read: raw };
  if (precision <= 6)
    return { type: timestampType(precision), read: (vector, index) => raw(vector, index) / 1_000_000n };
  return {
    type: timestampType(precision),
    read: (vector, index) => {
      const value = raw(vector, index);
      const micros = floorDivide(value, 1_000_000n);
      return { micros, picosOfMicro: Number(value - micros * 1_000_000n) };
    },
  };
}

function nestedReader(kind: 'list' | 'map' | 'struct', type: DataType): ArrowReader {
  const children = type.children as readonly Field[];
  if (kind === 'struct') {
    const fields = children.map(readerOf);
    return {
      type: rowType(fields.map((field, index) => ({ name: children[index]!.name, type: field.type }))),
      read: (vector, row) => fields.map((field, index) => readPresent(field, vector.getChildAt(index)!, row)),
    };
  }
  const element = readerOf(children[0]!);
  const elements = (vector: Vector): readonly SqlValue[] =>
    Array.from({ length: vector.length }, (_, index) => readPresent(element, vector, index));
  if (kind === 'list')
    return { type: arrayType(element.type), read: (vector, index) => elements(vector.get(index) as Vector) };
  const [key, value] = (element.type as Extract<SqlType, { kind: 'row' }>).fields;
  return { type: mapType(key!.type, value!.type), read: (vector, index) => elements(entriesOf(vector, index)) };
}

/** Gives the entries of a map as the vector of key and value that they lie in. */
function entriesOf(vector: Vector, index: number): Vector {
  const { valueOffsets } = vector.data[0]!;
  const lists = vector.getChildAt(0)!;
  return lists.slice(valueOffsets[index]!, valueOffsets[index + 1]!) as Vector;
}
