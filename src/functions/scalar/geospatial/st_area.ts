import { doubleArea, type Geometry, type Path, type Rings } from '../../../types/geometry.js';
import { geoFunction, geometryOf, geometryOfType, geometryValue, hosted } from './geometry-call.js';
import { sphericalArea, sphericalDistance, sphericalLength } from './great_circle_distance.js';
import {
  distanceOf,
  type Envelope,
  envelopeOf,
  envelopePolygon,
  linesOf,
  pathLength,
  pointsOf,
  polygonsOf,
} from './rings.js';
import { planarDistance } from './st_contains.js';

/** Measures the area of a figure on the plane. */
export function areaOf(geometry: Geometry): number {
  if (geometry.type === 'GEOMETRY_COLLECTION') return geometry.geometries.reduce((sum, part) => sum + areaOf(part), 0);
  return (
    polygonsOf(geometry)
      .flat()
      .reduce((sum, ring) => sum + doubleArea(ring), 0) / 2
  );
}

export const st_area = geoFunction(
  'ST_Area',
  'Returns the area of a figure: of its plane, or in square metres of the Earth.',
  [
    hosted(['geometry'], 'double', ([value]) => areaOf(geometryOf(value))),
    hosted(['sphericalgeography'], 'double', ([value]) => sphericalArea(geometryOf(value))),
  ],
  [["ST_Area(ST_Polygon('POLYGON ((0 0, 0 4, 4 4, 4 0, 0 0))'))", '16.0']],
);

export const st_length = geoFunction(
  'ST_Length',
  'Returns the length of lines: on the plane, or in metres on the Earth.',
  [
    hosted(['geometry'], 'double', ([value]) =>
      linesOf(geometryOfType('ST_Length', value, ['LINE_STRING', 'MULTI_LINE_STRING'])).reduce(
        (sum, path) => sum + pathLength(path),
        0,
      ),
    ),
    hosted(['sphericalgeography'], 'double', ([value]) => sphericalLength(geometryOf(value))),
  ],
  [["ST_Length(ST_LineFromText('LINESTRING (0 0, 3 4)'))", '5.0']],
);

export const st_distance = geoFunction(
  'ST_Distance',
  'Returns the least distance of two figures: on the plane, or of points in metres on the Earth.',
  [
    hosted(['geometry', 'geometry'], 'double', ([a, b]) => planarDistance(geometryOf(a), geometryOf(b)) ?? null),
    hosted(['sphericalgeography', 'sphericalgeography'], 'double', ([a, b]) =>
      sphericalDistance(geometryOf(a), geometryOf(b)),
    ),
  ],
  [['ST_Distance(ST_Point(0, 0), ST_Point(3, 4))', '5.0']],
);

const bound = (name: string, side: keyof Envelope, what: string) =>
  geoFunction(
    name,
    `Returns the ${what} of a figure; NULL of an empty one.`,
    hosted(['geometry'], 'double', ([value]) => envelopeOf(geometryOf(value))?.[side] ?? null),
  );

export const st_xmin = bound('ST_XMin', 'xMin', 'least x');
export const st_xmax = bound('ST_XMax', 'xMax', 'greatest x');
export const st_ymin = bound('ST_YMin', 'yMin', 'least y');
export const st_ymax = bound('ST_YMax', 'yMax', 'greatest y');

export const st_envelope = geoFunction(
  'ST_Envelope',
  'Returns the rectangle around a figure.',
  hosted(['geometry'], 'geometry', ([value]) => {
    const envelope = envelopeOf(geometryOf(value));
    return geometryValue(envelope ? envelopePolygon(envelope) : { type: 'POLYGON', rings: [] });
  }),
);

export const st_envelopeaspts = geoFunction(
  'ST_EnvelopeAsPts',
  'Returns the lower left and the upper right corner of the rectangle around a figure.',
  hosted(['geometry'], 'array(geometry)', ([value]) => {
    const envelope = envelopeOf(geometryOf(value));
    if (envelope === undefined) return null;
    return [
      geometryValue({ type: 'POINT', at: [envelope.xMin, envelope.yMin] }),
      geometryValue({ type: 'POINT', at: [envelope.xMax, envelope.yMax] }),
    ];
  }),
);

type Weighted = readonly [x: number, y: number, weight: number];

const pointCentre = (points: Path): Weighted[] => points.map(([x, y]): Weighted => [x, y, 1]);

const lineCentres = (paths: readonly Path[]): Weighted[] =>
  paths.flatMap((path) =>
    path.slice(1).map((b, i): Weighted => {
      const a = path[i]!;
      return [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2, distanceOf(a, b)];
    }),
  );

/** Triangles from the first point of each ring. */
const polygonCentres = (polygons: readonly Rings[]): Weighted[] =>
  polygons.flat().flatMap((ring) => {
    const [x0, y0] = ring[0]!;
    return ring.slice(2).map((b, i): Weighted => {
      const a = ring[i + 1]!;
      const area = (a[0] - x0) * (b[1] - y0) - (b[0] - x0) * (a[1] - y0);
      return [(x0 + a[0] + b[0]) / 3, (y0 + a[1] + b[1]) / 3, area];
    });
  });

function centroid(geometry: Geometry): Geometry {
  const points = pointsOf(geometry);
  if (geometry.type === 'POINT' || points.length === 0)
    return geometry.type === 'POINT' ? geometry : { type: 'POINT', at: undefined };
  const isArea = geometry.type === 'POLYGON' || geometry.type === 'MULTI_POLYGON';
  const parts = isArea
    ? polygonCentres(polygonsOf(geometry))
    : geometry.type === 'MULTI_POINT'
      ? pointCentre(points)
      : lineCentres(linesOf(geometry));
  const total = parts.reduce((sum, [, , weight]) => sum + weight, 0);
  if (total === 0) return { type: 'POINT', at: points[0] };
  const mean = (axis: 0 | 1): number => parts.reduce((sum, part) => sum + part[axis] * part[2], 0) / total;
  return { type: 'POINT', at: [mean(0), mean(1)] };
}

export const st_centroid = geoFunction(
  'ST_Centroid',
  'Returns the centre of mass of a figure.',
  hosted(['geometry'], 'geometry', ([value]) =>
    geometryValue(
      centroid(
        geometryOfType('ST_Centroid', value, [
          'POINT',
          'MULTI_POINT',
          'LINE_STRING',
          'MULTI_LINE_STRING',
          'POLYGON',
          'MULTI_POLYGON',
        ]),
      ),
    ),
  ),
);
