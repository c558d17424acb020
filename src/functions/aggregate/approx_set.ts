import { LakeError } from '../../base/lake-error.js';
import type { SqlType } from '../../types/sql-type.js';
import type { SqlValue } from '../../types/sql-value.js';
import { f64, type Instruction, i64 } from '../../wasm/instruction.js';
import type { AggregateFunction, AggregateOverload, EmittedAggregate, EmittedValue, Emitter } from '../definition.js';
import { decodeCentroids, decodeHashes, encodeCentroids, encodeHashes, type HashCounts } from '../digest-bytes.js';
import { centroidOf, compressed, weighted } from '../quantile.js';
import { digestHash } from './digest-hash.js';
import { finishedSketch, hyperLogLogRegisters, joinSketch, sketchAggregate } from './sketch-aggregate.js';

type Rows = readonly (readonly SqlValue[])[];

function emitDigestHash(e: Emitter, { layout, value }: EmittedValue): Instruction {
  if (layout === 'view') return e.call('digest_hash_view', 'i64', [value]);
  // Adding 0 makes -0 the same as 0.
  const word = layout === 'f64' ? i64.reinterpretF64(f64.add(value, f64.const(0))) : value;
  return e.call('digest_hash_word', 'i64', [word]);
}

const setSketch = sketchAggregate(() => hyperLogLogRegisters, emitDigestHash, finishedSketch);

export const approx_set: AggregateFunction = {
  kind: 'aggregate',
  name: 'approx_set',
  summary: 'Makes a HyperLogLog of the values, from which their different ones can be counted.',
  ignoresDuplicates: true,
  overloads: ['bigint', 'double', 'varchar(x)'].map((type) => ({
    args: [type],
    returns: 'hyperloglog',
    emit: setSketch,
  })),
};

const joinedSketches: EmittedAggregate = {
  ...setSketch,
  update: (e, state, [value]) => joinSketch(e, state, value!),
};

const merged = (type: string): AggregateOverload => ({
  args: [type],
  returns: type,
  host: (rows) =>
    rows.length === 0 ? null : encodeCentroids(compressed(rows.flatMap(([digest]) => decodeCentroids(digest!)))),
});

export const merge: AggregateFunction = {
  kind: 'aggregate',
  name: 'merge',
  summary: 'Joins digests of one kind.',
  overloads: [
    { args: ['hyperloglog'], returns: 'hyperloglog', emit: joinedSketches },
    ...['qdigest(bigint)', 'qdigest(double)', 'qdigest(real)', 'tdigest'].map(merged),
  ],
};

const centroids = (rows: Rows): SqlValue =>
  rows.length === 0
    ? null
    : encodeCentroids(compressed(rows.map(([value, weight]) => centroidOf(Number(value), Number(weight ?? 1)))));

export const tdigest_agg: AggregateFunction = {
  kind: 'aggregate',
  name: 'tdigest_agg',
  summary: 'Makes a digest of the values, and their weights, from which quantiles can be read.',
  overloads: [
    { args: ['double'], returns: 'tdigest', host: centroids },
    { args: ['double', 'double'], returns: 'tdigest', host: centroids },
  ],
};

/** A digest of ranks orders numbers that are not finite like all others. */
const ranked = (rows: Rows): SqlValue =>
  rows.length === 0
    ? null
    : encodeCentroids(compressed(rows.map(([value, weight]) => weighted(Number(value), Number(weight ?? 1)))));

function accurateCentroids(rows: Rows): SqlValue {
  for (const [, , accuracy] of rows)
    if (!((accuracy as number) > 0 && (accuracy as number) < 1))
      throw new LakeError(
        'INVALID_FUNCTION_ARGUMENT',
        `Percentile accuracy must be exclusively between 0 and 1, was ${accuracy as number}`,
      );
  return ranked(rows);
}

export const qdigest_agg: AggregateFunction = {
  kind: 'aggregate',
  name: 'qdigest_agg',
  summary: 'Makes a digest of the values, and their weights, from which values at ranks can be read.',
  overloads: ['bigint', 'double', 'real'].flatMap((type): AggregateOverload[] => [
    { args: [type], returns: `qdigest(${type})`, host: ranked },
    { args: [type, 'bigint'], returns: `qdigest(${type})`, host: ranked },
    { args: [type, 'bigint', 'double'], returns: `qdigest(${type})`, host: accurateCentroids },
  ]),
};

// The smallest hashes of a set stand for all.
const hashesMax = 8192;
const countMax = 32_767;

function setOf(entries: Iterable<readonly [bigint, number]>): SqlValue {
  const counts = new Map<bigint, number>();
  for (const [hash, count] of entries) counts.set(hash, Math.min(countMax, (counts.get(hash) ?? 0) + count));
  const sorted: HashCounts = [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
  return encodeHashes(sorted.slice(0, hashesMax));
}

export const make_set_digest: AggregateFunction = {
  kind: 'aggregate',
  name: 'make_set_digest',
  summary: 'Makes a digest of the set of values, from which sizes and overlaps can be estimated.',
  overloads: [
    {
      args: ['T'],
      returns: 'setdigest',
      host: (rows, { args }) => {
        const type: SqlType = args[0]!;
        return rows.length === 0 ? null : setOf(rows.map(([value]) => [digestHash(value!, type), 1]));
      },
    },
  ],
};

export const merge_set_digest: AggregateFunction = {
  kind: 'aggregate',
  name: 'merge_set_digest',
  summary: 'Joins digests of sets.',
  overloads: [
    {
      args: ['setdigest'],
      returns: 'setdigest',
      host: (rows) => (rows.length === 0 ? null : setOf(rows.flatMap(([digest]) => decodeHashes(digest!)))),
    },
  ],
};
