import {
  Binary,
  Bool,
  type DataType,
  DateDay,
  Decimal,
  Duration,
  Field,
  FixedSizeBinary,
  Float32,
  Float64,
  Int8,
  Int16,
  Int32,
  Int64,
  IntervalYearMonth,
  List,
  Map_,
  Null,
  Struct,
  Time,
  Timestamp,
  TimeUnit,
  Utf8,
} from 'apache-arrow';
import type { SqlType } from '../types/sql-type.js';

const uuidBytes = 16;

/**
 * Gives the Arrow type of a SQL type. What Arrow has no type for is text, as Trino prints it: times with a zone of their own, times and
 * timestamps finer than a nanosecond, json, ipaddress. A timestamp with time zone is an instant, shown at UTC.
 */
export function arrowType(type: SqlType): DataType {
  switch (type.kind) {
    case 'boolean':
      return new Bool();
    case 'tinyint':
      return new Int8();
    case 'smallint':
      return new Int16();
    case 'integer':
      return new Int32();
    case 'bigint':
      return new Int64();
    case 'real':
      return new Float32();
    case 'double':
      return new Float64();
    case 'decimal':
      return new Decimal(type.scale, type.precision, 128);
    case 'varbinary':
      return new Binary();
    case 'date':
      return new DateDay();
    case 'interval year to month':
      return new IntervalYearMonth();
    case 'interval day to second':
      return new Duration(TimeUnit.MILLISECOND);
    case 'uuid':
      return new FixedSizeBinary(uuidBytes);
    case 'unknown':
      return new Null();
    default:
      return parametricType(type);
  }
}

function parametricType(type: SqlType): DataType {
  switch (type.kind) {
    case 'time': {
      const unit = unitOf(type.precision);
      return unit === undefined ? new Utf8() : new Time(unit, unit <= TimeUnit.MILLISECOND ? 32 : 64);
    }
    case 'timestamp': {
      const unit = unitOf(type.precision);
      return unit === undefined ? new Utf8() : new Timestamp(unit);
    }
    case 'timestamp with time zone': {
      const unit = unitOf(type.precision);
      return unit === undefined ? new Utf8() : new Timestamp(unit, 'UTC');
    }
    case 'array':
      return new List(arrowField('element', type.element));
    case 'map': {
      const entries = new Struct([arrowField('key', type.key, false), arrowField('value', type.value)]);
      return new Map_(new Field('entries', entries as never, false));
    }
    case 'row':
      return new Struct(type.fields.map((field, index) => arrowField(field.name ?? `field${index}`, field.type)));
    default:
      return new Utf8();
  }
}

/** Gives the field of a column or an element. */
export function arrowField(name: string, type: SqlType, isNullable = true): Field {
  const metadata = type.kind === 'uuid' ? new Map([['ARROW:extension:name', 'arrow.uuid']]) : undefined;
  return new Field(name, arrowType(type), isNullable, metadata);
}

/** The coarsest unit that holds a number of decimals; undefined beyond nanoseconds. */
function unitOf(precision: number): TimeUnit | undefined {
  if (precision === 0) return TimeUnit.SECOND;
  if (precision <= 3) return TimeUnit.MILLISECOND;
  if (precision <= 6) return TimeUnit.MICROSECOND;
  return precision <= 9 ? TimeUnit.NANOSECOND : undefined;
}
