import { type SqlType, typeText } from '../types/sql-type.js';
import { layoutOf, slotBytes } from '../vector/layout.js';
import type { LeafColumn, LogicalType } from './schema.js';

/**
 * How the physical values of a leaf become slots of a table's type: kernels applied one after the other. Widening is allowed
 * (integer → bigint, real → double, decimals to more digits), and narrowing of integers that is checked value by value.
 */
export interface Conversion {
  readonly slotBytes: number;
  readonly steps: readonly ConversionStep[];
}

/** One kernel call: (source, count, output, …parameters), −1 or the index of a value that does not fit. */
export interface ConversionStep {
  readonly kernel: string;
  readonly parameters: readonly number[];
  readonly outputBytes: number;
}

type Steps = readonly ConversionStep[];

const step = (kernel: string, outputBytes: number, ...parameters: number[]): ConversionStep => ({
  kernel,
  outputBytes,
  parameters,
});

const unitDigits = { millis: 3, micros: 6, nanos: 9 } as const;
const integerRanges: { readonly [kind: string]: readonly [number, number] } = {
  tinyint: [-128, 127],
  smallint: [-32768, 32767],
  integer: [-2147483648, 2147483647],
};

/** Finds how a leaf is read as `type`; undefined when it cannot be. */
export function conversionOf(leaf: LeafColumn, type: SqlType): Conversion | undefined {
  const steps = stepsOf(leaf, type);
  return steps && { slotBytes: slotBytes[layoutOf(type)], steps };
}

/** Says that a leaf cannot be read as `type`. */
export const incompatibleText = (leaf: LeafColumn, type: SqlType): string =>
  `Field ${leaf.path.join('.')}'s type ${physicalText(leaf)} in the Parquet file is incompatible with type ${typeText(type)} defined in the table`;

const physicalText = ({ physical, logical }: LeafColumn): string =>
  logical === undefined ? physical : `${physical} (${logicalText(logical)})`;

const logicalText = (logical: LogicalType): string =>
  logical.kind === 'decimal' ? `DECIMAL(${logical.precision},${logical.scale})` : logical.kind.toUpperCase();

function stepsOf(leaf: LeafColumn, type: SqlType): Steps | undefined {
  if (type.kind === 'unknown') return [step('convert_nothing', 1)];
  switch (leaf.physical) {
    case 'BOOLEAN':
      return type.kind === 'boolean' ? [] : undefined;
    case 'INT32':
      return int32Steps(leaf.logical, type);
    case 'INT64':
      return int64Steps(leaf.logical, type);
    case 'INT96':
      return int96Steps(type);
    case 'FLOAT':
      if (type.kind === 'real') return [];
      return type.kind === 'double' ? [step('convert_f32_f64', 8)] : undefined;
    case 'DOUBLE':
      return type.kind === 'double' ? [] : undefined;
    case 'BYTE_ARRAY':
      return byteArraySteps(leaf, type);
    case 'FIXED_LEN_BYTE_ARRAY':
      return fixedSteps(leaf, type);
  }
}

const widen = step('convert_i32_i64', 8, 0);

function int32Steps(logical: LogicalType | undefined, type: SqlType): Steps | undefined {
  const isUnsigned = logical?.kind === 'integer' && !logical.isSigned;
  switch (type.kind) {
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'bigint':
      if (logical !== undefined && logical.kind !== 'integer' && !isWhole(logical)) return undefined;
      return int32ToInteger(logical, isUnsigned, type.kind);
    case 'date':
      return logical === undefined || logical.kind === 'date' ? [] : undefined;
    case 'decimal': {
      const scaled = decimalSteps(logical, 10, type.precision, type.scale);
      return scaled && [step('convert_i32_i64', 8, isUnsigned ? 1 : 0), ...scaled];
    }
    case 'time':
      return logical?.kind === 'time' ? [widen, step('convert_time', 8, 3, type.precision)] : undefined;
    default:
      return undefined;
  }
}

const isWhole = (logical: LogicalType): boolean => logical.kind === 'decimal' && logical.scale === 0;

function int32ToInteger(logical: LogicalType | undefined, isUnsigned: boolean, kind: string): Steps {
  if (kind === 'bigint') return [isUnsigned ? step('convert_i32_i64', 8, 1) : widen];
  const [low, high] = integerRanges[kind]!;
  const bitWidth = logical?.kind === 'integer' ? logical.bitWidth : 32;
  // An unsigned number that needs the sign's bit is the one that does not fit.
  if (isUnsigned) return [step('convert_i32_i32', 4, 0, high)];
  return kind === 'integer' || bitWidth <= (kind === 'tinyint' ? 8 : 16) ? [] : [step('convert_i32_i32', 4, low, high)];
}

function int64Steps(logical: LogicalType | undefined, type: SqlType): Steps | undefined {
  switch (type.kind) {
    case 'tinyint':
    case 'smallint':
    case 'integer': {
      if (logical !== undefined && logical.kind !== 'integer') return undefined;
      const [low, high] = integerRanges[type.kind]!;
      return [step('convert_i64_i32', 4, low, high)];
    }
    case 'bigint':
      return logical === undefined || logical.kind === 'integer' || isWhole(logical) ? [] : undefined;
    case 'decimal':
      if (logical?.kind === 'integer' && !logical.isSigned && logical.bitWidth === 64)
        return type.precision > 18
          ? [step('convert_u64_i128', 16), step('convert_decimal_i128', 16, type.scale, type.precision)]
          : undefined;
      return decimalSteps(logical, 19, type.precision, type.scale);
    case 'timestamp': {
      if (logical?.kind !== 'timestamp') return undefined;
      const digits = unitDigits[logical.unit];
      if (type.precision > 6) return [step('convert_timestamp_i128', 16, digits, type.precision)];
      return digits === 6 && type.precision === 6 ? [] : [step('convert_timestamp_i64', 8, digits, type.precision)];
    }
    case 'time':
      return logical?.kind === 'time' ? [step('convert_time', 8, unitDigits[logical.unit], type.precision)] : undefined;
    default:
      return undefined;
  }
}

function int96Steps(type: SqlType): Steps | undefined {
  if (type.kind !== 'timestamp') return undefined;
  return [
    step(type.precision > 6 ? 'convert_int96_i128' : 'convert_int96_i64', type.precision > 6 ? 16 : 8, type.precision),
  ];
}

// From i64 unscaled values; a file's integer without decimals counts as scale 0.
function decimalSteps(
  logical: LogicalType | undefined,
  digitsMax: number,
  precision: number,
  scale: number,
): Steps | undefined {
  if (logical !== undefined && logical.kind !== 'decimal' && logical.kind !== 'integer') return undefined;
  const filePrecision = logical?.kind === 'decimal' ? logical.precision : digitsMax;
  const fileScale = logical?.kind === 'decimal' ? logical.scale : 0;
  if (scale < fileScale) return undefined;
  const exponent = scale - fileScale;
  if (precision > 18) return [step('convert_i64_i128', 16), ...scale128(exponent, filePrecision, precision)];
  return exponent === 0 && filePrecision <= precision ? [] : [step('convert_decimal_i64', 8, exponent, precision)];
}

const scale128 = (exponent: number, filePrecision: number, precision: number): Steps =>
  exponent === 0 && filePrecision <= precision ? [] : [step('convert_decimal_i128', 16, exponent, precision)];

function byteArraySteps(leaf: LeafColumn, type: SqlType): Steps | undefined {
  const { logical } = leaf;
  if (logical?.kind === 'decimal' || type.kind === 'decimal')
    return logical?.kind === 'decimal' && type.kind === 'decimal'
      ? wideDecimalSteps('convert_views_i128', [], logical, type.precision, type.scale)
      : undefined;
  return textSteps(type);
}

function textSteps(type: SqlType): Steps | undefined {
  switch (type.kind) {
    case 'varchar':
      return type.length === undefined ? [] : [step('convert_text', 16, type.length, 0)];
    case 'char':
      return [step('convert_text', 16, type.length, 1)];
    case 'varbinary':
    case 'json':
      return [];
    default:
      return undefined;
  }
}

function fixedSteps(leaf: LeafColumn, type: SqlType): Steps | undefined {
  const { logical, byteWidth } = leaf;
  switch (type.kind) {
    case 'decimal':
      if (logical?.kind !== 'decimal') return undefined;
      if (byteWidth <= 8 && type.precision <= 18 && byteWidth > 0) {
        const scaled = decimalSteps(logical, 18, type.precision, type.scale);
        return scaled && [step('convert_fixed_i64', 8, byteWidth), ...scaled];
      }
      return wideDecimalSteps('convert_fixed_i128', [byteWidth], logical, type.precision, type.scale);
    case 'uuid':
      return byteWidth === 16 ? [step('convert_uuid', 16)] : undefined;
    case 'real':
      return logical?.kind === 'float16' && byteWidth === 2 ? [step('convert_f16_f32', 4)] : undefined;
    default: {
      const text = textSteps(type);
      return text && [step('fixed_views', 16, byteWidth), ...text];
    }
  }
}

function wideDecimalSteps(
  kernel: string,
  parameters: readonly number[],
  logical: { readonly precision: number; readonly scale: number },
  precision: number,
  scale: number,
): Steps | undefined {
  if (scale < logical.scale) return undefined;
  const first = step(kernel, 16, ...parameters);
  const exponent = scale - logical.scale;
  const isNarrow = precision <= 18;
  // The file's bytes may hold more digits than its type admits.
  const scaled = [step('convert_decimal_i128', 16, exponent, precision)];
  return isNarrow ? [first, ...scaled, step('convert_i128_i64', 8)] : [first, ...scaled];
}
