import { type Coordinate, doubleArea, type Geometry, type Path, type Rings } from '../../../types/geometry.js';

/** Tells whether two points are the same. */
export const isSamePoint = (a: Coordinate, b: Coordinate): boolean => a[0] === b[0] && a[1] === b[1];

/** Closes a ring and turns it as an outer ring or a hole runs; its first point stays the first. */
export function turnedRing(ring: Path, isHole: boolean): Path {
  if (ring.length === 0) return ring;
  const closed = isSamePoint(ring[0]!, ring.at(-1)!) ? ring : [...ring, ring[0]!];
  const area = doubleArea(closed);
  return (isHole ? area > 0 : area < 0) ? [...closed].reverse() : closed;
}

/** Turns the rings of a polygon: the first is the outer one. */
export const turnedRings = (rings: Rings): Rings => rings.map((ring, index) => turnedRing(ring, index > 0));

/** Lists all points of a figure, ring by ring, the last of a ring its first. */
export function pointsOf(geometry: Geometry): readonly Coordinate[] {
  switch (geometry.type) {
    case 'POINT':
      return geometry.at ? [geometry.at] : [];
    case 'LINE_STRING':
      return geometry.path;
    case 'POLYGON':
      return geometry.rings.flat();
    case 'MULTI_POINT':
      return geometry.points;
    case 'MULTI_LINE_STRING':
      return geometry.paths.flat();
    case 'MULTI_POLYGON':
      return geometry.polygons.flat(2);
    case 'GEOMETRY_COLLECTION':
      return geometry.geometries.flatMap(pointsOf);
  }
}

/** Tells whether a figure has no points. */
export const isEmptyGeometry = (geometry: Geometry): boolean => pointsOf(geometry).length === 0;

/** The smallest rectangle around a figure. */
export interface Envelope {
  readonly xMin: number;
  readonly yMin: number;
  readonly xMax: number;
  readonly yMax: number;
}

/** Gives the rectangle around a figure; undefined around none. */
export function envelopeOf(geometry: Geometry): Envelope | undefined {
  const points = pointsOf(geometry);
  if (points.length === 0) return undefined;
  let [xMin, yMin] = points[0]!;
  let [xMax, yMax] = points[0]!;
  for (const [x, y] of points) {
    if (x < xMin) xMin = x;
    if (x > xMax) xMax = x;
    if (y < yMin) yMin = y;
    if (y > yMax) yMax = y;
  }
  return { xMin, yMin, xMax, yMax };
}

/** Makes the polygon of a rectangle. */
export const envelopePolygon = ({ xMin, yMin, xMax, yMax }: Envelope): Geometry => ({
  type: 'POLYGON',
  rings: [
    [
      [xMin, yMin],
      [xMax, yMin],
      [xMax, yMax],
      [xMin, yMax],
      [xMin, yMin],
    ],
  ],
  isEnvelope: true,
});

/** Lists the polygons of a figure of polygons. */
export const polygonsOf = (geometry: Geometry): readonly Rings[] =>
  geometry.type === 'POLYGON' ? [geometry.rings] : geometry.type === 'MULTI_POLYGON' ? geometry.polygons : [];

/** Lists the lines of a figure of lines. */
export const linesOf = (geometry: Geometry): readonly Path[] =>
  geometry.type === 'LINE_STRING' ? [geometry.path] : geometry.type === 'MULTI_LINE_STRING' ? geometry.paths : [];

/** Measures a line; what rounding loses of the sum is carried on (Kahan). */
export function pathLength(path: Path): number {
  let sum = 0;
  let lost = 0;
  for (let i = 1; i < path.length; i++) {
    const part = distanceOf(path[i - 1]!, path[i]!) - lost;
    const next = sum + part;
    lost = next - sum - part;
    sum = next;
  }
  return sum;
}

/** Measures the way between two points. */
export const distanceOf = (a: Coordinate, b: Coordinate): number => Math.sqrt((b[0] - a[0]) ** 2 + (b[1] - a[1]) ** 2);

/** Where a point lies of a polygon: 1 inside, 0 on its boundary, -1 outside. */
export function placeInPolygon([x, y]: Coordinate, rings: Rings): -1 | 0 | 1 {
  let isInside = false;
  for (const ring of rings)
    for (let i = 1; i < ring.length; i++) {
      const [x1, y1] = ring[i - 1]!;
      const [x2, y2] = ring[i]!;
      const side = (x2 - x1) * (y - y1) - (x - x1) * (y2 - y1);
      const isBetween =
        x >= Math.min(x1, x2) && x <= Math.max(x1, x2) && y >= Math.min(y1, y2) && y <= Math.max(y1, y2);
      if (side === 0 && isBetween) return 0;
      if (y1 > y !== y2 > y && (y2 > y1 ? side > 0 : side < 0)) isInside = !isInside;
    }
  return isInside ? 1 : -1;
}
