import { assert } from '../../base/lake-error.js';
import type { ParseContext } from '../../types/parse-value.js';
import { type SqlType, sameType, type TypeKind } from '../../types/sql-type.js';
import type { MapEntry, SqlValue } from '../../types/sql-value.js';
import { type Conversion, invalidCast } from './conversion.js';
import { fromJson } from './from-json.js';
import { mapOfEntries } from './map-entries.js';
import { toDecimal } from './to-decimal.js';
import { toJson } from './to-json.js';
import { toBoolean, toFloat, toInteger } from './to-number.js';
import { toChar, toIpAddress, toUuid, toVarbinary, toVarchar } from './to-text.js';
import { toTime } from './to-time.js';

const toArray: Conversion = (value, from, to, context) => {
  assert(from.kind === 'array' && to.kind === 'array', 'arrays are cast to arrays');
  return (value as readonly SqlValue[]).map((element) => convertValue(element, from.element, to.element, context));
};

const toRow: Conversion = (value, from, to, context) => {
  assert(from.kind === 'row' && to.kind === 'row', 'rows are cast to rows');
  return (value as readonly SqlValue[]).map((field, i) =>
    convertValue(field, from.fields[i]!.type, to.fields[i]!.type, context),
  );
};

const toMap: Conversion = (value, from, to, context) => {
  assert(from.kind === 'map' && to.kind === 'map', 'maps are cast to maps');
  const entries = (value as unknown as readonly MapEntry[]).map(
    ([key, item]): MapEntry => [
      convertValue(key, from.key, to.key, context),
      convertValue(item, from.value, to.value, context),
    ],
  );
  return mapOfEntries(entries, to.key, () => invalidCast('duplicate keys'));
};

const conversions: Readonly<Partial<Record<TypeKind, Conversion>>> = {
  boolean: toBoolean,
  tinyint: toInteger,
  smallint: toInteger,
  integer: toInteger,
  bigint: toInteger,
  real: toFloat,
  double: toFloat,
  decimal: toDecimal,
  varchar: toVarchar,
  char: toChar,
  varbinary: toVarbinary,
  date: toTime,
  time: toTime,
  'time with time zone': toTime,
  timestamp: toTime,
  'timestamp with time zone': toTime,
  json: toJson,
  uuid: toUuid,
  ipaddress: toIpAddress,
  array: toArray,
  map: toMap,
  row: toRow,
};

/** Converts a value as CAST does, inside structures too. NULL stays NULL. */
export function convertValue(value: SqlValue, from: SqlType, to: SqlType, context: ParseContext): SqlValue {
  if (value === null || sameType(from, to)) return value;
  if (from.kind === 'json') return fromJson(value, from, to, context);
  const conversion = conversions[to.kind];
  assert(conversion, `there is a cast from ${from.kind} to ${to.kind}`);
  return conversion(value, from, to, context);
}
