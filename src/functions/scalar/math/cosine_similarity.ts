import { LakeError } from '../../../base/lake-error.js';
import type { MapEntry, SqlValue } from '../../../types/sql-value.js';
import type { ScalarFunction, ScalarOverload } from '../../definition.js';

/** The numbers of two arrays of the same length; a NULL counts as 0. */
function vectors([a, b]: readonly SqlValue[]): [number[], number[]] {
  const [left, right] = [a, b].map((value) => (value as readonly (number | null)[]).map((item) => item ?? 0));
  if (left!.length !== right!.length)
    throw new LakeError('INVALID_FUNCTION_ARGUMENT', 'The arguments must have the same length');
  return [left!, right!];
}

const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((total, value, i) => total + value * b[i]!, 0);

/** The cosine of two vectors; NULL where one has a NULL. */
function cosine(args: readonly SqlValue[]): number | null {
  const [a, b] = vectors(args);
  if (args.some((array) => (array as readonly SqlValue[]).includes(null))) return null;
  const [lengthA, lengthB] = [Math.sqrt(dot(a, a)), Math.sqrt(dot(b, b))];
  if (lengthA === 0 || lengthB === 0)
    throw new LakeError('INVALID_FUNCTION_ARGUMENT', 'Vector magnitude cannot be zero');
  return dot(a, b) / (lengthA * lengthB);
}

/** The cosine of two sparse vectors; NULL where a value is. */
function sparseCosine([a, b]: readonly SqlValue[]): number | null {
  const [left, right] = [a, b].map((value) => value as unknown as readonly MapEntry[]);
  if ([...left!, ...right!].some(([, value]) => value === null)) return null;
  const others = new Map(right!.map(([key, value]) => [key as string, value as number]));
  const product = left!.reduce(
    (total, [key, value]) => total + (value as number) * (others.get(key as string) ?? 0),
    0,
  );
  const length = (entries: readonly MapEntry[]): number =>
    Math.sqrt(entries.reduce((total, [, value]) => total + (value as number) ** 2, 0));
  return product / (length(left!) * length(right!));
}

const arrays = (host: (args: readonly SqlValue[]) => number | null): ScalarOverload => ({
  args: ['array(double)', 'array(double)'],
  returns: 'double',
  host,
});

const distance = (
  name: string,
  summary: string,
  example: readonly [string, string],
  overload: ScalarOverload,
): ScalarFunction => ({
  kind: 'scalar',
  name,
  summary,
  examples: [example],
  overloads: [overload],
});

export const cosine_similarity: ScalarFunction = {
  kind: 'scalar',
  name: 'cosine_similarity',
  summary: 'Returns the cosine of the angle between two vectors.',
  examples: [['cosine_similarity(ARRAY[1e0, 0e0], ARRAY[1e0, 0e0])', '1.0']],
  overloads: [
    arrays(cosine),
    {
      args: ['map(varchar,double)', 'map(varchar,double)'],
      returns: 'double',
      host: sparseCosine,
    },
  ],
};

export const cosine_distance = distance(
  'cosine_distance',
  'Returns 1 less the cosine of the angle between two vectors.',
  ['cosine_distance(ARRAY[1e0, 0e0], ARRAY[0e0, 1e0])', '1.0'],
  arrays((args) => {
    const similarity = cosine(args);
    return similarity === null ? null : 1 - similarity;
  }),
);

export const dot_product = distance(
  'dot_product',
  'Returns the dot product of two vectors.',
  ['dot_product(ARRAY[1e0, 2e0], ARRAY[3e0, 4e0])', '11.0'],
  arrays((args) => dot(...vectors(args))),
);

export const euclidean_distance = distance(
  'euclidean_distance',
  'Returns the distance of two points.',
  ['euclidean_distance(ARRAY[1e0, 2e0], ARRAY[4e0, 6e0])', '5.0'],
  arrays((args) => {
    const [a, b] = vectors(args);
    return Math.sqrt(a.reduce((total, value, i) => total + (value - b[i]!) ** 2, 0));
  }),
);
