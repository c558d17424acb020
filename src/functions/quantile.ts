import { LakeError } from '../base/lake-error.js';
import type { Centroid } from './digest-bytes.js';

const totalOf = (centroids: readonly Centroid[]): number => centroids.reduce((sum, { weight }) => sum + weight, 0);

function weightedAverage(a: number, weightA: number, b: number, weightB: number): number {
  const [low, high] = a <= b ? [a, b] : [b, a];
  return Math.max(low, Math.min((a * weightA + b * weightB) / (weightA + weightB), high));
}

/**
 * Finds the value at a quantile of centroids in order: T. Dunning's MergingDigest.quantile, which Trino follows. A weight of 1 is a
 * value of its own; between heavier ones values are interpolated.
 */
export function quantile(centroids: readonly Centroid[], q: number): number {
  const first = centroids[0]!;
  const last = centroids.at(-1)!;
  if (centroids.length === 1) return first.mean;
  const total = totalOf(centroids);
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

/** Finds the first value at which the weights reach a share of their sum. */
export function rankValue(centroids: readonly Centroid[], q: number): number {
  const rank = q * totalOf(centroids);
  let reached = 0;
  for (const { mean, weight } of centroids) {
    reached += weight;
    if (reached > rank) return mean;
  }
  return centroids.at(-1)!.mean;
}

/** Tells the share of the weight below a value; undefined for one outside of the values. */
export function shareBelow(centroids: readonly Centroid[], value: number): number | undefined {
  const isOutside = centroids.length === 0 || order(value, centroids[0]!.mean) < 0;
  if (isOutside || order(value, centroids.at(-1)!.mean) > 0) return undefined;
  return totalOf(centroids.filter(({ mean }) => order(mean, value) < 0)) / totalOf(centroids);
}

/** Orders numbers, NaN being the largest. */
function order(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return a < b ? -1 : Number(a > b);
}

// Above so many centroids neighbours are merged, most in the middle, where a quantile is least sensitive.
const centroidsMax = 4096;
const compression = 1000;

/** Sorts centroids, and merges neighbours where there are very many. */
export function compressed(centroids: readonly Centroid[]): Centroid[] {
  const sorted = [...centroids].sort((a, b) => order(a.mean, b.mean));
  if (sorted.length <= centroidsMax) return sorted;
  const total = totalOf(sorted);
  const merged: Centroid[] = [];
  let reached = 0;
  for (const item of sorted) {
    const last = merged.at(-1);
    const q = reached / total;
    const weight = (last?.weight ?? 0) + item.weight;
    reached += item.weight;
    if (!last || weight > (4 * total * q * (1 - q)) / compression) merged.push(item);
    else
      merged[merged.length - 1] = {
        mean: (last.mean * last.weight + item.mean * item.weight) / weight,
        weight,
      };
  }
  return merged;
}

/** Checks a value with its weight. @throws INVALID_FUNCTION_ARGUMENT */
export function centroidOf(mean: number, weight: number): Centroid {
  if (!Number.isFinite(mean)) throw new LakeError('INVALID_FUNCTION_ARGUMENT', `value must be finite; was ${mean}`);
  return weighted(mean, weight);
}

/** Checks a weight. @throws INVALID_FUNCTION_ARGUMENT */
export function weighted(mean: number, weight: number): Centroid {
  if (!(weight >= 1)) throw new LakeError('INVALID_FUNCTION_ARGUMENT', `weight must be >= 1, was ${weight}`);
  if (weight === Number.POSITIVE_INFINITY)
    throw new LakeError('INVALID_FUNCTION_ARGUMENT', `weight must be finite, was ${weight}`);
  return { mean, weight };
}
