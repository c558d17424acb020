import { type Data, type DataType, type Field, makeData, type Time, type Timestamp, TimeUnit } from 'apache-arrow';
import { LakeError } from '../base/lake-error.js';
import type { ResultColumn } from '../exec/result-batch.js';
import type { SqlType } from '../types/sql-type.js';
import type { LongTimestamp, MapEntry, SqlValue, ZonedTimestamp } from '../types/sql-value.js';
import { protocolText } from '../types/value-text.js';
import { flatParts, packBits } from './arrow-flat.js';
import { arrowType } from './arrow-type.js';
import { columnReader } from './result-rows.js';

type AnyData = Data<DataType>;

/** Turns a result column into Arrow's form; the buffers are shared where both lay values out alike. */
export function arrowData(column: ResultColumn, rowCount: number): AnyData {
  const flat = flatParts(column, rowCount);
  if (!flat) {
    const read = columnReader(column);
    return builtData(
      column.type,
      Array.from({ length: rowCount }, (_, row) => read(row)),
    );
  }
  return make({ type: arrowType(column.type), length: rowCount, ...validityParts(column, rowCount), ...flat });
}

function validityParts({ validity }: ResultColumn, rowCount: number): { nullCount: number; nullBitmap?: Uint8Array } {
  if (!validity) return { nullCount: 0 };
  let nullCount = 0;
  for (let row = 0; row < rowCount; row++) if (validity[row] === 0) nullCount++;
  return nullCount === 0 ? { nullCount } : { nullCount, nullBitmap: packBits(validity, rowCount) };
}

// The overloads of makeData want the type at compile time; here it follows from the SQL type.
const make = makeData as unknown as (parts: Record<string, unknown>) => AnyData;

/** Builds Arrow's form of values one by one. */
function builtData(type: SqlType, values: readonly SqlValue[]): AnyData {
  const arrow = arrowType(type);
  const { length } = values;
  if (type.kind === 'unknown') return make({ type: arrow, length });
  const nulls = nullParts(length, (row) => values[row] === null);
  return make({ type: arrow, length, ...nulls, ...builtParts(type, arrow, values) });
}

function builtParts(type: SqlType, arrow: DataType, values: readonly SqlValue[]): Record<string, unknown> {
  switch (type.kind) {
    case 'boolean':
      return { data: bitmap(values.length, (row) => values[row] === true) };
    case 'tinyint':
      return { data: Int8Array.from(numbers(values)) };
    case 'smallint':
      return { data: Int16Array.from(numbers(values)) };
    case 'integer':
    case 'date':
    case 'interval year to month':
      return { data: Int32Array.from(numbers(values)) };
    case 'real':
      return { data: Float32Array.from(numbers(values)) };
    case 'double':
      return { data: Float64Array.from(numbers(values)) };
    case 'bigint':
    case 'interval day to second':
      return { data: BigInt64Array.from(values, (value) => (value ?? 0n) as bigint) };
    case 'decimal':
      return { data: decimalWords(values) };
    case 'varbinary':
      return textParts(values.map((value) => (value ?? noBytes) as Uint8Array));
    case 'uuid':
      return { data: fixedBytes(values, 16) };
    case 'time':
    case 'timestamp':
    case 'timestamp with time zone':
      return timeParts(type, arrow, values);
    case 'array':
      return listParts(values as readonly (readonly SqlValue[] | null)[], (elements) =>
        builtData(type.element, elements),
      );
    case 'map':
      return listParts(values as readonly (readonly SqlValue[] | null)[], (entries) =>
        mapEntries(type, arrow, entries),
      );
    case 'row': {
      const fieldOf = (index: number) => (value: SqlValue) => (value === null ? null : (value as SqlValue[])[index]!);
      return { children: type.fields.map((field, index) => builtData(field.type, values.map(fieldOf(index)))) };
    }
    default:
      return textParts(values.map((value) => textBytes(value, type)));
  }
}

const noBytes = new Uint8Array(0);
const encoder = new TextEncoder();

const textBytes = (value: SqlValue, type: SqlType): Uint8Array =>
  value === null ? noBytes : encoder.encode(protocolText(value, type));

const numbers = (values: readonly SqlValue[]): number[] => values.map((value) => (value ?? 0) as number);

function nullParts(length: number, isNull: (row: number) => boolean): { nullCount: number; nullBitmap?: Uint8Array } {
  let nullCount = 0;
  const nullBitmap = bitmap(length, (row) => {
    if (isNull(row)) nullCount++;
    else return true;
    return false;
  });
  return nullCount === 0 ? { nullCount } : { nullCount, nullBitmap };
}

function bitmap(length: number, isSet: (row: number) => boolean): Uint8Array {
  const bits = new Uint8Array((length + 7) >>> 3);
  for (let row = 0; row < length; row++) if (isSet(row)) bits[row >>> 3]! |= 1 << (row & 7);
  return bits;
}

function decimalWords(values: readonly SqlValue[]): Uint32Array {
  const words = new BigInt64Array(values.length * 2);
  values.forEach((value, row) => {
    if (value === null) return;
    words[2 * row] = BigInt.asIntN(64, value as bigint);
    words[2 * row + 1] = (value as bigint) >> 64n;
  });
  return new Uint32Array(words.buffer);
}

function fixedBytes(values: readonly SqlValue[], width: number): Uint8Array {
  const bytes = new Uint8Array(values.length * width);
  values.forEach((value, row) => {
    if (value !== null) bytes.set(value as Uint8Array, row * width);
  });
  return bytes;
}

function textParts(texts: readonly Uint8Array[]): Record<string, unknown> {
  const valueOffsets = new Int32Array(texts.length + 1);
  texts.forEach((text, row) => {
    valueOffsets[row + 1] = valueOffsets[row]! + text.length;
  });
  const data = new Uint8Array(valueOffsets[texts.length]!);
  texts.forEach((text, row) => {
    data.set(text, valueOffsets[row]!);
  });
  return { valueOffsets, data };
}

function listParts(
  values: readonly (readonly SqlValue[] | null)[],
  child: (elements: readonly SqlValue[]) => AnyData,
): Record<string, unknown> {
  const valueOffsets = new Int32Array(values.length + 1);
  values.forEach((value, row) => {
    valueOffsets[row + 1] = valueOffsets[row]! + (value?.length ?? 0);
  });
  return { valueOffsets, child: child(values.flatMap((value) => value ?? [])) };
}

function mapEntries(type: Extract<SqlType, { kind: 'map' }>, arrow: DataType, entries: readonly SqlValue[]): AnyData {
  const pairs = entries as unknown as readonly MapEntry[];
  const children = [
    builtData(
      type.key,
      pairs.map(([key]) => key),
    ),
    builtData(
      type.value,
      pairs.map(([, value]) => value),
    ),
  ];
  const [entryField] = arrow.children as Field[];
  return make({ type: entryField!.type, length: pairs.length, nullCount: 0, children });
}

const picosOf = (unit: TimeUnit): bigint => 10n ** BigInt(12 - 3 * unit);

function timeParts(type: SqlType, arrow: DataType, values: readonly SqlValue[]): Record<string, unknown> {
  const { unit } = arrow as Time | Timestamp;
  if (unit === undefined) return textParts(values.map((value) => textBytes(value, type)));
  const ticks = values.map((value) => (value === null ? 0n : floorDivide(picosOfValue(type, value), picosOf(unit))));
  if (type.kind === 'time' && unit <= TimeUnit.MILLISECOND) return { data: Int32Array.from(ticks, Number) };
  if (ticks.some((tick) => tick !== BigInt.asIntN(64, tick)))
    throw new LakeError('NUMERIC_VALUE_OUT_OF_RANGE', 'Arrow has no timestamp in nanoseconds beyond the year 2262', {
      hint: 'Cast the column to timestamp(6).',
    });
  return { data: BigInt64Array.from(ticks) };
}

function picosOfValue(type: SqlType, value: SqlValue): bigint {
  if (type.kind === 'time') return value as bigint;
  if (type.kind === 'timestamp with time zone') {
    const { millis, picosOfMilli } = value as ZonedTimestamp;
    return millis * 1_000_000_000n + BigInt(picosOfMilli);
  }
  if (typeof value === 'bigint') return value * 1_000_000n;
  const { micros, picosOfMicro } = value as LongTimestamp;
  return micros * 1_000_000n + BigInt(picosOfMicro);
}

function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b < 0n ? quotient - 1n : quotient;
}
