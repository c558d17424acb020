import { LakeError } from '../../base/lake-error.js';
import type { SqlType } from '../../types/sql-type.js';
import type { SqlValue } from '../../types/sql-value.js';
import type { AggregateFunction, AggregateOverload, HostCall } from '../definition.js';
import type { Centroid } from '../digest-bytes.js';
import { centroidOf, quantile, rankValue } from '../quantile.js';

const invalid = (message: string): LakeError => new LakeError('INVALID_FUNCTION_ARGUMENT', message);

const bigintMax = 2n ** 63n - 1n;

function toBigint(value: number): bigint {
  const whole = BigInt(Math.floor(value + 0.5));
  return whole > bigintMax ? bigintMax : whole;
}

/** Converts a value to the double that the digest keeps; a bigint must come back from it. */
function toExactDouble(value: SqlValue): number {
  const converted = Number(value);
  if (typeof value === 'bigint' && toBigint(converted) !== value)
    throw invalid(`no exact double representation for long: ${value}`);
  return converted;
}

function toType(value: number, type: SqlType): SqlValue {
  if (type.kind === 'bigint') return toBigint(value);
  return type.kind === 'real' ? Math.fround(value) : value;
}

function checkedShare(share: SqlValue): number {
  const q = share as number;
  if (!(q >= 0 && q <= 1)) throw invalid('Percentile must be between 0 and 1');
  return q;
}

interface Shape {
  readonly hasWeight: boolean;
  readonly hasAccuracy: boolean;
}

function centroidsOf(rows: readonly (readonly SqlValue[])[], { hasWeight }: Shape): Centroid[] {
  const centroids = rows.map((row) => centroidOf(toExactDouble(row[0]!), hasWeight ? (row[1] as number) : 1));
  return centroids.sort((a, b) => a.mean - b.mean);
}

const compute = (rows: readonly (readonly SqlValue[])[], call: HostCall, shape: Shape): SqlValue => {
  if (rows.length === 0) return null;
  const shares = rows.at(-1)![shape.hasWeight ? 2 : 1]!;
  const accuracy = rows.at(-1)![3];
  if (shape.hasAccuracy && !((accuracy as number) > 0 && (accuracy as number) < 1))
    throw invalid('Percentile accuracy must be strictly between 0 and 1');
  const centroids = centroidsOf(rows, shape);
  const at = shape.hasAccuracy ? rankValue : quantile;
  if (!Array.isArray(shares)) return toType(at(centroids, checkedShare(shares)), call.args[0]!);
  return (shares as readonly SqlValue[]).map((share) => toType(at(centroids, checkedShare(share)), call.args[0]!));
};

function overloadsFor(type: 'bigint' | 'double' | 'real'): AggregateOverload[] {
  const make = (args: readonly string[], returns: string, shape: Shape): AggregateOverload => ({
    args,
    returns,
    host: (rows, call) => compute(rows, call, shape),
  });
  const plain: Shape = { hasWeight: false, hasAccuracy: false };
  const weighted: Shape = { hasWeight: true, hasAccuracy: false };
  return [
    make([type, 'double'], type, plain),
    make([type, 'array(double)'], `array(${type})`, plain),
    make([type, 'double', 'double'], type, weighted),
    make([type, 'double', 'array(double)'], `array(${type})`, weighted),
    make([type, 'double', 'double', 'double'], type, { hasWeight: true, hasAccuracy: true }),
  ];
}

export const approx_percentile: AggregateFunction = {
  kind: 'aggregate',
  name: 'approx_percentile',
  summary: 'Returns the value at a share of all values in order, or those at several shares.',
  overloads: [...overloadsFor('bigint'), ...overloadsFor('double'), ...overloadsFor('real')],
};
