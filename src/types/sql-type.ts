/**
 * SQL types as plain data. `typeText` prints one as Trino does; `parseType` (parse-type.ts) reads that text.
 * Parametric types carry their parameters; two types are the same when their texts are the same.
 */
export type SqlType =
  | { readonly kind: SimpleKind }
  | { readonly kind: 'decimal'; readonly precision: number; readonly scale: number }
  /** `length` undefined: unbounded. */
  | { readonly kind: 'varchar'; readonly length?: number | undefined }
  | { readonly kind: 'char'; readonly length: number }
  | {
      readonly kind: 'time' | 'time with time zone' | 'timestamp' | 'timestamp with time zone';
      readonly precision: number;
    }
  | { readonly kind: 'array'; readonly element: SqlType }
  | { readonly kind: 'map'; readonly key: SqlType; readonly value: SqlType }
  | { readonly kind: 'row'; readonly fields: readonly RowField[] }
  /** A summary of many values, by the name that Trino gives its type. */
  | { readonly kind: 'digest'; readonly name: DigestName }
  /** Only as the type of a lambda argument; never of a column. */
  | { readonly kind: 'function'; readonly parameters: readonly SqlType[]; readonly returns: SqlType };

/** Names the types of summaries: of different values, of quantiles, of sets. */
export type DigestName =
  | 'HyperLogLog'
  | 'tdigest'
  | 'qdigest(bigint)'
  | 'qdigest(double)'
  | 'qdigest(real)'
  | 'SetDigest';

/** Names the types that have no parameters. */
export type SimpleKind =
  | 'boolean'
  | 'tinyint'
  | 'smallint'
  | 'integer'
  | 'bigint'
  | 'real'
  | 'double'
  | 'varbinary'
  | 'date'
  | 'interval year to month'
  | 'interval day to second'
  | 'json'
  | 'uuid'
  | 'ipaddress'
  | 'Geometry'
  | 'SphericalGeography'
  | 'BingTile'
  | 'KdbTree'
  | 'unknown';

/** Describes one field of a row type; fields need no name. */
export interface RowField {
  readonly name?: string | undefined;
  readonly type: SqlType;
}

/** Names every kind of type. */
export type TypeKind = SqlType['kind'];

const simple = <K extends SimpleKind>(kind: K): { readonly kind: K } => ({ kind });

/** Gives the types without parameters. */
export const BOOLEAN = simple('boolean');
export const TINYINT = simple('tinyint');
export const SMALLINT = simple('smallint');
export const INTEGER = simple('integer');
export const BIGINT = simple('bigint');
export const REAL = simple('real');
export const DOUBLE = simple('double');
export const VARBINARY = simple('varbinary');
export const DATE = simple('date');
export const JSON_TYPE = simple('json');
export const UUID = simple('uuid');
export const IPADDRESS = simple('ipaddress');
export const UNKNOWN = simple('unknown');
export const INTERVAL_YEAR_MONTH = simple('interval year to month');
export const INTERVAL_DAY_SECOND = simple('interval day to second');
export const VARCHAR: SqlType = { kind: 'varchar' };

/** Makes varchar(length), or unbounded varchar. */
export const varcharType = (length?: number): SqlType => (length === undefined ? VARCHAR : { kind: 'varchar', length });
/** Makes char(length). */
export const charType = (length: number): SqlType => ({ kind: 'char', length });
/** Makes decimal(precision, scale). */
export const decimalType = (precision: number, scale: number): SqlType => ({ kind: 'decimal', precision, scale });
/** Makes timestamp(precision). */
export const timestampType = (precision: number): SqlType => ({ kind: 'timestamp', precision });
/** Gives the type of moments without their zones; others are as they are. */
export const withoutZone = (type: SqlType): SqlType =>
  type.kind === 'timestamp with time zone' ? timestampType(type.precision) : type;
/** Makes timestamp(precision) with time zone. */
export const timestampTzType = (precision: number): SqlType => ({ kind: 'timestamp with time zone', precision });
/** Makes time(precision). */
export const timeType = (precision: number): SqlType => ({ kind: 'time', precision });
/** Makes time(precision) with time zone. */
export const timeTzType = (precision: number): SqlType => ({ kind: 'time with time zone', precision });
/** Makes array(element). */
export const arrayType = (element: SqlType): SqlType => ({ kind: 'array', element });
/** Makes map(key, value). */
export const mapType = (key: SqlType, value: SqlType): SqlType => ({ kind: 'map', key, value });
/** Makes row(fields). */
export const rowType = (fields: readonly RowField[]): SqlType => ({ kind: 'row', fields });

/** Prints a type so that `parseType` reads it back: names of row fields are quoted where they must be. */
export const typeText = (type: SqlType): string => printType(type, quotedFieldName);

/** Prints a type as Trino's `typeof` and its error messages do: names of row fields are never quoted. */
export const displayType = (type: SqlType): string => printType(type, (name) => name);

function printType(type: SqlType, fieldName: (name: string) => string): string {
  const print = (inner: SqlType): string => printType(inner, fieldName);
  switch (type.kind) {
    case 'decimal':
      return `decimal(${type.precision},${type.scale})`;
    case 'varchar':
      return type.length === undefined ? 'varchar' : `varchar(${type.length})`;
    case 'char':
      return `char(${type.length})`;
    case 'time':
    case 'timestamp':
      return `${type.kind}(${type.precision})`;
    case 'time with time zone':
      return `time(${type.precision}) with time zone`;
    case 'timestamp with time zone':
      return `timestamp(${type.precision}) with time zone`;
    case 'array':
      return `array(${print(type.element)})`;
    case 'map':
      return `map(${print(type.key)}, ${print(type.value)})`;
    case 'row':
      return `row(${type.fields.map(({ name, type: field }) => (name === undefined ? print(field) : `${fieldName(name)} ${print(field)}`)).join(', ')})`;
    case 'digest':
      return type.name;
    case 'function':
      return `function(${[...type.parameters, type.returns].map(print).join(',')})`;
    default:
      return type.kind;
  }
}

const quotedFieldName = (name: string): string =>
  /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;

/** Tells whether two types are the same, parameters and field names included. */
export const sameType = (a: SqlType, b: SqlType): boolean => a === b || typeText(a) === typeText(b);
