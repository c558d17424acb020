import { LakeError } from '../../../base/lake-error.js';
import type { Coordinate, Geometry } from '../../../types/geometry.js';
import type { SqlValue } from '../../../types/sql-value.js';
import { geoFunction, geometryOf, geometryValue, hosted } from './geometry-call.js';
import { type PlanarFigure, planarAlgorithms, planarFigure } from './planar.js';
import { distanceOf, type Envelope, envelopeOf, isEmptyGeometry, placeInPolygon, polygonsOf } from './rings.js';

/** Lists the figures of a collection, and of collections in it; another figure is its own only one. */
export const flattened = (geometry: Geometry): readonly Geometry[] =>
  geometry.type === 'GEOMETRY_COLLECTION' ? geometry.geometries.flatMap(flattened) : [geometry];

/** Measures the least distance of two figures; undefined where one is empty. */
export function planarDistance(a: Geometry, b: Geometry): number | undefined {
  if (isEmptyGeometry(a) || isEmptyGeometry(b)) return undefined;
  if (a.type === 'POINT' && b.type === 'POINT') return distanceOf(a.at!, b.at!);
  return planarFigure(a).distance(planarFigure(b));
}

const overlap = (a: Envelope, b: Envelope): boolean =>
  a.xMin <= b.xMax && b.xMin <= a.xMax && a.yMin <= b.yMax && b.yMin <= a.yMax;
const covers = (a: Envelope, b: Envelope): boolean =>
  a.xMin <= b.xMin && b.xMax <= a.xMax && a.yMin <= b.yMin && b.yMax <= a.yMax;

/** Where a point lies of polygons; undefined where the figures are others. */
function placeOf(point: Geometry, area: Geometry): -1 | 0 | 1 | undefined {
  const polygons = polygonsOf(area);
  if (point.type !== 'POINT' || polygons.length === 0) return undefined;
  return Math.max(...polygons.map((rings) => placeInPolygon(point.at!, rings))) as -1 | 0 | 1;
}

/** Tells of two figures whether the one contains the other. */
export function planarContains(a: Geometry, b: Geometry): boolean {
  const [outer, inner] = [envelopeOf(a), envelopeOf(b)];
  if (!outer || !inner || !covers(outer, inner)) return false;
  const place = placeOf(b, a);
  if (place !== undefined) return place === 1;
  if (a.type === 'GEOMETRY_COLLECTION' || b.type === 'GEOMETRY_COLLECTION')
    return flattened(b).every((part) => flattened(a).some((whole) => planarContains(whole, part)));
  return planarFigure(a).relate(planarFigure(b)).matches('T*****FF*');
}

/** Tells whether two figures have a point in common. */
export function planarIntersects(a: Geometry, b: Geometry): boolean {
  const [left, right] = [envelopeOf(a), envelopeOf(b)];
  if (!left || !right || !overlap(left, right)) return false;
  const place = placeOf(b, a) ?? placeOf(a, b);
  if (place !== undefined) return place >= 0;
  if (a.type === 'GEOMETRY_COLLECTION' || b.type === 'GEOMETRY_COLLECTION')
    return flattened(a).some((one) => flattened(b).some((other) => planarIntersects(one, other)));
  return !planarFigure(a).relate(planarFigure(b)).matches('FF*FF****');
}

type Relation = (a: Geometry, b: Geometry) => boolean;

const related = (name: string, summary: string, relation: Relation, example?: readonly [string, string]) =>
  geoFunction(
    name,
    summary,
    hosted(['geometry', 'geometry'], 'boolean', ([a, b]) => relation(geometryOf(a), geometryOf(b))),
    example ? [example] : [],
  );

const square = "ST_Polygon('POLYGON ((0 0, 0 4, 4 4, 4 0, 0 0))')";

export const st_contains = related(
  'ST_Contains',
  'Tells whether no point of the second figure lies outside the first, and some inside.',
  planarContains,
  [`ST_Contains(${square}, ST_Point(1, 1))`, 'true'],
);

export const st_within = related(
  'ST_Within',
  'Tells whether the first figure lies in the second.',
  (a, b) => planarContains(b, a),
  [`ST_Within(ST_Point(1, 1), ${square})`, 'true'],
);

export const st_intersects = related(
  'ST_Intersects',
  'Tells whether figures have points in common.',
  planarIntersects,
  [`ST_Intersects(${square}, ST_Point(4, 4))`, 'true'],
);

export const st_disjoint = related(
  'ST_Disjoint',
  'Tells whether figures have no points in common.',
  (a, b) => !planarIntersects(a, b),
  ['ST_Disjoint(ST_Point(0, 0), ST_Point(1, 1))', 'true'],
);

/** A figure that is no collection: Trino fails for one, too. */
function simpleFigure(geometry: Geometry): PlanarFigure {
  if (geometry.type === 'GEOMETRY_COLLECTION') throw new LakeError('GENERIC_INTERNAL_ERROR', 'Internal error');
  return planarFigure(geometry);
}

/** A relation that only figures have whose rectangles overlap. */
const touching =
  (relation: (a: PlanarFigure, b: PlanarFigure) => boolean): Relation =>
  (a, b) => {
    const [left, right] = [envelopeOf(a), envelopeOf(b)];
    return (
      left !== undefined && right !== undefined && overlap(left, right) && relation(simpleFigure(a), simpleFigure(b))
    );
  };

export const st_touches = related(
  'ST_Touches',
  'Tells whether figures have only points of their boundaries in common.',
  touching((a, b) => a.touches(b)),
);

export const st_crosses = related(
  'ST_Crosses',
  'Tells whether figures have some, but not all, inner points in common.',
  touching((a, b) => a.crosses(b)),
);

export const st_overlaps = related(
  'ST_Overlaps',
  'Tells whether figures of one dimension share a part and neither contains the other.',
  touching((a, b) => a.overlaps(b)),
);

export const st_equals = related('ST_Equals', 'Tells whether figures are the same set of points.', (a, b) => {
  if (isEmptyGeometry(a) || isEmptyGeometry(b)) return isEmptyGeometry(a) && isEmptyGeometry(b);
  if (a.type === 'GEOMETRY_COLLECTION' || b.type === 'GEOMETRY_COLLECTION')
    return planarContains(a, b) && planarContains(b, a);
  return planarFigure(a).relate(planarFigure(b)).matches('T*F**FFF*');
});

const cellCount = 9;

export const st_relate = geoFunction(
  'ST_Relate',
  'Tells whether the nine intersections of interiors, boundaries and exteriors are as a pattern says.',
  hosted(['geometry', 'geometry', 'varchar'], 'boolean', ([a, b, pattern]) => {
    if ((pattern as string).length !== cellCount)
      throw new LakeError('GENERIC_INTERNAL_ERROR', `relation string length has to be ${cellCount} characters`);
    return simpleFigure(geometryOf(a))
      .relate(simpleFigure(geometryOf(b)))
      .matches(pattern as string);
  }),
);

const pointValue = ({ x, y }: { readonly x: number; readonly y: number }): SqlValue => {
  const at: Coordinate = [x, y];
  return geometryValue({ type: 'POINT', at });
};

export const geometry_nearest_points = geoFunction(
  'geometry_nearest_points',
  'Returns the point of each of two figures at which they come closest.',
  hosted(['geometry', 'geometry'], 'row(geometry,geometry)', ([a, b]) => {
    const [left, right] = [geometryOf(a), geometryOf(b)];
    if (isEmptyGeometry(left) || isEmptyGeometry(right)) return null;
    const { DistanceOp } = planarAlgorithms().operation.distance;
    return DistanceOp.nearestPoints(planarFigure(left), planarFigure(right)).map(pointValue);
  }),
);
