import { LakeError } from '../../base/lake-error.js';
import type { SqlType } from '../../types/sql-type.js';
import type { SqlValue } from '../../types/sql-value.js';
import type { AggregateFunction, AggregateOverload, HostCall } from '../definition.js';

const invalid = (message: string): LakeError => new LakeError('INVALID_FUNCTION_ARGUMENT', message);

/** One value with its weight. */
interface Centroid {
  readonly mean: number;
  readonly weight: number;
}

function weightedAverage(a: number, weightA: number, b: number, weightB: number): number {
  const [low, high] = a <= b ? [a, b] : [b, a];
  return Math.max(low, Math.min((a * weightA + b * weightB) / (weightA + weightB), high));
}

/**
 * The value at a quantile of centroids in order: T. Dunning's MergingDigest.quantile, which Trino follows, with every value kept.
 * A weight of 1 is a value of its own; between heavier ones values are interpolated.
 */
export function quantile(centroids: readonly Centroid[], q: number): number {
  const first = centroids[0]!;
  const last = centroids.at(-1)!;
  if (centroids.length === 1) return first.mean;
  const total = centroids.reduce((sum, { weight }) => sum + weight, 0);
  const index = q * total;
  if (index < 1) return first.mean;
  if (first.weight > 1 && index < first.weight / 2) return first.mean;
  if (index > total - 1) return last.mean;
  if (last.weight > 1 && total - index <= last.weight / 2) return last.mean;
  let before = first.weight / 2;
  for (let i = 0; i + 1 < centroids.length; i++) {
    const [left, right] = [centroids[i]!, centroids[i + 1]!];
    const delta = (left.weight + right.weight) / 2;
    if (before + delta > index) return between(left, right, index - before, before + delta - index);
    before += delta;
  }
  return last.mean;
}

function between(left: Centroid, right: Centroid, fromLeft: number, toRight: number): number {
  if (left.weight === 1 && fromLeft < 0.5) return left.mean;
  if (right.weight === 1 && toRight <= 0.5) return right.mean;
  const leftRest = fromLeft - (left.weight === 1 ? 0.5 : 0);
  const rightRest = toRight - (right.weight === 1 ? 0.5 : 0);
  return weightedAverage(left.mean, rightRest, right.mean, leftRest);
}

/** The first value at which the weights reach a share of their sum. */
function rankValue(centroids: readonly Centroid[], q: number): number {
  const rank = q * centroids.reduce((sum, { weight }) => sum + weight, 0);
  let reached = 0;
  for (const { mean, weight } of centroids) {
    reached += weight;
    if (reached > rank) return mean;
  }
  return centroids.at(-1)!.mean;
}

function toType(value: number, type: SqlType): SqlValue {
  if (type.kind === 'bigint') return BigInt(Math.floor(value + 0.5));
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
  const centroids = rows.map((row) => {
    const mean = Number(row[0]);
    const weight = hasWeight ? (row[1] as number) : 1;
    if (!Number.isFinite(mean)) throw invalid(`value must be finite; was ${mean}`);
    if (!(weight >= 1)) throw invalid(`weight must be >= 1, was ${weight}`);
    return { mean, weight };
  });
  return centroids.sort((a, b) => a.mean - b.mean);
}

const compute = (rows: readonly (readonly SqlValue[])[], call: HostCall, shape: Shape): SqlValue => {
  if (rows.length === 0) return null;
  const shares = rows.at(-1)![shape.hasWeight ? 2 : 1]!;
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
