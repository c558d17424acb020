import { LakeError } from '../../../base/lake-error.js';
import { decodeGeometry, encodeGeometry, type Geometry, type GeometryType } from '../../../types/geometry.js';
import type { SqlValue } from '../../../types/sql-value.js';
import type { HostCall, ScalarFunction, ScalarOverload, TypePattern } from '../../definition.js';

/** Reads the figure that an argument is. */
export const geometryOf = (value: SqlValue | undefined): Geometry => decodeGeometry(value as Uint8Array);

/** Makes a value of a figure; NULL of none. */
export const geometryValue = (geometry: Geometry | undefined): SqlValue =>
  geometry === undefined ? null : encodeGeometry(geometry);

/** Makes the error of an argument that a function does not take. */
export const wrongArgument = (message: string): LakeError => new LakeError('INVALID_FUNCTION_ARGUMENT', message);

/** Gives a figure as one of the types that a function takes; the list is in the order of the message. */
export function geometryOfType<T extends GeometryType>(
  name: string,
  value: SqlValue | undefined,
  types: readonly T[],
): Extract<Geometry, { type: T }> {
  const geometry = geometryOf(value);
  if (!types.includes(geometry.type as T))
    throw wrongArgument(`${name} only applies to ${types.join(' or ')}. Input type is: ${geometry.type}`);
  return geometry as Extract<Geometry, { type: T }>;
}

/** The same for a figure on the sphere. */
export function sphericalOfType<T extends GeometryType>(
  name: string,
  geometry: Geometry,
  types: readonly T[],
): Extract<Geometry, { type: T }> {
  if (!types.includes(geometry.type as T))
    throw wrongArgument(
      `When applied to SphericalGeography inputs, ${name} only supports ${types.join(' or ')}. Input type is: ${geometry.type}`,
    );
  return geometry as Extract<Geometry, { type: T }>;
}

type Host = (args: readonly SqlValue[], call: HostCall) => SqlValue;

/** One signature of a function that is computed row by row. */
export const hosted = (args: readonly TypePattern[], returns: TypePattern, host: Host): ScalarOverload => ({
  args,
  returns,
  host: (values, call) => withPlanarErrors(() => host(values, call)),
});

const planarErrors = new Set(['TopologyException', 'IllegalArgumentException', 'RuntimeException']);

/** Computes with jsts, whose errors become the query's. */
export function withPlanarErrors(compute: () => SqlValue): SqlValue {
  try {
    return compute();
  } catch (error) {
    if (error instanceof LakeError || !(error instanceof Error) || !planarErrors.has(error.name)) throw error;
    throw new LakeError('GENERIC_INTERNAL_ERROR', error.message);
  }
}

/** Describes a function of figures; `name` is spelled as its messages spell it. */
export const geoFunction = (
  name: string,
  summary: string,
  overloads: ScalarOverload | readonly ScalarOverload[],
  examples: readonly (readonly [string, string])[] = [],
): ScalarFunction => ({
  kind: 'scalar',
  name: name.toLowerCase(),
  summary,
  examples,
  overloads: Array.isArray(overloads) ? overloads : [overloads as ScalarOverload],
});
