import { describe, expect, test } from 'vitest';
import { hashValue } from '../../src/functions/aggregate/value-hash.js';
import { aggregateFunction } from '../../src/functions/registry.js';
import { resolveOverload } from '../../src/functions/resolve-overload.js';
import { parseType } from '../../src/types/parse-type.js';
import type { SqlValue } from '../../src/types/sql-value.js';
import { protocolJson } from '../../src/types/value-text.js';
import { callFunction, session } from './call-function.js';

type Row = readonly SqlValue[];

/** Aggregates rows in TypeScript and prints what comes out as the protocol does. */
function run(name: string, typeNames: readonly string[], rows: readonly Row[]): string {
  const definition = aggregateFunction(name)!;
  const bound = resolveOverload(
    definition,
    typeNames.map((text) => parseType(text)),
  );
  const overload = definition.overloads[bound.overload]!;
  const counted = overload.nulls === 'called' ? rows : rows.filter((row) => !row.includes(null));
  const value = overload.host!(counted, { ...bound, lambdas: [], session, memo: new Map() });
  return protocolJson(value, bound.returns);
}

const column = (...values: SqlValue[]): Row[] => values.map((value) => [value]);
const numbers = (to: number): Row[] => Array.from({ length: to }, (_, i) => [BigInt(i + 1)]);

describe('collections', () => {
  test.each<[string, string[], Row[], string]>([
    ['array_agg', ['integer'], column(1, null), '[1,null]'],
    ['array_agg', ['integer'], [], 'null'],
    [
      'map_agg',
      ['varchar', 'integer'],
      [
        ['a', 1],
        ['a', 2],
        [null, 3],
        ['b', null],
      ],
      '{"a":1,"b":null}',
    ],
    ['map_agg', ['varchar', 'integer'], [[null, 1]], 'null'],
    [
      'multimap_agg',
      ['varchar', 'integer'],
      [
        ['a', 1],
        ['b', null],
        [null, 5],
        ['a', 2],
      ],
      '{"a":[1,2],"b":[null]}',
    ],
    ['histogram', ['double'], column(Number.NaN, Number.NaN, 0, -0, null), '{"NaN":2,"0.0":2}'],
    ['histogram', ['varchar'], [], 'null'],
    [
      'map_union',
      ['map(varchar,integer)'],
      column(
        [['a', 1]],
        [
          ['a', 2],
          ['b', 3],
        ],
        null,
      ),
      '{"a":1,"b":3}',
    ],
    [
      'approx_most_frequent',
      ['bigint', 'varchar', 'bigint'],
      ['a', 'b', 'a', 'c', 'b'].map((x) => [2n, x, 10n]),
      '{"a":2,"b":2}',
    ],
  ])('%s (%#)', (name, types, rows, expected) => expect(run(name, types, rows)).toBe(expected));
});

describe('joined and folded', () => {
  test('listagg cuts at a mebibyte or fails', () => {
    const types = ['varchar', 'varchar', 'boolean', 'varchar', 'boolean'];
    const rows = (isError: boolean, showsCount: boolean): Row[] =>
      Array.from({ length: 2000 }, () => ['x'.repeat(1000), ',', isError, '..', showsCount]);
    expect(
      run('listagg', types, [
        ['a', '-', true, '', false],
        ['b', '-', true, '', false],
      ]),
    ).toBe('"a-b"');
    expect(JSON.parse(run('listagg', types, rows(false, false)))).toHaveLength(1_048_049);
    expect(JSON.parse(run('listagg', types, rows(false, true))).slice(-8)).toBe(',..(953)');
    expect(() => run('listagg', types, rows(true, false))).toThrow('larger than the maximum output length 1048576');
  });

  test('reduce_agg folds', () => {
    const overload = aggregateFunction('reduce_agg')!.overloads[0]!;
    const types = { args: [parseType('bigint')], returns: parseType('bigint') };
    const add = (a: SqlValue, b: SqlValue): SqlValue => (a as bigint) + (b as bigint);
    const call = { ...types, lambdas: [add, add], session, memo: new Map<string, unknown>() };
    expect(
      overload.host!(
        [
          [1n, 10n],
          [2n, 10n],
        ],
        call,
      ),
    ).toBe(13n);
    expect(overload.host!([], call)).toBeNull();
  });
});

describe('extremes', () => {
  const pairs: Row[] = [
    [1, 1, 2n],
    [2, 1, 2n],
    [3, 1, 2n],
  ];
  test.each<[string, string[], Row[], string]>([
    [
      'max',
      ['double', 'bigint'],
      [
        [Number.NaN, 3n],
        [1, 3n],
        [Infinity, 3n],
        [null, 3n],
      ],
      '["Infinity",1.0,"NaN"]',
    ],
    [
      'min',
      ['integer', 'bigint'],
      [
        [1, 2n],
        [2, 3n],
      ],
      '[1,2]',
    ],
    ['max', ['varchar', 'bigint'], [], 'null'],
    ['max_by', ['integer', 'integer', 'bigint'], pairs, '[2,1]'],
    ['min_by', ['integer', 'integer', 'bigint'], pairs, '[2,1]'],
    [
      'max_by',
      ['integer', 'integer', 'bigint'],
      [
        [1, 1, 2n],
        [2, 2, 2n],
        [3, null, 2n],
        [null, 3, 2n],
      ],
      '[null,2]',
    ],
    [
      'max_by',
      ['integer', 'double', 'bigint'],
      [
        [1, Number.NaN, 2n],
        [2, 1, 2n],
        [3, 2, 2n],
      ],
      '[3,2]',
    ],
    ['max', ['array(integer)'], column([1], [2, 0]), '[2,0]'],
    ['min', ['row(integer,integer)'], column([1, 2], [1, 1]), '[1,1]'],
    [
      'min_by',
      ['varchar', 'array(integer)'],
      [
        ['a', [2]],
        ['b', [1]],
        ['c', null],
      ],
      '"b"',
    ],
  ])('%s (%#)', (name, types, rows, expected) => expect(run(name, types, rows)).toBe(expected));

  test.each<[string, string[], Row, string]>([
    ['min', ['integer', 'bigint'], [1, 0n], 'second argument of min_n must be positive'],
    ['min', ['integer', 'bigint'], [1, 10_001n], 'less than or equal to 10000; found 10001'],
    ['max_by', ['integer', 'integer', 'bigint'], [1, 1, 0n], 'third argument of max_by must be a positive integer'],
  ])('%s fails (%#)', (name, types, row, message) => expect(() => run(name, types, [row])).toThrow(message));
});

describe('approximations', () => {
  const weighted: Row[] = [
    [1, 2],
    [10, 3],
    [20, 5],
  ];
  const shares = (rows: readonly Row[], ...share: SqlValue[]): Row[] => rows.map((row) => [...row, ...share]);

  test.each<[string[], Row[], string]>([
    [['bigint', 'double'], shares(numbers(1000), 0.5), '501'],
    [['bigint', 'double'], shares(numbers(10_000), 0.3), '3001'],
    [['bigint', 'array(double)'], shares(column(1n, 2n, 3n, 4n, 10n), [0.1, 0.5, 0.9]), '[1,3,10]'],
    [['double', 'double'], shares(column(1, 2), 0.5), '2.0'],
    [['double', 'double'], shares(column(1, 2, 3, 4), 0.75), '4.0'],
    [
      ['bigint', 'double', 'double'],
      shares(
        [
          [1n, 1],
          [10n, 3],
        ],
        0.5,
      ),
      '7',
    ],
    [['double', 'double', 'double'], shares(weighted, 0.5), '13.75'],
    [['double', 'double', 'double'], shares(weighted, 0.1), '1.0'],
    [['double', 'double', 'double'], shares(weighted, 0.9), '20.0'],
    [
      ['bigint', 'double', 'double', 'double'],
      shares(
        [
          [1n, 1],
          [10n, 3],
        ],
        0.5,
        0.01,
      ),
      '10',
    ],
    [['real', 'double'], shares(column(1.5, 2.5), 0.5), '2.5'],
  ])('approx_percentile (%#)', (types, rows, expected) => expect(run('approx_percentile', types, rows)).toBe(expected));

  test('approx_percentile refuses bad shares, weights and values', () => {
    expect(() => run('approx_percentile', ['bigint', 'double'], [[1n, 1.5]])).toThrow(
      'Percentile must be between 0 and 1',
    );
    expect(() => run('approx_percentile', ['bigint', 'double', 'double'], [[1n, 0, 0.5]])).toThrow(
      'weight must be >= 1',
    );
    expect(() => run('approx_percentile', ['double', 'double'], [[Number.NaN, 0.5]])).toThrow('value must be finite');
  });

  const histogram = (count: number, ...values: number[]): Row[] => values.map((value) => [BigInt(count), value]);
  test.each<[Row[], string]>([
    [histogram(3, 1, 2, 3, 10, 11, 50), '{"2.0":3.0,"10.5":2.0,"50.0":1.0}'],
    [histogram(3, ...Array.from({ length: 100 }, (_, i) => i + 1)), '{"16.5":32.0,"48.5":32.0,"82.5":36.0}'],
    [histogram(4, 1, 2, 4, 8, 16, 32, 3, 5), '{"3.0":5.0,"8.0":1.0,"16.0":1.0,"32.0":1.0}'],
  ])('numeric_histogram (%#)', (rows, expected) =>
    expect(run('numeric_histogram', ['bigint', 'double'], rows)).toBe(expected),
  );

  test('numeric_histogram takes weights', () => {
    const rows: Row[] = [
      [1, 2],
      [2, 1],
      [4, 3],
      [8, 1],
      [16, 1],
      [3, 1],
    ].map(([x, w]) => [4n, x!, w!]);
    expect(run('numeric_histogram', ['bigint', 'double', 'double'], rows)).toBe(
      '{"1.75":4.0,"4.0":3.0,"8.0":1.0,"16.0":1.0}',
    );
    expect(() => run('numeric_histogram', ['bigint', 'double'], histogram(1, 1))).toThrow('must be greater than one');
  });
});

describe('hashes of types that are not emitted', () => {
  const prime = 0x9e3779b185ebca87n;
  const address = Uint8Array.from([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 1, 2, 3, 4]);
  const uuid = Uint8Array.from(Buffer.from('12151fd2758611e98f9e2a86e4085a59', 'hex'));
  test.each<[string, SqlValue, string]>([
    ['array(integer)', [1, 2], 'nVq7OL66rCk='],
    ['row(integer,integer)', [1, 2], 'dtYV4y99+xA='],
    ['map(integer,integer)', [[1, 2]], 'gzGPj6gJEqc='],
    ['uuid', uuid, 'Hb9IhSbLumI='],
    ['ipaddress', address, 'ASO+FNT+rng='],
    ['json', '1', 'zHMDceBRCrs='],
    ['time with time zone', { picos: 3_600_000_000_000_000n, offsetMinutes: 60 }, 'nS0WeWxQkeo='],
  ])('%s', (type, value, expected) => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64LE(BigInt.asUintN(64, hashValue(value, parseType(type)) * prime));
    expect(bytes.toString('base64')).toBe(expected);
  });
});

describe('digests', () => {
  const digest = (name: string, type: string, ...values: SqlValue[]): SqlValue => {
    const definition = aggregateFunction(name)!;
    const bound = resolveOverload(definition, [parseType(type)]);
    const call = { ...bound, lambdas: [], session, memo: new Map<string, unknown>() };
    return definition.overloads[bound.overload]!.host!(column(...values), call);
  };
  const read = (name: string, ...args: [string, SqlValue][]): SqlValue =>
    callFunction(
      name,
      args.map(([type]) => type),
      args.map(([, value]) => value),
    ).value;

  test('of quantiles', () => {
    const ranks = digest('qdigest_agg', 'bigint', 1n, 2n, 10n, 20n);
    const at = (share: number): SqlValue => read('value_at_quantile', ['qdigest(bigint)', ranks], ['double', share]);
    expect([at(0), at(0.25), at(0.5), at(1)]).toEqual([1n, 2n, 10n, 20n]);
    const below = (value: bigint): SqlValue => read('quantile_at_value', ['qdigest(bigint)', ranks], ['bigint', value]);
    expect([below(0n), below(1n), below(5n), below(20n), below(25n)]).toEqual([null, 0, 0.5, 0.75, null]);
    const means = digest('tdigest_agg', 'double', 1, 2, 10);
    expect(read('values_at_quantiles', ['tdigest', means], ['array(double)', [0.1, 0.9]])).toEqual([1, 10]);
    expect(() => read('values_at_quantiles', ['tdigest', means], ['array(double)', [0.9, 0.1]])).toThrow('sorted');
    const joined = digest('merge', 'tdigest', means, digest('tdigest_agg', 'double', 0, 20));
    expect(read('value_at_quantile', ['tdigest', joined], ['double', 0.5])).toBe(2);
  });

  test('of quantiles stay small and close', () => {
    const many = digest('tdigest_agg', 'double', ...Array.from({ length: 50_000 }, (_, i) => (i * 7919) % 50_000));
    expect((many as Uint8Array).length).toBeLessThan(100_000);
    for (const share of [0.001, 0.25, 0.5, 0.999]) {
      const value = read('value_at_quantile', ['tdigest', many], ['double', share]) as number;
      expect(Math.abs(value - share * 50_000)).toBeLessThan(100);
    }
  });

  test('of sets', () => {
    const a = digest('make_set_digest', 'bigint', 1n, 2n, 3n, 2n);
    const b = digest('make_set_digest', 'bigint', 1n, 2n, 3n, 4n);
    expect(read('cardinality', ['setdigest', a])).toBe(3n);
    expect(read('intersection_cardinality', ['setdigest', a], ['setdigest', b])).toBe(3n);
    expect(read('jaccard_index', ['setdigest', a], ['setdigest', b])).toBeCloseTo(2 / 3, 12);
    expect(read('hash_counts', ['setdigest', digest('make_set_digest', 'bigint', 1n, 1n, 2n)])).toEqual([
      [-2447670524089286488n, 1],
      [19144387141682250n, 2],
    ]);
    expect(read('hash_counts', ['setdigest', digest('make_set_digest', 'varchar', 'a')])).toEqual([
      [-8839064797231613815n, 1],
    ]);
  });
});
