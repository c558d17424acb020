import { LakeError } from '../../../base/lake-error.js';
import type { Coordinate, Geometry, Path } from '../../../types/geometry.js';
import { doubleText } from '../../../types/number-text.js';
import type { SqlValue } from '../../../types/sql-value.js';
import { bufferOf } from './buffer.js';
import { geoFunction, geometryOf, geometryOfType, geometryValue, hosted, wrongArgument } from './geometry-call.js';
import { convexHullOf, differenceOf, intersectionOf, symmetricDifferenceOf, unionOf } from './overlay.js';
import { geometryOfPlanar, planarAlgorithms, planarFigure } from './planar.js';
import { isEmptyGeometry, isSamePoint, linesOf, pointsOf, polygonsOf } from './rings.js';

const overlaid = (name: string, summary: string, compute: (a: Geometry, b: Geometry) => Geometry | undefined) =>
  geoFunction(
    name,
    summary,
    hosted(['geometry', 'geometry'], 'geometry', ([a, b]) => geometryValue(compute(geometryOf(a), geometryOf(b)))),
  );

export const st_union = overlaid('ST_Union', 'Returns all points of two figures.', (a, b) => unionOf([a, b]));
export const st_intersection = overlaid(
  'ST_Intersection',
  'Returns the points that two figures have in common.',
  intersectionOf,
);
export const st_difference = overlaid(
  'ST_Difference',
  'Returns the points of the first figure outside the second.',
  differenceOf,
);
export const st_symdifference = overlaid(
  'ST_SymDifference',
  'Returns the points that only one of two figures has.',
  symmetricDifferenceOf,
);

/** Joins figures; those that are NULL do not count. */
export const unionOfValues = (values: readonly SqlValue[]): SqlValue =>
  geometryValue(unionOf(values.filter((value) => value !== null).map(geometryOf)));

export const geometry_union = geoFunction(
  'geometry_union',
  'Returns all points of some figures.',
  hosted(['array(geometry)'], 'geometry', ([values]) => unionOfValues(values as readonly SqlValue[])),
);

export const st_convexhull = geoFunction(
  'ST_ConvexHull',
  'Returns the smallest convex figure around a figure.',
  hosted(['geometry'], 'geometry', ([value]) => geometryValue(convexHullOf(geometryOf(value)))),
);

export const st_buffer = geoFunction(
  'ST_Buffer',
  'Returns the area within a distance of a figure.',
  hosted(['geometry', 'double'], 'geometry', ([value, distance]) => {
    const radius = distance as number;
    if (Number.isNaN(radius)) throw wrongArgument('distance is NaN');
    if (radius < 0) throw wrongArgument('distance is negative');
    if (radius === 0) return value!;
    const geometry = geometryOf(value);
    if (isEmptyGeometry(geometry)) return null;
    return geometryValue(bufferOf(geometry, radius));
  }),
);

export const st_boundary = geoFunction(
  'ST_Boundary',
  'Returns the ends of lines and the rings of areas.',
  hosted(['geometry'], 'geometry', ([value]) => geometryValue(boundaryOf(geometryOf(value)))),
);

function boundaryOf(geometry: Geometry): Geometry {
  switch (geometry.type) {
    case 'LINE_STRING':
    case 'MULTI_LINE_STRING': {
      const paths = geometry.type === 'LINE_STRING' ? [geometry.path] : geometry.paths;
      const open = paths.filter((path) => path.length > 0 && !isSamePoint(path[0]!, path.at(-1)!));
      return { type: 'MULTI_POINT', points: open.flatMap((path) => [path[0]!, path.at(-1)!]) };
    }
    case 'POLYGON':
    case 'MULTI_POLYGON': {
      const paths = geometry.type === 'POLYGON' ? geometry.rings : geometry.polygons.flat();
      return { type: 'MULTI_LINE_STRING', paths };
    }
    case 'GEOMETRY_COLLECTION':
      throw new LakeError('GENERIC_INTERNAL_ERROR', 'Internal error');
    default:
      return { type: 'MULTI_POINT', points: [] };
  }
}

export const simplify_geometry = geoFunction(
  'simplify_geometry',
  'Returns a figure with fewer points that differs by no more than a distance.',
  hosted(['geometry', 'double'], 'geometry', ([value, tolerance]) => {
    const distance = tolerance as number;
    if (Number.isNaN(distance)) throw wrongArgument('distanceTolerance is NaN');
    if (distance < 0) throw wrongArgument('distanceTolerance is negative');
    const geometry = geometryOf(value);
    if (distance === 0 || isEmptyGeometry(geometry)) return value!;
    const { TopologyPreservingSimplifier } = planarAlgorithms().simplify;
    return geometryValue(geometryOfPlanar(TopologyPreservingSimplifier.simplify(planarFigure(geometry), distance)));
  }),
);

export const st_issimple = geoFunction(
  'ST_IsSimple',
  'Tells whether a figure neither crosses nor touches itself.',
  hosted(['geometry'], 'boolean', ([value]) => isSimple(geometryOf(value))),
);

function isSimple(geometry: Geometry): boolean {
  if (isEmptyGeometry(geometry) || geometry.type === 'POINT') return true;
  if (geometry.type === 'GEOMETRY_COLLECTION') return geometry.geometries.every(isSimple);
  if (geometry.type === 'MULTI_POINT')
    return new Set(geometry.points.map((at) => at.join(' '))).size === geometry.points.length;
  if (geometry.type === 'POLYGON' || geometry.type === 'MULTI_POLYGON') return invalidReason(geometry) === null;
  return planarFigure(geometry).isSimple();
}

export const st_isring = geoFunction(
  'ST_IsRing',
  'Tells whether a line ends where it begins and does not cross itself.',
  hosted(['geometry'], 'boolean', ([value]) => {
    const geometry = geometryOfType('ST_IsRing', value, ['LINE_STRING']);
    const { path } = geometry;
    return path.length > 0 && isSamePoint(path[0]!, path.at(-1)!) && isSimple(geometry);
  }),
);

const holeOutside = 2;
const nestedHoles = 3;
const disconnected = 4;
const selfIntersection = 5;
const ringSelfIntersection = 6;

// What jsts finds in the words of Trino.
const reasons = new Map([
  [holeOutside, 'Self-intersection'],
  [nestedHoles, 'Self-intersection'],
  [disconnected, 'Disconnected interior'],
  [selfIntersection, 'Intersecting or overlapping segments'],
  [ringSelfIntersection, 'Self-tangency'],
]);

function invalidReason(geometry: Geometry): string | null {
  if (isEmptyGeometry(geometry)) return null;
  if (geometry.type === 'GEOMETRY_COLLECTION')
    return geometry.geometries.map(invalidReason).find((reason) => reason !== null) ?? null;
  if (geometry.type === 'MULTI_POINT') {
    const seen = new Set<string>();
    for (const at of pointsOf(geometry)) {
      if (seen.has(at.join(' '))) return `Repeated points${near(at)} and${near(at).slice(' at or near'.length)}`;
      seen.add(at.join(' '));
    }
    return null;
  }
  const crossing = crossingSegments(linesOf(geometry).concat(polygonsOf(geometry).flat()));
  if (crossing)
    return `Intersecting or overlapping segments${near(crossing[0])} and${near(crossing[1]).slice(' at or near'.length)}`;
  if (linesOf(geometry).length > 0) return isSimple(geometry) ? null : 'Self-tangency';
  const { IsValidOp } = planarAlgorithms().operation.valid;
  const error = new IsValidOp(planarFigure(geometry)).getValidationError();
  if (error === null) return null;
  const at = error.getCoordinate();
  return `${reasons.get(error.getErrorType()) ?? 'Degenerate segments'}${at ? near([at.x, at.y]) : ''}`;
}

/** The starts of the first two segments that cross. */
function crossingSegments(paths: readonly Path[]): readonly [Coordinate, Coordinate] | undefined {
  const segments = paths.flatMap((path) => path.slice(1).map((end, i) => [path[i]!, end] as const));
  const side = (a: Coordinate, b: Coordinate, p: Coordinate): number =>
    Math.sign((b[0] - a[0]) * (p[1] - a[1]) - (p[0] - a[0]) * (b[1] - a[1]));
  for (const [i, [a, b]] of segments.entries())
    for (const [c, d] of segments.slice(i + 1))
      if (side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0) return [a, c];
  return undefined;
}

const near = ([x, y]: readonly [number, number]): string => ` at or near (${doubleText(x)} ${doubleText(y)})`;

export const st_isvalid = geoFunction(
  'ST_IsValid',
  'Tells whether a figure is well formed.',
  hosted(['geometry'], 'boolean', ([value]) => invalidReason(geometryOf(value)) === null),
);

export const geometry_invalid_reason = geoFunction(
  'geometry_invalid_reason',
  'Returns why a figure is not well formed; NULL where it is.',
  hosted(['geometry'], 'varchar', ([value]) => invalidReason(geometryOf(value))),
);
