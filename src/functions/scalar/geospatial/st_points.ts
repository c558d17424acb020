import type { Coordinate, Geometry, Path } from '../../../types/geometry.js';
import type { SqlValue } from '../../../types/sql-value.js';
import { geoFunction, geometryOf, geometryOfType, geometryValue, hosted, wrongArgument } from './geometry-call.js';
import { distanceOf, envelopeOf, isEmptyGeometry, isSamePoint, linesOf, pathLength, pointsOf } from './rings.js';
import { typeNames } from './st_geometryfromtext.js';

const pointValue = (at: Coordinate | undefined): SqlValue => geometryValue({ type: 'POINT', at });
const lineValue = (path: Path): SqlValue => geometryValue({ type: 'LINE_STRING', path });

const ordinate = (name: string, axis: 0 | 1) =>
  geoFunction(
    name,
    `Returns the ${name.at(-1)!.toLowerCase()} of a point.`,
    hosted(['geometry'], 'double', ([value]) => geometryOfType(name, value, ['POINT']).at?.[axis] ?? null),
    [[`${name}(ST_Point(1, 2))`, axis === 0 ? '1.0' : '2.0']],
  );

export const st_x = ordinate('ST_X', 0);
export const st_y = ordinate('ST_Y', 1);

/** The highest dimension of a figure's parts: 0 of points, 1 of lines, 2 of areas. */
export function dimensionOf(geometry: Geometry): number {
  switch (geometry.type) {
    case 'POINT':
    case 'MULTI_POINT':
      return 0;
    case 'LINE_STRING':
    case 'MULTI_LINE_STRING':
      return 1;
    case 'POLYGON':
    case 'MULTI_POLYGON':
      return 2;
    case 'GEOMETRY_COLLECTION':
      return Math.max(0, ...geometry.geometries.map(dimensionOf));
  }
}

export const st_dimension = geoFunction(
  'ST_Dimension',
  'Returns 0 for points, 1 for lines, 2 for areas.',
  hosted(['geometry'], 'tinyint', ([value]) => dimensionOf(geometryOf(value))),
  [['ST_Dimension(ST_Point(1, 2))', '0']],
);

export const st_coorddim = geoFunction(
  'ST_CoordDim',
  'Returns how many coordinates a point of a figure has.',
  hosted(['geometry'], 'tinyint', () => 2),
  [['ST_CoordDim(ST_Point(1, 2))', '2']],
);

export const st_isempty = geoFunction(
  'ST_IsEmpty',
  'Tells whether a figure has no points.',
  hosted(['geometry'], 'boolean', ([value]) => isEmptyGeometry(geometryOf(value))),
  [["ST_IsEmpty(ST_GeometryFromText('POINT EMPTY'))", 'true']],
);

export const st_geometrytype = geoFunction(
  'ST_GeometryType',
  'Returns the name of a figure’s type.',
  hosted(['geometry'], 'varchar', ([value]) => {
    const { type } = geometryOf(value);
    return type === 'GEOMETRY_COLLECTION' ? 'ST_GeomCollection' : `ST_${typeNames[type]}`;
  }),
  [['ST_GeometryType(ST_Point(1, 2))', 'ST_Point']],
);

const isClosed = (path: Path): boolean => path.length > 0 && isSamePoint(path[0]!, path.at(-1)!);

export const st_isclosed = geoFunction(
  'ST_IsClosed',
  'Tells whether lines end where they begin.',
  hosted(['geometry'], 'boolean', ([value]) =>
    linesOf(geometryOfType('ST_IsClosed', value, ['LINE_STRING', 'MULTI_LINE_STRING']))
      .filter((path) => path.length > 0)
      .every(isClosed),
  ),
);

/** How many points a figure was drawn with: the closing one of a ring does not count again. */
function pointCount(geometry: Geometry): number {
  if (geometry.type === 'GEOMETRY_COLLECTION')
    return geometry.geometries.reduce((sum, part) => sum + pointCount(part), 0);
  const rings =
    geometry.type === 'POLYGON' ? geometry.rings : geometry.type === 'MULTI_POLYGON' ? geometry.polygons.flat() : [];
  return pointsOf(geometry).length - rings.length;
}

export const st_numpoints = geoFunction(
  'ST_NumPoints',
  'Returns how many points a figure has; the closing one of a ring does not count again.',
  hosted(['geometry'], 'bigint', ([value]) => BigInt(pointCount(geometryOf(value)))),
  [["ST_NumPoints(ST_GeometryFromText('LINESTRING (0 0, 1 1)'))", '2']],
);

/** The parts of a figure of several; of another itself; undefined of an empty one. */
function partsOf(geometry: Geometry): readonly Geometry[] | undefined {
  if (isEmptyGeometry(geometry)) return undefined;
  switch (geometry.type) {
    case 'MULTI_POINT':
      return geometry.points.map((at) => ({ type: 'POINT', at }));
    case 'MULTI_LINE_STRING':
      return geometry.paths.map((path) => ({ type: 'LINE_STRING', path }));
    case 'MULTI_POLYGON':
      return geometry.polygons.map((rings) => ({ type: 'POLYGON', rings }));
    case 'GEOMETRY_COLLECTION':
      return geometry.geometries;
    default:
      return [geometry];
  }
}

export const st_numgeometries = geoFunction(
  'ST_NumGeometries',
  'Returns how many figures a figure consists of.',
  hosted(['geometry'], 'integer', ([value]) => partsOf(geometryOf(value))?.length ?? 0),
);

export const st_geometryn = geoFunction(
  'ST_GeometryN',
  'Returns a figure of those that a figure consists of, counted from 1.',
  hosted(['geometry', 'integer'], 'geometry', ([value, place]) =>
    geometryValue(partsOf(geometryOf(value))?.[(place as number) - 1]),
  ),
);

export const st_geometries = geoFunction(
  'ST_Geometries',
  'Returns the figures that a figure consists of.',
  hosted(['geometry'], 'array(geometry)', ([value]) => partsOf(geometryOf(value))?.map(geometryValue) ?? null),
);

const holesOf = (name: string, value: SqlValue | undefined): readonly Path[] | undefined => {
  const { rings } = geometryOfType(name, value, ['POLYGON']);
  return rings.length === 0 ? undefined : rings.slice(1);
};

export const st_numinteriorring = geoFunction(
  'ST_NumInteriorRing',
  'Returns how many holes a polygon has.',
  hosted(['geometry'], 'bigint', ([value]) => {
    const holes = holesOf('ST_NumInteriorRing', value);
    return holes ? BigInt(holes.length) : null;
  }),
);

export const st_interiorrings = geoFunction(
  'ST_InteriorRings',
  'Returns the rings of a polygon’s holes.',
  hosted(['geometry'], 'array(geometry)', ([value]) => holesOf('ST_InteriorRings', value)?.map(lineValue) ?? null),
);

export const st_interiorringn = geoFunction(
  'ST_InteriorRingN',
  'Returns the ring of one of a polygon’s holes, counted from 1.',
  hosted(['geometry', 'integer'], 'geometry', ([value, place]) => {
    const path = holesOf('ST_InteriorRingN', value)?.[(place as number) - 1];
    return path ? lineValue(path) : null;
  }),
);

export const st_exteriorring = geoFunction(
  'ST_ExteriorRing',
  'Returns the outer ring of a polygon.',
  hosted(['geometry'], 'geometry', ([value]) => {
    const [path] = geometryOfType('ST_ExteriorRing', value, ['POLYGON']).rings;
    return path ? lineValue(path) : null;
  }),
);

export const st_pointn = geoFunction(
  'ST_PointN',
  'Returns a point of a line, counted from 1.',
  hosted(['geometry', 'integer'], 'geometry', ([value, place]) => {
    const at = geometryOfType('ST_PointN', value, ['LINE_STRING']).path[(place as number) - 1];
    return at ? pointValue(at) : null;
  }),
);

const endOf = (name: string, index: number, summary: string) =>
  geoFunction(
    name,
    summary,
    hosted(['geometry'], 'geometry', ([value]) => {
      const at = geometryOfType(name, value, ['LINE_STRING']).path.at(index);
      return at ? pointValue(at) : null;
    }),
  );

export const st_startpoint = endOf('ST_StartPoint', 0, 'Returns the first point of a line.');
export const st_endpoint = endOf('ST_EndPoint', -1, 'Returns the last point of a line.');

/** Rings are walked the other way round than they are printed. */
function drawnPoints(geometry: Geometry): readonly Coordinate[] {
  const backwards = (rings: readonly Path[]): Coordinate[] => rings.flatMap((ring) => [...ring].reverse());
  if (geometry.type === 'POLYGON') return backwards(geometry.rings);
  if (geometry.type === 'MULTI_POLYGON') return backwards(geometry.polygons.flat());
  if (geometry.type === 'GEOMETRY_COLLECTION') return geometry.geometries.flatMap(drawnPoints);
  return pointsOf(geometry);
}

export const st_points = geoFunction(
  'ST_Points',
  'Returns the points that a figure was drawn with.',
  hosted(['geometry'], 'array(geometry)', ([value]) => {
    const points = drawnPoints(geometryOf(value));
    return points.length === 0 ? null : points.map(pointValue);
  }),
);

/** Points at multiples of a share of a line’s length. */
function interpolated(value: SqlValue | undefined, share: number, isRepeated: boolean): Coordinate[] | undefined {
  if (isEmptyGeometry(geometryOf(value))) return undefined;
  const { path } = geometryOfType('line_interpolate_point', value, ['LINE_STRING']);
  if (share < 0 || share > 1) throw wrongArgument('fraction must be between 0 and 1');
  if (share === 0) return [path[0]!];
  if (share === 1) return [path.at(-1)!];
  const wanted = isRepeated ? Math.floor(1 / share) : 1;
  const length = pathLength(path);
  const points: Coordinate[] = [];
  let next = share;
  let before = 0;
  for (let i = 1; i < path.length && points.length < wanted; i++) {
    const [a, b] = [path[i - 1]!, path[i]!];
    const part = distanceOf(a, b) / length;
    for (; next < before + part && points.length < wanted; next += share) {
      const along = (next - before) / part;
      points.push([a[0] + (b[0] - a[0]) * along, a[1] + (b[1] - a[1]) * along]);
    }
    before += part;
  }
  if (points.length < wanted) points.push(path.at(-1)!);
  return points;
}

export const line_interpolate_point = geoFunction(
  'line_interpolate_point',
  'Returns the point at a share of a line’s length.',
  hosted(['geometry', 'double'], 'geometry', ([value, share]) => {
    const points = interpolated(value, share as number, false);
    return points ? pointValue(points[0]) : null;
  }),
);

export const line_interpolate_points = geoFunction(
  'line_interpolate_points',
  'Returns the points at multiples of a share of a line’s length.',
  hosted(
    ['geometry', 'double'],
    'array(geometry)',
    ([value, share]) => interpolated(value, share as number, true)?.map(pointValue) ?? null,
  ),
);

/** The share of the lines’ length at which they come closest to a point. */
function located(paths: readonly Path[], [x, y]: Coordinate): number {
  let before = 0;
  let least = Number.POSITIVE_INFINITY;
  let found = 0;
  for (const path of paths)
    for (let i = 1; i < path.length; i++) {
      const [[x1, y1], [x2, y2]] = [path[i - 1]!, path[i]!];
      const length = Math.hypot(x2 - x1, y2 - y1);
      const share = length === 0 ? 0 : ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / (length * length);
      const along = Math.min(1, Math.max(0, share));
      const distance = Math.hypot(x - (x1 + along * (x2 - x1)), y - (y1 + along * (y2 - y1)));
      if (distance < least) [least, found] = [distance, before + along * length];
      before += length;
    }
  return found / before;
}

export const line_locate_point = geoFunction(
  'line_locate_point',
  'Returns the share of lines’ length at which they come closest to a point.',
  hosted(['geometry', 'geometry'], 'double', ([lines, point]) => {
    const [line, at] = [geometryOf(lines), geometryOf(point)];
    if (!envelopeOf(line) || !envelopeOf(at)) return null;
    if (line.type !== 'LINE_STRING' && line.type !== 'MULTI_LINE_STRING')
      throw wrongArgument(
        `First argument to line_locate_point must be a LineString or a MultiLineString. Got: ${typeNames[line.type]}`,
      );
    if (at.type !== 'POINT')
      throw wrongArgument(`Second argument to line_locate_point must be a Point. Got: ${typeNames[at.type]}`);
    return located(linesOf(line), at.at!);
  }),
);
