import {
  arrayType,
  charType,
  DOUBLE,
  decimalType,
  mapType,
  type RowField,
  rowType,
  type SqlType,
  sameType,
  timestampType,
  timestampTzType,
  timeTzType,
  varcharType,
} from './sql-type.js';

const precisionMax = 38;
const charLengthMax = 65_536;

/** What two types have in common; `coercible` when a value of the first needs only an implicit cast to the second. */
interface Compatibility {
  readonly common: SqlType;
  readonly coercible: boolean;
}

/** Tells whether a value of type `from` becomes `to` without being asked. */
export const canCoerce = (from: SqlType, to: SqlType): boolean => compatibility(from, to)?.coercible === true;

/** Finds the smallest type that both types coerce to, or undefined. */
export const commonSuperType = (a: SqlType, b: SqlType): SqlType | undefined => compatibility(a, b)?.common;

/** Finds the smallest type that all the types coerce to, or undefined; of no types it is unknown. */
export function commonSuperTypeOf(types: readonly SqlType[]): SqlType | undefined {
  let common: SqlType | undefined = { kind: 'unknown' };
  for (const type of types) {
    common = commonSuperType(common, type);
    if (common === undefined) return undefined;
  }
  return common;
}

function compatibility(from: SqlType, to: SqlType): Compatibility | undefined {
  if (sameType(from, to)) return { common: to, coercible: true };
  if (from.kind === 'unknown') return { common: to, coercible: true };
  if (to.kind === 'unknown') return { common: from, coercible: false };
  if (from.kind === to.kind) return sameKind(from, to);
  const widened = widen(from, to);
  if (widened !== undefined) return compatibility(widened, to);
  const target = widen(to, from);
  const common = target && compatibility(from, target)?.common;
  return common && { common, coercible: false };
}

function sameKind(from: SqlType, to: SqlType): Compatibility | undefined {
  if (from.kind === 'array' && to.kind === 'array')
    return structure([[from.element, to.element]], ([e]) => arrayType(e!));
  if (from.kind === 'map' && to.kind === 'map') {
    const pairs: [SqlType, SqlType][] = [
      [from.key, to.key],
      [from.value, to.value],
    ];
    return structure(pairs, ([key, value]) => mapType(key!, value!));
  }
  if (from.kind === 'row' && to.kind === 'row') {
    if (from.fields.length !== to.fields.length) return undefined;
    const pairs = from.fields.map((field, i): [SqlType, SqlType] => [field.type, to.fields[i]!.type]);
    return structure(pairs, (types) =>
      rowType(types.map((type, i) => commonField(from.fields[i]!, to.fields[i]!, type))),
    );
  }
  const common = wider(from, to);
  return common && { common, coercible: sameType(common, to) };
}

const commonField = (a: RowField, b: RowField, type: SqlType): RowField =>
  a.name === b.name ? { name: a.name, type } : { type };

function structure(
  pairs: readonly (readonly [SqlType, SqlType])[],
  make: (types: readonly SqlType[]) => SqlType,
): Compatibility | undefined {
  const parts = pairs.map(([from, to]) => compatibility(from, to));
  const found = parts.filter((part) => part !== undefined);
  if (found.length < parts.length) return undefined;
  return { common: make(found.map((part) => part.common)), coercible: found.every((part) => part.coercible) };
}

/** The smaller of the types of one scalar kind that holds both. */
function wider(a: SqlType, b: SqlType): SqlType | undefined {
  if (a.kind === 'decimal' && b.kind === 'decimal') {
    const scale = Math.max(a.scale, b.scale);
    const precision = Math.max(a.precision - a.scale, b.precision - b.scale) + scale;
    return decimalType(Math.min(precisionMax, precision), scale);
  }
  if (a.kind === 'varchar' && b.kind === 'varchar')
    return a.length === undefined || b.length === undefined ? varcharType() : varcharType(Math.max(a.length, b.length));
  if (a.kind === 'char' && b.kind === 'char') return charType(Math.max(a.length, b.length));
  if ('precision' in a && 'precision' in b && a.kind === b.kind) return a.precision >= b.precision ? a : b;
  return undefined;
}

/** Digits of the decimal that holds every value of an integer type. */
export const integerDigits: Readonly<Record<string, number>> = { tinyint: 3, smallint: 5, integer: 10, bigint: 19 };
const numericOrder = ['tinyint', 'smallint', 'integer', 'bigint', 'decimal', 'real', 'double'];

/** The type of `to`'s kind that every value of `from` fits in, if there is one. */
function widen(from: SqlType, to: SqlType): SqlType | undefined {
  const rank = numericOrder.indexOf(from.kind);
  if (rank >= 0) {
    if (numericOrder.indexOf(to.kind) <= rank) return undefined;
    const digits = integerDigits[from.kind];
    if (to.kind === 'decimal') return digits === undefined ? undefined : decimalType(digits, 0);
    return to.kind === 'double' ? DOUBLE : to;
  }
  switch (from.kind) {
    case 'varchar':
      return to.kind === 'char' ? charType(Math.min(from.length ?? charLengthMax, charLengthMax)) : undefined;
    case 'date':
      if (to.kind === 'timestamp') return timestampType(0);
      return to.kind === 'timestamp with time zone' ? timestampTzType(0) : undefined;
    case 'time':
      return to.kind === 'time with time zone' ? timeTzType(from.precision) : undefined;
    case 'timestamp':
      return to.kind === 'timestamp with time zone' ? timestampTzType(from.precision) : undefined;
    default:
      return undefined;
  }
}
